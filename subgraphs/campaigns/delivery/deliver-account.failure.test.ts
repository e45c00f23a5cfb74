import { afterEach, expect, test } from 'vitest';
import { brand, endAt, startTestDelivery, type TestDelivery } from '../../../test/support/delivery.ts';
import { gate } from '../../../test/support/gate.ts';
import type { WriteFault } from '../../../test/support/fake-platform.ts';
import type { DeliveryStep } from './delivery-world.ts';

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

async function steps(requestId: string): Promise<readonly string[]> {
  const { rows } = await delivery.campaigns.subgraph.database.pool.query<{ state: string }>(
    `select to_state as state from change_transition where request_id = $1 order by state_version`,
    [requestId],
  );
  return rows.map(({ state }) => state).slice(3);
}

test('a change whose answer was lost is read back, and not sent again', async () => {
  const { ask, worker, platform, known } = await start();
  faults = [{ kind: 'ANSWER_LOST' }];
  const id = await ask(120n * million);
  await worker().deliver();
  expect(await steps(id)).toEqual(['QUEUED', 'SENT', 'UNKNOWN', 'RECONCILED']);
  expect(platform.writes).toHaveLength(1);
  expect(await known()).toBe(120n * million);
});

test('a change that was lost is sent again once the platform has had its time', async () => {
  const { ask, worker, platform, pass } = await start();
  faults = [{ kind: 'LOST' }];
  const id = await ask(120n * million);
  await worker().deliver();
  expect(await steps(id)).toEqual(['QUEUED', 'SENT', 'UNKNOWN']);
  await worker().deliver();
  expect(platform.writes).toHaveLength(1);
  await pass(15_000);
  await worker().deliver();
  expect(await steps(id)).toEqual(['QUEUED', 'SENT', 'UNKNOWN', 'QUEUED', 'SENT', 'CONFIRMED']);
});

test('being throttled is no attempt: the change waits and is sent when the platform lets it', async () => {
  const { ask, worker, pass, states, platform } = await start();
  const throttled: WriteFault = {
    kind: 'REFUSED',
    failure: { kind: 'THROTTLED', scope: 'ENTITY', retryAfterMs: 1_000 },
  };
  faults = Array.from({ length: 12 }, () => throttled);
  await ask(120n * million);
  const one = worker();
  for (let round = 0; round < 13; round += 1) {
    await one.deliver();
    await pass(1_000);
  }
  expect([await states(), platform.writes.length]).toEqual([['CONFIRMED'], 13]);
});

test('passing trouble is tried so often, then the change has failed', async () => {
  const { ask, worker, pass, states, platform } = await start();
  faults = Array.from({ length: 20 }, () => ({ kind: 'REFUSED', failure: { kind: 'TRANSIENT' } }));
  await ask(120n * million);
  for (let round = 0; round < 20; round += 1) {
    await worker().deliver();
    await pass(60_000);
  }
  expect([await states(), platform.writes.length]).toEqual([['FAILED'], 8]);
});

test('a code that nobody knows is read back, and the change is not sent again', async () => {
  const { ask, worker, pass, states, platform } = await start();
  faults = [{ kind: 'REFUSED', failure: { kind: 'INVALID', fieldPath: undefined }, isUnknownCode: true }];
  await ask(120n * million);
  await worker().deliver();
  await pass(15_000);
  await worker().deliver();
  expect([await states(), platform.writes.length]).toEqual([['FAILED'], 1]);
});

test('an account whose access has expired stands still until it can be read again', async () => {
  const { ask, worker, states, platform } = await start();
  faults = [{ kind: 'REFUSED', failure: { kind: 'AUTH_EXPIRED' } }];
  await ask(120n * million);
  await worker().deliver();
  await worker().deliver();
  expect([await states(), platform.writes.length]).toEqual([['QUEUED'], 1]);
});

test('a newer decrease does not wait for an increase of unknown outcome, which is overtaken by it', async () => {
  const { ask, worker, pass, states, live } = await start();
  faults = [{ kind: 'LOST' }];
  await ask(120n * million);
  await worker().deliver();
  await ask(80n * million);
  await worker().deliver();
  // The increase may yet come after it, so it is not taken for done.
  expect([await states(), live()]).toEqual([['UNKNOWN', 'UNKNOWN'], 80n * million]);
  for (let round = 0; round < 2; round += 1) {
    await pass(15_000);
    await worker().deliver();
  }
  expect([await states(), live()]).toEqual([['SUPERSEDED', 'RECONCILED'], 80n * million]);
});

test('an increase that comes after a newer decrease is told as what it is, and the decrease is sent again', async () => {
  const { ask, worker, pass, states, platform, live } = await start();
  faults = [{ kind: 'LOST' }];
  await ask(120n * million);
  await worker().deliver();
  await ask(80n * million);
  await worker().deliver();
  platform.edit({ ...brand, field: 'BUDGET', amountMicros: 120n * million, kind: 'DAILY' }, 'OURS');
  for (let round = 0; round < 3; round += 1) {
    await pass(15_000);
    await worker().deliver();
  }
  expect([await states(), live()]).toEqual([['RECONCILED', 'CONFIRMED'], 80n * million]);
});

test.each<DeliveryStep>(['CLAIMED', 'READ', 'SENT_RECORDED', 'ANSWERED', 'OUTCOME_RECORDED'])(
  'a process that ends at %s loses nothing and repeats nothing',
  async (step) => {
    const { ask, worker, pass, states, live, platform } = await start();
    await ask(120n * million);
    const { atStep, ended } = endAt(step);
    void worker({ atStep }).deliver();
    await ended;
    await worker().deliver();
    await pass(60_000);
    await worker().deliver();
    expect(live()).toBe(120n * million);
    expect(await states()).toEqual([step === 'ANSWERED' ? 'RECONCILED' : 'CONFIRMED']);
    expect(platform.writes).toHaveLength(1);
  },
);

test('of two processes at once only one sends a change', async () => {
  const { ask, worker, states, platform } = await start();
  await ask(120n * million);
  await Promise.all([worker().deliver(), worker().deliver(), worker().deliver()]);
  expect([await states(), platform.writes.length]).toEqual([['CONFIRMED'], 1]);
});

test('a process that stands still after it has recorded what leaves sends nothing of it, and queues it again', async () => {
  const { ask, worker, states, platform } = await start();
  let clockMs = 0;
  const standStill = async (step: DeliveryStep) => {
    if (step === 'SENT_RECORDED' && clockMs === 0) clockMs = 1_001;
  };
  const id = await ask(120n * million);
  await worker({ monotonicMs: () => clockMs, atStep: standStill }).deliver();
  expect(await steps(id)).toEqual(['QUEUED', 'SENT', 'QUEUED']);
  expect(platform.writes).toEqual([]);
  await worker().deliver();
  expect([await states(), platform.writes.length]).toEqual([['CONFIRMED'], 1]);
});

test('a process that was taken over while it sent records nothing', async () => {
  const [arrival, answer] = [gate(), gate()];
  delivery = await startTestDelivery({
    async onWrite() {
      arrival.open();
      await answer.opened;
    },
  });
  const { ask, worker, pass, states, live } = delivery;
  const id = await ask(120n * million);
  const slow = worker().deliver();
  await arrival.opened;
  await pass(60_000);
  // It finds a request that may have left, and that the platform has not done.
  const { atStep, ended } = endAt('READ');
  void worker({ atStep }).deliver();
  await ended;
  answer.open();
  await slow;
  expect(live()).toBe(120n * million);
  expect(await states()).toEqual(['UNKNOWN']);
  await pass(60_000);
  await worker().deliver();
  expect(await steps(id)).toEqual(['QUEUED', 'SENT', 'UNKNOWN', 'RECONCILED']);
});
