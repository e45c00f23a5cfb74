import { expect, test, vi } from 'vitest';
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

const ticker = {
  typeDefs: `type Query { ticks: Int } type Subscription { sold: [Product!]! }
    type Product @key(fields: "id") { id: ID! }`,
  resolvers: {
    Subscription: {
      sold: {
        async *subscribe() {
          yield { sold: [{ id: '1' }] };
          yield { sold: [{ id: '1' }, { id: '2' }] };
        },
      },
    },
  },
};

test('tells the plan of a subscription with its first event, and cost and time with each', async () => {
  const { subscribe } = createFixture({ ticker, prices });
  const stream = await subscribe('subscription { sold { price } }', {
    extensions: { explain: true, cost: true },
    viewer: explainer,
  });
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
  const events: (typeof stream extends AsyncIterable<infer Event> ? Event : never)[] = [];
  for await (const event of stream) events.push(event);
  const fetches = [
    { subgraph: 'ticker', outcome: 'EVENT', startedAtMs: 0 },
    { subgraph: 'prices', outcome: 'OK' },
  ];
  expect(events).toMatchObject([
    {
      data: { sold: [{ price: 5 }] },
      extensions: {
        explain: { plan: expect.stringMatching(/Subscription[^]*EntityFetch prices/), fetches },
        cost: { actual: 4 },
      },
    },
    { data: { sold: [{ price: 5 }, { price: 5 }] }, extensions: { explain: { fetches }, cost: { actual: 8 } } },
  ]);
  expect(events[1]?.extensions?.['explain']).not.toHaveProperty('plan');
});

test('an explained subscription needs the scope, and lets go of its subgraph as any other', async () => {
  const source = { isOpen: false, isReleased: false };
  const endless = {
    ...ticker,
    resolvers: {
      Subscription: {
        sold: {
          subscribe: () => ({
            next() {
              source.isOpen = true;
              return new Promise(() => {});
            },
            return: async () => void (source.isReleased = true),
            [Symbol.asyncIterator]() {
              return this;
            },
          }),
        },
      },
    },
  };
  const { subscribe } = createFixture({ ticker: endless, prices });
  const options = { extensions: { explain: true } };
  expect(await subscribe('subscription { sold { price } }', options)).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
  const stream = await subscribe('subscription { sold { price } }', { ...options, viewer: explainer });
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
  const events = stream[Symbol.asyncIterator]();
  const waiting = events.next();
  await vi.waitFor(() => expect(source.isOpen).toBe(true));
  await events.return?.();
  expect(await waiting).toMatchObject({ done: true });
  await vi.waitFor(() => expect(source.isReleased).toBe(true));
});
