import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { EntityPath, EntityTarget, RequiredSelection } from '../plan/query-plan.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { compileCollection } from './collect-entities.ts';
import { Execution } from './execution.ts';
import { FieldFailure } from './field-failure.ts';

const supergraph = loadSupergraph(`
  schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }
  directive @link(url: String, as: String, for: link__Purpose, import: [String]) repeatable on SCHEMA
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  directive @join__type(graph: join__Graph!, key: String, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
  directive @join__field(graph: join__Graph, requires: String, provides: String, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
  enum link__Purpose { SECURITY EXECUTION }
  enum join__Graph { A @join__graph(name: "a", url: "http://a") B @join__graph(name: "b", url: "http://b") }
  type Query @join__type(graph: A) @join__type(graph: B) { items: [Item] @join__field(graph: A) }
  type Item @join__type(graph: A, key: "tenant id") @join__type(graph: B, key: "tenant id") {
    tenant: String! id: ID! price: Int @join__field(graph: A) note: String @join__field(graph: A)
  }
`);

const leaf = (name: string): RequiredSelection => ({ kind: 'Field', name, responseKey: name, selections: [] });
const field = (responseKey: string): EntityPath[number] => ({ kind: 'Field', responseKey });

function targetOf(...paths: readonly EntityPath[]): EntityTarget {
  const selections = ['__typename', 'tenant', 'id', 'price'].map(leaf);
  const requires: readonly RequiredSelection[] = [{ kind: 'On', typeName: 'Item', selections }];
  const rewrites = { inputRewrites: [], outputRewrites: [] };
  return { responseKey: '_entities', representationsVariable: 'representations', paths, requires, ...rewrites };
}

function executionOf(data: object): Execution {
  const { signal } = new AbortController();
  const context = { viewer: undefined, authorization: undefined, requestId: 'test', signal };
  return Object.assign(new Execution({}, context, pino({ level: 'silent' })), { data });
}

// Few values, so that most entities stand in several places, share their first key, or look like another's.
const key = fc.constantFrom<unknown>('1', '2', 1, '1;', null, undefined, '');
const item = fc.record(
  {
    __typename: fc.constant('Item'),
    tenant: key,
    id: key,
    price: fc.constantFrom<unknown>(1, '1', null),
    own: fc.nat(),
  },
  { requiredKeys: ['__typename', 'own'] },
);

/** The plain way: everything that can be asked about, told apart by all of what represents it. */
function expected(items: readonly Record<string, unknown>[]): ReadonlyMap<string, readonly object[]> {
  const groups = new Map<string, object[]>();
  for (const one of items) {
    const { __typename, tenant, id, price = null } = one;
    if (tenant === null || tenant === undefined || id === null || id === undefined) continue;
    const text = JSON.stringify({ __typename, tenant, id, price });
    groups.set(text, [...(groups.get(text) ?? []), one]);
  }
  return groups;
}

test('each entity is asked about once, for every object that stands for it and no other, in the order they come', () => {
  const collect = compileCollection(supergraph, 'b', targetOf([field('items'), { kind: 'Items' }]));
  fc.assert(
    fc.property(fc.array(item, { maxLength: 30 }), (items) => {
      const groups = collect(executionOf({ items }));
      const collected = new Map(groups.map(({ text, objects }) => [text, objects]));
      expect([...collected]).toEqual([...expected(items)]);
      // The very objects, not some that look the same.
      for (const [text, objects] of expected(items)) {
        for (const [index, object] of objects.entries()) expect(collected.get(text)?.[index]).toBe(object);
      }
      for (const { representation, text } of groups) expect(JSON.parse(text)).toEqual(representation);
    }),
    { numRuns: 500 },
  );
});

test('lists of lists are walked through, nulls and failures passed over', () => {
  const collect = compileCollection(supergraph, 'b', targetOf([field('items'), { kind: 'Items' }]));
  const one = { __typename: 'Item', tenant: 't', id: '1' };
  const failure = new FieldFailure({ message: 'broken', code: 'SUBGRAPH_ERROR', subgraph: 'a' });
  const execution = executionOf({ items: [[one, null], [[{ ...one }]], failure, 7] });
  execution.hasFailures = true;
  expect(collect(execution).map(({ objects }) => objects)).toEqual([[one, one]]);
});

test('an object that two paths lead to is there once', () => {
  const only = (typeName: string): EntityPath[number] => ({ kind: 'Type', typeNames: [typeName] });
  const collect = compileCollection(supergraph, 'b', targetOf([field('items'), only('Item')], [field('items')]));
  const one = { __typename: 'Item', tenant: 't', id: '1' };
  expect(collect(executionOf({ items: [one] })).map(({ objects }) => objects)).toEqual([[one]]);
});
