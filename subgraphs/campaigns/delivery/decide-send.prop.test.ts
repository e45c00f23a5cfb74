import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChangeRequest } from '../change-request.ts';
import { decideSend, type SendSituation } from './decide-send.ts';
import { isIncrease, isSameSetting, type Setting } from './setting.ts';

const now = new Date('2026-11-27T09:00:00.000Z');
const budget = (amountMicros: bigint): Setting => ({ field: 'BUDGET', amountMicros });
const budgets = fc.bigInt({ min: 1n, max: 4n }).map(budget);

function request(direction: ChangeRequest['direction'], expiresAt: Date, beforeMicros = 1n): ChangeRequest {
  return {
    id: 'chr_1',
    advertiserId: 'adv_acme',
    entityId: 'cmp_brand',
    accountId: 'acc_dollar',
    platform: 'GOOGLE_ADS',
    kind: 'BUDGET',
    direction,
    beforeMicros,
    afterMicros: 2n,
    beforeStatus: null,
    afterStatus: null,
    currency: 'USD',
    expectedVersion: 1,
    reason: 'more demand',
    actor: 'anna',
    requestedAt: now,
    contentHash: '',
    policyVersion: 1,
    warnings: [],
    expiresAt,
    scheduledFor: null,
    batchId: null,
    rollbackOf: null,
    isBreakGlass: false,
    state: 'QUEUED',
    stateVersion: 4,
    stateAt: now,
  };
}

const situations: fc.Arbitrary<SendSituation> = fc.record({
  request: fc
    .tuple(
      fc.constantFrom('INCREASE' as const, 'DECREASE' as const),
      fc.integer({ min: -1, max: 2 }),
      fc.bigInt({ min: 1n, max: 4n }),
    )
    .map(([direction, minutes, before]) => request(direction, new Date(now.getTime() + minutes * 60_000), before)),
  wanted: budgets,
  known: fc.option(budgets, { nil: undefined }),
  live: fc.option(budgets, { nil: undefined }),
  ahead: fc.array(fc.constantFrom('SENT' as const, 'UNKNOWN' as const), { maxLength: 2 }),
  hasNewer: fc.boolean(),
  isStopped: fc.boolean(),
  isRemoved: fc.boolean(),
  now: fc.constant(now),
});

const assertAlways = (law: (situation: SendSituation) => void) =>
  fc.assert(fc.property(situations, law), { numRuns: 2_000 });

test('no increase over what the platform holds leaves while a kill switch is tripped', () => {
  assertAlways((situation) => {
    const { live, wanted, isStopped } = situation;
    if (isStopped && live && isIncrease(live, wanted)) expect(decideSend(situation).kind).not.toBe('SEND');
  });
});

test('no increase leaves that was not asked for as one, or over a value that nobody here has seen', () => {
  assertAlways((situation) => {
    const { request, live, known, wanted } = situation;
    if (decideSend(situation).kind !== 'SEND' || !live || !isIncrease(live, wanted)) return;
    expect(request.direction).toBe('INCREASE');
    expect(known && isSameSetting(live, known)).toBe(true);
  });
});

test('no increase leaves that would raise more than was approved', () => {
  assertAlways((situation) => {
    const { request, live, wanted } = situation;
    if (decideSend(situation).kind !== 'SEND' || !live || !isIncrease(live, wanted)) return;
    expect(isIncrease(live, budget(request.beforeMicros ?? 0n))).toBe(false);
  });
});

test('a decrease leaves wherever it lowers what the platform holds, whoever has set that, tripped or not', () => {
  assertAlways((situation) => {
    const { request, live, known, wanted, ahead, hasNewer, isRemoved } = situation;
    const isOver = hasNewer || isRemoved || request.expiresAt <= now || ahead.includes('SENT');
    if (request.direction !== 'DECREASE' || isOver || !live || !known || !isIncrease(wanted, live)) return;
    expect(decideSend(situation)).toEqual({ kind: 'SEND' });
  });
});

test('nothing leaves while something of the same entity may be on its way to the platform', () => {
  assertAlways((situation) => {
    if (situation.ahead.includes('SENT')) expect(decideSend(situation).kind).not.toBe('SEND');
  });
});

test('what is expired or overtaken never leaves', () => {
  assertAlways((situation) => {
    const { request, hasNewer } = situation;
    if (hasNewer) expect(decideSend(situation)).toMatchObject({ to: 'SUPERSEDED' });
    else if (request.expiresAt <= now) expect(decideSend(situation)).toMatchObject({ to: 'EXPIRED' });
  });
});

test('nothing is set on what is gone from the platform, and it is said why', () => {
  assertAlways((situation) => {
    const { request, ahead, hasNewer, isRemoved } = situation;
    if (!isRemoved) return;
    expect(decideSend(situation).kind).not.toBe('SEND');
    if (hasNewer || request.expiresAt <= now || ahead.includes('SENT')) return;
    expect(decideSend(situation)).toEqual({ kind: 'REFUSE', to: 'FAILED', why: 'ENTITY_REMOVED' });
  });
});

test('what the platform holds already is not sent', () => {
  assertAlways((situation) => {
    const { live, wanted } = situation;
    if (live && isSameSetting(live, wanted)) expect(decideSend(situation).kind).not.toBe('SEND');
  });
});

test('an edit on the platform stops an increase, and says so', () => {
  const situation = { known: budget(1n), ahead: [], hasNewer: false, isStopped: false, isRemoved: false, now } as const;
  const increase = request('INCREASE', new Date(now.getTime() + 1));
  const refused = { kind: 'REFUSE', to: 'FAILED', why: 'PLATFORM_VALUE_MOVED' };
  expect(decideSend({ ...situation, request: increase, wanted: budget(3n), live: budget(2n) })).toEqual(refused);
  expect(decideSend({ ...situation, request: increase, wanted: budget(3n), live: budget(4n) })).toEqual(refused);
});
