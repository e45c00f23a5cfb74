import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  click,
  conversionId,
  purchase,
  startTestAttribution,
  type TestAttribution,
  touchpointId,
} from '../../test/support/attribution.ts';
import { findCredits } from './credit-store.ts';

let attribution: TestAttribution;

beforeAll(async () => {
  attribution = await startTestAttribution();
});
beforeEach(async () => await attribution.clear());
afterAll(async () => await attribution.stop());

const al = { customerKey: 'customer-al-0002' };

/** Resolves when so many sessions wait for a lock, or when `finished` does. */
async function untilWaiting(count: number, finished: Promise<unknown>): Promise<void> {
  let isFinished = false;
  void finished.then(() => (isFinished = true));
  while (!isFinished) {
    const { rows } = await attribution.subgraph.database.pool.query<{ waiting: bigint }>(
      'select count(distinct pid) as waiting from pg_locks where not granted',
    );
    if ((rows[0]?.waiting ?? 0n) >= BigInt(count)) return;
  }
}

test('loses no credit when a touchpoint and its conversion are recorded at the same moment', async () => {
  const { pool, db } = attribution.subgraph.database;
  const gate = await pool.connect();
  await gate.query('begin; lock table conversion_credit in share mode');
  // This one has looked for conversions of Jo and found none when it stops at the gate, to write the credits of Al.
  const first = attribution.record({
    touchpoints: [click('of-jo', 2), click('of-al', 2, al)],
    conversions: [purchase('by-al', 1, al)],
  });
  await untilWaiting(1, first);
  const second = attribution.record({ conversions: [purchase('by-jo', 1)] });
  await untilWaiting(2, second);
  await gate.query('commit');
  gate.release();
  await Promise.all([first, second]);
  const credits = await findCredits(db, ['adv_acme'], 'LAST_TOUCH', [conversionId('by-jo')]);
  expect(credits.map(({ id }) => id)).toEqual([touchpointId('of-jo')]);
});

test('records one of two equal batches that arrive at once, and calls the other a duplicate', async () => {
  const events = { touchpoints: [click('t', 2)], conversions: [purchase('c', 1)] };
  const answers = await Promise.all([attribution.record(events), attribution.record(events)]);
  const outcomes = answers.map(({ conversions }) => conversions[0]?.outcome);
  expect(outcomes.toSorted()).toEqual(['DUPLICATE', 'RECORDED']);
});

test('lets writers about many of the same customers pass without a deadlock', async () => {
  const customers = Array.from({ length: 40 }, (_, place) => `customer-number-${place}`);
  const batch = (writer: number) => {
    const order = writer % 2 === 0 ? customers : customers.toReversed();
    return attribution.record({
      touchpoints: order.map((customerKey) => click(`${writer}-${customerKey}`, 2, { customerKey })),
      conversions: order.map((customerKey) => purchase(`${writer}-${customerKey}`, 1, { customerKey })),
    });
  };
  // Customers who are there before are locked in another way than those who are new.
  for (const round of [0, 1]) {
    await Promise.all(Array.from({ length: 6 }, (_, writer) => batch(round * 6 + writer)));
  }
  const { rows } = await attribution.subgraph.database.pool.query<{ paths: bigint }>(
    "select count(*) as paths from conversion_credit where model = 'LINEAR'",
  );
  expect(rows).toEqual([{ paths: BigInt(40 * 12 * 12) }]);
});
