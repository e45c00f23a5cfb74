import { expect, test } from 'vitest';
import { isProrated, learningRiskOf, minimumBudgetMicros } from './platform-rules.ts';

const dollars = (amount: number) => BigInt(Math.round(amount * 1_000_000));

test.each([
  ['TIKTOK', 'CAMPAIGN', 50],
  ['TIKTOK', 'AD_GROUP', 20],
  ['SNAP', 'CAMPAIGN', 20],
  ['SNAP', 'AD_GROUP', 5],
] as const)('the least that %s takes for a day of a budget of a %s is %i dollars', (platform, level, amount) => {
  const holder = { platform, level, currency: 'USD', objective: null };
  expect(minimumBudgetMicros(holder, 'DAILY')).toBe(dollars(amount));
  expect(minimumBudgetMicros(holder, 'LIFETIME')).toBeUndefined();
  expect(minimumBudgetMicros({ ...holder, currency: 'EUR' }, 'DAILY')).toBeUndefined();
});

test('Google takes no less than 5 dollars for Demand Gen, and says nothing of other campaigns', () => {
  const holder = { platform: 'GOOGLE_ADS', level: 'CAMPAIGN', currency: 'USD' } as const;
  expect(minimumBudgetMicros({ ...holder, objective: 'DEMAND_GEN' }, 'DAILY')).toBe(dollars(5));
  expect(minimumBudgetMicros({ ...holder, objective: 'SEARCH' }, 'DAILY')).toBeUndefined();
});

test('delivery is likely to learn anew after more than a fifth on Meta and a half on TikTok, up or down', () => {
  const riskOf = (platform: string, to: number) => learningRiskOf(platform, dollars(100), dollars(to));
  expect([riskOf('META', 120), riskOf('META', 120.01)]).toEqual(['NONE', 'LIKELY']);
  expect([riskOf('META', 80), riskOf('META', 79.99)]).toEqual(['NONE', 'LIKELY']);
  expect([riskOf('TIKTOK', 150), riskOf('TIKTOK', 150.01)]).toEqual(['NONE', 'LIKELY']);
  expect([riskOf('GOOGLE_ADS', 101), riskOf('GOOGLE_ADS', 100)]).toEqual(['UNKNOWN', 'NONE']);
});

test('a budget that changes during the day is prorated on TikTok alone', () => {
  expect(['TIKTOK', 'META', 'NOWHERE'].map(isProrated)).toEqual([true, false, false]);
});
