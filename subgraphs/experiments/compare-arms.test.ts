import { expect, test } from 'vitest';
import { arm } from '../../test/support/experiments.ts';
import { compareArms, incrementalReturn, toMajorUnits } from './compare-arms.ts';
import type { Arm } from './experiment.ts';

const saved = (id: string, dollars: readonly number[]): Arm => ({
  ...arm(id, dollars),
  experimentId: 'exp_1',
  currency: 'USD',
});

function compare(controlDollars: readonly number[], treatedDollars: readonly number[], level = 0.95) {
  const [control, treated] = [saved('arm_control', controlDollars), saved('arm_treated', treatedDollars)];
  return compareArms([control, treated], control, treated, level);
}

test('compares means and says what the treatment caused', () => {
  const result = compare([2, 3, 4, 3], [4, 5, 6, 5, 5]);
  expect(result?.differenceMicros).toBe(2_000_000);
  expect(result?.relativeLift).toBeCloseTo(2 / 3, 14);
  expect(result?.incrementalMicros).toBe(10_000_000n);
  expect(result?.sampleRatio.isMismatch).toBe(false);
});

test('rounds what was caused to a micro: two thirds of a dollar for each of two', () => {
  expect(compare([0, 0, 1], [1, 1])?.incrementalMicros).toBe(1_333_333n);
});

test('has nothing to say until both arms have two participants', () => {
  expect(compare([1], [1, 2])).toBeUndefined();
  expect(compare([1, 2], [])).toBeUndefined();
});

test('lets the intervals and the p-value agree on whether there is a difference', () => {
  for (const level of [0.6, 0.8, 0.9, 0.95, 0.99, 0.999]) {
    const result = compare([2, 3, 9, 3, 1], [4, 5, 6, 9, 5], level);
    const difference = result?.differenceIntervalMicros;
    const lift = result?.relativeLiftInterval;
    const isFound = (result?.pValue ?? NaN) < 1 - level;
    expect((difference?.low ?? NaN) > 0).toBe(isFound);
    if (lift?.kind === 'BOUNDED') expect((lift.low ?? NaN) > 0).toBe(isFound);
  }
});

test('never says NaN, also where nothing varies', () => {
  const flat = compare([0, 0, 0], [0, 0]);
  expect(flat).toMatchObject({ differenceMicros: 0, relativeLift: null, pValue: 1, incrementalMicros: 0n });
  expect(flat?.relativeLiftInterval).toEqual({ kind: 'UNBOUNDED', low: null, high: null });
  expect(compare([2, 2], [3, 3])).toMatchObject({
    pValue: 0,
    relativeLift: 0.5,
    relativeLiftInterval: { kind: 'BOUNDED', low: 0.5, high: 0.5 },
  });
});

test('divides what was caused, and its range, by the spend', () => {
  const result = compare([2, 3, 4, 3], [4, 5, 6, 5]);
  if (!result) throw new Error('both arms have participants');
  const { estimate, interval } = incrementalReturn(result, 4_000_000n);
  expect(estimate).toBe(2);
  const range = toMajorUnits(result.differenceIntervalMicros);
  // Four participants and four dollars: as many dollars each as a dollar of spend brought.
  expect(interval.low).toBeCloseTo(range.low ?? NaN, 12);
  expect(interval.high).toBeCloseTo(range.high ?? NaN, 12);
});
