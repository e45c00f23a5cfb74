// One signal may stand for a connection with thousands of operations, as that of a WebSocket does: what waits for it must
// stop waiting when an operation is over.
import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createInFlight } from '../../gateway/share-in-flight.ts';
import { createInProcessClient } from '../../gateway/subgraph-client/in-process.ts';
import { createHttpClient } from '../../gateway/subgraph-client/http.ts';
import type { SubgraphRequest } from '../../gateway/subgraph-client/subgraph-client.ts';
import { createThings } from '../../gateway/transport/gateway-fixture.ts';
import { startDeadline } from '../../gateway/transport/deadline.ts';
import { createServer } from 'node:http';

const { things } = createThings();

function requestOn(signal: AbortSignal, document: string): SubgraphRequest {
  const context = { viewer: undefined, authorization: undefined, requestId: 'signals', signal };
  return { document, kind: 'query', variables: {}, context };
}

const waiting = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

test('an operation that is over waits for no signal', async () => {
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => response.end('{"data":{"hello":"Hello"}}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  const { signal } = new AbortController();
  const clients = [
    createInProcessClient('things', things),
    createHttpClient({ name: 'remote', url, timeoutMs: 5_000 }),
    createHttpClient({ name: 'nobody', url: 'http://127.0.0.1:1/', timeoutMs: 5_000 }),
  ];
  for (const client of clients) {
    for (const document of ['{ hello }', '{ fails }']) {
      const ended = await Promise.allSettled([1, 2, 3].map(() => client.execute(requestOn(signal, document))));
      expect(ended).toHaveLength(3);
    }
    expect([client.name, waiting(signal)]).toEqual([client.name, 0]);
    await client.close();
  }
  server.close();
});

test('a stream that is over waits for no signal', async () => {
  const { signal } = new AbortController();
  const client = createInProcessClient('things', things);
  const request = { ...requestOn(signal, 'subscription { countTo(last: 3) }'), kind: 'subscription' as const };
  const ended: unknown[] = [];
  for await (const event of client.subscribe(request)) ended.push(event);
  const left = client.subscribe(request)[Symbol.asyncIterator]();
  await left.next();
  await left.return?.();
  expect([ended.length, waiting(signal)]).toEqual([3, 0]);
});

test('work that was shared, and the time of an operation, leave the signal alone', async () => {
  const { signal } = new AbortController();
  const flights = createInFlight((answer: number) => answer);
  await Promise.all([1, 2, 3].map(() => flights.share('key', signal, () => Promise.resolve(1))));
  await Promise.allSettled([flights.share('other', signal, () => Promise.reject(new Error('no')))]);
  const deadline = startDeadline(60_000, signal);
  expect(waiting(signal)).toBe(1);
  deadline.clear();
  expect(waiting(signal)).toBe(0);
});
