import { expect, test } from 'vitest';
import { unitMicrosOf, unitsOf } from './currency-offset.ts';

// Meta's own list, which is not ISO's: no decimals for some currencies that have two, and two for some that have three.
test.each([
  ['USD', 12_340_000n, 1_234n],
  ['JPY', 12_000_000n, 12n],
  ['HUF', 12_000_000n, 12n],
  ['TWD', 12_000_000n, 12n],
  ['IDR', 12_000_000n, 12n],
  ['KWD', 12_340_000n, 1_234n],
])('%s %s micros are %s units', (currency, micros, units) => {
  expect(unitsOf(micros, currency)).toBe(units);
  expect(units * unitMicrosOf(currency)).toBe(micros);
  expect(unitsOf(micros + 1n, currency)).toBeUndefined();
});
