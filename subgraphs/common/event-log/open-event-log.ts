import type { EventLog } from './event-log.ts';
import type { EventLogSettings } from './event-log-settings.ts';
import { createPostgresEventLog, type PostgresEventLogOptions } from './postgres-event-log.ts';

export interface OpenEventLogOptions<Tables> extends Omit<PostgresEventLogOptions<Tables>, 'retention'> {
  /** Left out: PostgreSQL alone, and nothing is ever removed. */
  readonly settings: EventLogSettings | undefined;
}

/** Opens the log of a schema that is migrated, by the engine that the settings name. */
export async function openEventLog<Tables>(options: OpenEventLogOptions<Tables>): Promise<EventLog> {
  const { settings, ...rest } = options;
  const log = { ...rest, retention: settings?.retention };
  if (!settings?.nats) return await createPostgresEventLog(log);
  // Loaded where it is wanted: most processes have no NATS.
  const { createNatsEventLog } = await import('./nats/nats-event-log.ts');
  return await createNatsEventLog({ ...log, nats: settings.nats });
}
