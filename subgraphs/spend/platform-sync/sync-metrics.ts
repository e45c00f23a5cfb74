// Whether spend still arrives, in numbers for Prometheus. Labels are platforms and kinds of failures: as many as there are, however
// many accounts are followed.
import type { Kysely } from 'kysely';
import { Counter, Gauge, Registry } from 'prom-client';
import type { MetricsText } from '../../common/metrics-route.ts';
import type { SpendTables } from '../tables.ts';
import { countPausedAccounts, listPlatformStatus } from './sync-status-store.ts';
import type { SyncWorld } from './sync-world.ts';

export interface SyncMetrics extends Required<Pick<SyncWorld, 'onLackingRows'>> {
  /** Accounts as the database knows them, of all processes; rows as this process has counted them. */
  render(): Promise<MetricsText>;
}

export function createSyncMetrics(db: Kysely<SpendTables>, now: () => Date): SyncMetrics {
  const registry = new Registry();
  const { lacking, ...gauges } = createInstruments(registry);
  return {
    onLackingRows: (platform, rows) => lacking.inc({ platform }, rows),
    async render() {
      const [platforms, paused] = await Promise.all([listPlatformStatus(db, now()), countPausedAccounts(db)]);
      // What is not there any more is told no more.
      for (const gauge of Object.values(gauges)) gauge.reset();
      for (const { platform, followed, unread, oldestSeconds } of platforms) {
        gauges.followed.set({ platform }, followed);
        gauges.unread.set({ platform }, unread);
        if (oldestSeconds !== null) gauges.oldest.set({ platform }, oldestSeconds);
      }
      for (const { platform, reason, accounts } of paused) gauges.paused.set({ platform, reason }, accounts);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function createInstruments(registry: Registry) {
  const registers = [registry];
  return {
    followed: new Gauge({
      name: 'spend_sync_accounts',
      help: 'Accounts whose reports are read from their platform.',
      labelNames: ['platform'],
      registers,
    }),
    unread: new Gauge({
      name: 'spend_sync_accounts_never_read',
      help: 'Accounts of which no report could be read yet.',
      labelNames: ['platform'],
      registers,
    }),
    oldest: new Gauge({
      name: 'spend_sync_complete_report_age_seconds',
      help: 'How long ago the last complete report was, of the account that waits longest.',
      labelNames: ['platform'],
      registers,
    }),
    paused: new Gauge({
      name: 'spend_sync_accounts_paused',
      help: 'Accounts that are left alone for a while since their reports could not be read, by the kind of failure.',
      labelNames: ['platform', 'reason'],
      registers,
    }),
    lacking: new Counter({
      name: 'spend_sync_lacking_rows_total',
      help: 'Rows of reports that could not be read or were wrong, and were left out.',
      labelNames: ['platform'],
      registers,
    }),
  };
}
