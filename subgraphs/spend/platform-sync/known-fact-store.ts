import { type Kysely, sql } from 'kysely';
import type { SpendTables } from '../tables.ts';
import type { KnownFact } from './complete-report.ts';

/** What is known of entities on a local day, in whatever grain, leaving out what is broken down. */
export async function listKnownFacts(
  trx: Kysely<SpendTables>,
  advertiserId: string,
  entityIds: readonly string[],
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<readonly (KnownFact & { readonly entityId: string })[]> {
  const { rows } = await sql<KnownFact & { readonly entityId: string }>`/* listKnownFacts */
    select entity_id as "entityId", starts_at as "startsAt", grain, spend_micros as "spendMicros" from spend_fact
    where advertiser_id = ${advertiserId} and entity_id = any(${[...entityIds]}::text[])
      and starts_at >= ${from} and starts_at < ${to} and breakdown = ''`.execute(trx);
  return rows;
}
