import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDecimalMicros, isCurrency, minorUnitMicros, parseDecimalMicros, splitMicros } from './money.ts';

const anyMicros = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);

describe('parseDecimalMicros', () => {
  test.each([
    ['0', 0n],
    ['12.5', 12_500_000n],
    ['144.', 144_000_000n],
    ['.5', 500_000n],
    ['-0.000001', -1n],
    ['+7', 7_000_000n],
    ['1.2300000000', 1_230_000n],
    ['1E+05', 100_000_000_000n],
    ['1.5e-3', 1_500n],
    ['000012', 12_000_000n],
    ['9223372036854.775807', 9_223_372_036_854_775_807n],
    ['-9223372036854.775808', -9_223_372_036_854_775_808n],
  ])('reads %s', (text, micros) => expect(parseDecimalMicros(text)).toBe(micros));

  test.each([
    ...['', '-', '+', '.', '-.', 'e5', '1e', '1e+', '--1', '1,234', '1,234.50', '1 234', '1.2.3', '$1', '1$', 'NaN'],
    ...['Infinity', '0x10', '1_000', ' 1', '1 ', '1\n', '١', '(5.00)', '0.0000001', '1e-7', '9223372036854.775808'],
    ...['-9223372036854.775809', '1e99', '1e999', '1'.repeat(200)],
  ])('refuses %j', (text) => expect(parseDecimalMicros(text)).toBeUndefined());

  test('reads back whatever formatDecimalMicros writes', () => {
    fc.assert(fc.property(anyMicros, (micros) => parseDecimalMicros(formatDecimalMicros(micros)) === micros));
  });

  test('is exact where a float is not', () => {
    expect(parseDecimalMicros('90071992547.409931')).toBe(90_071_992_547_409_931n);
  });

  test('never changes the value by trailing zeros or by an exponent', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.nat(6), (whole, places) => {
        const text = `${whole}e-${places}`;
        const withZeros = `${whole}.000e-${places}`;
        return parseDecimalMicros(text) === parseDecimalMicros(withZeros);
      }),
    );
  });
});

describe('formatDecimalMicros', () => {
  test.each([
    [0n, '0'],
    [12_500_000n, '12.5'],
    [-1n, '-0.000001'],
    [-3_000_000n, '-3'],
  ])('writes %s as %s', (micros, text) => expect(formatDecimalMicros(micros)).toBe(text));
});

describe('currencies', () => {
  // Minor units as ISO 4217's list one (2024-06-25) has them.
  test.each([
    ['USD', 10_000n],
    ['EUR', 10_000n],
    ['JPY', 1_000_000n],
    ['KRW', 1_000_000n],
    ['KWD', 1_000n],
    ['CLF', 100n],
  ])('the smallest unit of %s is %s micros', (currency, micros) => expect(minorUnitMicros(currency)).toBe(micros));

  test.each(['USD', 'EUR', 'JPY', 'BRL', 'SLE'])('%s is a currency', (code) => expect(isCurrency(code)).toBe(true));
  test.each(['usd', 'US', 'ABC', '', 'USDT'])('%j is none', (code) => expect(isCurrency(code)).toBe(false));
});

describe('splitMicros', () => {
  const anyWeights = fc.array(fc.bigInt(0n, 2n ** 40n), { minLength: 1, maxLength: 20 });

  test('shares add up to the total, exactly', () => {
    fc.assert(
      fc.property(anyMicros, anyWeights, (total, weights) => {
        expect(splitMicros(total, weights).reduce((left, right) => left + right, 0n)).toBe(total);
      }),
    );
  });

  test('no share is a micro or more away from its exact proportion, and a weight of zero gets nothing', () => {
    fc.assert(
      fc.property(anyMicros, anyWeights, (total, weights) => {
        const sum = weights.reduce((left, right) => left + right, 0n);
        fc.pre(sum > 0n);
        for (const [index, share] of splitMicros(total, weights).entries()) {
          const distance = share * sum - total * (weights[index] ?? 0n);
          expect(distance < sum && distance > -sum).toBe(true);
          if (weights[index] === 0n) expect(share).toBe(0n);
        }
      }),
    );
  });

  test('splitting a debt mirrors splitting a credit', () => {
    fc.assert(
      fc.property(anyMicros, anyWeights, (total, weights) => {
        expect(splitMicros(-total, weights)).toEqual(splitMicros(total, weights).map((share) => -share));
      }),
    );
  });

  test('what is left goes to the largest remainders, the earlier one first', () => {
    expect(splitMicros(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
    expect(splitMicros(10n, [1n, 1n, 4n])).toEqual([2n, 2n, 6n]);
    expect(splitMicros(-10n, [1n, 1n, 1n])).toEqual([-4n, -3n, -3n]);
  });

  test('weights that are all zero count as equal', () => {
    expect(splitMicros(5n, [0n, 0n])).toEqual([3n, 2n]);
  });

  test('refuses to split among nobody, and by a negative weight', () => {
    expect(() => splitMicros(1n, [])).toThrow();
    expect(() => splitMicros(1n, [2n, -1n])).toThrow();
  });
});
