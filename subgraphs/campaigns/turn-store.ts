// Who may change what of an advertiser's, and in which order. Every transaction that changes money begins here.
//
// A row's lock alone does not give an order of events. Whoever waits for a row that is updated meanwhile gets a
// transaction number on waking, before the next lock is won (PostgreSQL 18, heap_lock_tuple), and may be overtaken by a
// higher one. An advisory lock is waited for without a number.
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** Locks of more entities than these would fill the server's table of locks; then the whole advertiser is locked. */
const maxTurns = 64;

/**
 * Waits for the entities' turns until the transaction ends. To be its first statements: then transactions that change one
 * entity are numbered in the order in which they get it, and so are the events they write. Meanwhile no kill switch of
 * the advertiser is tripped, so what was looked up of them after this holds until the end.
 */
export async function awaitTurns(
  trx: Kysely<Tables>,
  advertiserId: string,
  entityIds: readonly string[],
): Promise<void> {
  const ids = [...new Set(entityIds)].sort();
  if (ids.length > maxTurns) return await awaitEveryTurn(trx, advertiserId);
  await sql`/* awaitGate */
    select pg_advisory_xact_lock_shared(hashtextextended(${gateOf(advertiserId)}, 0))`.execute(trx);
  const turns = ids.map((id) => `ad_entity ${advertiserId} ${id}`);
  await sql`/* awaitTurns */
    select pg_advisory_xact_lock(hashtextextended(turn, 0))
    from (select turn from unnest(${turns}::text[]) with ordinality as t (turn, place) order by place offset 0) as t`.execute(
    trx,
  );
}

/** Waits until nothing of the advertiser's is being changed, and keeps it so until the transaction ends. */
export async function awaitEveryTurn(trx: Kysely<Tables>, advertiserId: string): Promise<void> {
  await sql`/* awaitEveryTurn */
    select pg_advisory_xact_lock(hashtextextended(${gateOf(advertiserId)}, 0))`.execute(trx);
}

function gateOf(advertiserId: string): string {
  return `changes of ${advertiserId}`;
}
