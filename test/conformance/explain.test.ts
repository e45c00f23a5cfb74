import { expect, test } from 'vitest';
import { createFixture, viewerWith } from './fixture.ts';

const products = {
  typeDefs: `type Query { products(first: Int!): [Product!]! @listSize(slicingArguments: ["first"]) }
    type Product @key(fields: "id") { id: ID! }`,
  resolvers: { Query: { products: () => [{ id: '1' }, { id: '2' }] } },
};
const prices = {
  typeDefs: 'type Product @key(fields: "id") { id: ID! price: Int @cost(weight: 3) }',
  resolvers: { Product: { price: () => 5 } },
};
const query = '{ products(first: 10) { price } }';
const data = { products: [{ price: 5 }, { price: 5 }] };
const explainer = viewerWith('gateway:explain');

test('tells the plan and each fetch to whoever may know', async () => {
  const { run } = createFixture({ products, prices });
  const answer = await run(query, { extensions: { explain: true }, viewer: explainer });
  expect(answer.data).toEqual(data);
  expect(answer.extensions).toEqual({
    explain: {
      plan: expect.stringMatching(/^Sequence \{\n {2}Fetch products \{[^]*EntityFetch prices/),
      durationMs: expect.any(Number),
      fetches: [expect.objectContaining({ subgraph: 'products' }), expect.objectContaining({ subgraph: 'prices' })],
    },
  });
  expect(answer.extensions?.['explain']).toMatchObject({
    fetches: [{ outcome: 'OK', startedAtMs: expect.any(Number), durationMs: expect.any(Number) }, { outcome: 'OK' }],
  });
});

test('refuses to tell the plan without the scope, and does nothing then', async () => {
  const { run, calls } = createFixture({ products, prices });
  for (const viewer of [undefined, viewerWith('spend:read')]) {
    const answer = await run(query, { extensions: { explain: true }, ...(viewer && { viewer }) });
    expect(answer).toEqual({ errors: [expect.objectContaining({ extensions: { code: 'FORBIDDEN' } })] });
  }
  expect(calls).toEqual([]);
});

test('tells anyone what the operation was estimated to cost and what it did', async () => {
  const { run } = createFixture({ products, prices });
  expect(await run(query, { extensions: { cost: true } })).toEqual({
    data,
    // Ten products of weight 1 with a price of weight 3 might have come; two did.
    extensions: { cost: { estimated: 40, actual: 8 } },
  });
});

test('answers without extensions when nothing was wished for', async () => {
  const { run } = createFixture({ products, prices });
  expect(await run(query, { extensions: { explain: false, other: 1 }, viewer: explainer })).toEqual({ data });
});
