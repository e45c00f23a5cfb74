// An estate that is kept outlives its process, and one that begins has no past.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EntityLevel, ReportGrain } from '../ad-platform.ts';
import { toldClock } from './clock.ts';
import { type DeliveryRules, strictRules } from './delivery-rules.ts';
import { drawAccount } from './draw-account.ts';
import { createEstate, type Estate } from './estate.ts';
import type { EstateChange, EstateConfig, EstateEdit, EstateMemory } from './estate-config.ts';

const accountId = '11';
const msPerHour = 3_600_000;
const beganAt = new Date('2026-02-10T07:00:00Z');

const rules: DeliveryRules = {
  ...strictRules,
  overdelivery: {
    dayPercent: 175,
    period: { length: 'WEEK_FROM_SUNDAY', thousandths: 7_000 },
    midDayChange: 'HOURS_LEFT',
  },
  restatement: { settleDays: 3, lateShare: 0.05, invalidShare: 0.04 },
  automaticRaisesPerDay: 0.3,
};

function configOf(seed: number, beganOn: string | Date): EstateConfig {
  const account = drawAccount({
    seed,
    externalId: accountId,
    currency: 'EUR',
    timeZone: 'America/New_York',
    startsOn: '2026-02-01',
    campaigns: 2,
    adGroupsPerCampaign: 2,
    adsPerAdGroup: 1,
    budgets: 'MIXED',
    objectives: ['SALES'],
    bidStrategies: ['COST_CAP'],
    leastBudgetMicros: 50_000_000n,
  });
  return { seed, beganOn, rules, accounts: [account] };
}

function reportOf(estate: Estate, level: EntityLevel = 'AD', grain: ReportGrain = 'HOUR') {
  return estate.report(accountId, { level, grain, firstDay: '2026-02-01', lastDay: '2026-03-30' });
}

const step = fc.record({
  hours: fc.double({ min: 0.01, max: 30, noNaN: true }),
  percent: fc.integer({ min: 20, max: 300 }),
  what: fc.constantFrom('BUDGET', 'BID', 'STATUS', 'NAME'),
  isRestart: fc.boolean(),
});

function changeOf(
  estate: Estate,
  { what, percent }: { readonly what: string; readonly percent: number },
): EstateChange {
  const account = estate.account(accountId);
  const [budget, adGroup] = [account?.budgets[0], account?.adGroups[0]];
  if (!budget || !adGroup?.bid) throw new Error('the estate is empty');
  const externalId = adGroup.externalId;
  const part = (micros: bigint) => (micros * BigInt(percent)) / 100n;
  const status = percent % 2 === 0 ? 'PAUSED' : 'ENABLED';
  if (what === 'BUDGET') {
    return { field: 'BUDGET', budgetExternalId: budget.externalId, amountMicros: part(budget.amountMicros) };
  }
  if (what === 'STATUS') return { field: 'STATUS', level: 'AD_GROUP', externalId, status };
  if (what === 'NAME') return { field: 'NAME', level: 'AD_GROUP', externalId, name: `named ${percent}` };
  return {
    field: 'BID',
    adGroupExternalId: externalId,
    bid: { ...adGroup.bid, amountMicros: part(adGroup.bid.amountMicros) },
  };
}

function memoryOf(edits: readonly EstateEdit[]): EstateMemory & { readonly kept: EstateEdit[] } {
  const kept = [...edits];
  return { edits, kept, keep: (edit) => void kept.push(edit) };
}

test('however often it is brought back to life, it holds, spends and reports what it would have', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.array(step, { minLength: 1, maxLength: 6 }), (seed, steps) => {
      const clock = toldClock(beganAt);
      const config = configOf(seed, beganAt);
      const whole = createEstate(config, clock);
      let memory = memoryOf([]);
      let interrupted = createEstate(config, clock, memory);
      for (const each of steps) {
        clock.advance(Math.floor(each.hours * msPerHour));
        if (each.isRestart) {
          memory = memoryOf(memory.kept);
          interrupted = createEstate(config, clock, memory);
        }
        const change = changeOf(whole, each);
        for (const estate of [whole, interrupted]) estate.editAsPerson(accountId, change);
      }
      clock.advance(20 * msPerHour);
      expect(interrupted.account(accountId)).toEqual(whole.account(accountId));
      expect(interrupted.edits(accountId)).toEqual(whole.edits(accountId));
      expect(reportOf(interrupted)).toEqual(reportOf(whole));
    }),
    { numRuns: 60 },
  );
});

test('an edit that cannot be kept is not made', () => {
  const clock = toldClock(beganAt);
  const keep = () => {
    throw new Error('the disk is full');
  };
  const estate = createEstate(configOf(1, beganAt), clock, { edits: [], keep });
  const before = estate.account(accountId);
  expect(() => estate.editAsPerson(accountId, changeOf(estate, { what: 'BUDGET', percent: 150 }))).toThrow('full');
  expect(estate.account(accountId)).toEqual(before);
  expect(estate.edits(accountId)).toEqual([]);
});

test('a clock that was set back takes no edit back', () => {
  const kept = memoryOf([]);
  const estate = createEstate(configOf(1, beganAt), toldClock(new Date('2026-02-10T12:00:00Z')), kept);
  estate.editAsPerson(accountId, changeOf(estate, { what: 'BUDGET', percent: 150 }));
  const again = createEstate(configOf(1, beganAt), toldClock(beganAt), memoryOf(kept.kept));
  expect(again.account(accountId)).toEqual(estate.account(accountId));
  expect(again.now()).toEqual(new Date('2026-02-10T12:00:00Z'));
});

test('nothing is spent before the local day of the instant at which it begins', () => {
  // Seven in the morning of UTC is two at night in New York, and four the evening before.
  for (const [beganOn, day] of [
    ['2026-02-10T07:00:00Z', '2026-02-10'],
    ['2026-02-10T04:00:00Z', '2026-02-09'],
  ] as const) {
    const clock = toldClock(new Date(beganOn));
    const [instant, whole] = [
      createEstate(configOf(3, new Date(beganOn)), clock),
      createEstate(configOf(3, day), clock),
    ];
    clock.advance(30 * msPerHour);
    expect(reportOf(instant)).toEqual(reportOf(whole));
    expect(new Set(reportOf(instant).map((row) => row.day))).toContain(day);
  }
});

test('what a lifetime budget has spent before is not there to be spent again', () => {
  const config = configOf(5, beganAt);
  const lifetimeOf = (spentBeforeMicros: bigint) => {
    const accounts = config.accounts.map((account) => ({
      ...account,
      campaigns: account.campaigns.map((each) => ({
        ...each,
        flight: { startsOn: '2026-02-01', endsOn: '2026-02-14' },
      })),
      budgets: account.budgets.map((budget) => {
        return { ...budget, kind: 'LIFETIME' as const, amountMicros: 300_000_000n, spentBeforeMicros };
      }),
    }));
    const clock = toldClock(beganAt);
    const estate = createEstate({ ...config, rules: { ...rules, automaticRaisesPerDay: 0 }, accounts }, clock);
    clock.advance(10 * 24 * msPerHour);
    return reportOf(estate, 'CAMPAIGN', 'DAY').reduce((sum, { spendMicros }) => sum + spendMicros, 0n);
  };
  expect(lifetimeOf(0n)).toBeGreaterThan(lifetimeOf(200_000_000n));
  expect(lifetimeOf(300_000_000n)).toBe(0n);
});
