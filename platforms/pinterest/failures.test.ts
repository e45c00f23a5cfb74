import { expect, test } from 'vitest';
import { readException, readRefusal } from './failures.ts';

const refusal = { status: 400, code: 1, message: '', requestId: 'r1', retryAfterMs: undefined };

test.each([
  [400, 'INVALID'],
  [401, 'AUTH_EXPIRED'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [409, 'CONFLICT'],
  [429, 'THROTTLED'],
  [500, 'TRANSIENT'],
  [503, 'TRANSIENT'],
  [504, 'OUTCOME_UNKNOWN'],
] as const)('HTTP %d is %s', (status, kind) => {
  expect(readRefusal({ ...refusal, status }, 'WRITE').failure.kind).toBe(kind);
});

test('a limit is waited for as long as is said, and else for its minute', () => {
  const throttled = { ...refusal, status: 429 };
  expect(readRefusal({ ...throttled, retryAfterMs: 7_000 }, 'READ').failure).toMatchObject({ retryAfterMs: 7_000 });
  expect(readRefusal(throttled, 'READ').failure).toMatchObject({ scope: 'TOKEN', retryAfterMs: 60_000 });
});

test('an item is refused for what its exception says', () => {
  const exception = { ...refusal, status: 200 };
  expect(readException({ ...exception, message: 'Campaign not found.' }).failure.kind).toBe('NOT_FOUND');
  expect(
    readException({ ...exception, message: 'bid_in_micro_currency is lower than the minimum of 100000' }).failure,
  ).toEqual({ kind: 'BELOW_MINIMUM', minimumMicros: 100_000n });
});

test('an exception that nobody knows is final, and told', () => {
  expect(readException({ ...refusal, status: 200, code: 4_711, message: 'news' })).toMatchObject({
    failure: { kind: 'INVALID' },
    detail: { platformCode: '4711', isUnknownCode: true },
  });
});
