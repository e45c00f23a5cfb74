import { expect, test } from 'vitest';
import { planWrite } from './plan-write.ts';

const budget = { externalId: 'x', field: 'BUDGET', amountMicros: 50_000_000n } as const;

test('a budget is patched as the one that its kind names', () => {
  expect(planWrite({ ...budget, level: 'CAMPAIGN', kind: 'DAILY' })).toEqual({
    kind: 'SEND',
    attributes: { daily_budget_micro: 50_000_000 },
  });
  expect(planWrite({ ...budget, level: 'CAMPAIGN', kind: 'LIFETIME' })).toMatchObject({
    attributes: { lifetime_spend_cap_micro: 50_000_000 },
  });
  expect(planWrite({ ...budget, level: 'AD_GROUP', kind: 'LIFETIME' })).toMatchObject({
    attributes: { lifetime_budget_micro: 50_000_000 },
  });
});

test('a bid is patched with its strategy', () => {
  const bid = { level: 'AD_GROUP', externalId: 'x', field: 'BID', amountMicros: 2_000_000n } as const;
  expect(planWrite({ ...bid, strategy: 'COST_CAP' })).toEqual({
    kind: 'SEND',
    attributes: { bid_micro: 2_000_000, bid_strategy: 'TARGET_COST' },
  });
  expect(planWrite({ ...bid, strategy: 'MANUAL_CPC' })).toMatchObject({ failure: { kind: 'UNSUPPORTED' } });
});

test('an ad has a status alone', () => {
  expect(planWrite({ level: 'AD', externalId: 'x', field: 'STATUS', status: 'ENABLED' })).toEqual({
    kind: 'SEND',
    attributes: { status: 'ACTIVE' },
  });
  expect(planWrite({ ...budget, level: 'AD', kind: 'DAILY' })).toMatchObject({ failure: { kind: 'UNSUPPORTED' } });
});

test('an amount that JSON cannot hold is not sent', () => {
  expect(planWrite({ ...budget, amountMicros: 2n ** 60n + 1n, level: 'CAMPAIGN', kind: 'DAILY' })).toMatchObject({
    kind: 'REFUSE',
    failure: { kind: 'INVALID', fieldPath: 'daily_budget_micro' },
  });
});
