import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Estimate, fiellerInterval } from './fieller.ts';
import type { Interval } from './interval.ts';

const estimate = fc.record({
  value: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  variance: fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
});
const criticalValue = fc.double({ min: 0.7, max: 10, noNaN: true });

/** Whether the test of numerator − ratio × denominator = 0 does not reject; undefined too near its edge to tell. */
function isAccepted(numerator: Estimate, denominator: Estimate, critical: number, ratio: number): boolean | undefined {
  const distance = (numerator.value - ratio * denominator.value) ** 2;
  const allowed = critical ** 2 * (numerator.variance + ratio ** 2 * denominator.variance);
  if (Math.abs(distance - allowed) <= 1e-6 * (distance + allowed)) return undefined;
  return distance < allowed;
}

function covers(interval: Interval, ratio: number): boolean {
  switch (interval.kind) {
    case 'BOUNDED':
      return ratio >= (interval.low ?? -Infinity) && ratio <= (interval.high ?? Infinity);
    case 'COMPLEMENT':
      return ratio <= interval.low || ratio >= interval.high;
    case 'UNBOUNDED':
      return true;
  }
}

test('covers a ratio exactly when the data does not reject it', () => {
  const ratios = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(estimate, estimate, criticalValue, ratios, (numerator, denominator, critical, ratio) => {
      const accepted = isAccepted(numerator, denominator, critical, ratio);
      if (accepted === undefined) return;
      expect(covers(fiellerInterval(numerator, denominator, critical), ratio)).toBe(accepted);
    }),
    { numRuns: 2_000 },
  );
});

test('covers the estimate itself', () => {
  fc.assert(
    fc.property(estimate, estimate, criticalValue, (numerator, denominator, critical) => {
      fc.pre(Math.abs(denominator.value) > 1e-6);
      expect(covers(fiellerInterval(numerator, denominator, critical), numerator.value / denominator.value)).toBe(true);
    }),
  );
});

test('turns its sign with the numerator', () => {
  fc.assert(
    fc.property(estimate, estimate, criticalValue, (numerator, denominator, critical) => {
      const there = fiellerInterval(numerator, denominator, critical);
      const back = fiellerInterval({ ...numerator, value: -numerator.value }, denominator, critical);
      expect(back.kind).toBe(there.kind);
      if (there.low === null || there.high === null) return;
      expect(back.low).toBeCloseTo(-there.high, 9);
      expect(back.high).toBeCloseTo(-there.low, 9);
    }),
  );
});
