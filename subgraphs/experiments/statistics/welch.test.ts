import { expect, test } from 'vitest';
import { momentsOf } from './moments.ts';
import { welchTest } from './welch.ts';

// Student's sleep data (Cushny and Peebles 1905, in "The Probable Error of a Mean", 1908), in tenths of an hour; the
// expected values are those that R prints for t.test(extra ~ group, data = sleep).
const firstDrug = [7n, -16n, -2n, -12n, -1n, 34n, 37n, 8n, 0n, 20n];
const secondDrug = [19n, 8n, 11n, 1n, -1n, 44n, 55n, 16n, 46n, 34n];

function moments(values: readonly bigint[]) {
  const found = momentsOf({
    participants: BigInt(values.length),
    sum: values.reduce((sum, value) => sum + value, 0n),
    sumOfSquares: values.reduce((sum, value) => sum + value * value, 0n),
  });
  if (!found) throw new Error('too few values');
  return found;
}

test("reproduces R's answer for Student's sleep data", () => {
  const result = welchTest(moments(firstDrug), moments(secondDrug), 0.95);
  expect(result.difference).toBeCloseTo(15.8, 12);
  expect(result.degreesOfFreedom).toBeCloseTo(17.776, 3);
  expect(result.pValue).toBeCloseTo(0.07939, 5);
  expect(result.low).toBeCloseTo(-2.054832, 5);
  expect(result.high).toBeCloseTo(33.654832, 5);
});

test('turns its sign when the arms change places', () => {
  const there = welchTest(moments(firstDrug), moments(secondDrug), 0.9);
  const back = welchTest(moments(secondDrug), moments(firstDrug), 0.9);
  expect(back).toMatchObject({
    difference: -there.difference,
    low: -there.high,
    high: -there.low,
    pValue: there.pValue,
  });
});

test('has an interval that just excludes zero at the confidence of its p-value', () => {
  const { pValue } = welchTest(moments(firstDrug), moments(secondDrug), 0.95);
  const atPValue = welchTest(moments(firstDrug), moments(secondDrug), 1 - pValue);
  expect(atPValue.low).toBeCloseTo(0, 9);
});

test('is certain, not NaN, where no arm varies', () => {
  const flat = (value: bigint) => moments([value, value, value]);
  expect(welchTest(flat(5n), flat(5n), 0.95)).toMatchObject({
    difference: 0,
    low: 0,
    high: 0,
    pValue: 1,
    degreesOfFreedom: 4,
  });
  expect(welchTest(flat(5n), flat(7n), 0.95)).toMatchObject({ difference: 2, low: 2, high: 2, pValue: 0 });
});

test('takes the degrees of freedom of the only arm that varies', () => {
  expect(welchTest(moments([5n, 5n, 5n]), moments(secondDrug), 0.95).degreesOfFreedom).toBeCloseTo(9, 12);
});
