import { describe, expect, test } from 'vitest';
import { readRefusal } from './failures.ts';

const now = new Date('2026-03-10T22:30:00Z');
const refuse = (code: number, message = '') => readRefusal({ code, message, requestId: 'r1' }, 'WRITE', now).failure;

describe('rate limits', () => {
  test('of a second are over in a second', () => {
    expect(refuse(40100, 'Too many requests. QPS limit.')).toEqual({
      kind: 'THROTTLED',
      scope: 'APP',
      retryAfterMs: 1_000,
    });
  });

  test('of a minute in five minutes', () => {
    expect(refuse(40100, 'Requests made too frequently (QPM).')).toMatchObject({ retryAfterMs: 300_000 });
  });

  test('of a day at midnight in UTC', () => {
    expect(refuse(40016, 'You have reached the QPD limit.')).toMatchObject({ retryAfterMs: 90 * 60_000 });
  });

  test('say whom they hold for', () => {
    expect(refuse(40133)).toMatchObject({ scope: 'ACCOUNT' });
    expect(refuse(40132)).toMatchObject({ scope: 'ENTITY' });
  });
});

test.each([40101, 40102, 40105, 40110, 40113, 40118])('%d is a token that is not good any more', (code) => {
  expect(refuse(code)).toEqual({ kind: 'AUTH_EXPIRED' });
});

test.each([
  [40001, 'FORBIDDEN'],
  [40002, 'INVALID'],
  [40007, 'NOT_FOUND'],
  [40050, 'CONFLICT'],
  [40202, 'CONFLICT'],
  [50000, 'TRANSIENT'],
  [50002, 'TRANSIENT'],
  [51305, 'TRANSIENT'],
  [60001, 'MAINTENANCE'],
] as const)('%d is %s', (code, kind) => {
  expect(refuse(code).kind).toBe(kind);
});

test('the least budget is read from the message', () => {
  expect(refuse(40002, 'budget: must be at least 50.00 USD')).toEqual({
    kind: 'BELOW_MINIMUM',
    minimumMicros: 50_000_000n,
  });
});

test('the field that is wrong is named where the message names it', () => {
  expect(refuse(40002, 'adgroup_id: invalid value')).toEqual({ kind: 'INVALID', fieldPath: 'adgroup_id' });
});

describe('a code that nobody knows', () => {
  const unknown = { code: 49_999, message: 'news', requestId: undefined };

  test('is final for a write, which must not be sent again blindly', () => {
    expect(readRefusal(unknown, 'WRITE', now)).toMatchObject({
      failure: { kind: 'INVALID' },
      detail: { platformCode: '49999', isUnknownCode: true },
    });
  });

  test('is worth another try for a read', () => {
    expect(readRefusal(unknown, 'READ', now).failure).toEqual({ kind: 'TRANSIENT' });
  });
});
