import { expect, test } from 'vitest';
import { findIncompatibility, isAtLeastAsStrict } from './compatibility.ts';

test.each([
  ['Int', 'Int', true],
  ['Int', 'Int!', true],
  ['Int!', 'Int', false],
  ['[Int]', '[Int!]!', true],
  ['[Int!]', '[Int]!', false],
  ['[[Int]]', '[[Int!]]', true],
  ['Int', '[Int]', false],
  ['[Int]', 'Int', false],
  ['Int!', 'String!', false],
])('clients who expect %s can read %s: %s', (before, now, isReadable) => {
  expect(isAtLeastAsStrict(before, now)).toBe(isReadable);
});

test('the first field that cannot be read as before is told; enums and interfaces may grow', () => {
  const typesOf = (types: Record<string, string>) => ({ selectedTypes: new Map(Object.entries(types)) });
  const before = typesOf({ 'Tick.value': 'Int', 'Tick.kind': 'Kind!', Kind: 'A | B' });
  expect(findIncompatibility(before, typesOf({ 'Tick.value': 'Int!', 'Tick.kind': 'Kind!', Kind: 'A | B | C' }))).toBe(
    undefined,
  );
  expect(findIncompatibility(before, typesOf({ 'Tick.value': 'Int', 'Tick.kind': 'Kind', Kind: 'A | B' }))).toBe(
    'Tick.kind was Kind! and is Kind.',
  );
});
