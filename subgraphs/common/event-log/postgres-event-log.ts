// The event log on PostgreSQL: a table in the subgraph's own schema, written in the writer's transaction.
// A notification only says "look"; what there is to see, and in which order, the table alone decides.
import type { Logger } from 'pino';
import { codedError } from '../access.ts';
import type { Database } from '../database.ts';
import { comparePositions, type EventFilter, type EventLog, type Position, type TailOptions } from './event-log.ts';
import { channelOf, insertEvents, selectEvents, selectExtent } from './event-store.ts';
import { listen } from './listener.ts';
import { startLogReader } from './log-reader.ts';
import { createTail, type TailSource } from './tail.ts';

export { eventLogMigration } from './event-store.ts';

export interface PostgresEventLogOptions<Tables> {
  readonly database: Database<Tables>;
  readonly schema: string;
  /** For the connection that listens; not one of the pool, and not through a transaction pooler. */
  readonly url: string;
  readonly logger: Logger;
}

/** How many events a tail reads at once when it catches up; half of what it may hold in memory. */
const catchUpSize = 128;

/**
 * Opens the log of a schema that is migrated. It is followed from now on: a tail begins at a position that is known
 * when it is asked for, so it cannot miss what is committed while it is being set up.
 */
export async function createPostgresEventLog<Tables>(options: PostgresEventLogOptions<Tables>): Promise<EventLog> {
  const { schema, url, logger } = options;
  const { db } = options.database;
  const reader = startLogReader({
    start: (await selectExtent(db)).head,
    readBatch: (after, limit) => selectEvents(db, schema, after, limit),
    logger,
  });
  const listener = listen({ url, schema, channel: channelOf(schema), logger, onWake: () => reader.wake() });
  const source: TailSource = {
    position: () => reader.position(),
    remove: (tail) => reader.remove(tail),
    readAfter: async (after, filter) => await readAfter(after, filter),
  };

  const readAfter = async (after: Position, filter: EventFilter) => {
    // Asked for first: everything at or before this head is seen by the statement that follows.
    const { head, firstUnusedTx } = await selectExtent(db);
    if (after.tx >= firstUnusedTx) throw aheadOfLog();
    const { events } = await selectEvents(db, schema, after, catchUpSize, filter);
    const last = events.at(-1)?.position ?? after;
    const isWhole = events.length < catchUpSize && comparePositions(head, last) > 0;
    return { events, scannedTo: isWhole ? head : last };
  };

  return {
    append: async (trx, events) => {
      if (events.length > 0) await insertEvents(trx, schema, events);
    },
    read: async (after, limit) => (await selectEvents(db, schema, after, limit)).events,
    head: async () => (await selectExtent(db)).head,
    tail({ after, signal, ...filter }: TailOptions) {
      const tail = createTail(source, filter, { start: after ?? reader.position(), isResumed: after !== undefined });
      reader.add(tail);
      endOnAbort(signal, () => tail.end());
      return tail.events;
    },
    async close() {
      await Promise.all([listener.close(), reader.close()]);
    },
  };
}

/** After a database was put back to an earlier state, clients hold cursors of events that it never had. */
function aheadOfLog(): Error {
  return codedError(
    'RESYNC_REQUIRED',
    'The cursor is of no event that this log ever had. Read the current state and subscribe without a cursor.',
  );
}

function endOnAbort(signal: AbortSignal | undefined, end: () => void): void {
  if (signal?.aborted) end();
  else signal?.addEventListener('abort', end, { once: true });
}
