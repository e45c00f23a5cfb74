import { pino } from 'pino';
import { type Database, openDatabase } from '../../subgraphs/common/database.ts';
import type { EventLog, LoggedEvent, NewEvent } from '../../subgraphs/common/event-log/event-log.ts';
import { createPostgresEventLog, eventLogMigration } from '../../subgraphs/common/event-log/postgres-event-log.ts';
import { migrate } from '../../subgraphs/common/migrate.ts';
import { createTestDatabase } from './database.ts';

export const logSchema = 'logged';

/** A log in a database of its own. */
export interface TestEventLog {
  readonly log: EventLog;
  readonly database: Database<unknown>;
  readonly url: string;
  close(): Promise<void>;
}

export async function createTestEventLog(): Promise<TestEventLog> {
  const { url, drop } = await createTestDatabase();
  const logger = pino({ level: 'silent' });
  const database = openDatabase<unknown>({ url, schema: logSchema, poolSize: 20, logger });
  await migrate(database, logSchema, { '0001-event-log': eventLogMigration });
  const log = await createPostgresEventLog({ database, schema: logSchema, url, logger });
  return {
    log,
    database,
    url,
    async close() {
      await log.close();
      await database.close();
      await drop();
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
