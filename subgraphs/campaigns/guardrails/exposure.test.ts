// Vectors published with the platforms' rules, and laws over every currency's smallest unit.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minorUnitMicros } from '../../common/money.ts';
import { largestBudgetMicros, restOfDayMicros, worstCaseOf, worstDayMicros } from './exposure.ts';
import { overdeliveryOf } from './platform-rules.ts';

const units = (amount: number) => BigInt(Math.round(amount * 1_000_000));
const daily = (amount: number) => ({ kind: 'DAILY', amountMicros: units(amount) }) as const;
const [meta, google, tiktok] = [overdeliveryOf('META'), overdeliveryOf('GOOGLE_ADS'), overdeliveryOf('TIKTOK')];

describe('the worst case', () => {
  test('of Meta is 175 % of a day while the week of seven budgets allows for it', () => {
    const spentUntil = (...days: readonly number[]) => ({ thisWeekMicros: units(days.reduce((a, b) => a + b, 0)) });
    expect(worstDayMicros(meta, daily(100), spentUntil(175, 175, 100))).toBe(units(175));
    expect(worstDayMicros(meta, daily(100), spentUntil(175, 175, 100, 175))).toBe(units(75));
    expect(worstDayMicros(meta, daily(100), spentUntil(175, 175, 175, 175, 75))).toBe(0n);
  });

  test('of Google is twice a day, and 30.4 budgets a month however many days it has', () => {
    expect(worstCaseOf(google, daily(5), '2026-11-01')).toMatchObject({
      dayMicros: units(10),
      monthMicros: units(152),
    });
    expect(worstCaseOf(google, daily(5), '2027-02-01').monthMicros).toBe(units(152));
    expect(worstCaseOf(google, daily(5), '2026-11-25').monthMicros).toBe(units(60));
  });

  test('of a week ends with the platform’s own week: Saturday on Meta, Sunday on TikTok', () => {
    // 2026-11-27 is a Friday.
    expect(worstCaseOf(meta, daily(100), '2026-11-27').weekMicros).toBe(units(350));
    expect(worstCaseOf(tiktok, daily(100), '2026-11-27').weekMicros).toBe(units(375));
    expect(worstCaseOf(meta, daily(100), '2026-11-22').weekMicros).toBe(units(700));
    expect(worstCaseOf(meta, daily(100), '2026-11-28').weekMicros).toBe(units(175));
  });

  test('of a month on Meta is that of its weeks, the first one already begun', () => {
    // Tuesday to Saturday may take the whole week's allowance, then four weeks, and a Sunday and Monday.
    expect(worstCaseOf(meta, daily(100), '2026-12-01').monthMicros).toBe(units(700 * 5));
  });

  test('of a lifetime budget is all of it at any time', () => {
    const budget = { kind: 'LIFETIME', amountMicros: units(900) } as const;
    const all = units(900);
    expect(worstCaseOf(meta, budget, '2026-11-27')).toEqual({ dayMicros: all, weekMicros: all, monthMicros: all });
  });

  test('of a platform of which nothing is known is as bad as any', () => {
    expect(worstDayMicros(overdeliveryOf('NOWHERE'), daily(10))).toBe(units(20));
  });
});

test('a budget set at nine o’clock on TikTok aims at 62.50 of 100 for what is left of the day', () => {
  expect(restOfDayMicros(units(100), 15)).toBe(units(62.5));
  expect(worstDayMicros(tiktok, daily(100))).toBe(units(125));
});

describe('“at most 1,000 today”', () => {
  test('is a budget of 571.42 on Meta and of 500 on Google', () => {
    expect(largestBudgetMicros(meta, units(1_000), 'USD')).toBe(units(571.42));
    expect(largestBudgetMicros(google, units(1_000), 'USD')).toBe(units(500));
    expect(largestBudgetMicros(meta, units(1_000), 'JPY')).toBe(units(571));
  });

  const platforms = fc.constantFrom('META', 'GOOGLE_ADS', 'TIKTOK', 'SNAP', 'PINTEREST', 'NOWHERE');
  // Of each number of decimals that ISO 4217 has: 0, 2, 3 and 4.
  const currencies = fc.constantFrom('JPY', 'USD', 'KWD', 'CLF');
  const caps = fc.bigInt({ min: 0n, max: 10n ** 17n });

  test('keeps its promise, and the next larger amount that could be paid would break it', () => {
    fc.assert(
      fc.property(platforms, currencies, caps, (platform, currency, capMicros) => {
        const rules = overdeliveryOf(platform);
        const amountMicros = largestBudgetMicros(rules, capMicros, currency);
        const unit = minorUnitMicros(currency);
        expect(amountMicros % unit).toBe(0n);
        expect(worstDayMicros(rules, { kind: 'DAILY', amountMicros }) <= capMicros).toBe(true);
        expect(worstDayMicros(rules, { kind: 'DAILY', amountMicros: amountMicros + unit }) > capMicros).toBe(true);
      }),
    );
  });

  test('a worst case grows with the budget, and with the days', () => {
    const amounts = fc.bigInt({ min: 0n, max: 10n ** 15n });
    const days = fc
      .integer({ min: 0, max: 800 })
      .map((day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(platforms, amounts, amounts, days, (platform, one, other, today) => {
        const caseOf = (amountMicros: bigint) =>
          worstCaseOf(overdeliveryOf(platform), { kind: 'DAILY', amountMicros }, today);
        const [less, more] = one < other ? [caseOf(one), caseOf(other)] : [caseOf(other), caseOf(one)];
        expect(less.dayMicros <= more.dayMicros && less.weekMicros <= more.weekMicros).toBe(true);
        expect(less.monthMicros <= more.monthMicros && less.dayMicros <= less.weekMicros).toBe(true);
        expect(less.dayMicros <= less.monthMicros).toBe(true);
      }),
    );
  });
});
