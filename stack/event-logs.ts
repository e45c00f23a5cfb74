// How the event log of each subgraph is kept, as the environment says.
import { ConfigError } from '../gateway/config.ts';
import { type EventLogSettings, parseEventLogSettings } from '../subgraphs/common/event-log/event-log-settings.ts';

export interface EventLogs {
  readonly campaigns: EventLogSettings;
  readonly spend: EventLogSettings;
}

/** Throws a `ConfigError` that names every variable that is wrong. */
export function readEventLogs(environment: Readonly<Record<string, string | undefined>>): EventLogs {
  const campaigns = parseEventLogSettings('campaigns', environment);
  const spend = parseEventLogSettings('spend', environment);
  if (campaigns.success && spend.success) return { campaigns: campaigns.data, spend: spend.data };
  const issues = [campaigns, spend].flatMap(({ error }) => error?.issues ?? []);
  throw new ConfigError([...new Set(issues.map(({ path, message }) => `${path.join('.')}: ${message}`))]);
}
