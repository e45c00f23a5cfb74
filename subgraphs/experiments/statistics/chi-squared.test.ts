import { expect, test } from 'vitest';
import { chiSquaredUpperTail } from './chi-squared.ts';

// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4 (upper critical values), to three decimals.
const criticalValues = [
  { degreesOfFreedom: 1, probability: 0.05, x: 3.841 },
  { degreesOfFreedom: 1, probability: 0.001, x: 10.828 },
  { degreesOfFreedom: 4, probability: 0.05, x: 9.488 },
  { degreesOfFreedom: 10, probability: 0.9, x: 4.865 },
  { degreesOfFreedom: 100, probability: 0.01, x: 135.807 },
];

test.each(criticalValues)('has the tabulated tail at $degreesOfFreedom degrees of freedom', (row) => {
  expect(chiSquaredUpperTail(row.x - 0.0005, row.degreesOfFreedom)).toBeGreaterThan(row.probability * 0.9999);
  expect(chiSquaredUpperTail(row.x + 0.0005, row.degreesOfFreedom)).toBeLessThan(row.probability * 1.0001);
});

test('is an exponential distribution at two degrees of freedom', () => {
  for (const x of [1e-9, 0.3, 3.9, 4.1, 50, 900]) {
    expect(chiSquaredUpperTail(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 12);
  }
});

test('is a Poisson sum at even degrees of freedom', () => {
  for (const x of [0.5, 9, 11, 13, 60]) {
    const terms = [1, 1, 2, 6, 24].map((factorial, k) => (x / 2) ** k / factorial);
    const poisson = Math.exp(-x / 2) * terms.reduce((sum, term) => sum + term, 0);
    expect(chiSquaredUpperTail(x, 10) / poisson).toBeCloseTo(1, 12);
  }
});

test('reaches from certainty at zero to nothing at infinity', () => {
  expect(chiSquaredUpperTail(0, 1)).toBe(1);
  expect(chiSquaredUpperTail(Infinity, 1)).toBe(0);
});
