import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { bindStream } from './bind-stream.ts';

function compose(delivery: string) {
  const typeDefs = parse(`
    extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@inaccessible", "@composeDirective"])
      @link(url: "https://specs.marketing-graph.invalid/delivery/v1.0", import: ["@delivery"])
      @composeDirective(name: "@delivery")
    directive @delivery(contract: String!, cursor: String, resume: String, head: String, key: String, snapshot: String) on FIELD_DEFINITION
    type Query { now: String! @inaccessible other: Int }
    type Subscription {
      ticks(ids: [ID!]!, after: String): Tick! @delivery(${delivery})
      plain: Int
    }
    type Tick { place: Place! item: Item value: Int }
    type Place { cursor: String! }
    type Item { id: ID! }
  `);
  const { supergraphSdl, errors } = composeServices([{ name: 'ticks', url: 'http://ticks.invalid/', typeDefs }]);
  if (!supergraphSdl) throw new Error(errors?.join('\n'));
  return loadSupergraph(supergraphSdl);
}

const supergraph = compose(
  'contract: "CONFLATE", cursor: "place.cursor", resume: "after", head: "now", key: "item.id"',
);

function bind(text: string) {
  const binding = bindStream(supergraph, text);
  if (!binding) throw new Error('The field has @delivery.');
  return binding;
}

test('cursor and key are asked for beside what the client asks, and the cursor to begin after is a variable of ours', () => {
  const { text, variableNames, resumeVariable } = bind('subscription { ticks(ids: ["a"], after: "c1") { value } }');
  expect(text.replaceAll(/\s+/g, ' ')).toBe(
    'subscription ($resume_: String) { ticks(ids: ["a"], after: $resume_) { ' +
      'cursor_: place { cursor } key_: item { id } value } }',
  );
  expect(variableNames).toEqual([]);
  expect(resumeVariable).toBe('resume_');
});

test('documents that differ in their cursor alone become one text, and each tells its cursor', () => {
  const bound = [
    bind('subscription ($ids: [ID!]!) { ticks(ids: $ids) { value } }'),
    bind('subscription ($ids: [ID!]!) { ticks(ids: $ids, after: "c1") { value } }'),
    bind('subscription ($ids: [ID!]!, $c: String) { ticks(ids: $ids, after: $c) { value } }'),
  ];
  expect(new Set(bound.map(({ text }) => text)).size).toBe(1);
  expect(bound.map(({ readCursor }) => readCursor({ ids: [], c: 'c2' }))).toEqual([undefined, 'c1', 'c2']);
  expect(bound.map(({ readCursor }) => readCursor({ ids: [], c: null }))).toEqual([undefined, 'c1', undefined]);
  expect(bound[0]?.variableNames).toEqual(['ids']);
});

test('names of the client are never taken, and a root that is written twice is bound twice', () => {
  const { text, resumeVariable, cursorOf } = bind(
    'subscription ($resume_: [ID!]!) { t: ticks(ids: $resume_) { cursor_: value } t: ticks(ids: $resume_) { value } }',
  );
  expect(resumeVariable).toBe('resume__');
  expect(text.match(/after: \$resume__/g)).toHaveLength(2);
  expect(cursorOf({ t: { cursor__: { cursor: 'c7' }, cursor_: 1 } })).toBe('c7');
});

test('cursor and key are read where they are, and nothing else is taken for one', () => {
  const { cursorOf, keyOf } = bind('subscription { ticks(ids: []) { value } }');
  const data = { ticks: { cursor_: { cursor: 'c1' }, key_: { id: 'a' } } };
  expect([cursorOf(data), keyOf(data)]).toEqual(['c1', 'a']);
  for (const other of [{}, { ticks: null }, { ticks: { cursor_: null } }, { ticks: { cursor_: { cursor: 1 } } }]) {
    expect([cursorOf(other), keyOf(other)]).toEqual([undefined, undefined]);
  }
});

test('a field without @delivery is left as it is', () => {
  expect(bindStream(supergraph, 'subscription { plain }')).toBeUndefined();
});

test.each([
  ['no contract of ours', 'contract: "SOMETIMES", cursor: "place.cursor", resume: "after", head: "now"', /contract/],
  ['no cursor', 'contract: "QUEUE", resume: "after", head: "now"', /cursor/],
  ['conflation without a key', 'contract: "CONFLATE", cursor: "place.cursor", resume: "after", head: "now"', /a key/],
])('a supergraph is refused for %s, by the name of the field', (_, delivery, told) => {
  expect(() => compose(delivery)).toThrow('@delivery of Subscription.ticks');
  expect(() => compose(delivery)).toThrow(told);
});
