import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChangeRequest } from '../change-request.ts';
import { decideReadBack, type ReadBackSituation } from './decide-read-back.ts';
import { maxAttempts } from './next-step.ts';
import { isSameSetting, type Setting } from './setting.ts';

const now = new Date('2026-11-27T09:00:00.000Z');
const budget = (amountMicros: bigint): Setting => ({ field: 'BUDGET', amountMicros });
const budgets = fc.bigInt({ min: 1n, max: 3n }).map(budget);

// Only what is looked at of a request.
const requestUntil = (expiresAt: Date) => ({ expiresAt }) as ChangeRequest;

const situations: fc.Arbitrary<ReadBackSituation> = fc.record({
  request: fc.integer({ min: -1, max: 1 }).map((minutes) => requestUntil(new Date(now.getTime() + minutes * 60_000))),
  wanted: budgets,
  live: fc.option(budgets, { nil: undefined }),
  isRemoved: fc.boolean(),
  hasNewer: fc.boolean(),
  isInDoubt: fc.boolean(),
  attempts: fc.integer({ min: 0, max: maxAttempts + 1 }),
  isSettled: fc.boolean(),
  now: fc.constant(now),
});

const assertAlways = (law: (situation: ReadBackSituation) => void) =>
  fc.assert(fc.property(situations, law), { numRuns: 1_000 });

test('what may yet be overtaken by an older one is not decided about', () => {
  assertAlways((situation) => {
    if (situation.isInDoubt) expect(decideReadBack(situation)).toBe('WAIT');
  });
});

test('only what the platform holds is taken for done, however early it is looked at', () => {
  assertAlways((situation) => {
    const { live, wanted, isInDoubt } = situation;
    const isThere = live !== undefined && isSameSetting(live, wanted) && !isInDoubt;
    expect(decideReadBack(situation) === 'RECONCILED').toBe(isThere);
  });
});

test('nothing is sent again before the platform has had its time, nor what is overtaken, late or tried too often', () => {
  assertAlways((situation) => {
    if (decideReadBack(situation) !== 'QUEUED') return;
    const { isSettled, hasNewer, request, attempts } = situation;
    expect(isSettled && !hasNewer && request.expiresAt > now && attempts < maxAttempts).toBe(true);
  });
});

test('nothing is sent again to what is gone from the platform', () => {
  assertAlways((situation) => {
    if (situation.isRemoved) expect(decideReadBack(situation)).not.toBe('QUEUED');
  });
});

test('once the platform has had its time there is nothing to wait for', () => {
  assertAlways((situation) => {
    if (situation.isSettled && !situation.isInDoubt) expect(decideReadBack(situation)).not.toBe('WAIT');
  });
});
