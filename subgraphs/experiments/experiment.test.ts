import { expect, test } from 'vitest';
import { arm, experiment } from '../../test/support/experiments.ts';
import { findFlaw } from './experiment.ts';

const control = arm('arm_control', [1, 2]);
const treated = arm('arm_treated', [1, 2]);

test('finds nothing wrong with a whole experiment, nor with a draft', () => {
  expect(findFlaw(experiment('exp_1'))).toBeUndefined();
  expect(findFlaw(experiment('exp_1', { state: 'DRAFT', startsOn: null, endsOn: null }))).toBeUndefined();
});

test.each([
  ['a draft with days', { state: 'DRAFT' }, /a draft, and nothing else/],
  ['a running one without days', { state: 'RUNNING', startsOn: null, endsOn: null }, /a draft, and nothing else/],
  ['one that ends first', { endsOn: '2026-10-31' }, /ends before it starts/],
  ['one with one arm', { arms: [control] }, /fewer than two arms/],
  ['one without a control', { arms: [treated, treated] }, /exactly one control/],
  ['one with two controls', { arms: [control, control] }, /exactly one control/],
  ['one that assigns too many', { arms: [control, { ...treated, allocation: 0.6 }] }, /add up to 1.1/],
  [
    'one that assigns nobody',
    {
      arms: [
        { ...control, allocation: 1 },
        { ...treated, allocation: 0 },
      ],
    },
    /between 0 and 1/,
  ],
  ['a sum of nobody', { arms: [control, { ...treated, participants: 0n }] }, /do not fit its sum/],
  ['squares that are too small', { arms: [control, { ...treated, sumOfSquares: 1n }] }, /too small for its sum/],
] as const)('finds what is wrong with %s', (_, changed, flaw) => {
  expect(findFlaw(experiment('exp_1', changed))).toMatch(flaw);
});
