import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FailureDetail, PlatformFailure } from '../../../platforms/ad-platform.ts';
import { type Attempt, decideNextStep, fullJitterMs, maxAttempts } from './next-step.ts';

const now = new Date('2026-11-27T09:00:00.000Z');
const failures: fc.Arbitrary<PlatformFailure> = fc.oneof(
  fc.record({
    kind: fc.constant('THROTTLED' as const),
    scope: fc.constantFrom('APP' as const, 'TOKEN' as const, 'ACCOUNT' as const, 'ENTITY' as const),
    retryAfterMs: fc.option(fc.nat(3_600_000), { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('MAINTENANCE' as const),
    until: fc.option(fc.date({ noInvalidDate: true }), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('INVALID' as const), fieldPath: fc.option(fc.string(), { nil: undefined }) }),
  fc.record({
    kind: fc.constant('BELOW_MINIMUM' as const),
    minimumMicros: fc.option(fc.bigInt({ min: 0n }), { nil: undefined }),
  }),
  fc.constantFrom<PlatformFailure>(
    { kind: 'TRANSIENT' },
    { kind: 'OUTCOME_UNKNOWN' },
    { kind: 'CONFLICT' },
    { kind: 'AUTH_EXPIRED' },
    { kind: 'FORBIDDEN' },
    { kind: 'NOT_FOUND' },
    { kind: 'POLICY' },
    { kind: 'UNSUPPORTED' },
  ),
);
const attempts: fc.Arbitrary<Attempt> = fc.record({
  failures: fc.integer({ min: 1, max: 1_000 }),
  now: fc.constant(now),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

const known: FailureDetail = { platformCode: '1', message: '', requestId: undefined, isUnknownCode: false };
const unknown: FailureDetail = { ...known, isUnknownCode: true };

test('what nobody knows the outcome of is never sent again before it was looked at', () => {
  fc.assert(
    fc.property(attempts, (attempt) => {
      expect(decideNextStep({ kind: 'OUTCOME_UNKNOWN' }, known, attempt).kind).toBe('READ_BACK');
    }),
  );
});

test('a code that nobody knows is looked at, told to somebody, and never sent again', () => {
  fc.assert(
    fc.property(failures, attempts, (failure, attempt) => {
      const step = decideNextStep(failure, unknown, attempt);
      expect(step).toEqual({ kind: 'READ_BACK', mayResend: false, isAlert: true });
    }),
  );
});

test('passing trouble ends after so many attempts, being throttled never does', () => {
  fc.assert(
    fc.property(failures, attempts, (failure, attempt) => {
      const step = decideNextStep(failure, known, attempt);
      if (step.kind !== 'SEND_AGAIN') return;
      expect(step.isCounted).toBe(failure.kind === 'TRANSIENT' || failure.kind === 'CONFLICT');
      if (step.isCounted) expect(attempt.failures).toBeLessThan(maxAttempts);
    }),
  );
});

test('no pause is negative, and one that the platform names is kept to the millisecond', () => {
  fc.assert(
    fc.property(failures, attempts, (failure, attempt) => {
      const step = decideNextStep(failure, known, attempt);
      if (step.kind !== 'SEND_AGAIN') return;
      expect(step.afterMs).toBeGreaterThanOrEqual(0);
      if (failure.kind === 'THROTTLED' && failure.retryAfterMs !== undefined) {
        expect(step.afterMs).toBe(failure.retryAfterMs);
      }
    }),
  );
});

test('pauses have their whole range, which doubles up to a minute', () => {
  expect(fullJitterMs({ failures: 1, random: 0 })).toBe(0);
  expect(fullJitterMs({ failures: 1, random: 0.999_999 })).toBe(999);
  expect(fullJitterMs({ failures: 2, random: 0.5 })).toBe(1_000);
  expect(fullJitterMs({ failures: 500, random: 0.5 })).toBe(30_000);
});

test('a throttled entity waits alone, a throttled account with all that is in it', () => {
  const attempt = { failures: 1, now, random: 0 };
  const waitingOf = (scope: 'APP' | 'TOKEN' | 'ACCOUNT' | 'ENTITY') =>
    decideNextStep({ kind: 'THROTTLED', scope, retryAfterMs: 5 }, known, attempt);
  expect(waitingOf('ENTITY')).toMatchObject({ waiting: 'ENTITY' });
  expect(waitingOf('ACCOUNT')).toMatchObject({ waiting: 'ACCOUNT' });
  expect(waitingOf('TOKEN')).toMatchObject({ waiting: 'CREDENTIALS' });
  expect(waitingOf('APP')).toMatchObject({ waiting: 'CREDENTIALS' });
});

test('maintenance is waited for until the hour that was named', () => {
  const until = new Date(now.getTime() + 90_000);
  expect(decideNextStep({ kind: 'MAINTENANCE', until }, known, { failures: 1, now, random: 0 })).toMatchObject({
    afterMs: 90_000,
    waiting: 'CREDENTIALS',
  });
});
