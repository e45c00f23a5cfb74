import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Migration } from 'kysely/migration';
import type { ConnectPlatform } from '../../platforms/ad-platform.ts';
import { createVersionReader } from '../common/answer-version.ts';
import { changeCountMigration, readChangeCounts } from '../common/change-count.ts';
import { type Database, openDatabase } from '../common/database.ts';
import type { EventLog } from '../common/event-log/event-log.ts';
import { eventLogMigration, eventLogStateMigration } from '../common/event-log/postgres-event-log.ts';
import { openEventLog } from '../common/event-log/open-event-log.ts';
import { idempotencyMigration } from '../common/idempotency.ts';
import { migrate } from '../common/migrate.ts';
import { buildSchema, type Subgraph, type SubgraphContext, type SubgraphOptions } from '../common/subgraph.ts';
import { type Context, createContext } from './context.ts';
import { type DeliveryTimes, type DeliveryWorld, defaultTimes } from './delivery/delivery-world.ts';
import { openPlatformLines } from './delivery/platform-lines.ts';
import { startDelivery } from './delivery/start-delivery.ts';
import { startReconciliation } from './delivery/start-reconciliation.ts';
import { structureMigration } from './migrations/0002-structure.ts';
import { appliedChangeMigration } from './migrations/0003-applied-change.ts';
import { changeRequestsMigration } from './migrations/0007-change-requests.ts';
import { guardrailsMigration } from './migrations/0008-guardrails.ts';
import { deliveryMigration } from './migrations/0010-delivery.ts';
import { freezesMigration } from './migrations/0011-freezes.ts';
import { removedDriftsMigration } from './migrations/0012-removed-drifts.ts';
import { campaignBidsMigration } from './migrations/0013-campaign-bids.ts';
import { driftPoliciesMigration } from './migrations/0014-drift-policies.ts';
import { resolvers } from './resolvers.ts';
import type { Tables } from './tables.ts';
import { startClock } from './waiting-requests.ts';

export const schemaName = 'campaigns';

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-event-log': eventLogMigration,
  '0002-structure': structureMigration,
  '0003-applied-change': appliedChangeMigration,
  '0004-idempotency': idempotencyMigration,
  '0005-event-log-state': eventLogStateMigration,
  '0006-change-count': changeCountMigration,
  '0007-change-requests': changeRequestsMigration,
  '0008-guardrails': guardrailsMigration,
  '0010-delivery': deliveryMigration,
  '0011-freezes': freezesMigration,
  '0012-removed-drifts': removedDriftsMigration,
  '0013-campaign-bids': campaignBidsMigration,
  '0014-drift-policies': driftPoliciesMigration,
};

export interface CampaignsSubgraph extends Subgraph {
  readonly database: Database<Tables>;
  readonly eventLog: EventLog;
  createContext(request: SubgraphContext): Context;
}

export interface CampaignsOptions extends SubgraphOptions {
  /** The ways to platforms; left out, this process tells them nothing. */
  readonly connectPlatform?: ConnectPlatform;
  /** What previews are signed with, the same in every process; made up where it is left out. */
  readonly previewKey?: string | undefined;
  /** How often accounts are compared with their platforms. */
  readonly reconcileEveryMs?: number;
  /** How long what is claimed belongs to a process, and what else depends on how slow platforms are. */
  readonly deliveryTimes?: DeliveryTimes;
}

const defaultReconcileEveryMs = 60_000;

/** Opens the database, brings its schema up to date and starts to follow its event log and to serve its outbox. */
export async function createCampaignsSubgraph(options: CampaignsOptions): Promise<CampaignsSubgraph> {
  const { databaseUrl: url, logger, now = () => new Date() } = options;
  const previewKey = options.previewKey ?? randomBytes(32).toString('base64url');
  const database = openDatabase<Tables>({ url, schema: schemaName, logger });
  try {
    await migrate(database, schemaName, migrations);
    const eventLog = await openEventLog({ database, schema: schemaName, url, logger, settings: options.eventLog });
    const clock = startClock({ db: database.db, eventLog, now }, logger);
    const delivering = options.connectPlatform && deliver(options, { database, eventLog, now });
    return {
      name: 'campaigns',
      schema: buildSchema(new URL('schema.graphql', import.meta.url), resolvers, logger),
      database,
      eventLog,
      createContext: (request) => createContext(request, { db: database.db, eventLog, now, previewKey }),
      readVersion: createVersionReader({ readCounts: (ids) => readChangeCounts(database.db, ids), now }),
      async close() {
        await delivering?.close();
        await clock.stop();
        await eventLog.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

interface Running {
  readonly database: Database<Tables>;
  readonly eventLog: EventLog;
  readonly now: () => Date;
}

/** Starts to tell platforms what is queued, and to compare them with what we think. */
function deliver(options: CampaignsOptions, { database, eventLog, now }: Running) {
  const {
    connectPlatform = () => undefined,
    databaseUrl,
    logger,
    reconcileEveryMs = defaultReconcileEveryMs,
  } = options;
  const monotonicMs = () => performance.now();
  const lines = openPlatformLines(connectPlatform, monotonicMs);
  const world: DeliveryWorld = {
    db: database.db,
    eventLog,
    logger,
    now,
    monotonicMs,
    random: Math.random,
    sleep,
    times: options.deliveryTimes ?? defaultTimes,
  };
  const delivery = startDelivery({ world, lines, databaseUrl, schema: schemaName });
  const reconciliation = startReconciliation({ world, database, lines, everyMs: reconcileEveryMs });
  return {
    async close() {
      await Promise.all([delivery.close(), reconciliation.close()]);
      await lines.close();
    },
  };
}
