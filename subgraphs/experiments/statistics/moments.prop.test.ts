import fc from 'fast-check';
import { expect, test } from 'vitest';
import { momentsOf, quotient, roundedQuotient } from './moments.ts';

const values = fc.array(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), { minLength: 2, maxLength: 50 });

const totalsOf = (sample: readonly bigint[]) => ({
  participants: BigInt(sample.length),
  sum: sample.reduce((sum, value) => sum + value, 0n),
  sumOfSquares: sample.reduce((sum, value) => sum + value * value, 0n),
});

test('has a variance that does not change when every value is moved by the same amount', () => {
  fc.assert(
    fc.property(values, fc.bigInt({ min: 0n, max: 10n ** 18n }), (sample, offset) => {
      const moved = sample.map((value) => value + offset);
      expect(momentsOf(totalsOf(moved))?.variance).toBe(momentsOf(totalsOf(sample))?.variance);
    }),
  );
});

test('keeps a variance of one at values of a billion units, where floats would lose it', () => {
  const sample = [10n ** 15n, 10n ** 15n + 1n, 10n ** 15n + 2n];
  expect(momentsOf(totalsOf(sample))).toEqual({ participants: 3, mean: 1_000_000_000_000_001, variance: 1 });
});

test('has no moments for fewer than two participants', () => {
  expect(momentsOf(totalsOf([5n]))).toBeUndefined();
  expect(momentsOf(totalsOf([]))).toBeUndefined();
});

test('rounds to the nearest integer, halves away from zero', () => {
  expect([5n, -5n, 4n, -4n, 7n].map((numerator) => roundedQuotient(numerator, 10n))).toEqual([1n, -1n, 0n, 0n, 1n]);
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt({ min: 1n, max: 10n ** 9n }), (numerator, denominator) => {
      const error = roundedQuotient(numerator, denominator) * denominator - numerator;
      expect(2n * (error < 0n ? -error : error)).toBeLessThanOrEqual(denominator);
    }),
  );
});

test('divides integers that no float can hold', () => {
  expect(quotient(3n * 10n ** 40n, 2n * 10n ** 40n)).toBeCloseTo(1.5, 14);
});
