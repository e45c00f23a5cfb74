// Receipts: what was acknowledged under a sender's key, batch by batch, committed with the rows themselves. A report that
// is sent again under its key gets the same acknowledgements, and goes on where they end.
import { type Kysely, sql } from 'kysely';
import type { SpendTables } from '../tables.ts';
import type { LineOutcome } from './report-batch.ts';

/** Whose report it is: the token's subject and the key of their choice. */
export interface ReportKey {
  readonly subject: string;
  readonly key: string;
}

/** The receipt of the lines from one number to another. */
export interface Receipt {
  readonly firstLine: number;
  readonly lastLine: number;
  /** Of the lines' texts; see `fingerprintOfLines`. */
  readonly fingerprint: string;
  readonly outcomes: readonly LineOutcome[];
}

interface ReceiptRow {
  readonly lastLine: bigint;
  readonly fingerprint: string;
  readonly outcomes: readonly LineOutcome[];
}

/** The receipt that begins at a line; undefined where nothing was acknowledged from there on. */
export async function findReceipt(
  db: Kysely<SpendTables>,
  { subject, key }: ReportKey,
  firstLine: number,
): Promise<Receipt | undefined> {
  const { rows } = await sql<ReceiptRow>`/* findReportReceipt */
    select last_line as "lastLine", fingerprint, outcomes from report_receipt
    where subject = ${subject} and key = ${key} and first_line = ${firstLine}`.execute(db);
  const row = rows[0];
  return row && { firstLine, lastLine: Number(row.lastLine), fingerprint: row.fingerprint, outcomes: row.outcomes };
}

/**
 * Keeps a receipt; false when there is one that begins at the line already. Waits for a transaction under way that writes
 * the same one.
 */
export async function saveReceipt(
  trx: Kysely<SpendTables>,
  { subject, key }: ReportKey,
  { firstLine, lastLine, fingerprint, outcomes }: Receipt,
): Promise<boolean> {
  const { rows } = await sql`/* saveReportReceipt */
    insert into report_receipt (subject, key, first_line, last_line, fingerprint, outcomes)
    values (${subject}, ${key}, ${firstLine}, ${lastLine}, ${fingerprint}, ${JSON.stringify(outcomes)}::jsonb)
    on conflict do nothing
    returning 1`.execute(trx);
  return rows.length > 0;
}

/** Forgets at most a thousand receipts that are older than a week; tells how many. */
export async function forgetOldReceipts(db: Kysely<SpendTables>): Promise<number> {
  const { rows } = await sql`/* forgetReportReceipts */
    delete from report_receipt where ctid = any(array(
      select ctid from report_receipt where saved_at < now() - interval '7 days' limit 1000 for update skip locked))
    returning 1`.execute(db);
  return rows.length;
}
