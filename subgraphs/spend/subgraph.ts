// The spend subgraph: what platforms report of money spent, what it means for today, and what it is in other currencies.
import type { ConnectPlatform } from '../../platforms/ad-platform.ts';
import type { Subgraph, SubgraphOptions } from '../common/subgraph.ts';
import { buildSchema } from '../common/subgraph.ts';
import { createVersionReader } from '../common/answer-version.ts';
import { changeCountMigration } from '../common/change-count.ts';
import { type Database, openDatabase } from '../common/database.ts';
import { createMetricsRoute } from '../common/metrics-route.ts';
import type { EventLog } from '../common/event-log/event-log.ts';
import { eventLogMigration, eventLogStateMigration } from '../common/event-log/postgres-event-log.ts';
import { openEventLog } from '../common/event-log/open-event-log.ts';
import { migrate } from '../common/migrate.ts';
import { contextFactory } from './context.ts';
import type { SpendTarget } from './ingest.ts';
import { readSpendChanges } from './load-count-store.ts';
import * as createSpend from './migrations/0002-create-spend.ts';
import * as countLoads from './migrations/0003-count-loads.ts';
import * as reportReceipts from './migrations/0005-report-receipts.ts';
import { platformSyncMigration } from './migrations/0006-platform-sync.ts';
import { followedSinceMigration } from './migrations/0007-followed-since.ts';
import { type PlatformSync, startPlatformSync } from './platform-sync/start-platform-sync.ts';
import { createSyncMetrics, type SyncMetrics } from './platform-sync/sync-metrics.ts';
import { defaultSyncTimes } from './platform-sync/sync-world.ts';
import { createReportRoute } from './report-stream/report-route.ts';
import { resolvers } from './resolvers/resolvers.ts';
import type { SpendTables } from './tables.ts';

/** The PostgreSQL schema of this subgraph. */
export const schemaName = 'spend';

/** Where Prometheus reads how the reading of reports stands. */
const metricsPath = '/metrics/spend';

export interface SpendSubgraph extends Subgraph {
  readonly database: Database<SpendTables>;
  readonly eventLog: EventLog;
}

export interface SpendOptions extends SubgraphOptions {
  /** The ways to platforms, whose reports are read of the accounts that are followed; left out, none is read. */
  readonly connectPlatform?: ConnectPlatform | undefined;
  /** How often the running day of each of them is read; about once a minute where it is left out. */
  readonly reportEveryMs?: number | undefined;
}

/**
 * Opens the database, brings its schema up to date, builds the graph's part and starts to read reports. Close it to end
 * streams, reading and pool.
 */
export async function createSpendSubgraph(options: SpendOptions): Promise<SpendSubgraph> {
  const { databaseUrl: url, logger, now = () => new Date() } = options;
  const database = openDatabase<SpendTables>({ url, schema: schemaName, logger });
  try {
    await migrate(database, schemaName, {
      '0001-event-log': eventLogMigration,
      '0002-create-spend': createSpend,
      '0003-count-loads': countLoads,
      '0004-event-log-state': eventLogStateMigration,
      '0005-report-receipts': reportReceipts,
      '0005-change-count': changeCountMigration,
      '0006-platform-sync': platformSyncMigration,
      '0007-followed-since': followedSinceMigration,
    });
    const eventLog = await openEventLog({ database, schema: schemaName, url, logger, settings: options.eventLog });
    const metrics = createSyncMetrics(database.db, now);
    const sync =
      options.connectPlatform && startSync(options, options.connectPlatform, { database, eventLog }, metrics);
    return {
      name: schemaName,
      database,
      eventLog,
      schema: buildSchema(new URL('schema.graphql', import.meta.url), resolvers, logger),
      routes: [
        createReportRoute({ target: { database, eventLog }, now, logger }),
        createMetricsRoute(metricsPath, metrics.render),
      ],
      createContext: contextFactory({ database, eventLog, now }),
      readVersion: createVersionReader({ readCounts: (ids) => readSpendChanges(database.db, ids), now }),
      close: async () => {
        await sync?.close();
        await eventLog.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function startSync(
  options: SpendOptions,
  connect: ConnectPlatform,
  target: SpendTarget,
  { onLackingRows }: SyncMetrics,
): PlatformSync {
  const { logger, now = () => new Date(), reportEveryMs: everyMs = defaultSyncTimes.everyMs } = options;
  const times = { ...defaultSyncTimes, everyMs };
  const monotonicMs = () => performance.now();
  return startPlatformSync({ target, logger, now, monotonicMs, random: Math.random, times, onLackingRows }, connect);
}
