import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseHistory, flatShape, learnShape, localDayOf, shapeTotal, shareBefore } from './day-shape.ts';
import { dayBudgetOf, paceDay, pacingIndex, projectDay } from './pacing.ts';

const money = fc.bigInt({ min: 0n, max: 10n ** 15n });
const hours = fc.array(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), { minLength: 24, maxLength: 24 });
const history = fc.record({ days: fc.integer({ min: 0, max: 60 }), hourMicros: hours });
/** Ordinary days and those of both clock changes, one of them by half an hour. */
const days = fc.constantFrom(
  localDayOf('2026-03-05', 'UTC'),
  localDayOf('2026-03-08', 'America/Los_Angeles'),
  localDayOf('2026-11-01', 'America/Los_Angeles'),
  localDayOf('2026-10-04', 'Australia/Lord_Howe'),
  localDayOf('2026-04-05', 'Australia/Lord_Howe'),
);
const share = fc
  .tuple(fc.bigInt({ min: 0n, max: 1_000n }), fc.bigInt({ min: 0n, max: 1_000n }))
  .map(([done, left]) => ({ numerator: done, denominator: done + left + (done + left === 0n ? 1n : 0n) }));

describe('the shape of a day', () => {
  test('adds up to one and has no negative hour, whatever it was learned from', () =>
    fc.assert(
      fc.property(history, (history) => {
        const shape = learnShape(history);
        expect(shape.reduce((sum, hour) => sum + hour, 0n)).toBe(shapeTotal);
        expect(shape.every((hour) => hour >= 0n)).toBe(true);
      }),
    ));

  test('comes nearer to what was learned with every day', () => {
    const hourMicros = flatShape.map((_, hour) => (hour === 9 ? 1_000n : 0n));
    const ninth = [0, 1, 7, 28].map((days) => Number(learnShape({ days, hourMicros })[9]) / 1e9);
    expect(ninth).toEqual(ninth.toSorted((left, right) => left - right));
    // (1 · 1 + ½ · 1/24) / (1 + ½)
    expect(ninth[1]).toBeCloseTo((1 + 0.5 / 24) / 1.5, 8);
    expect(ninth[3]).toBeGreaterThan(0.98);
  });

  test('the same weekday teaches as soon as there are three of it', () => {
    const of = (days: number) => ({ days, hourMicros: [] });
    expect(chooseHistory({ all: of(20), sameWeekday: of(2) }).days).toBe(20);
    expect(chooseHistory({ all: of(20), sameWeekday: of(3) }).days).toBe(3);
  });
});

describe('the share of a day before a moment', () => {
  test('is 0 at its start, 1 at its end and never falls', () =>
    fc.assert(
      fc.property(history, days, fc.nat(), fc.nat(), (history, day, one, other) => {
        const shape = learnShape(history);
        const lengthMs = day.endsAtMs - day.startsAtMs;
        const [early, late] = [one % lengthMs, other % lengthMs].toSorted((left, right) => left - right);
        const at = (ms: number) => shareBefore(shape, day, day.startsAtMs + ms);
        const [first, second] = [at(early ?? 0), at(late ?? 0)];
        expect(at(-5).numerator).toBe(0n);
        expect(at(lengthMs)).toEqual({ numerator: at(lengthMs).denominator, denominator: at(lengthMs).denominator });
        expect(first.numerator * second.denominator).toBeLessThanOrEqual(second.numerator * first.denominator);
      }),
    ));

  test('counts 23 and 25 hours where the clocks change, and half of a half hour', () => {
    expect(localDayOf('2026-03-08', 'America/Los_Angeles').hours).toHaveLength(23);
    const long = localDayOf('2026-11-01', 'America/Los_Angeles');
    expect(long.hours.filter(({ localHour }) => localHour === 1)).toHaveLength(2);
    const { numerator, denominator } = shareBefore(flatShape, long, long.startsAtMs + 5 * 3_600_000);
    expect(Number(numerator) / Number(denominator)).toBeCloseTo(5 / 25, 6);
    const halfPast = shareBefore(flatShape, localDayOf('2026-03-05', 'UTC'), Date.UTC(2026, 2, 5, 0, 30));
    expect(Number(halfPast.numerator) / Number(halfPast.denominator)).toBeCloseTo(1 / 48, 6);
  });

  test('is that of time where the shape has nothing in the hours of the day', () => {
    const onlyTwo = flatShape.map((_, hour) => (hour === 2 ? shapeTotal : 0n));
    const day = localDayOf('2026-03-08', 'America/Los_Angeles');
    const { numerator, denominator } = shareBefore(onlyTwo, day, day.startsAtMs + 23 * 1_800_000);
    expect(numerator * 2n).toBe(denominator);
  });
});

describe('the projection', () => {
  test('never falls when more was spent, is never negative, and is what was spent when the day is over', () =>
    fc.assert(
      fc.property(money, money, money, share, (spent, more, budget, share) => {
        const projection = projectDay(spent, budget, share);
        expect(projection).toBeGreaterThanOrEqual(0n);
        expect(projectDay(spent + more, budget, share)).toBeGreaterThanOrEqual(projection);
        expect(projectDay(spent, budget, { numerator: share.denominator, denominator: share.denominator })).toBe(spent);
      }),
    ));

  test('is the budget when spend is on target, and before anything was spent', () =>
    fc.assert(
      fc.property(money, share, (budget, share) => {
        // A budget that the share divides without a rest.
        const whole = budget * share.denominator;
        expect(projectDay(budget * share.numerator, whole, share)).toBe(whole);
        expect(projectDay(0n, budget, { numerator: 0n, denominator: 1n })).toBe(budget);
      }),
    ));

  test('is what was spent over its share where the budget has no say', () => {
    expect(projectDay(30n, 999n, { numerator: 1n, denominator: 4n }, { numerator: 0n, denominator: 1n })).toBe(120n);
  });
});

describe('the pacing of a day', () => {
  const today = localDayOf('2026-03-05', 'UTC');
  const pace = (spentMicros: bigint, dayBudgetMicros = 2_400n) =>
    paceDay({
      today,
      dayBudgetMicros,
      isInFlight: true,
      spend: { spentMicros, knownUntil: new Date('2026-03-05T12:00:00Z') },
      shape: flatShape,
    });

  test('has index 1 on target, and changes its status beyond a tenth on either side', () => {
    expect(pace(1_200n)).toMatchObject({ index: 1, status: 'ON_TRACK', targetMicros: 1_200n });
    expect([1_079n, 1_080n, 1_320n, 1_321n].map((spent) => pace(spent).status)).toEqual([
      'BEHIND',
      'ON_TRACK',
      'ON_TRACK',
      'AHEAD',
    ]);
    expect(pace(5n, 0n)).toMatchObject({ index: null, status: 'AHEAD', targetMicros: 0n });
  });

  test('takes a moment beyond the day as its end', () => {
    const spend = { spentMicros: 7n, knownUntil: new Date('2026-03-07T00:00:00Z') };
    const paced = paceDay({ today, dayBudgetMicros: 10n, isInFlight: true, spend, shape: flatShape });
    expect(paced).toMatchObject({
      targetMicros: 10n,
      projectionMicros: 7n,
      knownUntil: new Date('2026-03-06T00:00:00Z'),
    });
  });

  test('the index is a ratio to six decimals', () => {
    expect(pacingIndex(2n, 3n)).toBe(0.666667);
    expect(pacingIndex(1n, 0n)).toBeNull();
  });
});

describe('the budget of a day', () => {
  const lifetime = { kind: 'LIFETIME', amountMicros: 100n, currency: 'USD' } as const;
  const flight = { startsOn: '2026-03-01', endsOn: '2026-03-10' };

  test('is what is left of a lifetime amount over the days left, and never below zero', () => {
    expect(dayBudgetOf(lifetime, flight, '2026-03-07', 20n)).toBe(20n);
    expect(dayBudgetOf(lifetime, flight, '2026-03-10', 20n)).toBe(80n);
    expect(dayBudgetOf(lifetime, flight, '2026-03-10', 120n)).toBe(0n);
    expect(dayBudgetOf(lifetime, flight, '2026-03-11', 0n)).toBe(0n);
    expect(dayBudgetOf(lifetime, { ...flight, endsOn: null }, '2026-03-07', 0n)).toBeUndefined();
  });

  test('spent to the micro each day, a lifetime amount is used up at the end', () =>
    fc.assert(
      fc.property(money, (amountMicros) => {
        let spent = 0n;
        for (let day = 1; day <= 10; day += 1) {
          spent +=
            dayBudgetOf({ ...lifetime, amountMicros }, flight, `2026-03-${String(day).padStart(2, '0')}`, spent) ?? 0n;
        }
        expect(spent).toBe(amountMicros);
      }),
    ));
});
