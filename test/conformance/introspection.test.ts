import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { createFixture } from './fixture.ts';

const shop = {
  typeDefs: `
    type Query { product: Product hidden: String @inaccessible }
    "Something to buy."
    type Product @key(fields: "id") { id: ID! old: Int @deprecated(reason: "gone") }
  `,
  resolvers: { Query: { product: () => ({ id: '1' }) } },
};
const fixture = createFixture({ shop });

test('the graph is told without its machinery and without what it hides, and with @defer', async () => {
  const { data, errors } = await fixture.run(getIntrospectionQuery());
  expect(errors).toBeUndefined();
  const schema = buildClientSchema(JSON.parse(JSON.stringify(data)) satisfies IntrospectionQuery);
  expect(schema.getDirectives().map(({ name }) => name)).toContain('defer');
  expect(
    printSchema(schema)
      .replace(/^[^]*? on FRAGMENT_SPREAD \| INLINE_FRAGMENT\n/, '')
      .trim(),
  ).toBe(
    [
      'type Query {\n  product: Product\n}',
      '"""Something to buy."""\ntype Product {\n  id: ID!\n  old: Int @deprecated(reason: "gone")\n}',
    ].join('\n\n'),
  );
  expect(fixture.planned).toEqual([]);
});

test('introspection and data stand in one answer, in the order asked for', async () => {
  const query = `query ($type: String!) {
    __typename
    t: __type(name: $type) { name ... on __Type { kind } }
    product { id __typename }
    ... on Query { __schema { queryType { name } } }
  }`;
  const result = await fixture.run(query, { variables: { type: 'Product' } });
  expect(JSON.stringify(result)).toBe(
    '{"data":{"__typename":"Query","t":{"name":"Product","kind":"OBJECT"},"product":{"id":"1","__typename":"Product"},"__schema":{"queryType":{"name":"Query"}}}}',
  );
});

test('a type name of the root alone asks no subgraph', async () => {
  const graph = createFixture({ shop });
  expect(await graph.run('{ a: __typename }')).toEqual({ data: { a: 'Query' } });
  expect(graph.calls).toEqual([]);
});

test('where introspection is switched off only type names are told', async () => {
  const graph = createFixture({ shop }, { introspection: false });
  expect(await graph.run('{ __schema { queryType { name } } }')).toMatchObject({
    errors: [{ extensions: { code: 'INTROSPECTION_DISABLED' } }],
  });
  expect(await graph.run('{ product { __typename } }')).toEqual({ data: { product: { __typename: 'Product' } } });
});
