// What an attacker sends. Each is refused with a code, quickly, and never reaches the native planner, which would crash
// or stall; the gateway answers the next request as if nothing had been.
import { afterEach, expect, test } from 'vitest';
import { createFixture } from './fixture.ts';

const graph = createFixture({
  tree: {
    typeDefs: `
      type Query { node(id: Int, tags: [String!]): Node list(first: Int): [Node] @listSize(slicingArguments: ["first"]) }
      type Node { id: ID child: Node list(first: Int = 100): [Node!] @listSize(slicingArguments: ["first"]) }
    `,
    resolvers: { Query: { node: () => ({ id: '1' }), list: () => [] } },
  },
});

afterEach(async () => {
  expect(await graph.run('{ node { id } }')).toEqual({ data: { node: { id: '1' } } });
});

const repeat = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
const doubling = `{ node { ...F0 } } ${repeat(30, (level) => `fragment F${level} on Node { ...F${level + 1} child { ...F${level + 1} } }`)} fragment F30 on Node { id }`;

test.each([
  ['a fragment that spreads itself', '{ node { ...A } } fragment A on Node { ...A }', 'GRAPHQL_VALIDATION_FAILED'],
  [
    'fragments that spread each other',
    '{ node { ...A } } fragment A on Node { ...B } fragment B on Node { child { ...A } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['100,000 tokens', `{ ${repeat(100_000, () => 'node')} }`, 'OPERATION_TOO_LARGE'],
  ['10,000 levels of fields', `${'{ child '.repeat(10_000)}`, 'OPERATION_TOO_LARGE'],
  ['40 levels of fields', `{ node ${'{ child '.repeat(40)} { id } ${'}'.repeat(40)} }`, 'OPERATION_TOO_LARGE'],
  ['100 levels of a list value', `{ node(tags: ${'['.repeat(100)}${']'.repeat(100)}) { id } }`, 'OPERATION_TOO_LARGE'],
  [
    '2,000 levels of a list value',
    `{ node(tags: ${'['.repeat(2_000)}${']'.repeat(2_000)}) { id } }`,
    'OPERATION_TOO_LARGE',
  ],
  ['1,000 aliases', `{ node { ${repeat(1_000, (index) => `a${index}: id`)} } }`, 'OPERATION_TOO_LARGE'],
  ['a fragment bomb', doubling, 'OPERATION_TOO_LARGE'],
  ['100 root fields', `{ ${repeat(100, () => 'node { id }')} }`, 'OPERATION_TOO_LARGE'],
  ['1,000 directives', `{ node { id ${repeat(1_000, () => '@include(if: true)')} } }`, 'OPERATION_TOO_LARGE'],
  [
    'lists of lists of lists',
    '{ list(first: 100) { list(first: 100) { list(first: 100) { id } } } }',
    'OPERATION_TOO_COSTLY',
  ],
  ['lists of lists by default sizes', '{ list(first: 100) { list { list { id } } } }', 'OPERATION_TOO_COSTLY'],
  ['a field repeated 2,000 times', `{ node { ${repeat(2_000, () => 'id')} } }`, 'OPERATION_TOO_LARGE'],
  [
    'a field repeated 1,000 times under one parent each',
    `{ node { ${repeat(1_000, () => 'child { id }')} } }`,
    'OPERATION_TOO_LARGE',
  ],
  [
    'a field repeated 2,000 times in a fragment that nothing spreads',
    `{ node { id } } fragment A on Node { ${repeat(2_000, () => 'id')} } fragment A on Node { id }`,
    'OPERATION_TOO_LARGE',
  ],
  [
    'a bomb of fragments that nothing spreads',
    `{ node { id } } ${doubling.replace('{ node { ...F0 } } ', '')}`,
    'OPERATION_TOO_LARGE',
  ],
  ['an alias that would be a prototype', '{ __proto__: node { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['@defer on a field', '{ node @defer { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['@defer for one part', '{ node { ... @defer { id } } }', 'DEFER_NOT_ACCEPTED'],
  ['@stream', '{ list(first: 1) @stream { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['no selections', '{ node }', 'GRAPHQL_VALIDATION_FAILED'],
  ['an undefined variable', '{ node(id: $id) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['something that is not GraphQL', '{ node(', 'GRAPHQL_PARSE_FAILED'],
  ['a lone surrogate', '{ node(tags: ["\ud800"] { id } }', 'GRAPHQL_PARSE_FAILED'],
  ['nothing', '', 'BAD_REQUEST'],
  ['only a fragment', 'fragment A on Node { id }', 'OPERATION_RESOLUTION_FAILURE'],
  ['two operations and no name', 'query A { node { id } } query B { node { id } }', 'OPERATION_RESOLUTION_FAILURE'],
  ['a subscription to nothing', 'subscription { node { id } }', 'GRAPHQL_VALIDATION_FAILED'],
])('%s is refused and never planned', async (_, query, code) => {
  graph.planned.length = 0;
  const result = await graph.run(query);
  expect(result.errors?.[0]).toMatchObject({ extensions: { code } });
  expect(result).not.toHaveProperty('data');
  expect(graph.planned).toEqual([]);
});

test('an operation that the document does not have is refused', async () => {
  const result = await graph.run('query A { node { id } }', { operationName: 'B' });
  expect(result).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] });
});

test.each([
  ['query ($id: Int!) { node(id: $id) { id } }', { id: 'one' }],
  ['query ($id: Int!) { node(id: $id) { id } }', { id: 2 ** 40 }],
  ['query ($id: Int!) { node(id: $id) { id } }', {}],
  ['query ($tags: [String!]) { node(tags: $tags) { id } }', { tags: [null] }],
  ['query ($on: Boolean = true) { node @include(if: $on) { id } }', { on: null }],
])('a variable of the wrong type in %s is refused', async (query, variables) => {
  const result = await graph.run(query, { variables });
  expect(result.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  expect(result).not.toHaveProperty('data');
});

test('a value of a custom scalar that is nested deeper than the stack is refused, and one as deep as people nest is not', async () => {
  const scalars = createFixture({
    any: { typeDefs: 'scalar Any type Query { kind(of: Any): String }', resolvers: { Query: { kind: () => 'known' } } },
  });
  const ask = (depth: number) => {
    const of: unknown = JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    return scalars.run('query ($of: Any) { kind(of: $of) }', { variables: { of } });
  };
  expect(await ask(20)).toEqual({ data: { kind: 'known' } });
  for (const depth of [65, 5_000, 100_000]) {
    expect(await ask(depth)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  }
});

test('a thousand wrong values are told as a few', async () => {
  const tags = Array.from({ length: 1_000 }, () => 1);
  const { errors } = await graph.run('query ($tags: [String!]) { node(tags: $tags) { id } }', { variables: { tags } });
  expect(errors?.length).toBeLessThanOrEqual(11);
});

test('the cost is reckoned with the value of a variable', async () => {
  const query = 'query ($first: Int) { list(first: $first) { list(first: 10) { id } } }';
  expect((await graph.run(query, { variables: { first: 10 } })).errors).toBeUndefined();
  expect(await graph.run(query, { variables: { first: 100_000 } })).toMatchObject({
    errors: [{ extensions: { code: 'OPERATION_TOO_COSTLY' } }],
  });
});

test('a document nested deeper than the stack is refused where tokens are not limited', async () => {
  const unlimited = createFixture(
    { tree: { typeDefs: 'type Query { node: Node } type Node { child: Node }', resolvers: {} } },
    { limits: { maxTokens: 10_000_000 } },
  );
  expect(await unlimited.run(`${'{ child '.repeat(100_000)}`)).toMatchObject({
    errors: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }],
  });
});
