import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, adGroup, startTestCampaigns, type TestCampaigns } from '../../test/support/campaigns.ts';
import { saveStructure } from './structure-store.ts';

let campaigns: TestCampaigns;
beforeAll(async () => {
  campaigns = await startTestCampaigns({ structure: {} });
});
afterAll(async () => await campaigns.stop());

/** Few ids, moments and values, so that loads meet: newer and older ones, equal moments, and things left out. */
const money = fc.constantFrom(1_000_000n, 2_000_000n);
const seen = fc
  .record({
    id: fc.constantFrom('adg_1', 'adg_2', 'adg_3'),
    name: fc.constantFrom('one', 'two'),
    status: fc.constantFrom('ENABLED' as const, 'PAUSED' as const),
    updatedAt: fc.integer({ min: 1, max: 3 }).map((number) => new Date(Date.UTC(2026, 10, number))),
    budget: fc.option(
      fc.option(fc.record({ amountMicros: money, kind: fc.constantFrom('DAILY' as const, 'LIFETIME' as const) })),
      { nil: undefined },
    ),
    bid: fc.option(fc.option(fc.record({ amountMicros: money, strategy: fc.constant('COST_CAP' as const) })), {
      nil: undefined,
    }),
  })
  .map(({ id, ...rest }) => adGroup(id, 'adv_acme', 'acc_a', 'cmp_a', rest));

type Seen = ReturnType<typeof adGroup>;

/** The rows that loading these in turn, each list at once, ends in; without what counts how it went. */
async function rowsAfter(loads: readonly (readonly Seen[])[]): Promise<readonly unknown[]> {
  const { database } = campaigns.subgraph;
  await database.pool.query('truncate ad_entity');
  for (const adGroups of loads) await saveStructure(database, { adGroups });
  const { rows } = await database.pool.query(
    `select to_jsonb(e) - 'version' - 'ordinal' as row from ad_entity as e order by id`,
  );
  return rows;
}

test('any order of loading, at once or one by one, once or twice, ends in the same rows', async () => {
  await saveStructure(campaigns.subgraph.database, { accounts: [account('acc_a', 'adv_acme')] });
  const shuffled = fc
    .array(seen, { minLength: 1, maxLength: 8 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  await fc.assert(
    fc.asyncProperty(shuffled, async ([all, other]) => {
      const expected = await rowsAfter([all]);
      expect(await rowsAfter(other.map((one) => [one]))).toEqual(expected);
      expect(await rowsAfter([other, all])).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});
