import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Viewer } from '../../schema/viewer.ts';
import { isNarrowed } from './narrow.ts';
import { readRevocations, type RevocationRecord } from './revocations.ts';

const anna: Viewer = {
  subject: 'anna',
  tokenId: 't1',
  advertiserIds: ['adv_1'],
  scopes: new Set(['campaigns:read', 'spend:read', 'changes:write']),
  expiresAtMs: 2_000_000_000_000,
  issuedAtMs: 1_000_000,
};
const judge = (records: readonly RevocationRecord[], viewer = anna) =>
  readRevocations(JSON.stringify({ revoked: records })).judge(viewer);

test.each<[string, RevocationRecord]>([
  ['its identifier', { jti: 't1' }],
  ['its subject', { sub: 'anna' }],
  ['its subject and the time it was issued', { sub: 'anna', issuedUntil: 1_000 }],
])('a token is revoked by %s', (_, record) => {
  expect(judge([{ jti: 'other' }, record])).toBeUndefined();
});

test.each<[string, RevocationRecord]>([
  ['another token', { jti: 't2' }],
  ['another subject', { sub: 'ben' }],
  ['earlier tokens of the subject', { sub: 'anna', issuedUntil: 999 }],
])('what concerns %s leaves it as it is', (_, record) => {
  expect(judge([record])).toBe(anna);
});

test('a token that does not say when it was issued is older than every revocation of its subject', () => {
  const { issuedAtMs: _, ...undated } = anna;
  expect(judge([{ sub: 'anna', issuedUntil: 1 }], undated)).toBeUndefined();
});

test('scopes that are taken away are gone, one by one, and the others stay', () => {
  const judged = judge([
    { jti: 't1', scope: 'spend:read unknown' },
    { sub: 'anna', scope: 'changes:write' },
  ]);
  expect([...(judged?.scopes ?? [])]).toEqual(['campaigns:read']);
  expect(judged && isNarrowed(judged)).toBe(true);
  expect(judge([{ jti: 't1', scope: 'unknown' }])).toBe(anna);
});

test.each([
  ['no JSON', 'revoked'],
  ['no list', '[]'],
  ['a record without a token or a subject', '{"revoked":[{}]}'],
  ['a record of both', '{"revoked":[{"jti":"a","sub":"b"}]}'],
  ['a record with a word that is not known', '{"revoked":[{"jti":"a","scopes":"x"}]}'],
  ['a word beside the list that is not known', '{"revoked":[],"delta":true}'],
])('a list is refused as a whole: %s', (_, json) => {
  expect(() => readRevocations(json)).toThrow();
});

test('more records never allow more', () => {
  const record = fc.record(
    {
      sub: fc.constantFrom('anna', 'ben'),
      issuedUntil: fc.constantFrom(1, 1_000, 2_000),
      scope: fc.constantFrom('spend:read', 'changes:write', 'spend:read changes:write'),
    },
    { requiredKeys: ['sub'] },
  );
  fc.assert(
    fc.property(fc.array(record), record, (records, one) => {
      const before = judge(records);
      const after = judge([...records, one]);
      for (const scope of after?.scopes ?? []) expect(before?.scopes.has(scope)).toBe(true);
      if (!before) expect(after).toBeUndefined();
    }),
  );
});
