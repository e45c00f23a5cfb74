import { expect, test } from 'vitest';
import { findStop, type KillSwitch, type Stoppable, type SwitchScope } from './kill-switch.ts';

const raise: Stoppable = { direction: 'INCREASE', platform: 'META', accountId: 'acc_1', campaignId: 'cmp_1' };

function engaged(scope: SwitchScope, scopeId = ''): KillSwitch {
  const rearm = { rearmedBy: null, rearmedAt: null, rearmReason: null };
  const trip = { trippedBy: 'anna', trippedAt: new Date(0), reason: 'overspent' };
  return { id: `kil_${scope}_${scopeId}`, advertiserId: 'adv_1', scope, scopeId, ...trip, ...rearm };
}

test.each([
  ['everything', engaged('GLOBAL')],
  ['its platform', engaged('PLATFORM', 'META')],
  ['its account', engaged('ACCOUNT', 'acc_1')],
  ['its campaign', engaged('CAMPAIGN', 'cmp_1')],
])('an increase is stopped by a switch of %s', (_, one) => {
  expect(findStop([engaged('ACCOUNT', 'acc_9'), one], raise)).toBe(one);
  expect(findStop([one], { ...raise, direction: 'ENABLE' })).toBe(one);
});

test('an increase passes switches of what it is no part of', () => {
  const others = [engaged('PLATFORM', 'SNAP'), engaged('ACCOUNT', 'META'), engaged('CAMPAIGN', 'acc_1')];
  expect(findStop(others, raise)).toBeUndefined();
});

test('decreases and pauses pass every switch', () => {
  expect(findStop([engaged('GLOBAL')], { ...raise, direction: 'DECREASE' })).toBeUndefined();
  expect(findStop([engaged('GLOBAL')], { ...raise, direction: 'PAUSE' })).toBeUndefined();
});
