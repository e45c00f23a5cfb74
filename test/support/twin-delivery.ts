// An account on a platform's twin, reached over HTTP, and processes that compare it and deliver to it when a test says so.
import { pino } from 'pino';
import type { AdPlatformClient, EntityLevel, EntityStatus, PlatformCode } from '../../platforms/ad-platform.ts';
import { type ToldClock, toldClock } from '../../platforms/estate/clock.ts';
import { deliverAccount } from '../../subgraphs/campaigns/delivery/deliver-account.ts';
import { listDueAccounts } from '../../subgraphs/campaigns/delivery/delivery-store.ts';
import {
  type ConnectedAccount,
  defaultTimes,
  type DeliveryWorld,
} from '../../subgraphs/campaigns/delivery/delivery-world.ts';
import type { DriftPolicy } from '../../subgraphs/campaigns/delivery/drift.ts';
import { openPlatformLines, type PlatformLines } from '../../subgraphs/campaigns/delivery/platform-lines.ts';
import { type Reconciled, reconcileAccount } from '../../subgraphs/campaigns/delivery/reconcile-account.ts';
import { saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import { account, startTestCampaigns, type TestCampaigns, testPolicy, twoTenants } from './campaigns.ts';
import { startTwin, twinAccountId, type TwinWorld } from './platform-twins.ts';

/** An entity of the account as the graph knows it. */
export interface KnownRow {
  readonly id: string;
  readonly level: EntityLevel;
  readonly externalId: string;
  readonly campaignId: string | null;
  readonly status: EntityStatus;
  readonly version: number;
  readonly budgetMicros: string | null;
}

export interface TwinWorker {
  readonly world: DeliveryWorld;
  reconcile(policy?: DriftPolicy): Promise<Reconciled>;
  deliver(): Promise<void>;
}

export interface TwinWorkerOptions {
  readonly world?: Partial<DeliveryWorld>;
  /** Puts something between the process and its platform, such as one that leaves half of a list out. */
  readonly wrap?: (client: AdPlatformClient) => AdPlatformClient;
}

export interface TwinDelivery {
  readonly campaigns: TestCampaigns;
  readonly twin: TwinWorld;
  readonly clock: ToldClock;
  readonly account: ConnectedAccount;
  worker(options?: TwinWorkerOptions): TwinWorker;
  known(): Promise<readonly KnownRow[]>;
  /** Sets a status as a person does in the platform's own pages. */
  setByPerson(entity: Pick<KnownRow, 'level' | 'externalId'>, status: EntityStatus): void;
  /** Lets time pass for what is put off or leased. */
  pass(ms: number): Promise<void>;
  stop(): Promise<void>;
}

/** Acme's account on the twin, which the graph has been compared with once. Larger raises in it wait for an approval. */
export async function startTwinDelivery(platform: PlatformCode): Promise<TwinDelivery> {
  const clock = toldClock(new Date('2026-11-22T09:30:00.000Z'));
  const policies = [testPolicy({ currency: 'EUR', approvalAbovePercent: 50 })];
  const campaigns = await startTestCampaigns({ policies, now: clock.now });
  const { database, eventLog } = campaigns.subgraph;
  const accountId = 'acc_twin';
  const place = { platform, externalId: twinAccountId, currency: 'EUR', timeZone: 'Europe/Berlin' };
  await saveStructure(database, { ...twoTenants(), accounts: [account(accountId, 'adv_acme', place)] });
  await database.pool.query(`insert into platform_connection values ('adv_acme', $1, 'TWIN')`, [accountId]);
  const connected = { advertiserId: 'adv_acme', accountId, platform, externalId: twinAccountId, mode: 'TWIN' } as const;
  const twin = await startTwin(platform, { clock, beganOn: '2026-11-01' });
  const opened: PlatformLines[] = [];

  const worker = ({ world: given = {}, wrap = (client) => client }: TwinWorkerOptions = {}): TwinWorker => {
    const world: DeliveryWorld = {
      db: database.db,
      eventLog,
      logger: pino({ level: 'silent' }),
      now: clock.now,
      monotonicMs: () => performance.now(),
      random: () => 0,
      sleep: async () => {},
      times: defaultTimes,
      ...given,
    };
    const lines = openPlatformLines(
      (_platform, _mode, onQuota) =>
        wrap(twin.connect({ baseUrl: twin.twin.url, timeoutMs: 5_000, now: clock.now, onQuota })),
      world.monotonicMs,
    );
    opened.push(lines);
    return {
      world,
      async reconcile(policy) {
        const line = lines.lineTo(connected);
        if (!line) throw new Error('there is no way to the twin');
        const asked = policy && { policy, by: 'anna' };
        return await reconcileAccount({ world, database, account: connected, line, asked });
      },
      async deliver() {
        for (const due of await listDueAccounts(world.db)) {
          const line = lines.lineTo(due);
          if (line) await deliverAccount({ world, account: due, line }, new AbortController().signal);
        }
      },
    };
  };
  await worker().reconcile();
  return {
    campaigns,
    twin,
    clock,
    account: connected,
    worker,
    async known() {
      const { rows } = await database.pool.query<KnownRow>(
        `select id, level, external_id as "externalId", campaign_id as "campaignId", status, version,
           budget_micros::text as "budgetMicros"
         from ad_entity where account_id = $1 order by level, external_id`,
        [accountId],
      );
      return rows;
    },
    setByPerson({ level, externalId }, status) {
      twin.estate.editAsPerson(twinAccountId, { field: 'STATUS', level, externalId, status });
    },
    async pass(ms) {
      await database.pool.query(
        `update change_outbox set not_before = not_before - $1 * interval '1 millisecond',
           lease_until = lease_until - $1 * interval '1 millisecond'`,
        [ms],
      );
    },
    async stop() {
      await Promise.all(opened.map((lines) => lines.close()));
      await twin.twin.close();
      await campaigns.stop();
    },
  };
}
