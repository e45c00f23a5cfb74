// Delivery of changes: how long from an accepted change until it has left for its platform, one at a time; and how fast a queue
// drains next to what the platform allows. The platform is in memory, and answers after so long as a real one may.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import pg from 'pg';
import { pino } from 'pino';
import type { PlatformEntity } from '../../platforms/ad-platform.ts';
import { startEmbeddedPostgres } from '../../stack/postgres/embedded-postgres.ts';
import type { ChangeRequest } from '../../subgraphs/campaigns/change-request.ts';
import { makeRequests } from '../../subgraphs/campaigns/move-requests.ts';
import { saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import { type CampaignsSubgraph, createCampaignsSubgraph } from '../../subgraphs/campaigns/subgraph.ts';
import { awaitEveryTurn, awaitTurns } from '../../subgraphs/campaigns/turn-store.ts';
import { createFakePlatform } from '../support/fake-platform.ts';
import { writeResult } from './result.ts';

const { values } = parseArgs({ options: { queued: { type: 'string', default: '10000' }, rounds: { type: 'string' } } });
const queued = values.rounds === '1' ? 500 : Number(values.queued);
const oneByOne = values.rounds === '1' ? 20 : 200;
const answerMs = 60;
/** As an account of a platform that takes many writes at once, and one that takes each alone. */
const platforms = [
  { name: 'batches of 50', maxWritesPerRequest: 50, perSecond: 10 },
  { name: 'one at a time', maxWritesPerRequest: 1, perSecond: 50 },
] as const;

const logger = pino({ level: 'warn' });
const advertiserId = 'adv_bench';
const before = 100_000_000n;

type Account = (typeof platforms)[number];

interface Running {
  readonly subgraph: CampaignsSubgraph;
  /** When each write arrived at the platform. */
  readonly arrivals: readonly number[];
}

/** A process that delivers to the account's platform, which holds so many campaigns. */
async function startDelivering(url: string, account: Account, count: number): Promise<Running> {
  const arrivals: number[] = [];
  const { maxWritesPerRequest, perSecond } = account;
  const platform = createFakePlatform(entitiesOf(count), {
    traits: { maxWritesPerRequest, requestsPerSecond: { app: perSecond, account: perSecond } },
    async onWrite(writes) {
      for (const _ of writes) arrivals.push(performance.now());
      await sleep(answerMs);
    },
  });
  const options = { databaseUrl: url, logger, connectPlatform: () => platform, reconcileEveryMs: 3_600_000 };
  return { subgraph: await createCampaignsSubgraph(options), arrivals };
}

function entitiesOf(count: number): readonly PlatformEntity[] {
  return Array.from({ length: count }, (_, index) => ({
    level: 'CAMPAIGN' as const,
    externalId: `x-${index}`,
    name: `${index}`,
    parentExternalId: null,
    status: 'ENABLED' as const,
    platformStatus: 'ENABLED',
    objective: 'SALES',
    flight: { startsOn: '2026-11-01', endsOn: null },
    budget: { amountMicros: before, kind: 'DAILY' as const, sharedBy: 1 },
    bid: null,
    learning: null,
  }));
}

async function loadAccount({ database }: CampaignsSubgraph, count: number): Promise<void> {
  const updatedAt = new Date('2026-11-01T00:00:00.000Z');
  const common = { advertiserId, updatedAt };
  await saveStructure(database, {
    advertisers: [{ id: advertiserId, name: 'Bench' }],
    accounts: [
      {
        ...common,
        id: 'acc_bench',
        platform: 'GOOGLE_ADS',
        externalId: 'x-bench',
        name: 'bench',
        currency: 'USD',
        timeZone: 'UTC',
      },
    ],
    campaigns: entitiesOf(count).map(({ externalId, name, objective, flight }) => ({
      ...common,
      id: `cmp_${externalId}`,
      accountId: 'acc_bench',
      externalId,
      name,
      status: 'ENABLED' as const,
      objective,
      flight,
      budget: { amountMicros: before, kind: 'DAILY' as const },
    })),
  });
  await database.pool.query(`insert into platform_connection values ($1, $2, 'TWIN')`, [advertiserId, 'acc_bench']);
  await database.pool.query('analyze');
}

/** Queues a change of each of the campaigns. */
async function queue(
  { database, eventLog }: CampaignsSubgraph,
  indexes: readonly number[],
  direction: 'INCREASE' | 'DECREASE' = 'DECREASE',
) {
  const size = 500;
  for (let start = 0; start < indexes.length; start += size) {
    const requests = indexes.slice(start, start + size).map((index) => draft(index, direction));
    await database.db.transaction().execute(async (trx) => {
      await awaitTurns(
        trx,
        advertiserId,
        requests.map(({ entityId }) => entityId),
      );
      const path = ['VALIDATED', 'APPROVED', 'QUEUED'] as const;
      await makeRequests(
        trx,
        { eventLog, now: () => new Date() },
        requests.map((request) => ({ request, path, actor: 'bench' })),
      );
    });
  }
}

function draft(index: number, direction: 'INCREASE' | 'DECREASE'): ChangeRequest {
  const at = new Date();
  return {
    id: `chg_${index}`,
    advertiserId,
    entityId: `cmp_x-${index}`,
    accountId: 'acc_bench',
    platform: 'GOOGLE_ADS',
    kind: 'BUDGET',
    direction,
    beforeMicros: before,
    afterMicros: direction === 'INCREASE' ? 150_000_000n : 50_000_000n,
    beforeStatus: null,
    afterStatus: null,
    currency: 'USD',
    expectedVersion: 1,
    reason: 'bench',
    actor: 'bench',
    requestedAt: at,
    contentHash: String(index),
    policyVersion: null,
    warnings: [],
    expiresAt: new Date(at.getTime() + 86_400_000),
    scheduledFor: null,
    batchId: null,
    rollbackOf: null,
    isBreakGlass: false,
    state: 'DRAFT',
    stateVersion: 1,
    stateAt: at,
  };
}

async function untilArrived(arrivals: readonly number[], count: number): Promise<void> {
  while (arrivals.length < count) await sleep(5);
}

/** From before the transaction that accepts a change until its platform gets it. */
async function measureLatency(url: string): Promise<{ readonly p50Ms: number; readonly p99Ms: number }> {
  const { subgraph, arrivals } = await startDelivering(url, platforms[1], oneByOne);
  const latencies: number[] = [];
  try {
    await loadAccount(subgraph, oneByOne);
    for (let index = 0; index < oneByOne; index += 1) {
      const startedAtMs = performance.now();
      await queue(subgraph, [index]);
      await untilArrived(arrivals, index + 1);
      latencies.push((arrivals[index] ?? 0) - startedAtMs);
      // Idle again: the answer has come and is recorded.
      await sleep(150);
    }
  } finally {
    await subgraph.close();
  }
  const sorted = latencies.toSorted((left, right) => left - right);
  const at = (share: number) => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1));
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** How fast changes leave that were queued while nobody delivered. */
async function measureDrain(url: string, account: Account) {
  const { maxWritesPerRequest, perSecond } = account;
  const changes = maxWritesPerRequest === 1 ? Math.ceil(queued / 5) : queued;
  const idle = await createCampaignsSubgraph({ databaseUrl: url, logger });
  await loadAccount(idle, changes);
  await queue(idle, [...Array.from({ length: changes }).keys()]);
  await idle.close();
  const { subgraph, arrivals } = await startDelivering(url, account, changes);
  try {
    await untilArrived(arrivals, changes);
  } finally {
    await subgraph.close();
  }
  const seconds = ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1_000;
  const changesPerSecond = Number((changes / seconds).toFixed(1));
  const allowedPerSecond = perSecond * maxWritesPerRequest;
  return {
    changes,
    changesPerSecond,
    allowedPerSecond,
    ratio: Number((changesPerSecond / allowedPerSecond).toFixed(3)),
  };
}

/** How long after a kill switch was tripped the last increase leaves, with all of them queued; and how many leave later. */
async function measureKillSwitch(url: string) {
  const account = platforms[0];
  const idle = await createCampaignsSubgraph({ databaseUrl: url, logger });
  await loadAccount(idle, queued);
  await queue(idle, [...Array.from({ length: queued }).keys()], 'INCREASE');
  await idle.close();
  const { subgraph, arrivals } = await startDelivering(url, account, queued);
  try {
    await untilArrived(arrivals, account.maxWritesPerRequest * account.perSecond);
    const askedAtMs = performance.now();
    await subgraph.database.db.transaction().execute(async (trx) => {
      await awaitEveryTurn(trx, advertiserId);
      await sql`insert into kill_switch (advertiser_id, id, scope, scope_id, tripped_by, tripped_at, reason)
        values (${advertiserId}, 'ks_bench', 'GLOBAL', '', 'bench', now(), 'bench')`.execute(trx);
    });
    const trippedAtMs = performance.now();
    await sleep(5_000);
    const afterwards = arrivals.filter((atMs) => atMs > trippedAtMs);
    return {
      queued,
      leftBefore: arrivals.length - afterwards.length,
      tripMs: Math.round(trippedAtMs - askedAtMs),
      lastIncreaseMs: Math.round(Math.max(0, ...afterwards.map((atMs) => atMs - trippedAtMs))),
      leftAfterwards: afterwards.length,
    };
  } finally {
    await subgraph.close();
  }
}

/** Runs all, prints them and adds them to bench.json. */
async function benchDelivery(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-delivery-'));
  const postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), durable: true });
  try {
    const latency = await measureLatency(await createDatabase(postgres.url, 'latency'));
    console.log(`accepted → at the platform, idle: p50 ${latency.p50Ms} ms, p99 ${latency.p99Ms} ms`);
    const drained: Record<string, unknown> = {};
    for (const account of platforms) {
      const url = await createDatabase(postgres.url, `drain_${account.maxWritesPerRequest}`);
      const result = await measureDrain(url, account);
      drained[account.name] = result;
      const { changes, changesPerSecond, allowedPerSecond, ratio } = result;
      console.log(
        `${changes} queued, ${account.name}: ${changesPerSecond}/s of ${allowedPerSecond}/s allowed, ratio ${ratio}`,
      );
    }
    const stopped = await measureKillSwitch(await createDatabase(postgres.url, 'kill_switch'));
    const { tripMs, lastIncreaseMs, leftAfterwards } = stopped;
    console.log(
      `kill switch with ${queued} queued: tripped in ${tripMs} ms; ${leftAfterwards} increases under way then left, the last after ${lastIncreaseMs} ms`,
    );
    await writeResult('delivery', { latency, drained, stopped });
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

await benchDelivery();
