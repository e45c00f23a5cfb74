import { expect, test } from 'vitest';
import { checkSampleRatio } from './sample-ratio.ts';

test('finds nothing in a split exactly as planned', () => {
  expect(
    checkSampleRatio([
      { participants: 5_000n, allocation: 0.25 },
      { participants: 15_000n, allocation: 0.75 },
    ]),
  ).toEqual({ pValue: 1, isMismatch: false });
});

test('raises the alarm for the split of Fabijan et al. (KDD 2019): 821,588 against 815,482 under 50/50', () => {
  const check = checkSampleRatio([
    { participants: 821_588n, allocation: 0.5 },
    { participants: 815_482n, allocation: 0.5 },
  ]);
  expect(check.isMismatch).toBe(true);
  expect(check.pValue).toBeLessThan(2e-6);
});

test('does not mind by what the allocation is scaled', () => {
  const split = (scale: number) =>
    checkSampleRatio([
      { participants: 530n, allocation: 0.5 * scale },
      { participants: 470n, allocation: 0.3 * scale },
      { participants: 205n, allocation: 0.2 * scale },
    ]).pValue;
  expect(split(100)).toBeCloseTo(split(1), 12);
});

test('says that nobody at all fits any plan', () => {
  expect(
    checkSampleRatio([
      { participants: 0n, allocation: 0.5 },
      { participants: 0n, allocation: 0.5 },
    ]),
  ).toEqual({ pValue: 1, isMismatch: false });
});
