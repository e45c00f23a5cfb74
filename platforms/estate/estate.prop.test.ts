import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minorUnitMicros } from '../../subgraphs/common/money.ts';
import { addDays, localDay } from '../../subgraphs/common/period.ts';
import { type ToldClock, toldClock } from './clock.ts';
import { type DeliveryRules, strictRules } from './delivery-rules.ts';
import { drawAccount } from './draw-account.ts';
import { createEstate, type Estate } from './estate.ts';
import type { EstateChange } from './estate-config.ts';

const accountId = '11';
const firstDay = '2026-02-01';
const msPerHour = 3_600_000;

const google: DeliveryRules = {
  ...strictRules,
  overdelivery: { dayPercent: 200, period: { length: 'MONTH', thousandths: 30_400 }, midDayChange: 'TRAFFIC_LEFT' },
};
const meta: DeliveryRules = {
  ...strictRules,
  overdelivery: {
    dayPercent: 175,
    period: { length: 'WEEK_FROM_SUNDAY', thousandths: 7_000 },
    midDayChange: 'TRAFFIC_LEFT',
  },
};
const tiktok: DeliveryRules = {
  ...strictRules,
  overdelivery: {
    dayPercent: 125,
    period: { length: 'WEEK_FROM_MONDAY', thousandths: 7_000 },
    midDayChange: 'HOURS_LEFT',
  },
};
const restating: DeliveryRules = {
  ...google,
  restatement: { settleDays: 4, lateShare: 0.05, invalidShare: 0.04 },
  reportLagMs: 2 * msPerHour,
};

const zones = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Asia/Tokyo');
const world = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  timeZone: zones,
  currency: fc.constantFrom('USD', 'JPY', 'KWD'),
  budgets: fc.constantFrom('CAMPAIGN', 'AD_GROUP', 'MIXED', 'SHARED'),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

function begin(
  { seed, timeZone, currency, budgets }: World,
  rules: DeliveryRules,
): { estate: Estate; clock: ToldClock } {
  const clock = toldClock(new Date('2026-02-10T07:20:00Z'));
  const account = drawAccount({
    seed,
    externalId: accountId,
    currency,
    timeZone,
    startsOn: firstDay,
    campaigns: 3,
    adGroupsPerCampaign: 2,
    adsPerAdGroup: 2,
    budgets,
    objectives: ['SALES'],
    bidStrategies: ['COST_CAP'],
    // Five thousand of the smallest unit, so that a yen is as small a part of it as a cent.
    leastBudgetMicros: 5_000n * minorUnitMicros(currency),
  });
  return { clock, estate: createEstate({ seed, beganOn: firstDay, rules, accounts: [account] }, clock) };
}

const step = fc.record({
  hours: fc.double({ min: 0.01, max: 40, noNaN: true }),
  what: fc.constantFrom('budget', 'bid', 'pause', 'resume'),
  percent: fc.integer({ min: 10, max: 400 }),
});
const steps = fc.array(step, { maxLength: 8 });

/** Lets time pass and edits something, step by step. */
function live(
  estate: Estate,
  clock: ToldClock,
  { hours, what, percent }: { hours: number; what: string; percent: number },
) {
  clock.advance(Math.floor(hours * msPerHour));
  const account = estate.account(accountId);
  const budget = account?.budgets[0];
  const adGroup = account?.adGroups[0];
  if (!budget || !adGroup?.bid) throw new Error('the estate is empty');
  const changes: Readonly<Record<string, EstateChange>> = {
    budget: {
      field: 'BUDGET',
      budgetExternalId: budget.externalId,
      amountMicros: (budget.amountMicros * BigInt(percent)) / 100n,
    },
    bid: {
      field: 'BID',
      adGroupExternalId: adGroup.externalId,
      bid: { ...adGroup.bid, amountMicros: (adGroup.bid.amountMicros * BigInt(percent)) / 100n },
    },
    pause: { field: 'STATUS', level: 'AD_GROUP', externalId: adGroup.externalId, status: 'PAUSED' },
    resume: { field: 'STATUS', level: 'AD_GROUP', externalId: adGroup.externalId, status: 'ENABLED' },
  };
  const change = changes[what];
  if (change) estate.editAsPerson(accountId, change);
}

function rowsOf(
  estate: Estate,
  grain: 'HOUR' | 'DAY',
  level: 'CAMPAIGN' | 'AD_GROUP' | 'AD' = 'AD',
  lastDay = '2026-12-31',
) {
  return estate.report(accountId, { level, grain, firstDay, lastDay });
}

const spendOf = (rows: readonly { spendMicros: bigint }[]) => rows.reduce((sum, row) => sum + row.spendMicros, 0n);

describe('what was spent', () => {
  test('never passes what a day, a week or a month may cost', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(google, meta, tiktok, strictRules), (world, rules) => {
        const { estate, clock } = begin(world, rules);
        clock.advance(50 * 24 * msPerHour);
        const account = estate.account(accountId);
        for (const budget of account?.budgets ?? []) {
          const funded = new Set(
            account?.adGroups
              .filter(
                (each) =>
                  (each.budgetExternalId ??
                    account.campaigns.find((campaign) => campaign.externalId === each.campaignExternalId)
                      ?.budgetExternalId) === budget.externalId,
              )
              .map(({ externalId }) => externalId),
          );
          const rows = rowsOf(estate, 'DAY', 'AD_GROUP').filter((row) => funded.has(row.adGroupExternalId ?? ''));
          expect(rows.length).toBeGreaterThan(0);
          const byDay = Map.groupBy(rows, ({ day }) => day);
          for (const [day, ofDay] of byDay) {
            const most = (budget.amountMicros * BigInt(rules.overdelivery.dayPercent)) / 100n;
            expect(spendOf(ofDay) <= most, day).toBe(true);
          }
          const { period } = rules.overdelivery;
          if (!period) continue;
          const periodOf = (day: string) =>
            period.length === 'MONTH'
              ? day.slice(0, 7)
              : String(Math.floor((Date.parse(day) / 86_400_000 + (period.length === 'WEEK_FROM_SUNDAY' ? 4 : 3)) / 7));
          for (const [name, ofPeriod] of Map.groupBy(rows, ({ day }) => periodOf(day))) {
            const most = (budget.amountMicros * BigInt(period.thousandths)) / 1_000n;
            expect(spendOf(ofPeriod) <= most, name).toBe(true);
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  test('never passes the highest budget of the day by more than the day may, however often it is edited', () => {
    fc.assert(
      fc.property(world, steps, fc.constantFrom(google, meta, tiktok), (world, steps, rules) => {
        const { estate, clock } = begin({ ...world, budgets: 'CAMPAIGN' }, rules);
        for (const each of steps) live(estate, clock, each);
        const budget = estate.account(accountId)?.budgets[0];
        const campaign = estate.account(accountId)?.campaigns[0];
        if (!budget || !campaign) throw new Error('the estate is empty');
        const edits = estate.edits(accountId).filter(({ change }) => change.field === 'BUDGET');
        const rows = rowsOf(estate, 'DAY', 'CAMPAIGN').filter((row) => row.campaignExternalId === campaign.externalId);
        for (const row of rows) {
          const next = addDays(row.day, 1);
          const dayOf = (at: Date) => localDay(at, world.timeZone);
          const before = edits.findLast(({ at }) => dayOf(at) < row.day)?.after ?? edits[0]?.before;
          const within = edits
            .filter(({ at }) => dayOf(at) >= row.day && dayOf(at) < next)
            .map(({ after }) => BigInt(after));
          const amounts = [before === undefined ? budget.amountMicros : BigInt(before), ...within];
          const highest = amounts.reduce((one, other) => (one > other ? one : other));
          expect(row.spendMicros <= (highest * BigInt(rules.overdelivery.dayPercent)) / 100n, row.day).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('only rises, and what was answered of the past is answered again, whatever is edited later', () => {
    fc.assert(
      fc.property(world, steps, (world, steps) => {
        const { estate, clock } = begin(world, google);
        let spent = 0n;
        for (const each of steps) {
          const seen = rowsOf(estate, 'HOUR');
          const total = spendOf(seen);
          expect(total >= spent).toBe(true);
          spent = total;
          const complete = seen.filter(({ startsAt }) => startsAt.getTime() + msPerHour <= estate.now().getTime());
          live(estate, clock, each);
          const again = rowsOf(estate, 'HOUR');
          expect(again.slice(0, complete.length)).toEqual(complete);
        }
      }),
      { numRuns: 8 },
    );
  });

  test('is the same for the same seed, edits and times, whether or not somebody looked in between', () => {
    fc.assert(
      fc.property(world, steps, (world, steps) => {
        const watched = begin(world, restating);
        const unwatched = begin(world, restating);
        for (const each of steps) {
          live(watched.estate, watched.clock, each);
          rowsOf(watched.estate, 'HOUR');
          live(unwatched.estate, unwatched.clock, each);
        }
        expect(rowsOf(watched.estate, 'HOUR')).toEqual(rowsOf(unwatched.estate, 'HOUR'));
      }),
      { numRuns: 8 },
    );
  });

  test('adds up: hours to their day, ads to ad groups to campaigns, and all to what the budgets paid', () => {
    fc.assert(
      fc.property(world, steps, (world, steps) => {
        const { estate, clock } = begin(world, restating);
        for (const each of steps) live(estate, clock, each);
        const totals = (['CAMPAIGN', 'AD_GROUP', 'AD'] as const).flatMap((level) =>
          (['HOUR', 'DAY'] as const).map((grain) => rowsOf(estate, grain, level)),
        );
        const sums = totals.map((rows) => [
          spendOf(rows),
          rows.reduce((sum, row) => sum + row.impressions, 0n),
          rows.reduce((sum, row) => sum + row.clicks, 0n),
        ]);
        for (const sum of sums) expect(sum).toEqual(sums[0]);
        const paid = estate
          .account(accountId)
          ?.budgets.reduce((sum, { externalId }) => sum + estate.spentMicros(accountId, externalId), 0n);
        expect((sums[0]?.[0] ?? 0n) <= (paid ?? 0n)).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  test('rises with the budget and with the bid', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 2, max: 5 }), (world, times) => {
        const spentWith = (change: (estate: Estate) => void) => {
          const { estate, clock } = begin({ ...world, budgets: 'AD_GROUP' }, google);
          change(estate);
          const before = spendOf(rowsOf(estate, 'DAY'));
          clock.advance(3 * 24 * msPerHour);
          return spendOf(rowsOf(estate, 'DAY')) - before;
        };
        const scale = (estate: Estate, what: 'budget' | 'bid', by: number) =>
          live(estate, toldClock(new Date()), { hours: 0, what, percent: Math.round(by * 100) });
        const same = spentWith(() => {});
        expect(spentWith((estate) => scale(estate, 'budget', times)) > same).toBe(true);
        expect(spentWith((estate) => scale(estate, 'budget', 1 / times)) < same).toBe(true);
        expect(spentWith((estate) => scale(estate, 'bid', 0.1)) < same).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  test('is nothing while everything is paused', () => {
    const { estate, clock } = begin({ seed: 4, timeZone: 'UTC', currency: 'USD', budgets: 'MIXED' }, meta);
    for (const { externalId } of estate.account(accountId)?.campaigns ?? []) {
      estate.editAsPerson(accountId, { field: 'STATUS', level: 'CAMPAIGN', externalId, status: 'PAUSED' });
    }
    const before = rowsOf(estate, 'HOUR');
    clock.advance(48 * msPerHour);
    expect(rowsOf(estate, 'HOUR')).toEqual(before);
  });
});

describe('a lifetime budget', () => {
  test('is spent over its flight and not a micro more', () => {
    fc.assert(
      fc.property(world, (world) => {
        const clock = toldClock(new Date('2026-02-02T00:00:00Z'));
        const daily = begin(world, meta).estate.account(accountId);
        if (!daily) throw new Error('the estate is empty');
        const account = {
          ...daily,
          budgets: daily.budgets.map((budget) => ({
            ...budget,
            kind: 'LIFETIME' as const,
            amountMicros: 700_000_000n,
          })),
          campaigns: daily.campaigns.map((each) => ({ ...each, flight: { startsOn: firstDay, endsOn: '2026-02-10' } })),
        };
        const estate = createEstate({ seed: world.seed, beganOn: firstDay, rules: meta, accounts: [account] }, clock);
        clock.advance(30 * 24 * msPerHour);
        for (const { externalId } of account.budgets) {
          const spent = estate.spentMicros(accountId, externalId);
          expect(spent <= 700_000_000n).toBe(true);
          expect(spent > 450_000_000n).toBe(true);
        }
        expect(rowsOf(estate, 'DAY').every(({ day }) => day <= '2026-02-10')).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
});

describe('restatements', () => {
  test('move a day after it ended, stay below what was spent, and then stop for good', () => {
    fc.assert(
      fc.property(world, (world) => {
        const { estate, clock } = begin(world, restating);
        const exact = begin(world, google);
        const seen = new Set<bigint>();
        const dayOf = (of: Estate) => spendOf(rowsOf(of, 'DAY').filter(({ day }) => day === '2026-02-09'));
        exact.clock.advance(9 * 24 * msPerHour);
        for (let day = 0; day < 7; day += 1) {
          clock.advance(24 * msPerHour);
          const shown = dayOf(estate);
          seen.add(shown);
          expect(shown <= dayOf(exact.estate)).toBe(true);
        }
        expect(seen.size).toBeGreaterThan(1);
        const settled = dayOf(estate);
        clock.advance(40 * 24 * msPerHour);
        expect(dayOf(estate)).toBe(settled);
      }),
      { numRuns: 8 },
    );
  });

  test('never take back what was shown while the day runs', () => {
    const { estate, clock } = begin({ seed: 9, timeZone: 'UTC', currency: 'USD', budgets: 'CAMPAIGN' }, restating);
    const today = () => spendOf(rowsOf(estate, 'DAY').filter(({ day }) => day === '2026-02-10'));
    let shown = 0n;
    for (let minute = 0; minute < 960; minute += 7) {
      clock.advance(7 * 60_000);
      expect(today() >= shown).toBe(true);
      shown = today();
    }
    expect(shown > 0n).toBe(true);
  });

  test('a report knows nothing that is younger than the lag', () => {
    const { estate } = begin({ seed: 9, timeZone: 'UTC', currency: 'USD', budgets: 'CAMPAIGN' }, restating);
    const youngest = rowsOf(estate, 'HOUR').at(-1)?.startsAt.toISOString();
    expect(youngest).toBe('2026-02-10T05:00:00.000Z');
  });
});

describe('what the platform does by itself', () => {
  test('raises budgets at times of its own, which the edit log tells', () => {
    const raising = { ...google, automaticRaisesPerDay: 0.5 };
    const { estate, clock } = begin({ seed: 5, timeZone: 'UTC', currency: 'USD', budgets: 'CAMPAIGN' }, raising);
    clock.advance(10 * 24 * msPerHour);
    const edits = estate.edits(accountId);
    expect(edits.length).toBeGreaterThan(5);
    expect(edits.every(({ editor, before, after }) => editor.by === 'PLATFORM' && BigInt(after) > BigInt(before))).toBe(
      true,
    );
    expect(edits.toSorted((one, other) => one.at.getTime() - other.at.getTime())).toEqual(edits);
  });
});
