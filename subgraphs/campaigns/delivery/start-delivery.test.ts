import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { anna, testNow } from '../../../test/support/campaigns.ts';
import { brand, startTestDelivery, type TestDelivery } from '../../../test/support/delivery.ts';
import { gate } from '../../../test/support/gate.ts';
import { type CampaignsSubgraph, createCampaignsSubgraph } from '../subgraph.ts';

let delivery: TestDelivery;
let processes: CampaignsSubgraph[] = [];
/** Opened by the first write that arrives. */
let arrival = gate();
let answer = gate();

beforeEach(async () => {
  [arrival, answer] = [gate(), gate()];
  answer.open();
  delivery = await startTestDelivery({
    async onWrite() {
      arrival.open();
      await answer.opened;
    },
  });
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.close()));
  processes = [];
  await delivery.stop();
});

/** A subgraph as a process runs it, on the test's database, with the fake platform as the way to every platform. */
async function startProcess(): Promise<CampaignsSubgraph> {
  const started = await createCampaignsSubgraph({
    databaseUrl: delivery.campaigns.databaseUrl,
    logger: pino({ level: 'silent' }),
    now: () => testNow,
    connectPlatform: () => delivery.platform,
    reconcileEveryMs: 3_600_000,
  });
  processes.push(started);
  return started;
}

/** Waits for the request to be as far, by the event that tells of it. */
async function untilState(requestId: string, state: string): Promise<void> {
  const { eventLog } = delivery.campaigns.subgraph;
  const events = eventLog.tail({
    types: ['change-request.moved'],
    keys: new Set([requestId]),
    advertiserIds: [...anna.advertiserIds],
    after: { tx: 0n, seq: 0n },
  });
  for await (const { payload } of events) if (payload['state'] === state) return;
}

test('a process delivers what is accepted while it runs', async () => {
  await startProcess();
  const id = await delivery.ask(120_000_000n);
  await untilState(id, 'CONFIRMED');
  expect(delivery.live()).toBe(120_000_000n);
});

test('a process delivers what was accepted before it was started', async () => {
  const id = await delivery.ask(120_000_000n);
  await startProcess();
  await untilState(id, 'CONFIRMED');
  expect(delivery.live()).toBe(120_000_000n);
});

test('of several processes one sends a change, whichever it is', async () => {
  await Promise.all([startProcess(), startProcess(), startProcess()]);
  for (let round = 1n; round <= 5n; round += 1n) {
    await untilState(await delivery.ask(100_000_000n + round * 1_000_000n), 'CONFIRMED');
  }
  expect(delivery.platform.writes).toHaveLength(5);
});

test('a process that is stopped first records what it has sent', async () => {
  answer = gate();
  const process = await startProcess();
  const id = await delivery.ask(120_000_000n);
  await arrival.opened;
  const closing = process.close();
  answer.open();
  await closing;
  processes = [];
  await untilState(id, 'CONFIRMED');
  expect(await delivery.states()).toEqual(['CONFIRMED']);
});

test('a process whose database connections are all ended goes on', async () => {
  await startProcess();
  const { pool } = delivery.campaigns.subgraph.database;
  await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`);
  const id = await delivery.ask(120_000_000n);
  await untilState(id, 'CONFIRMED');
  expect(delivery.platform.entity(brand).budget?.amountMicros).toBe(120_000_000n);
});

test('accounts are compared with their platforms while a process runs', async () => {
  delivery.platform.edit({ ...brand, field: 'BUDGET', amountMicros: 1n, kind: 'DAILY' }, 'PERSON');
  const { eventLog } = delivery.campaigns.subgraph;
  const events = eventLog.tail({ types: ['drift.detected'], advertiserIds: ['adv_acme'] });
  await startProcess();
  const { value } = await events.next();
  expect(value).toMatchObject({ payload: { entityId: 'cmp_brand', kind: 'FOREIGN_EDIT', live: '1' } });
  await events.return?.();
});
