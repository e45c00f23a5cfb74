// @defer, from the plan to the parts. Gates hold calls of subgraphs, so that what arrives before them did not wait.
import { GraphQLError } from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import { createFixture, type Part, viewerWith } from './fixture.ts';

/** Fields that are held until they are let go, by name. */
const gates = new Map<string, Promise<void>>();
function hold(name: string): { open(): void } {
  let open = (): void => {};
  gates.set(name, new Promise((resolve) => (open = resolve)));
  return { open };
}
const held =
  <Value>(name: string, value: Value) =>
  async (): Promise<Value> => {
    await gates.get(name);
    return value;
  };

const shop = {
  typeDefs: `
    type Query { product(id: ID = "1"): Product products: [Product!]! node: Node slowest: String clock: Clock! }
    type Mutation { rename(name: String!): Renamed! touch: Int }
    type Renamed { product: Product! note: String }
    type Product implements Node @key(fields: "id") {
      id: ID! name: String! size: Int summary: String must: String! related: [Product!] maker: Maker
    }
    type Clock { hours: Int minutes: Int }
    type Maker @key(fields: "code country { iso }") { code: ID! country: Country! motto: String }
    type Country { iso: String! }
    type Box implements Node @key(fields: "id") { id: ID! name: String! }
    interface Node { id: ID! name: String! }
  `,
  resolvers: {
    Query: {
      product: (_: unknown, { id }: { id: string }) => productOf(id),
      products: () => ['1', '2'].map(productOf),
      node: () => ({ __typename: 'Box', id: 'box', name: 'A box' }),
      slowest: held('slowest', 'at last'),
      clock: () => ({ hours: 12, minutes: held('minutes', 30) }),
    },
    Mutation: {
      rename: (_: unknown, { name }: { name: string }) => ({ product: { ...productOf('1'), name }, note: 'renamed' }),
      touch: () => 1,
    },
    Product: {
      __resolveReference: ({ id }: { id: string }) => productOf(id),
      summary: held('summary', 'Short.'),
      related: () => [productOf('3'), productOf('2')],
      maker: () => ({ code: 'm', country: { iso: 'DE' } }),
      must: ({ id }: { id: string }) => (id === '2' ? null : 'there'),
    },
    Maker: {
      __resolveReference: ({ code, country }: { code: string; country: { iso: string } }) => ({ code, country }),
      motto: ({ code, country }: { code: string; country: { iso: string } }) => `${code} of ${country.iso}`,
    },
    Box: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'A box' }) },
  },
};
const productOf = (id: string) => ({ __typename: 'Product', id, name: `Product ${id}`, size: 5 });
const stock = {
  typeDefs: `
    type Product @key(fields: "id") {
      id: ID! size: Int @external stock: Int price: Int @authenticated weight: String @requires(fields: "size") shelf: Shelf
    }
    type Shelf { label: String! }
  `,
  resolvers: {
    Product: {
      __resolveReference: ({ id, size }: { id: string; size?: number }) => ({ id, size }),
      stock: held('stock', 7),
      price: () => 3,
      weight: ({ size }: { size?: number }) => `${String(size)} kg`,
      shelf: () => ({
        label: () => {
          throw new GraphQLError('No label.', { extensions: { code: 'NOT_FOUND' } });
        },
      }),
    },
  },
};
const reviews = {
  typeDefs: 'type Product @key(fields: "id") { id: ID! rating: Float score: Int! }',
  resolvers: {
    Product: { rating: held('rating', 4.5), score: ({ id }: { id: string }) => (id === '2' ? null : 5) },
  },
};
/** `total` requires what is `far`; the planner asks for it together with what is `near`. */
const journey = createFixture({
  trips: {
    typeDefs: 'type Query { trip: Trip later: Trip } type Trip @key(fields: "id") { id: ID! }',
    resolvers: { Query: { trip: () => ({ id: '1' }), later: held('later', { id: '2' }) } },
  },
  maps: {
    typeDefs: 'type Trip @key(fields: "id") { id: ID! far: Int }',
    resolvers: { Trip: { far: held('far', 3) } },
  },
  guides: {
    typeDefs:
      'type Trip @key(fields: "id") { id: ID! far: Int @external near: String total: String @requires(fields: "far") }',
    resolvers: {
      Trip: { near: () => 'by', total: ({ id, far }: { id: string; far?: number }) => `${String(far)} of ${id}` },
    },
  },
});
const fixture = createFixture({ shop, stock, reviews });
const { runInParts, calls } = fixture;
beforeEach(() => {
  gates.clear();
  calls.length = 0;
  journey.calls.length = 0;
});

const asked = (): readonly string[] => calls.map(({ subgraph }) => subgraph);

async function all(parts: AsyncIterable<Part>): Promise<Part[]> {
  const collected: Part[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}

function patchesOf(parts: readonly (Part | undefined)[]): readonly unknown[] {
  return parts.flatMap((part) => (Array.isArray(part?.['incremental']) ? part['incremental'] : []));
}

describe('what is deferred does not hold up what is not', () => {
  test('another subgraph is not waited for, and is asked as soon as it can be', async () => {
    const gate = hold('stock');
    const parts = runInParts('{ product { name ... @defer { stock } } }');
    expect((await parts.next()).value).toEqual({ data: { product: { name: 'Product 1' } }, hasNext: true });
    expect(asked()).toEqual(['shop', 'stock']);
    gate.open();
    expect(await all(parts)).toEqual([{ incremental: [{ data: { stock: 7 }, path: ['product'] }], hasNext: false }]);
    expect(asked()).toEqual(['shop', 'stock']);
  });

  test('nor are slow fields of the same subgraph, where the object has a key', async () => {
    const gate = hold('summary');
    const parts = runInParts('{ products { id ... @defer(label: "more") { summary } } }');
    expect((await parts.next()).value).toEqual({ data: { products: [{ id: '1' }, { id: '2' }] }, hasNext: true });
    gate.open();
    expect(await all(parts)).toEqual([
      {
        incremental: [
          { data: { summary: 'Short.' }, path: ['products', 0], label: 'more' },
          { data: { summary: 'Short.' }, path: ['products', 1], label: 'more' },
        ],
        hasNext: false,
      },
    ]);
    expect(asked()).toEqual(['shop', 'shop']);
  });

  test('by a key of several fields, under names that no field of the client has', async () => {
    const parts = runInParts('{ product { maker { code: __typename ... @defer { motto } } } }');
    expect(await all(parts)).toEqual([
      { data: { product: { maker: { code: 'Maker' } } }, hasNext: true },
      { incremental: [{ data: { motto: 'm of DE' }, path: ['product', 'maker'] }], hasNext: false },
    ]);
    expect(asked()).toEqual(['shop', 'shop']);
  });

  test('root fields are asked for apart', async () => {
    const gate = hold('slowest');
    const parts = runInParts('{ product { name } ... @defer { slowest } }');
    expect((await parts.next()).value).toEqual({ data: { product: { name: 'Product 1' } }, hasNext: true });
    gate.open();
    expect(await all(parts)).toEqual([{ incremental: [{ data: { slowest: 'at last' }, path: [] }], hasNext: false }]);
  });

  test('an object without a key brings its deferred fields along, since nobody could be asked for them again', async () => {
    expect(await all(runInParts('{ clock { hours ... @defer { minutes } } }'))).toEqual([
      { data: { clock: { hours: 12 } }, hasNext: true },
      { incremental: [{ data: { minutes: 30 }, path: ['clock'] }], hasNext: false },
    ]);
    expect(asked()).toEqual(['shop']);
  });

  test('what a deferred field requires is no part of what the others of its fetch wait for', async () => {
    const gate = hold('stock');
    const parts = runInParts('{ product { name weight ... @defer { stock } } }');
    expect((await parts.next()).value).toEqual({
      data: { product: { name: 'Product 1', weight: '5 kg' } },
      hasNext: true,
    });
    expect(calls[1]?.variables).toEqual({ representations: [{ __typename: 'Product', id: '1', size: 5 }] });
    expect(Object.values(calls[2]?.variables ?? {})).toEqual([[{ __typename: 'Product', id: '1' }]]);
    gate.open();
    await all(parts);
  });

  test('nor what a deferred field requires of a third subgraph', async () => {
    const gate = hold('far');
    const parts = journey.runInParts('{ trip { near ... @defer { total } } }');
    expect((await parts.next()).value).toEqual({ data: { trip: { near: 'by' } }, hasNext: true });
    expect(journey.calls.map(({ subgraph }) => subgraph).toSorted()).toEqual(['guides', 'maps', 'trips']);
    gate.open();
    expect(await all(parts)).toEqual([
      { incremental: [{ data: { total: '3 of 1' }, path: ['trip'] }], hasNext: false },
    ]);
    expect(journey.calls).toHaveLength(4);
  });

  test('nor another place of the same entity', async () => {
    expect(await journey.plan('{ trip { near } later { near } }')).toMatch(/ at (later, trip|trip, later) by /);
    const gate = hold('later');
    const parts = journey.runInParts('{ trip { near } ... @defer { later { near } } }');
    expect((await parts.next()).value).toEqual({ data: { trip: { near: 'by' } }, hasNext: true });
    gate.open();
    expect(await all(parts)).toEqual([
      { incremental: [{ data: { later: { near: 'by' } }, path: [] }], hasNext: false },
    ]);
  });

  test('two fragments come in the order in which they are ready', async () => {
    const gate = hold('stock');
    const query = '{ product { ... @defer(label: "a") { stock } ... @defer(label: "b") { rating } } }';
    const parts = runInParts(query);
    expect((await parts.next()).value).toEqual({ data: { product: {} }, hasNext: true });
    expect((await parts.next()).value).toMatchObject({
      incremental: [{ label: 'b', data: { rating: 4.5 } }],
      hasNext: true,
    });
    gate.open();
    expect(await all(parts)).toMatchObject([{ incremental: [{ label: 'a', data: { stock: 7 } }], hasNext: false }]);
  });
});

describe('which part a field belongs to', () => {
  test('what is selected outside too is told at once, and not again', async () => {
    const query = '{ product { name ...More @defer } } fragment More on Product { name stock related { id name } }';
    expect(await all(runInParts(query))).toMatchObject([
      { data: { product: { name: 'Product 1' } } },
      {
        incremental: [
          {
            data: {
              stock: 7,
              related: [
                { id: '3', name: 'Product 3' },
                { id: '2', name: 'Product 2' },
              ],
            },
          },
        ],
      },
    ]);
  });

  test('below a list that is told already, each item gets what it lacks', async () => {
    const query = '{ products { id } ... @defer(label: "all") { products { id name } } }';
    expect(await all(runInParts(query))).toEqual([
      { data: { products: [{ id: '1' }, { id: '2' }] }, hasNext: true },
      {
        incremental: [
          { data: { name: 'Product 1' }, path: ['products', 0], label: 'all' },
          { data: { name: 'Product 2' }, path: ['products', 1], label: 'all' },
        ],
        hasNext: false,
      },
    ]);
  });

  test('a fragment of which nothing is left is no part', async () => {
    expect(await all(runInParts('{ product { name ... @defer { name } } }'))).toEqual([
      { data: { product: { name: 'Product 1' } }, hasNext: false },
    ]);
  });

  test('a fragment inside another comes after it, even when it is ready sooner', async () => {
    const gate = hold('stock');
    const query = '{ product { id ... @defer(label: "outer") { stock ... @defer(label: "inner") { rating } } } }';
    const parts = runInParts(query);
    expect((await parts.next()).value).toMatchObject({ data: { product: { id: '1' } } });
    const next = parts.next();
    await Promise.resolve();
    gate.open();
    const rest = [(await next).value, ...(await all(parts))];
    expect(patchesOf(rest)).toMatchObject([{ label: 'outer' }, { label: 'inner' }]);
  });

  test('two fragments that share a field both have it, and it is fetched once', async () => {
    const query = '{ product { id ... @defer { stock } ... @defer { stock rating } } }';
    const told = await all(runInParts(query));
    expect(patchesOf(told)).toMatchObject([{ data: { stock: 7 } }, { data: { stock: 7, rating: 4.5 } }]);
    expect(asked().toSorted()).toEqual(['reviews', 'shop', 'stock']);
  });

  test('a condition on the type decides for each object', async () => {
    const query = '{ node { id ... on Product @defer { stock } ... on Box @defer(label: "box") { name } } }';
    expect(await all(runInParts(query))).toEqual([
      { data: { node: { id: 'box' } }, hasNext: true },
      { incremental: [{ data: { name: 'A box' }, path: ['node'], label: 'box' }], hasNext: false },
    ]);
  });

  test.each([
    ['{ product { name ... @defer(if: false) { stock } } }', {}],
    ['query ($later: Boolean!) { product { name ... @defer(if: $later) { stock } } }', { later: false }],
    [
      '{ product { name ... @include(if: true) @defer(if: false) { stock } ... @skip(if: true) @defer { rating } } }',
      {},
    ],
  ])('%s is answered in one part', async (query, variables) => {
    const data = { product: { name: 'Product 1', stock: 7 } };
    expect(await all(runInParts(query, { variables }))).toEqual([{ data }]);
    expect(await fixture.run(query, { variables })).toEqual({ data });
  });

  test('one document is answered both ways, as its variable says', async () => {
    const query = 'query ($later: Boolean = true) { product { name ... @defer(if: $later) { stock } } }';
    expect(await all(runInParts(query))).toHaveLength(2);
    expect(await all(runInParts(query, { variables: { later: false } }))).toHaveLength(1);
    expect(await all(runInParts(query, { variables: { later: null } }))).toMatchObject([
      { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });

  test('the schema itself can be told later', async () => {
    expect(await all(runInParts('{ clock { hours } ... @defer { __schema { queryType { name } } } }'))).toEqual([
      { data: { clock: { hours: 12 } }, hasNext: true },
      { incremental: [{ data: { __schema: { queryType: { name: 'Query' } } }, path: [] }], hasNext: false },
    ]);
  });
});

describe('what goes wrong belongs to the part it happened in', () => {
  test('an error has its whole path, and the part before it none', async () => {
    expect(await all(runInParts('{ product { name ... @defer { shelf { label } stock } } }'))).toEqual([
      { data: { product: { name: 'Product 1' } }, hasNext: true },
      {
        incremental: [
          {
            data: { shelf: null, stock: 7 },
            path: ['product'],
            errors: [
              {
                message: 'No label.',
                path: ['product', 'shelf', 'label'],
                extensions: { code: 'NOT_FOUND', subgraph: 'stock' },
              },
            ],
          },
        ],
        hasNext: false,
      },
    ]);
  });

  test('a null that must not be ends where the fragment stands, and nothing that was told is taken back', async () => {
    const [first, ...rest] = await all(runInParts('{ products { id ... @defer { must } } }'));
    expect(first).toEqual({ data: { products: [{ id: '1' }, { id: '2' }] }, hasNext: true });
    expect(rest).toMatchObject([
      {
        incremental: [
          { data: { must: 'there' }, path: ['products', 0] },
          { data: null, path: ['products', 1], errors: [{ path: ['products', 1, 'must'] }] },
        ],
        hasNext: false,
      },
    ]);
  });

  test('what stands inside of a part that could not be had is not told', async () => {
    const query =
      '{ product(id: "2") { id ... @defer(label: "outer") { must ... @defer(label: "inner") { stock } } } }';
    const [, ...rest] = await all(runInParts(query));
    expect(patchesOf(rest)).toMatchObject([{ label: 'outer', data: null }]);
    expect(rest.at(-1)).toMatchObject({ hasNext: false });
  });

  test('below a null there is nothing to be told later', async () => {
    const [only, ...rest] = await all(runInParts('{ product(id: "2") { must ... @defer { stock } } }'));
    expect(only).toMatchObject({ data: { product: null }, errors: [{ path: ['product', 'must'] }], hasNext: false });
    expect(rest).toEqual([]);
  });

  test('in a list that became null there is nothing to be told later, of items that were written before either', async () => {
    const [only, ...rest] = await all(runInParts('{ product { related { score ... @defer { stock } } } }'));
    expect(only).toMatchObject({
      data: { product: { related: null } },
      errors: [{ path: ['product', 'related', 1, 'score'] }],
      hasNext: false,
    });
    expect(rest).toEqual([]);
  });

  test('a subgraph that is away takes its own part along only', async () => {
    const away = createFixture(
      { shop, stock, reviews },
      {
        clients: {
          stock: {
            name: 'stock',
            execute: () => Promise.reject(new Error('gone')),
            subscribe: () => {
              throw new Error('gone');
            },
            close: () => Promise.resolve(),
          },
        },
      },
    );
    const told = await all(away.runInParts('{ product { name ... @defer { stock } ... @defer { rating } } }'));
    expect(told[0]).toEqual({ data: { product: { name: 'Product 1' } }, hasNext: true });
    expect(patchesOf(told)).toMatchObject([
      { data: { stock: null }, errors: [{ path: ['product', 'stock'], extensions: { subgraph: 'stock' } }] },
      { data: { rating: 4.5 } },
    ]);
  });

  test('when the time is up, what is under way ends, and its fields say so', async () => {
    hold('stock');
    const controller = new AbortController();
    const parts = runInParts('{ product { name ... @defer { stock } } }', { signal: controller.signal });
    expect((await parts.next()).value).toMatchObject({ data: { product: { name: 'Product 1' } } });
    controller.abort(new DOMException('Too late.', 'TimeoutError'));
    expect(await all(parts)).toMatchObject([
      {
        incremental: [
          {
            data: { stock: null },
            errors: [{ path: ['product', 'stock'], extensions: { code: 'OPERATION_TIMEOUT' } }],
          },
        ],
        hasNext: false,
      },
    ]);
  });
});

describe('who may ask for what', () => {
  test('a field that the viewer may not see is denied in its part, and its subgraph is not asked for it', async () => {
    const query = '{ product { name ... @defer { price } } }';
    expect(await all(runInParts(query))).toMatchObject([
      { data: { product: { name: 'Product 1' } } },
      {
        incremental: [
          { data: { price: null }, errors: [{ path: ['product', 'price'], extensions: { code: 'UNAUTHENTICATED' } }] },
        ],
      },
    ]);
    expect(asked()).toEqual(['shop']);
    const [, second] = await all(runInParts(query, { viewer: viewerWith() }));
    expect(second).toMatchObject({ incremental: [{ data: { price: 3 } }] });
  });

  test('an object whose type must not be seen is not shown before its type is known', async () => {
    const media = createFixture({
      lists: {
        typeDefs: 'type Query { media: Media } type Media @key(fields: "id") @interfaceObject { id: ID! }',
        resolvers: { Query: { media: () => ({ id: 'm1' }) } },
      },
      library: {
        typeDefs: `
          interface Media @key(fields: "id") { id: ID! name: String }
          type Video implements Media @key(fields: "id") { id: ID! name: String }
          type Draft implements Media @key(fields: "id") @inaccessible { id: ID! name: String }
        `,
        resolvers: {
          Media: {
            __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Draft', id, name: 'Secret' }),
          },
        },
      },
    });
    const [only, ...rest] = await all(media.runInParts('{ media { id ... @defer { name } } }'));
    expect(only).toMatchObject({ data: { media: null }, errors: [{ extensions: { code: 'INVALID_VALUE' } }] });
    expect(rest).toEqual([]);
  });

  test('where the answer must come in one part, an operation that defers is refused before anything is asked', async () => {
    for (const viewer of [undefined, viewerWith()]) {
      const { errors } = await fixture.run('{ product { ... @defer { stock } } }', { ...(viewer && { viewer }) });
      expect(errors).toMatchObject([{ extensions: { code: 'DEFER_NOT_ACCEPTED' } }]);
    }
    expect(calls).toEqual([]);
  });

  test('cost is counted as ever, and plan and cost are told with the last part', async () => {
    const viewer = viewerWith('gateway:explain');
    const options = { viewer, extensions: { explain: true, cost: true } };
    const query = '{ products { name ... @defer(label: "later") { stock related { id } } } }';
    const told = await all(runInParts(query, options));
    const whole = await fixture.run(query.replace(' @defer(label: "later")', ''), options);
    expect(told[0]).not.toHaveProperty('extensions');
    expect(told.at(-1)?.['extensions']).toMatchObject({
      cost: whole.extensions?.['cost'],
      explain: { plan: expect.stringMatching(/At once: Fetch shop[^]*Deferred later: EntityFetch stock/) },
    });
  });
});

test('a mutation is done before its first part, and what follows reads', async () => {
  const gate = hold('stock');
  const query = 'mutation { rename(name: "New") { product { name ... @defer { stock } } } touch }';
  const parts = runInParts(query);
  expect((await parts.next()).value).toEqual({
    data: { rename: { product: { name: 'New' } }, touch: 1 },
    hasNext: true,
  });
  gate.open();
  expect(await all(parts)).toEqual([
    { incremental: [{ data: { stock: 7 }, path: ['rename', 'product'] }], hasNext: false },
  ]);
});

describe('refuses', () => {
  const ticking = createFixture({
    shop,
    ticker: {
      typeDefs: 'type Subscription { tick: Tick } type Tick { n: Int }',
      resolvers: { Subscription: { tick: { subscribe: async function* () {} } } },
    },
  });
  test.each([
    ['@stream', '{ products @stream { id } }', '@stream is not supported'],
    [
      'a label twice',
      '{ product { ... @defer(label: "a") { id } ... @defer(label: "a") { name } } }',
      'under the label "a"',
    ],
    ['a label by variable', 'query ($l: String) { product { ... @defer(label: $l) { id } } }', 'must be a text'],
    ['the root of a mutation', 'mutation { ... @defer { touch } }', 'root type "Mutation"'],
    [
      'it through a fragment',
      'mutation { ...F } fragment F on Mutation { ... @defer { touch } }',
      'root type "Mutation"',
    ],
    ['a subscription', 'subscription { tick { ... @defer { n } } }', 'in a subscription'],
    ['a field', '{ product @defer { id } }', 'may not be used on FIELD'],
  ])('%s', async (_, query, message) => {
    const [answer, ...others] = await all(ticking.runInParts(query));
    expect(others).toEqual([]);
    expect(answer).toEqual({
      errors: [
        expect.objectContaining({
          message: expect.stringContaining(message),
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        }),
      ],
    });
  });

  test('a subscription whose variable says so, and not the same one otherwise', async () => {
    const query = 'subscription ($later: Boolean!) { tick { ... @defer(if: $later) { n } } }';
    expect(await ticking.subscribe(query, { variables: { later: true } })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(await ticking.subscribe(query, { variables: { later: false } })).toHaveProperty('next');
  });

  test('more deferred fragments than there may be, with fragments spread', async () => {
    const limited = createFixture({ shop }, { limits: { maxDeferredFragments: 2 } });
    const fragment = 'fragment F on Product { ... @defer { name } }';
    expect(await all(limited.runInParts(`{ product { ...F } products { ...F } } ${fragment}`))).toHaveLength(2);
    expect(
      await all(limited.runInParts(`{ a: product { ...F } product { ...F } products { ...F } } ${fragment}`)),
    ).toEqual([{ errors: [expect.objectContaining({ extensions: { code: 'OPERATION_TOO_LARGE', limit: 2 } })] }]);
  });
});
