import { expect, test } from 'vitest';
import { fiellerInterval } from './fieller.ts';
import { transformInterval } from './interval.ts';

const exactly = (value: number) => ({ value, variance: 0 });

test('shrinks to the ratio where neither mean varies', () => {
  expect(fiellerInterval(exactly(6), exactly(4), 2)).toEqual({ kind: 'BOUNDED', low: 1.5, high: 1.5 });
});

test('is an interval of means where the denominator is exact', () => {
  const interval = fiellerInterval({ value: 10, variance: 4 }, exactly(5), 2);
  expect(interval).toEqual({ kind: 'BOUNDED', low: 1.2, high: 2.8 });
});

test('says that everything is possible where the control is exactly zero', () => {
  expect(fiellerInterval({ value: 3, variance: 1 }, exactly(0), 2).kind).toBe('UNBOUNDED');
  expect(fiellerInterval(exactly(0), exactly(0), 2).kind).toBe('UNBOUNDED');
});

test('is open at one end where the denominator is exactly as far from zero as its error', () => {
  // a = 2² − 2² × 1 = 0, b = 12, c = 6² − 2² × 1 = 32: all ratios from 32 / 24.
  expect(fiellerInterval({ value: 6, variance: 1 }, { value: 2, variance: 1 }, 2)).toEqual({
    kind: 'BOUNDED',
    low: 32 / 24,
    high: null,
  });
  expect(fiellerInterval({ value: -6, variance: 1 }, { value: 2, variance: 1 }, 2)).toEqual({
    kind: 'BOUNDED',
    low: null,
    high: -32 / 24,
  });
});

test('keeps what kind it is when it is moved and stretched', () => {
  expect(transformInterval({ kind: 'BOUNDED', low: 1, high: null }, -1, 10)).toEqual({
    kind: 'BOUNDED',
    low: 0,
    high: null,
  });
  expect(transformInterval({ kind: 'COMPLEMENT', low: 1, high: 2 }, 1, 2)).toEqual({
    kind: 'COMPLEMENT',
    low: 4,
    high: 6,
  });
  const unbounded = { kind: 'UNBOUNDED', low: null, high: null } as const;
  expect(transformInterval(unbounded, 1, 2)).toEqual(unbounded);
});
