import { type Kysely, sql } from 'kysely';
import { expect } from 'vitest';
import { encodeCursor, type EventLog } from '../../subgraphs/common/event-log/event-log.ts';

/**
 * Waits until every transaction is over that was open when the newest event was written; those of other tests on the same
 * server count. A stream that begins with the state from then on has what is known only there: before, an event may come
 * once more after the state that has it.
 */
export async function untilSettled<Tables>(db: Kysely<Tables>): Promise<void> {
  const isSettled = async (): Promise<boolean> => {
    const { rows } = await sql<{ isSettled: boolean }>`/* isSettled */
      select coalesce(bool_and(tx < pg_snapshot_xmin(pg_current_snapshot())), true) as "isSettled"
      from event`.execute(db);
    return rows[0]?.isSettled ?? false;
  };
  await expect.poll(isSettled).toBe(true);
}

/** A cursor after everything that was written before: none of it comes again to whoever goes on from here. */
export async function settledHead<Tables>(subgraph: {
  readonly database: { readonly db: Kysely<Tables> };
  readonly eventLog: EventLog;
}): Promise<string> {
  await untilSettled(subgraph.database.db);
  return encodeCursor(await subgraph.eventLog.head());
}
