// The event log with NATS JetStream before it, for many replicas: PostgreSQL has the events as before, one process relays
// them to a stream, and every process follows that with one consumer. Cursors are those of PostgreSQL, good for either.
import type { EventLog } from '../event-log.ts';
import type { NatsSettings } from '../event-log-settings.ts';
import { selectEvents, selectExtent } from '../event-store.ts';
import { logAroundReader } from '../log-around-reader.ts';
import type { PostgresEventLogOptions } from '../postgres-event-log.ts';
import { keepWithinBounds } from '../retention.ts';
import { connectNats } from './connect-nats.ts';
import { streamOf } from './event-stream.ts';
import { followStream } from './follow-stream.ts';
import { startNatsLogReader } from './nats-log-reader.ts';
import { startRelay } from './relay.ts';
import { readLogId } from './relay-store.ts';

export interface NatsEventLogOptions<Tables> extends PostgresEventLogOptions<Tables> {
  readonly nats: NatsSettings;
}

/**
 * Opens the log of a schema that is migrated. Does not wait for NATS: until it answers, and whenever it does not, live
 * events are read from PostgreSQL.
 */
export async function createNatsEventLog<Tables>(options: NatsEventLogOptions<Tables>): Promise<EventLog> {
  const { schema, url, logger, nats, retention = {} } = options;
  const { db } = options.database;
  const reader = startNatsLogReader({
    start: (await selectExtent(db)).head,
    readBatch: (after, limit) => selectEvents(db, schema, after, limit),
    logger,
  });
  const stream = streamOf(schema, await readLogId(db, schema));
  const pruning = keepWithinBounds({ db, schema, bounds: retention, logger });
  const connecting = connectNats(nats, schema, logger, (connection) => {
    const follower = followStream({
      connection,
      streamName: stream.name,
      onEvent: reader.offer,
      onFollowing: reader.setFollowing,
      logger,
    });
    const relay = startRelay({ connection, stream, db, schema, url, retention, replicas: nats.replicas, logger });
    return async () => {
      await Promise.all([follower.close(), relay.close()]);
    };
  });
  const close = async () => {
    await Promise.all([reader.close(), pruning.close(), connecting.close()]);
  };
  return logAroundReader({ db, schema, reader, close });
}
