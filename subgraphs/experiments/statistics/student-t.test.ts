import { expect, test } from 'vitest';
import { studentTDensity, studentTUpperQuantile, studentTUpperTail } from './student-t.ts';

// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2 (critical values of Student's t), to three decimals.
const criticalValues = [
  { degreesOfFreedom: 1, probability: 0.025, t: 12.706 },
  { degreesOfFreedom: 2, probability: 0.005, t: 9.925 },
  { degreesOfFreedom: 10, probability: 0.025, t: 2.228 },
  { degreesOfFreedom: 30, probability: 0.001, t: 3.385 },
  { degreesOfFreedom: 100, probability: 0.05, t: 1.66 },
];

test.each(criticalValues)('has the tabulated quantile at $degreesOfFreedom degrees of freedom', (row) => {
  expect(studentTUpperQuantile(row.probability, row.degreesOfFreedom)).toBeCloseTo(row.t, 3);
});

test('leaves half of the probability above zero, also at millions of degrees of freedom', () => {
  for (const degreesOfFreedom of [1, 2.5, 30, 1e3, 3_682_117.5, 1e9]) {
    expect(studentTUpperTail(0, degreesOfFreedom)).toBeCloseTo(0.5, 12);
  }
});

test('is the Cauchy distribution at one degree of freedom', () => {
  for (const t of [0.001, 0.5, 1, 7, 1e6]) {
    expect(studentTUpperTail(t, 1) / (Math.atan(1 / t) / Math.PI)).toBeCloseTo(1, 12);
    expect(studentTDensity(t, 1) * Math.PI * (1 + t * t)).toBeCloseTo(1, 12);
  }
});

test('becomes the normal distribution with many degrees of freedom', () => {
  expect(studentTUpperQuantile(0.025, 1e15)).toBeCloseTo(1.959963984540054, 12);
});

test('has a quantile that undoes the tail, down to the smallest probability asked for', () => {
  for (const degreesOfFreedom of [1, 3.7, 40, 1e7]) {
    for (const probability of [0.249, 0.01, 1e-6, 5e-17]) {
      const t = studentTUpperQuantile(probability, degreesOfFreedom);
      expect(studentTUpperTail(t, degreesOfFreedom) / probability).toBeCloseTo(1, 10);
    }
  }
});

test('leaves nothing above infinity', () => {
  expect(studentTUpperTail(Infinity, 12)).toBe(0);
});
