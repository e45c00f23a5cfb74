// Against the server of graphql-sse, as a subgraph of somebody else may have it.
import { createServer } from 'node:http';
import { createHandler } from 'graphql-sse/lib/use/http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createThings } from '../transport/gateway-fixture.ts';
import { listenOn, openSubscription } from './stream-fixture.ts';
import { createSseStreams } from './sse.ts';
import type { SubgraphStreams } from './subgraph-streams.ts';

const { things, world } = createThings();
let streams: SubgraphStreams;
let close: () => Promise<unknown>;
const authorizations: unknown[] = [];

beforeAll(async () => {
  const handler = createHandler({
    schema: things.schema,
    onSubscribe(request) {
      authorizations.push(request.headers.get('authorization'));
    },
  });
  const server = await listenOn(createServer((request, response) => void handler(request, response)));
  streams = createSseStreams({ name: 'things', url: server.url, timeoutMs: 5_000 });
  close = async () => {
    await streams.close();
    await server.close();
  };
});
afterAll(() => close());

test('yields each event and ends with the source', async () => {
  const stream = openSubscription(streams, 'subscription { countTo(last: 2) }');
  expect([await stream.next(), await stream.next(), await stream.next()]).toEqual([
    { done: false, value: { data: { countTo: 1 } } },
    { done: false, value: { data: { countTo: 2 } } },
    { done: true, value: undefined },
  ]);
  expect(authorizations.at(-1)).toBe('Bearer token');
});

test('yields the refusal of the subgraph and ends', async () => {
  const stream = openSubscription(streams, 'subscription { nothing }');
  expect(await stream.next()).toMatchObject({ value: { errors: [{ message: expect.stringContaining('nothing') }] } });
  expect((await stream.next()).done).toBe(true);
});

test.each(['return', 'signal'])('is released while it waits, by %s', async (way) => {
  const controller = new AbortController();
  const stream = openSubscription(streams, `subscription { channel(name: "${way}") }`, controller.signal);
  const next = stream.next();
  await vi.waitFor(() => expect(world.channels.has(way)).toBe(true));
  if (way === 'return') await stream.return?.();
  else controller.abort();
  expect((await next).done).toBe(true);
  await vi.waitFor(() => expect(world.channels.has(way)).toBe(false));
});

test('is not even opened for a client that has gone', async () => {
  const before = authorizations.length;
  const stream = openSubscription(streams, 'subscription { channel(name: "gone") }', AbortSignal.abort());
  expect((await stream.next()).done).toBe(true);
  expect(authorizations).toHaveLength(before);
});
