// The event log on PostgreSQL: a table in the subgraph's own schema, written in the writer's transaction.
// A notification only says "look"; what there is to see, and in which order, the table alone decides.
import type { Logger } from 'pino';
import type { Database } from '../database.ts';
import type { EventLog } from './event-log.ts';
import { channelOf, selectEvents, selectExtent } from './event-store.ts';
import { listen } from './listener.ts';
import { logAroundReader } from './log-around-reader.ts';
import { startLogReader } from './log-reader.ts';
import { keepWithinBounds } from './retention.ts';
import type { RetentionBounds } from './retention-store.ts';

export { eventLogMigration } from './event-store.ts';
export { eventLogStateMigration } from './retention-store.ts';

export interface PostgresEventLogOptions<Tables> {
  readonly database: Database<Tables>;
  readonly schema: string;
  /** For the connection that listens; not one of the pool, and not through a transaction pooler. */
  readonly url: string;
  readonly logger: Logger;
  /** Which events may be removed; none where it is left out. */
  readonly retention?: RetentionBounds | undefined;
}

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
  const pruning = keepWithinBounds({ db, schema, bounds: options.retention ?? {}, logger });
  const close = async () => {
    await Promise.all([listener.close(), reader.close(), pruning.close()]);
  };
  return logAroundReader({ db, schema, reader, close });
}
