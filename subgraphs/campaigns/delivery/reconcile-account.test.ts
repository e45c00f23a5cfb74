import { afterEach, expect, test } from 'vitest';
import { anna } from '../../../test/support/campaigns.ts';
import { brand, startTestDelivery, type TestDelivery } from '../../../test/support/delivery.ts';
import type { WriteFault } from '../../../test/support/fake-platform.ts';
import { findAdEntities } from '../ad-entity-store.ts';
import { type DriftRecord, listDrifts } from './drift-store.ts';

let delivery: TestDelivery;
let faults: WriteFault[] = [];
afterEach(async () => {
  faults = [];
  await delivery.stop();
});

async function start(): Promise<TestDelivery> {
  delivery = await startTestDelivery({ writeFault: () => faults.shift() });
  return delivery;
}

const million = 1_000_000n;

function edit(micros: bigint, origin: 'PERSON' | 'AUTO' | 'OURS' = 'PERSON'): void {
  const actor = origin === 'PERSON' ? 'mara@acme.example' : undefined;
  delivery.platform.edit({ ...brand, field: 'BUDGET', amountMicros: micros, kind: 'DAILY' }, origin, actor);
}

async function drifts(): Promise<readonly DriftRecord[]> {
  const { db } = delivery.campaigns.subgraph.database;
  return await listDrifts(db, ['adv_acme'], { limit: 10, after: undefined, isOpen: false });
}

test('nothing has drifted where the platform holds what we think', async () => {
  await start();
  expect(await delivery.worker().reconcile()).toEqual({ entities: 6, drifts: 0, removed: 0, restored: 0 });
  expect(await drifts()).toEqual([]);
});

test('a platform that does not say when a campaign runs takes nothing from what is known of it', async () => {
  const { worker, platform, campaigns } = await start();
  const flightOf = async () => {
    const found = await findAdEntities(campaigns.subgraph.database.db, ['adv_acme'], ['cmp_brand']);
    return found[0]?.flight;
  };
  const before = await flightOf();
  expect(before?.startsOn).toBeDefined();
  platform.add({ ...platform.entity(brand), name: 'Brand, anew', flight: null });
  await worker().reconcile();
  expect(await flightOf()).toEqual(before);
  const [entity] = await findAdEntities(campaigns.subgraph.database.db, ['adv_acme'], ['cmp_brand']);
  expect(entity?.name).toBe('Brand, anew');
});

test('an edit by a person is told with its author, once, and changes nothing here', async () => {
  const { worker, known } = await start();
  edit(110n * million);
  expect(await worker().reconcile()).toMatchObject({ drifts: 1 });
  expect(await worker().reconcile()).toMatchObject({ drifts: 0 });
  expect(await drifts()).toMatchObject([
    { kind: 'FOREIGN_EDIT', actor: 'mara@acme.example', known: '100000000', live: '110000000', policy: 'ALERT' },
  ]);
  expect(await known()).toBe(100n * million);
});

test('an edit by the platform itself is told apart from one by a person', async () => {
  await start();
  edit(110n * million, 'AUTO');
  await delivery.worker().reconcile();
  expect(await drifts()).toMatchObject([{ kind: 'PLATFORM_AUTO', endedAt: null }]);
});

test('a drift that is taken back is over', async () => {
  await start();
  edit(110n * million);
  await delivery.worker().reconcile();
  edit(100n * million);
  await delivery.worker().reconcile();
  expect(await drifts()).toMatchObject([{ endedAs: 'WENT_AWAY' }]);
});

test('an edit over an edit is a drift of its own', async () => {
  await start();
  edit(110n * million);
  await delivery.worker().reconcile();
  edit(105n * million);
  await delivery.worker({ now: () => new Date('2026-11-22T09:31:00.000Z') }).reconcile();
  expect(await drifts()).toMatchObject([
    { live: '105000000', endedAt: null },
    { live: '110000000', endedAs: 'CHANGED' },
  ]);
});

test('adopted, the value of the platform is ours, its version is new, and its history says whose it is', async () => {
  const { worker, known, campaigns } = await start();
  edit(110n * million);
  await worker().reconcile();
  await worker().reconcile('ADOPT');
  expect(await drifts()).toMatchObject([{ endedAs: 'ADOPTED', policy: 'ADOPT' }]);
  expect(await known()).toBe(110n * million);
  const source = `{ adEntity(id: "cmp_brand") { version ... on Campaign { changeHistory(first: 1) { nodes { reason actor } } } } }`;
  const { data, errors } = await campaigns.run(source, {}, anna);
  expect(errors).toBeUndefined();
  expect(JSON.parse(JSON.stringify(data))).toEqual({
    adEntity: {
      version: 2,
      changeHistory: { nodes: [{ reason: 'Set on the platform by mara@acme.example.', actor: 'anna' }] },
    },
  });
});

test('what cannot be told is not done: a comparison that fails leaves all of it for the next', async () => {
  const { worker, known, campaigns } = await start();
  edit(110n * million);
  await worker().reconcile();
  const { eventLog, database } = campaigns.subgraph;
  const countEntries = async () => (await database.pool.query('select from audit_entry')).rowCount;
  const before = await countEntries();
  const deaf = worker({ eventLog: { ...eventLog, append: () => Promise.reject(new Error('nobody listens')) } });
  await expect(deaf.reconcile('ADOPT')).rejects.toThrow('nobody listens');
  expect(await drifts()).toMatchObject([{ endedAt: null, policy: 'ALERT' }]);
  expect([await known(), await countEntries()]).toEqual([100n * million, before]);
  await worker().reconcile('ADOPT');
  expect(await drifts()).toMatchObject([{ endedAs: 'ADOPTED' }]);
  expect(await known()).toBe(110n * million);
});

test('reasserted, ours is asked for again as a request of its own, and gets there', async () => {
  const { worker, live, states } = await start();
  edit(110n * million);
  await worker().reconcile();
  await worker().reconcile('REASSERT');
  expect(await states()).toEqual(['QUEUED']);
  await worker().deliver();
  expect([await states(), live()]).toEqual([['CONFIRMED'], 100n * million]);
  const [drift] = await drifts();
  expect(drift).toMatchObject({ endedAs: 'REASSERTED', requestId: expect.stringMatching(/^chg_/) });
  await worker().reconcile();
  expect(await drifts()).toHaveLength(1);
});

test('an older write of ours that comes late is overwritten by the newer one', async () => {
  const { ask, worker, pass, platform, live, states } = await start();
  faults = [{ kind: 'LOST' }];
  await ask(80n * million);
  const { deliver, reconcile } = worker();
  await deliver();
  await ask(70n * million);
  await deliver();
  for (let round = 0; round < 2; round += 1) {
    await pass(15_000);
    await deliver();
  }
  expect(await states()).toEqual(['SUPERSEDED', 'RECONCILED']);
  platform.edit({ ...brand, field: 'BUDGET', amountMicros: 80n * million, kind: 'DAILY' }, 'OURS');
  await reconcile();
  expect(await drifts()).toMatchObject([{ kind: 'OURS_LOST', known: '70000000', live: '80000000' }]);
  await deliver();
  expect(live()).toBe(70n * million);
});

test('what was done although its answer was lost is found, and its request read back', async () => {
  const { ask, worker, states, platform } = await start();
  faults = [{ kind: 'LOST' }];
  await ask(80n * million);
  const { deliver, reconcile } = worker();
  await deliver();
  platform.edit({ ...brand, field: 'BUDGET', amountMicros: 80n * million, kind: 'DAILY' }, 'OURS');
  await reconcile();
  expect(await drifts()).toMatchObject([{ kind: 'OURS_APPLIED', endedAs: 'ADOPTED' }]);
  await deliver();
  expect(await states()).toEqual(['RECONCILED']);
});

test('what is being changed meanwhile is left for the next time', async () => {
  const { ask, worker, platform } = await start();
  edit(110n * million);
  const one = worker();
  const readChanges = platform.readChanges.bind(platform);
  platform.readChanges = async (...given) => {
    // After what we think was read, and before the platform is.
    await ask(90n * million);
    return await readChanges(...given);
  };
  expect(await one.reconcile()).toMatchObject({ drifts: 0 });
});

test('entities that the platform shows and we do not know are taken over with their values', async () => {
  const { worker, platform, campaigns } = await start();
  platform.add({ ...platform.entity(brand), externalId: 'new', name: 'New' });
  await worker().reconcile();
  const { data } = await campaigns.run(
    `{ campaigns(first: 10, filter: { nameContains: "New" }) { nodes { name budget { amount { amountMicros } } } } }`,
  );
  expect(JSON.parse(JSON.stringify(data))).toEqual({
    campaigns: { nodes: [{ name: 'New', budget: { amount: { amountMicros: '100000000' } } }] },
  });
});

test('a drift belongs to its tenant', async () => {
  const { worker, campaigns } = await start();
  edit(110n * million);
  await worker().reconcile();
  const { db } = campaigns.subgraph.database;
  expect(await listDrifts(db, ['adv_bolt'], { limit: 10, after: undefined, isOpen: false })).toEqual([]);
});
