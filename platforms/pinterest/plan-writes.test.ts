import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxItems, planItem, planRequests } from './plan-writes.ts';

const budget = { externalId: '1', field: 'BUDGET', amountMicros: 25_000_000n } as const;

test('a campaign is capped for a day or for its life', () => {
  expect(planItem('9', { ...budget, level: 'CAMPAIGN', kind: 'DAILY' })).toEqual({
    kind: 'SEND',
    item: { id: '1', ad_account_id: '9', daily_spend_cap: 25_000_000 },
  });
  expect(planItem('9', { ...budget, level: 'CAMPAIGN', kind: 'LIFETIME' })).toMatchObject({
    item: { lifetime_spend_cap: 25_000_000 },
  });
});

test('the budget of an ad group says of which kind it is', () => {
  expect(planItem('9', { ...budget, level: 'AD_GROUP', kind: 'DAILY' })).toEqual({
    kind: 'SEND',
    item: { id: '1', budget_in_micro_currency: 25_000_000, budget_type: 'DAILY' },
  });
});

test('a bid is sent with its strategy, and what Pinterest has not is not sent', () => {
  const bid = { level: 'AD_GROUP', externalId: '2', field: 'BID', amountMicros: 700_000n } as const;
  expect(planItem('9', { ...bid, strategy: 'MANUAL_CPC' })).toMatchObject({
    item: { bid_in_micro_currency: 700_000, bid_strategy_type: 'MAX_BID' },
  });
  expect(planItem('9', { ...bid, strategy: 'COST_CAP' })).toMatchObject({ failure: { kind: 'UNSUPPORTED' } });
  expect(planItem('9', { ...budget, level: 'AD', kind: 'DAILY' })).toMatchObject({ failure: { kind: 'UNSUPPORTED' } });
});

test('requests carry every item once, thirty at most, of one level, and no entity twice', () => {
  const item = fc.record({
    level: fc.constantFrom('CAMPAIGN', 'AD_GROUP', 'AD'),
    item: fc.record({ id: fc.integer({ min: 1, max: 40 }).map(String) }),
  });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 120 }), (drawn) => {
      const items = drawn.map((each, index) => ({ ...each, index }));
      const requests = planRequests(items);
      expect(requests.flatMap(({ indexes }) => indexes).sort((a, b) => a - b)).toEqual(items.map(({ index }) => index));
      for (const request of requests) {
        expect(request.items.length).toBeLessThanOrEqual(maxItems);
        expect(new Set(request.items.map(({ id }) => id)).size).toBe(request.items.length);
        expect(new Set(request.indexes.map((index) => items[index]?.level))).toEqual(new Set([request.level]));
      }
    }),
  );
});

test('two changes of one entity leave in the order given', () => {
  const items = ['a', 'b', 'a', 'a'].map((id, index) => ({ level: 'CAMPAIGN', item: { id }, index }) as const);
  expect(planRequests(items).map(({ indexes }) => indexes)).toEqual([[0, 1], [2], [3]]);
});
