import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAmount, writeAmount } from './amounts.ts';

test('an amount that is sent is the amount that was meant, or is not sent', () =>
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 62n }), (micros) => {
      const amount = writeAmount(micros);
      if (amount !== undefined) expect(readAmount(JSON.parse(JSON.stringify(amount)) as number)).toBe(micros);
    }),
  ));

test('whole cents up to a billion are always sent', () =>
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 100_000_000_000n }), (cents) => {
      expect(writeAmount(cents * 10_000n)).toBeDefined();
    }),
  ));

test('numbers of major units become micros without a float between', () => {
  expect(readAmount(150.07)).toBe(150_070_000n);
  expect(readAmount('20.1')).toBe(20_100_000n);
  expect(readAmount(1e6)).toBe(1_000_000_000_000n);
});

test('what is no amount is none', () => {
  for (const text of ['-', '', '1,000', 'NaN']) expect(readAmount(text), text).toBeUndefined();
  expect(readAmount(0.1 + 0.2)).toBeUndefined();
});
