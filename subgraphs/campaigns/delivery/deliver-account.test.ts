import { afterEach, expect, test } from 'vitest';
import { brand, startTestDelivery, type TestDelivery } from '../../../test/support/delivery.ts';

let delivery: TestDelivery;
afterEach(async () => {
  await delivery.stop();
});

async function start(): Promise<TestDelivery> {
  delivery = await startTestDelivery();
  return delivery;
}

const million = 1_000_000n;

async function steps(requestId: string): Promise<readonly string[]> {
  const { rows } = await delivery.campaigns.subgraph.database.pool.query<{ state: string }>(
    `select to_state as state from change_transition where request_id = $1 order by state_version`,
    [requestId],
  );
  return rows.map(({ state }) => state).slice(3);
}

test('a change is sent once, confirmed, and its platform request is in the audit trail', async () => {
  const { ask, worker, platform, known, live } = await start();
  const id = await ask(120n * million);
  expect(await known()).toBe(100n * million);
  await worker().deliver();
  expect(await steps(id)).toEqual(['QUEUED', 'SENT', 'CONFIRMED']);
  expect([await known(), live()]).toEqual([120n * million, 120n * million]);
  expect(platform.writes).toHaveLength(1);
  const { rows } = await delivery.campaigns.subgraph.database.pool.query(
    `select body::jsonb->>'platformRequestId' as id from audit_entry where subject = '${id}' order by seq desc limit 1`,
  );
  expect(rows).toEqual([{ id: 'fake-1' }]);
});

test('of two changes of one value only the newer is sent', async () => {
  const { ask, worker, platform, states } = await start();
  await ask(120n * million);
  await ask(130n * million);
  await worker().deliver();
  expect(await states()).toEqual(['SUPERSEDED', 'CONFIRMED']);
  expect(platform.writes).toMatchObject([{ amountMicros: 130n * million }]);
});

test('an increase does not overwrite what somebody has set on the platform meanwhile', async () => {
  const { ask, worker, platform, states, live } = await start();
  await ask(120n * million);
  platform.edit({ ...brand, field: 'BUDGET', amountMicros: 110n * million, kind: 'DAILY' }, 'PERSON');
  await worker().deliver();
  expect(await states()).toEqual(['FAILED']);
  expect([platform.writes.length, live()]).toEqual([0, 110n * million]);
});

test('a decrease overwrites what somebody has set on the platform, where it lowers that', async () => {
  const { ask, worker, platform, states, live } = await start();
  await ask(80n * million);
  platform.edit({ ...brand, field: 'BUDGET', amountMicros: 110n * million, kind: 'DAILY' }, 'PERSON');
  await worker().deliver();
  expect([await states(), live()]).toEqual([['CONFIRMED'], 80n * million]);
});

test('what was asked for as a decrease never raises what somebody has lowered further', async () => {
  const { ask, worker, platform, states, live } = await start();
  await ask(80n * million);
  platform.edit({ ...brand, field: 'BUDGET', amountMicros: 50n * million, kind: 'DAILY' }, 'PERSON');
  await worker().deliver();
  expect([await states(), live()]).toEqual([['FAILED'], 50n * million]);
});

test('what the platform has already is confirmed without being sent', async () => {
  const { ask, worker, platform, states } = await start();
  await ask(80n * million);
  platform.edit({ ...brand, field: 'BUDGET', amountMicros: 80n * million, kind: 'DAILY' }, 'PERSON');
  await worker().deliver();
  expect([await states(), platform.writes.length]).toEqual([['CONFIRMED'], 0]);
});

test('a tripped kill switch stops increases for good, and no decrease', async () => {
  const { ask, worker, states, live } = await start();
  const { pool } = delivery.campaigns.subgraph.database;
  await ask(120n * million);
  await pool.query(`insert into kill_switch (advertiser_id, id, scope, scope_id, tripped_by, tripped_at, reason)
    values ('adv_acme', 'ks', 'GLOBAL', '', 'anna', now(), 'overspend')`);
  await worker().deliver();
  expect([await states(), live()]).toEqual([['REJECTED'], 100n * million]);
  await ask(80n * million);
  await worker().deliver();
  expect([await states(), live()]).toEqual([['REJECTED', 'CONFIRMED'], 80n * million]);
});

test('a change that waited for too long is given up', async () => {
  const { ask, worker, states, platform } = await start();
  await ask(120n * million);
  await worker({ now: () => new Date('2026-12-22T09:30:00.000Z') }).deliver();
  expect([await states(), platform.writes.length]).toEqual([['EXPIRED'], 0]);
});
