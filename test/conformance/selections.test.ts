import { expect, test } from 'vitest';
import { createFixture } from './fixture.ts';

const shop = {
  typeDefs: `
    type Query {
      product(id: ID = "1"): Product
      grid: [[Cell!]!]!
      echo(input: Echo!): String
      colours: [Colour]
    }
    input Echo { text: String! = "hello" times: Int = 1 tags: [String!] }
    type Product @key(fields: "id") { id: ID! name: String! constructor: String }
    type Cell @key(fields: "id") { id: ID! }
    enum Colour @shareable { RED GREEN BLUE @inaccessible }
  `.replace('enum Colour @shareable', 'enum Colour'),
  resolvers: {
    Query: {
      product: (_: unknown, { id }: { id: string }) => ({ id, name: `Product ${id}`, constructor: 'builder' }),
      grid: () => [[{ id: 'a' }, { id: 'b' }], [{ id: 'a' }], []],
      echo: (_: unknown, { input }: { input: { text: string; times: number; tags?: string[] } }) =>
        `${input.text.repeat(input.times)}${(input.tags ?? []).join()}`,
      colours: () => ['RED', 'BLUE', null],
    },
  },
};
const stock = {
  typeDefs: `
    type Product @key(fields: "id") { id: ID! inStock(in: String! = "EU"): Boolean! }
    type Cell @key(fields: "id") { id: ID! value: Int! }
  `,
  resolvers: {
    Product: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      inStock: (_: unknown, args: { in: string }) => args.in === 'EU',
    },
    Cell: { __resolveReference: ({ id }: { id: string }) => ({ id, value: id.charCodeAt(0) }) },
  },
};
const fixture = createFixture({ shop, stock });

test('aliases give one field under several names, also across subgraphs', async () => {
  expect(
    await fixture.run('{ a: product { n: name eu: inStock us: inStock(in: "US") } b: product(id: "2") { name } }'),
  ).toEqual({
    data: { a: { n: 'Product 1', eu: true, us: false }, b: { name: 'Product 2' } },
  });
});

test('keys come in the order in which the client asked', async () => {
  const { data } = await fixture.run('{ product { inStock name id } }');
  expect(JSON.stringify(data)).toBe('{"product":{"inStock":true,"name":"Product 1","id":"1"}}');
});

test('a key that every object inherits is a key like any other', async () => {
  expect(await fixture.run('{ product { constructor toString: name } }')).toEqual({
    data: { product: { constructor: 'builder', toString: 'Product 1' } },
  });
});

test('fragments of all kinds merge, and the same field under two of them is one', async () => {
  const query = `
    { product { ...Name ... on Product { id ...Name } ... { inStock } } }
    fragment Name on Product { name ...Id }
    fragment Id on Product { id }
  `;
  expect(await fixture.run(query)).toEqual({ data: { product: { name: 'Product 1', id: '1', inStock: true } } });
});

test('variables take their defaults, and absent ones leave the argument to the subgraph', async () => {
  const query =
    'query ($id: ID, $input: Echo = { text: "x", times: 2 }) { product(id: $id) { id } echo(input: $input) }';
  expect(await fixture.run(query)).toEqual({ data: { product: { id: '1' }, echo: 'xx' } });
  expect(await fixture.run(query, { variables: { id: '7', input: { tags: ['!'] } } })).toEqual({
    data: { product: { id: '7' }, echo: 'hello!' },
  });
});

test.each([
  [false, false, { product: { name: 'Product 1' } }],
  [true, false, { product: { name: 'Product 1', inStock: true } }],
  [false, true, {}],
  [true, true, {}],
])('@include(%s) and @skip(%s) decide what is asked and answered', async (stocked, skipped, data) => {
  const query = `query ($stocked: Boolean!, $skipped: Boolean!) {
    product @skip(if: $skipped) { name inStock @include(if: $stocked) id @include(if: false) }
  }`;
  fixture.calls.length = 0;
  expect(await fixture.run(query, { variables: { stocked, skipped } })).toEqual({ data });
  expect(fixture.calls.filter(({ subgraph }) => subgraph === 'stock')).toHaveLength(stocked && !skipped ? 1 : 0);
});

test('a field that is included in one place and left out in another keeps only the selections of the first', async () => {
  const query = 'query ($more: Boolean!) { product { id } product @include(if: $more) { name } }';
  expect(await fixture.run(query, { variables: { more: false } })).toEqual({ data: { product: { id: '1' } } });
  expect(await fixture.run(query, { variables: { more: true } })).toEqual({
    data: { product: { id: '1', name: 'Product 1' } },
  });
});

test('lists of lists keep their shape, and one entity in several places is asked about once', async () => {
  fixture.calls.length = 0;
  expect(await fixture.run('{ grid { id value } }')).toEqual({
    data: {
      grid: [
        [
          { id: 'a', value: 97 },
          { id: 'b', value: 98 },
        ],
        [{ id: 'a', value: 97 }],
        [],
      ],
    },
  });
  expect(fixture.calls[1]?.variables['representations']).toHaveLength(2);
});

test('an enum value that the graph does not show is null with an error', async () => {
  const result = await fixture.run('{ colours }');
  expect(result.data).toEqual({ colours: ['RED', null, null] });
  expect(result.errors).toMatchObject([{ path: ['colours', 1], extensions: { code: 'INVALID_VALUE' } }]);
});

test('only the fields that all subgraphs know are in an input', async () => {
  const a = {
    typeDefs: 'type Query { a(filter: Filter!): String } input Filter { both: Int! onlyA: Int }',
    resolvers: { Query: { a: () => 'a' } },
  };
  const b = {
    typeDefs: 'type Query { b(filter: Filter!): String } input Filter { both: Int! }',
    resolvers: { Query: { b: () => 'b' } },
  };
  const graph = createFixture({ a, b });
  expect(await graph.run('{ a(filter: { both: 1 }) b(filter: { both: 1 }) }')).toEqual({ data: { a: 'a', b: 'b' } });
  expect(await graph.run('{ a(filter: { both: 1, onlyA: 1 }) }')).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  });
});

test('operations, variables and fragments may be described', async () => {
  const described = `
    "What a shelf shows." query Shelf("Whose stock." $in: String!) { product { ...Named inStock(in: $in) } }
    "What it is called." fragment Named on Product { name }
  `;
  expect(await fixture.run(described, { variables: { in: 'EU' } })).toEqual({
    data: { product: { name: 'Product 1', inStock: true } },
  });
});
