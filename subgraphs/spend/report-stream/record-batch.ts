// A batch of lines in one transaction, with its receipt. What the database refuses is narrowed down to the lines that it
// is about, so that one of them costs itself and not the others.
import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { inIngestTransaction, recordFacts, type SpendTarget } from '../ingest.ts';
import { halve, type LineOutcome, outcomesOfLines, refuseAll, type ReportBatch } from './report-batch.ts';
import { type ReportKey, saveReceipt } from './receipt-store.ts';
import { ReportEnd } from './report-end.ts';
import type { ReportLine } from './split-lines.ts';

export interface RecordOptions {
  readonly observedAt: Date;
  /** Receipts are kept under it; none are where there is no key. */
  readonly reportKey: ReportKey | undefined;
  /** The number of the first line that no earlier batch holds. */
  readonly firstLine: number;
}

/** Records a batch that has at least one line. Throws a `ReportEnd` when another request has got ahead under its key. */
export async function recordBatch(
  target: SpendTarget,
  batch: ReportBatch,
  options: RecordOptions,
): Promise<readonly LineOutcome[]> {
  try {
    return await recordOnce(target, batch, options);
  } catch (error) {
    if (!(error instanceof GraphQLError) || batch.facts.length === 0) throw error;
    if (batch.facts.length > 1) return await recordHalves(target, batch, options);
    return await recordOnce(target, refuseAll(batch, { code: 'BAD_USER_INPUT', message: error.message }), options);
  }
}

async function recordHalves(
  target: SpendTarget,
  batch: ReportBatch,
  options: RecordOptions,
): Promise<readonly LineOutcome[]> {
  const [first, second] = halve(batch);
  const outcomes = await recordBatch(target, first, options);
  return [...outcomes, ...(await recordBatch(target, second, { ...options, firstLine: lastLineOf(first) + 1 }))];
}

async function recordOnce(
  target: SpendTarget,
  batch: ReportBatch,
  { observedAt, reportKey, firstLine }: RecordOptions,
): Promise<readonly LineOutcome[]> {
  if (batch.facts.length === 0 && !reportKey) return outcomesOfLines(batch, []);
  return await inIngestTransaction(target, async (run) => {
    const how = { source: 'ingest', observedAt, withOutcomes: true };
    const { outcomes = [] } = batch.facts.length > 0 ? await recordFacts(run, batch.facts, how) : {};
    const ofLines = outcomesOfLines(batch, outcomes);
    if (!reportKey) return ofLines;
    const fingerprint = fingerprintOfLines(batch.entries.map(({ line }) => line));
    const receipt = { firstLine, lastLine: lastLineOf(batch), fingerprint, outcomes: ofLines };
    if (!(await saveReceipt(run.trx, reportKey, receipt))) throw overtaken();
    return ofLines;
  });
}

/** A SHA-256 of lines by their numbers. */
export function fingerprintOfLines(lines: readonly ReportLine[]): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line.number}:${line.text ?? `!${line.problem}`}\n`);
  return hash.digest('hex');
}

export function lastLineOf({ entries }: ReportBatch): number {
  return entries.at(-1)?.line.number ?? 0;
}

function overtaken(): ReportEnd {
  return new ReportEnd(
    'CONFLICT',
    'Another request with this Idempotency-Key is being recorded. Send the report again when that one has ended.',
  );
}
