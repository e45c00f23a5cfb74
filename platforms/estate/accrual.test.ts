import { expect, test } from 'vitest';
import { toldClock } from './clock.ts';
import { type DeliveryRules, strictRules } from './delivery-rules.ts';
import { drawAccount } from './draw-account.ts';
import { createEstate } from './estate.ts';

const dynamic: DeliveryRules = {
  ...strictRules,
  overdelivery: {
    dayPercent: 125,
    period: { length: 'WEEK_FROM_MONDAY', thousandths: 7_000 },
    midDayChange: 'HOURS_LEFT',
  },
};

function dayWithEdit(rules: DeliveryRules, seed: number) {
  const clock = toldClock(new Date('2026-05-12T00:00:00Z'));
  const account = drawAccount({
    seed,
    externalId: '7',
    currency: 'USD',
    timeZone: 'UTC',
    startsOn: '2026-05-12',
    campaigns: 1,
    adGroupsPerCampaign: 1,
    adsPerAdGroup: 1,
    budgets: 'CAMPAIGN',
    objectives: ['SALES'],
    bidStrategies: ['COST_CAP'],
    leastBudgetMicros: 50_000_000n,
  });
  const [budget] = account.budgets;
  if (!budget) throw new Error('the account has no budget');
  const small = { ...account, budgets: [{ ...budget, amountMicros: 1_000_000n }] };
  const estate = createEstate({ seed, beganOn: '2026-05-12', rules, accounts: [small] }, clock);
  clock.advance(9 * 3_600_000);
  const before = estate.spentMicros('7', budget.externalId);
  estate.editAsPerson('7', { field: 'BUDGET', budgetExternalId: budget.externalId, amountMicros: 100_000_000n });
  clock.advance(15 * 3_600_000);
  return Number(estate.spentMicros('7', budget.externalId) - before) / 1e6;
}

const seeds = Array.from({ length: 40 }, (_, index) => index + 1);
const median = (values: readonly number[]) => values.toSorted((one, other) => one - other)[values.length / 2] ?? 0;

test('a budget of 100 set at nine means about 62.50 for the rest of the day where the hours left decide', () => {
  expect(median(seeds.map((seed) => dayWithEdit(dynamic, seed)))).toBeGreaterThan(52);
  expect(median(seeds.map((seed) => dayWithEdit(dynamic, seed)))).toBeLessThan(70);
});

test('and most of it where the traffic decides, because most people come later', () => {
  const byTraffic = { ...dynamic, overdelivery: { ...dynamic.overdelivery, midDayChange: 'TRAFFIC_LEFT' as const } };
  expect(median(seeds.map((seed) => dayWithEdit(byTraffic, seed)))).toBeGreaterThan(75);
});
