import { describe, expect, test } from 'vitest';
import {
  canMove,
  type ChangeState,
  changeStates,
  changeTransitions,
  isEffective,
  isSettled,
  isUnderWay,
} from './change-state.ts';

/** Everything that can come after a state. */
function after(state: ChangeState, seen = new Set<ChangeState>()): ReadonlySet<ChangeState> {
  for (const next of changeTransitions[state].filter((one) => !seen.has(one))) after(next, seen.add(next));
  return seen;
}

describe('a request', () => {
  test('begins as a draft, to which nothing returns', () => {
    expect(after('DRAFT').has('DRAFT')).toBe(false);
    expect(changeStates.filter((state) => state !== 'DRAFT' && !after('DRAFT').has(state))).toEqual([]);
  });

  test('reaches a platform by way of validation, approval and the queue alone', () => {
    const into = (to: ChangeState) => changeStates.filter((from) => canMove(from, to));
    expect(into('SENT')).toEqual(['QUEUED']);
    expect(into('APPROVED')).toEqual(['VALIDATED', 'PENDING_APPROVAL']);
    expect(into('QUEUED')).toEqual(['APPROVED', 'SENT', 'UNKNOWN']);
    expect(into('CONFIRMED')).toEqual(['APPROVED', 'SENT']);
    expect(into('RECONCILED')).toEqual(['UNKNOWN']);
  });

  test('whose outcome nobody knows is sent again only by way of the queue', () => {
    expect(canMove('UNKNOWN', 'SENT')).toBe(false);
    expect(canMove('SENT', 'SENT')).toBe(false);
  });

  test('that is settled goes nowhere but to being rolled back', () => {
    for (const state of changeStates.filter(isSettled)) {
      expect(changeTransitions[state].filter((next) => next !== 'ROLLED_BACK')).toEqual([]);
    }
  });

  test('is rolled back only when it has come into effect', () => {
    expect(changeStates.filter((state) => canMove(state, 'ROLLED_BACK'))).toEqual(changeStates.filter(isEffective));
  });

  test('can always come to an end, and ends somewhere', () => {
    for (const state of changeStates.filter((one) => !isSettled(one))) {
      expect([...after(state)].some(isSettled)).toBe(true);
    }
    expect(changeStates.filter((state) => isUnderWay(state) && isSettled(state))).toEqual([]);
  });
});
