import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { realClock } from '../../../platforms/estate/clock.ts';
import { drawAccount } from '../../../platforms/estate/draw-account.ts';
import { createEstate as createAdEstate, type Estate } from '../../../platforms/estate/estate.ts';
import { googleAdsRules, type GoogleAdsTwin, startGoogleAdsTwin } from '../../../platforms/google-ads/twin.ts';
import { seededFaults } from '../../../platforms/twin-faults.ts';
import { createRandom } from '../../../stack/sample-data/random.ts';
import { type CampaignsSubgraph, createCampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import { type RestartablePostgres, startRestartablePostgres } from '../../support/restartable-postgres.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { askAsClient } from './ask-as-client.ts';
import { type ChaosEstate, createEstate, million, startMicros } from './estate.ts';
import { findFaults, type HeldPlatform } from './find-faults.ts';
import type { WorkerSettings } from './worker-process.ts';

const kills = 8;
const workersAtOnce = 2;
const accountExternalId = '1234567890';
const program = fileURLToPath(new URL('worker-process.ts', import.meta.url));

let server: RestartablePostgres;
let subgraph: CampaignsSubgraph;
let estate: ChaosEstate;
let held: Estate;
let twin: GoogleAdsTwin;
let workers: ChildProcess[] = [];

beforeEach(async () => {
  server = await startRestartablePostgres();
  subgraph = await createCampaignsSubgraph({ databaseUrl: server.url, logger: silentLogger });
  const drawn = drawAccount({
    seed: 1,
    externalId: accountExternalId,
    currency: 'USD',
    timeZone: 'UTC',
    startsOn: '2026-11-01',
    campaigns: 3,
    adGroupsPerCampaign: 1,
    adsPerAdGroup: 1,
    budgets: 'CAMPAIGN',
    objectives: ['SEARCH'],
    bidStrategies: ['MANUAL_CPC'],
    leastBudgetMicros: startMicros,
  });
  const budgets = drawn.budgets.map((budget) => ({ ...budget, amountMicros: startMicros }));
  estate = await createEstate(subgraph, 0, {
    account: accountExternalId,
    campaign: (index) => drawn.campaigns[index]?.externalId ?? '',
  });
  const accounts = [{ ...drawn, budgets }];
  held = createAdEstate({ seed: 1, beganOn: '2026-11-01', rules: googleAdsRules, accounts }, realClock);
  const faults = seededFaults(7, { RESET_AFTER_APPLY: 0.08, RESET_BEFORE_APPLY: 0.08, DELIVERED_TWICE: 0.05 });
  twin = await startGoogleAdsTwin({ estate: held, changeDelayMs: 0, conflictMs: 0, faults });
});
afterEach(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  workers = [];
  await twin.close();
  await subgraph.close();
  await server.stop();
});

/** Starts a process that delivers, and resolves when it does. */
async function startWorker(): Promise<ChildProcess> {
  const settings: WorkerSettings = {
    databaseUrl: server.url,
    baseUrl: twin.url,
    credentials: twin.credentials,
  };
  const worker = spawn(process.execPath, [program, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'inherit'] });
  workers.push(worker);
  await new Promise((resolve) => worker.stdout.once('data', resolve));
  return worker;
}

async function countUnderWay(): Promise<number> {
  const { rows } = await subgraph.database.pool.query<{ count: bigint }>(`select count(*) as count from change_outbox`);
  return Number(rows[0]?.count);
}

test('processes that are killed, connections that are cut and a database that goes down leave nothing wrong', async () => {
  const random = createRandom(11);
  const ask = askAsClient(subgraph);
  /** Without an answer a client asks again, with the same key. */
  const askUntilAnswered = async (entityId: string, micros: bigint, key: string): Promise<void> => {
    for (;;) {
      const answer = await ask(estate, entityId, micros, key).catch(() => undefined);
      if (answer !== undefined) return;
      await sleep(50);
    }
  };
  const asking = async (times: number, key: string) => {
    for (let time = 0; time < times; time += 1) {
      const micros = BigInt(30 + random.below(150)) * million;
      await askUntilAnswered(random.pick(estate.campaignIds), micros, `${key} ${time}`);
      await sleep(random.below(60));
    }
  };
  while (workers.length < workersAtOnce) await startWorker();
  for (let kill = 0; kill < kills; kill += 1) {
    await asking(5, String(kill));
    const [worker] = workers.splice(0, 1);
    worker?.kill('SIGKILL');
    if (kill % 3 === 2) {
      await subgraph.database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      );
    }
    if (kill % 4 === 3) {
      // The other process goes on by itself when the server is back.
      const meanwhile = asking(3, `${kill} meanwhile`);
      await server.takeDown(kill % 8 === 3 ? 'KILLED' : 'IMMEDIATE');
      await server.bringBack();
      await meanwhile;
    }
    await startWorker();
  }
  while ((await countUnderWay()) > 0) await sleep(100);
  const account = held.account(accountExternalId);
  const platform: HeldPlatform = {
    // Which of them arrived is not told by a twin; that each was recorded is for the schedules in memory to show.
    writes: [],
    entity: ({ externalId }) => {
      const campaign = account?.campaigns.find((one) => one.externalId === externalId);
      return { budget: account?.budgets.find((one) => one.externalId === campaign?.budgetExternalId) ?? null };
    },
  };
  const reached = new Map<string, number>();
  // Whatever came late is found by the comparisons that follow, and mended.
  await vi.waitFor(async () => {
    expect(await countUnderWay()).toBe(0);
    reached.clear();
    const found = await findFaults(subgraph, estate, platform, { hasForeignEdits: false, reached });
    expect(found).toEqual([]);
  });
  expect((reached.get('CONFIRMED') ?? 0) + (reached.get('RECONCILED') ?? 0)).toBeGreaterThan(kills);
});
