import { expect, test } from 'vitest';
import type { AttributeCredit } from './attribution-model.ts';
import { attributeToFirstTouch } from './first-touch.ts';
import { attributeToLastTouch } from './last-touch.ts';
import { attributeLinearly } from './linear.ts';

// The nine journeys over three channels, each converting once, of the test suite of DP6's Marketing Attribution Models
// (github.com/DP6/Marketing-Attribution-Models); the totals are sums of halves and thirds done by hand.
const journeys = ['A', 'AB', 'ABC', 'B', 'BA', 'BCA', 'C', 'CA', 'CBA'].map((channels) => channels.split(''));

/** Credit by channel, in sixths of a conversion so that every share is whole. */
function totalSixths(attribute: AttributeCredit) {
  const total: Record<string, number> = { A: 0, B: 0, C: 0 };
  for (const credits of journeys.map((journey) => attribute(journey))) {
    const weights = credits.reduce((sum, { weight }) => sum + weight, 0n);
    for (const { touchpoint, weight } of credits) {
      total[touchpoint] = (total[touchpoint] ?? 0) + Number((6n * weight) / weights);
    }
  }
  return total;
}

test('gives the first touchpoint of each journey everything', () => {
  expect(totalSixths(attributeToFirstTouch)).toEqual({ A: 18, B: 18, C: 18 });
});

test('gives the last touchpoint of each journey everything', () => {
  expect(totalSixths(attributeToLastTouch)).toEqual({ A: 30, B: 12, C: 12 });
});

test('gives every touchpoint of a journey the same', () => {
  expect(totalSixths(attributeLinearly)).toEqual({ A: 21, B: 18, C: 15 });
});

test('counts a channel that was met twice as two touchpoints', () => {
  expect(attributeLinearly(['A', 'B', 'A']).map(({ touchpoint }) => touchpoint)).toEqual(['A', 'B', 'A']);
});

test('gives nobody credit for a conversion without touchpoints', () => {
  for (const attribute of [attributeToFirstTouch, attributeToLastTouch, attributeLinearly]) {
    expect(attribute([])).toEqual([]);
  }
});
