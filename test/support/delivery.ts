// Delivery without its loop: a test says when it looks for work, what the platform does, and where a process ends.
import { pino } from 'pino';
import type { PlatformEntity } from '../../platforms/ad-platform.ts';
import { deliverAccount } from '../../subgraphs/campaigns/delivery/deliver-account.ts';
import { listDueAccounts } from '../../subgraphs/campaigns/delivery/delivery-store.ts';
import {
  type DeliveryStep,
  type DeliveryWorld,
  defaultTimes,
} from '../../subgraphs/campaigns/delivery/delivery-world.ts';
import type { DriftPolicy } from '../../subgraphs/campaigns/delivery/drift.ts';
import { openPlatformLines, type PlatformLines } from '../../subgraphs/campaigns/delivery/platform-lines.ts';
import { type Reconciled, reconcileAccount } from '../../subgraphs/campaigns/delivery/reconcile-account.ts';
import { findAdEntities } from '../../subgraphs/campaigns/ad-entity-store.ts';
import { startTestCampaigns, type TestCampaigns } from './campaigns.ts';
import { changeBudget, inputOf } from './changes.ts';
import { gate } from './gate.ts';
import { createFakePlatform, type FakePlatform, type FakePlatformOptions } from './fake-platform.ts';

/** A process that delivers; another one shares nothing with it but the database and the platform. */
export interface TestWorker {
  readonly world: DeliveryWorld;
  readonly lines: PlatformLines;
  /** Delivers what is due; resolves when nothing is, or the platform wants a pause. */
  deliver(): Promise<void>;
  reconcile(policy?: DriftPolicy): Promise<Reconciled>;
}

export interface TestDelivery {
  readonly campaigns: TestCampaigns;
  readonly platform: FakePlatform;
  worker(given?: Partial<DeliveryWorld>): TestWorker;
  /** Asks for a budget of `cmp_brand`; returns the request's id. */
  ask(micros: bigint, key?: string): Promise<string>;
  states(): Promise<readonly string[]>;
  /** Lets time pass: pauses and leases end that much sooner. */
  pass(ms: number): Promise<void>;
  /** What we think that `cmp_brand` has. */
  known(): Promise<bigint | undefined>;
  live(): bigint | undefined;
  stop(): Promise<void>;
}

export const brand = { level: 'CAMPAIGN', externalId: 'x-cmp_brand' } as const;
export const dollarAccount = {
  advertiserId: 'adv_acme',
  accountId: 'acc_dollar',
  platform: 'GOOGLE_ADS',
  externalId: 'x-acc_dollar',
  mode: 'TWIN',
} as const;

/** Acme's dollar account connected to a platform that holds what we think that it holds. */
export async function startTestDelivery(options: FakePlatformOptions = {}): Promise<TestDelivery> {
  const campaigns = await startTestCampaigns();
  const { database, eventLog } = campaigns.subgraph;
  await database.pool.query(`insert into platform_connection values ('adv_acme', 'acc_dollar', 'TWIN')`);
  const ids = ['cmp_brand', 'cmp_search', 'adg_shoes', 'adg_hats', 'ad_red', 'ad_blue'];
  const known = await findAdEntities(database.db, ['adv_acme'], ids);
  const platform = createFakePlatform(known.map(toPlatformEntity), options);
  const opened: PlatformLines[] = [];

  const worker = (given: Partial<DeliveryWorld> = {}): TestWorker => {
    const world: DeliveryWorld = {
      db: database.db,
      eventLog,
      logger: pino({ level: 'silent' }),
      now: () => new Date('2026-11-22T09:30:00.000Z'),
      monotonicMs: () => performance.now(),
      random: () => 0,
      sleep: async () => {},
      times: defaultTimes,
      ...given,
    };
    const lines = openPlatformLines(() => platform, world.monotonicMs);
    opened.push(lines);
    return {
      world,
      lines,
      async deliver() {
        for (const account of await listDueAccounts(world.db)) {
          const line = lines.lineTo(account);
          if (line) await deliverAccount({ world, account, line }, new AbortController().signal);
        }
      },
      async reconcile(policy) {
        const line = lines.lineTo(dollarAccount);
        if (!line) throw new Error('there is no way to the platform');
        return await reconcileAccount({
          world,
          database,
          account: dollarAccount,
          line,
          asked: policy && { policy, by: 'anna' },
        });
      },
    };
  };
  return {
    campaigns,
    platform,
    worker,
    async ask(micros, key = `${micros}`) {
      const [entity] = await findAdEntities(database.db, ['adv_acme'], ['cmp_brand']);
      const input = inputOf({ key, micros: String(micros), expectedVersion: entity?.version ?? 0 });
      const answer: unknown = await changeBudget(campaigns, input);
      const { rows } = await database.pool.query<{ id: string }>(
        `select id from change_request order by requested_at desc, id desc limit 1`,
      );
      if (!JSON.stringify(answer).includes('ChangeQueued')) throw new Error(JSON.stringify(answer));
      return rows[0]?.id ?? '';
    },
    async states() {
      const { rows } = await database.pool.query<{ state: string }>(`select state from change_request order by id`);
      return rows.map(({ state }) => state);
    },
    async pass(ms) {
      await database.pool.query(`
        update change_outbox set not_before = not_before - ${ms} * interval '1 millisecond',
          lease_until = lease_until - ${ms} * interval '1 millisecond'`);
    },
    async known() {
      const [entity] = await findAdEntities(database.db, ['adv_acme'], ['cmp_brand']);
      return entity?.budget?.amountMicros;
    },
    live: () => platform.entity(brand).budget?.amountMicros,
    async stop() {
      await Promise.all(opened.map((lines) => lines.close()));
      await campaigns.stop();
    },
  };
}

/** Stands for ever at a step, as a process does that has ended there. */
export function endAt(step: DeliveryStep): Pick<DeliveryWorld, 'atStep'> & { readonly ended: Promise<void> } {
  const { opened: ended, open } = gate();
  const atStep = async (reached: DeliveryStep) => {
    if (reached !== step) return;
    open();
    await new Promise<never>(() => {});
  };
  return { atStep, ended };
}

const parentOf = { CAMPAIGN: null, AD_GROUP: 'x-cmp_search', AD: 'x-adg_shoes' } as const;

type KnownEntity = Awaited<ReturnType<typeof findAdEntities>>[number];

function toPlatformEntity({
  level,
  externalId,
  name,
  status,
  objective,
  flight,
  budget,
  bid,
}: KnownEntity): PlatformEntity {
  return {
    level,
    externalId,
    name,
    parentExternalId: parentOf[level],
    status,
    platformStatus: status,
    objective,
    flight: level === 'CAMPAIGN' ? flight : null,
    budget: budget && { ...budget, sharedBy: 1 },
    bid,
    learning: null,
  };
}
