import { expect, test } from 'vitest';
import type { GraphQLResult } from '../../gateway/pipeline.ts';
import { createFixture } from './fixture.ts';

/** A stream under the test's control: events are pushed, and what the gateway does to it can be seen. */
function createGraph() {
  const pushed: unknown[] = [];
  const seen = { asked: 0, returned: false };
  let wake: () => void = () => undefined;
  const ticks = {
    next: async () => {
      seen.asked++;
      while (pushed.length === 0 && !seen.returned) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (seen.returned) return { done: true, value: undefined };
      const value = pushed.shift();
      if (value instanceof Error) throw value;
      return value === 'end' ? { done: true, value: undefined } : { done: false, value };
    },
    return: () => {
      seen.returned = true;
      wake();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  const live = {
    typeDefs: `
      type Query { ping: String }
      type Subscription { pacing(ids: [ID!] = ["1"]): Pacing }
      type Pacing { index: Float! campaign: Campaign }
      type Campaign @key(fields: "id") { id: ID! }
    `,
    resolvers: { Subscription: { pacing: { subscribe: () => ticks } } },
  };
  const campaigns = {
    typeDefs: 'type Campaign @key(fields: "id") { id: ID! name: String! }',
    resolvers: { Campaign: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Campaign ${id}` }) } },
  };
  const push = (...events: unknown[]) => {
    pushed.push(...events);
    wake();
  };
  const event = (index: unknown, id: string) => ({ pacing: { index, campaign: { id } } });
  return { graph: createFixture({ live, campaigns }), push, event, seen };
}

const query = 'subscription { pacing { index campaign { name } } }';

function streamOf(opened: AsyncIterable<GraphQLResult> | GraphQLResult): AsyncIterator<GraphQLResult> {
  if (!(Symbol.asyncIterator in opened)) throw new Error(`No stream: ${JSON.stringify(opened)}`);
  return opened[Symbol.asyncIterator]();
}

const answer = (index: number, id: string) => ({ data: { pacing: { index, campaign: { name: `Campaign ${id}` } } } });

test('entity fields of other subgraphs are there in every event, in order, until the stream ends', async () => {
  const { graph, push, event } = createGraph();
  const stream = streamOf(await graph.subscribe(query));
  push(event(0.5, '1'), event(0.7, '2'), 'end');
  const taken = [stream.next(), stream.next(), stream.next()];
  expect(await Promise.all(taken)).toEqual([
    { done: false, value: answer(0.5, '1') },
    { done: false, value: answer(0.7, '2') },
    { done: true, value: undefined },
  ]);
});

test('an event is not asked for before the one before it was taken', async () => {
  const { graph, push, event, seen } = createGraph();
  const stream = streamOf(await graph.subscribe(query));
  push(event(1, '1'), event(2, '2'), event(3, '3'));
  await stream.next();
  await new Promise(setImmediate);
  expect(seen.asked).toBe(1);
});

test('an event with an error is an answer with an error, and the stream goes on', async () => {
  const { graph, push, event } = createGraph();
  const stream = streamOf(await graph.subscribe(query));
  push(event(null, '1'), event(1, '1'));
  const { value } = await stream.next();
  expect(value).toMatchObject({ data: { pacing: null }, errors: [{ path: ['pacing', 'index'] }] });
  expect(await stream.next()).toEqual({ done: false, value: answer(1, '1') });
});

test('a stream that breaks says so and ends', async () => {
  const { graph, push } = createGraph();
  const stream = streamOf(await graph.subscribe(query));
  push(new Error('connection lost'));
  const { value } = await stream.next();
  expect(value).toMatchObject({ data: { pacing: null }, errors: [{ path: ['pacing'] }] });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test('leaving while waiting ends the wait and releases the upstream', async () => {
  const { graph, seen } = createGraph();
  const stream = streamOf(await graph.subscribe(query));
  const waiting = stream.next();
  await new Promise(setImmediate);
  await stream.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  await expect.poll(() => seen.returned).toBe(true);
});

test('an aborted request ends the stream and releases the upstream', async () => {
  const { graph, seen } = createGraph();
  const abort = new AbortController();
  const stream = streamOf(await graph.subscribe(query, { signal: abort.signal }));
  const waiting = stream.next();
  await new Promise(setImmediate);
  abort.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
  await expect.poll(() => seen.returned).toBe(true);
});

test('a subscription that is not valid is an answer and no stream', async () => {
  const { graph } = createGraph();
  expect(await graph.subscribe('subscription { nothing }')).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  });
});
