import { expect, test } from 'vitest';
import { z } from 'zod';
import { PlatformError } from './ad-platform.ts';
import { outcomeOf, parseReply } from './read-reply.ts';

const shape = z.object({ id: z.string() });
const reply = { status: 200, headers: {}, body: '{"id":"1"}', isWrite: true };

test.each(['<html>', '{"id":', '{"id":7}', 'null', ''])(
  'a write that is answered by %s has an unknown outcome',
  (body) => {
    const failing = () => parseReply(shape, { ...reply, body });
    expect(failing).toThrow(expect.objectContaining({ failure: { kind: 'OUTCOME_UNKNOWN' } }));
  },
);

test('a read that is answered by something unheard of may be tried again, and somebody should look', () => {
  const failing = () => parseReply(shape, { ...reply, body: '{"id":7}', isWrite: false });
  expect(failing).toThrow(
    expect.objectContaining({
      failure: { kind: 'TRANSIENT' },
      detail: expect.objectContaining({ isUnknownCode: true, message: expect.stringContaining('id:') }),
    }),
  );
});

test('an answer of the right shape is parsed, and only failures of platforms are outcomes', () => {
  expect(parseReply(shape, reply)).toEqual({ id: '1' });
  const detail = { platformCode: '1', message: 'No.', requestId: undefined, isUnknownCode: false };
  expect(outcomeOf(new PlatformError({ kind: 'POLICY' }, detail))).toEqual({
    kind: 'FAILED',
    failure: { kind: 'POLICY' },
    detail,
  });
  expect(() => outcomeOf(new TypeError('a bug'))).toThrow('a bug');
});
