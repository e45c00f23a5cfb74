import { applyJSONPatch } from '@n1ru4l/graphql-live-query-patch-json-patch';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffJson } from './json-patch.ts';

const key = fc.constantFrom('a', 'b', 'id', 'a/b', '~1', '');
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, 0, 1, 'a', 'b'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));
const answer = fc.record({ data: value, other: value });

test('what the public client makes of a patch is the value after', () => {
  fc.assert(
    fc.property(answer, answer, (before, after) => {
      const patch = diffJson(before, after);
      expect(applyJSONPatch(structuredClone(before), structuredClone([...patch]))).toEqual(after);
      expect(diffJson(after, structuredClone(after))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test('one item more in a list is one operation, wherever it is', () => {
  const item = fc.record({ id: fc.uuid(), value: fc.integer() });
  const list = fc.uniqueArray(item, { selector: ({ id }) => id, minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(list, fc.nat(), (items, place) => {
      const without = items.toSpliced(place % items.length, 1);
      expect(diffJson({ items: without }, { items })).toHaveLength(1);
      expect(diffJson({ items }, { items: without })).toHaveLength(1);
    }),
  );
});

test('a patch names the very leaf that changed, also behind items that changed places', () => {
  const before = { edges: [{ node: { id: '1', n: 1 } }, { node: { id: '2', n: 2 } }] };
  const after = { edges: [{ node: { id: '0', n: 0 } }, { node: { id: '1', n: 1 } }, { node: { id: '2', n: 3 } }] };
  expect(diffJson(before, after)).toEqual([
    { op: 'add', path: '/edges/0', value: { node: { id: '0', n: 0 } } },
    { op: 'replace', path: '/edges/2/node/n', value: 3 },
  ]);
});
