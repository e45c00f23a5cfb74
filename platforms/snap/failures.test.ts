import { expect, test } from 'vitest';
import { readRefusal } from './failures.ts';

const refuse = (status: number, errorCode?: string, message = '') =>
  readRefusal({ status, errorCode, message, requestId: 'r1' }, 'WRITE').failure;

test.each([
  [401, 'AUTH_EXPIRED'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [405, 'UNSUPPORTED'],
  [500, 'TRANSIENT'],
  [503, 'TRANSIENT'],
  [504, 'OUTCOME_UNKNOWN'],
] as const)('HTTP %d is %s', (status, kind) => {
  expect(refuse(status).kind).toBe(kind);
});

test('429 is over in a second, since nothing else is said', () => {
  expect(refuse(429)).toEqual({ kind: 'THROTTLED', scope: 'TOKEN', retryAfterMs: 1_000 });
});

test('a code says more than its status', () => {
  expect(refuse(200, 'E2023')).toEqual({ kind: 'UNSUPPORTED' });
  expect(refuse(400, 'E3003')).toEqual({ kind: 'NOT_FOUND' });
});

test('the least budget is read from the message', () => {
  expect(refuse(200, 'E1001', 'daily_budget_micro must be at least 5000000')).toEqual({
    kind: 'BELOW_MINIMUM',
    minimumMicros: 5_000_000n,
  });
});

test('a code that nobody knows is final for a write, and told', () => {
  expect(readRefusal({ status: 200, errorCode: 'E9999', message: 'news', requestId: undefined }, 'WRITE')).toEqual({
    failure: { kind: 'INVALID', fieldPath: undefined },
    detail: { platformCode: 'E9999', message: 'news', requestId: undefined, isUnknownCode: true },
  });
});
