import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { click, purchase, startTestAttribution, type TestAttribution } from '../../test/support/attribution.ts';
import type { NewConversion, NewTouchpoint } from './event-rules.ts';

let attribution: TestAttribution;

beforeAll(async () => {
  attribution = await startTestAttribution();
});
afterAll(async () => await attribution.stop());

type Event = { readonly touchpoint: NewTouchpoint } | { readonly conversion: NewConversion };

const customerKey = fc.constantFrom('customer-jo-0001', 'customer-al-0002');
// Whole hours, so that many events share a moment and lie on the edges of windows.
const hours = fc.constantFrom(1, 2, 3, 24, 25, 26, 30 * 24, 30 * 24 + 1, 30 * 24 + 2);
const kind = fc.constantFrom('CLICK', 'VIEW');
const campaignId = fc.constantFrom('cmp_a', 'cmp_b');
const cents = fc.option(fc.bigInt({ min: 0n, max: 10_000n }));

const touchpoint = fc
  .record({ key: fc.uuid(), hours, customerKey, kind, campaignId })
  .map(({ key, hours: age, ...rest }): Event => ({ touchpoint: click(key, age, rest) }));
const conversion = fc
  .record({ key: fc.uuid(), hours, customerKey, cents })
  .map(({ key, hours: age, cents: price, ...rest }): Event => ({
    conversion: purchase(key, age, {
      ...rest,
      value: price === null ? null : { amountMicros: price * 10_000n, currency: 'USD' },
    }),
  }));
const events = fc.array(fc.oneof({ weight: 3, arbitrary: touchpoint }, conversion), { minLength: 1, maxLength: 12 });

async function recordBatches(batches: readonly (readonly Event[])[]) {
  await attribution.clear();
  for (const batch of batches) {
    await attribution.record({
      touchpoints: batch.flatMap((event) => ('touchpoint' in event ? [event.touchpoint] : [])),
      conversions: batch.flatMap((event) => ('conversion' in event ? [event.conversion] : [])),
    });
  }
  const { rows } = await attribution.subgraph.database.pool.query(
    'select * from conversion_credit order by conversion_id, model, touchpoint_id',
  );
  return rows;
}

test('gives the same credits in whatever order and batches events arrive, and however often', async () => {
  const arrivals = events.chain((all) =>
    fc.record({
      all: fc.constant(all),
      shuffled: fc.shuffledSubarray([...all], { minLength: all.length }),
      cuts: fc.array(fc.nat(all.length), { maxLength: 5 }),
      again: fc.subarray([...all]),
    }),
  );
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ all, shuffled, cuts, again }) => {
      const bounds = [0, ...cuts.toSorted((one, other) => one - other), all.length];
      const batches = bounds.slice(1).map((end, place) => shuffled.slice(bounds[place], end));
      expect(await recordBatches([...batches, again])).toEqual(await recordBatches([all]));
    }),
    { numRuns: 40 },
  );
});
