import { type Logger, pino } from 'pino';
import { type Database, openDatabase } from '../../subgraphs/common/database.ts';
import type { EventLog, LoggedEvent, NewEvent } from '../../subgraphs/common/event-log/event-log.ts';
import { parseEventLogSettings } from '../../subgraphs/common/event-log/event-log-settings.ts';
import { openEventLog } from '../../subgraphs/common/event-log/open-event-log.ts';
import { eventLogMigration, eventLogStateMigration } from '../../subgraphs/common/event-log/postgres-event-log.ts';
import type { RetentionBounds } from '../../subgraphs/common/event-log/retention-store.ts';
import { migrate } from '../../subgraphs/common/migrate.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { hasNatsServer, startNats, type TestNats } from './nats-server.ts';

export const logSchema = 'logged';

/** A log in a database of its own. */
export interface TestEventLog {
  readonly log: EventLog;
  readonly database: Database<unknown>;
  readonly url: string;
  /** The server of the engine that needs one. */
  readonly nats: TestNats | undefined;
  /** Opens the same log once more, as another process would. */
  reopen(retention?: RetentionBounds): Promise<EventLog>;
  close(): Promise<void>;
}

/** The engines there are on this machine: whatever one of them promises, the others do too. */
export const eventLogEngines: readonly EventLogEngine[] = hasNatsServer ? ['postgres', 'nats'] : ['postgres'];
export type EventLogEngine = 'postgres' | 'nats';

/** Opens a log in an empty database: a new one of the run's server, unless one is given. */
export async function createTestEventLog(
  engine: EventLogEngine = 'postgres',
  given?: TestDatabase,
  logger: Logger = pino({ level: 'silent' }),
): Promise<TestEventLog> {
  const nats = engine === 'nats' ? await startNats() : undefined;
  const { url, drop } = given ?? (await createTestDatabase());
  const database = openDatabase<unknown>({ url, schema: logSchema, poolSize: 20, logger });
  await migrate(database, logSchema, { '0001-event-log': eventLogMigration, '0002-state': eventLogStateMigration });
  const settings = nats && parseEventLogSettings('logged', { EVENT_LOG: 'nats', NATS_URL: nats.url }).data?.nats;
  const reopen = (retention: RetentionBounds = {}) =>
    openEventLog({ database, schema: logSchema, url, logger, settings: { retention, nats: settings } });
  const log = await reopen();
  return {
    reopen,
    nats,
    log,
    database,
    url,
    async close() {
      await log.close();
      await database.close();
      await drop();
      await nats?.stop();
    },
  };
}

/** An event with the little that tests tell apart. */
export function newEvent(key: string, number: number, advertiserId = 'adv_1', type = 'moved'): NewEvent {
  return { advertiserId, type, key, payload: { number } };
}

/** The next `count` events of a tail. */
export async function take(tail: AsyncIterator<LoggedEvent>, count: number): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  while (events.length < count) {
    const { done, value } = await tail.next();
    if (done) break;
    events.push(value);
  }
  return events;
}

/** What `newEvent` was made of, for comparing. */
export function nameOf({ key, payload }: NewEvent): string {
  return `${key}:${String(payload['number'])}`;
}
