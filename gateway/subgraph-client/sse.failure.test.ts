import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { SubgraphFailure } from '../errors.ts';
import { RetryableFailure } from './retryable-failure.ts';
import { createSseStreams } from './sse.ts';
import { listenOn, openSubscription } from './stream-fixture.ts';
import type { SubgraphStreams } from './subgraph-streams.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const firstEvent = 'event: next\ndata: {"data":{"a":1}}\n\n';
const first = { done: false, value: { data: { a: 1 } } };

test('a subgraph that is down is gone', async () => {
  const { streams, close } = await serve(() => {});
  await close();
  expect(await failureOf(streams)).toEqual(['UNREACHABLE', 'gone']);
});

test('a subgraph that does not answer in time is gone', async () => {
  const { streams } = await serve(() => {}, 50);
  expect(await failureOf(streams)).toEqual(['TIMEOUT', 'gone']);
});

test.each([
  ['cut', (response: ServerResponse) => response.destroy()],
  ['ended without complete', (response: ServerResponse) => response.end()],
])('a stream that is %s fails after its last event, and is over then', async (_, cut) => {
  const { streams } = await serve((response) => {
    openEvents(response).write(firstEvent);
    response.write(': a heartbeat\n\n', () => cut(response));
  });
  const stream = openSubscription(streams);
  expect(await stream.next()).toEqual(first);
  await expect(stream.next()).rejects.toSatisfy((error) => error instanceof RetryableFailure);
  expect((await stream.next()).done).toBe(true);
});

test.each([
  [503, 'text/html', 'HTTP_ERROR', 'gone'],
  [429, 'text/plain', 'HTTP_ERROR', 'gone'],
  [404, 'text/html', 'HTTP_ERROR', 'final'],
  [200, 'text/html', 'MALFORMED_RESPONSE', 'final'],
])('an answer of %i %s instead of a stream is a failure', async (status, contentType, kind, outlook) => {
  const { streams } = await serve((response) => {
    response.writeHead(status, { 'content-type': contentType }).end('<html>');
  });
  expect(await failureOf(streams)).toEqual([kind, outlook]);
});

test('GraphQL errors under a status of failure are the answer of the subgraph', async () => {
  const { streams } = await serve((response) => {
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"errors":[{"message":"No."}]}');
  });
  const stream = openSubscription(streams);
  expect(await stream.next()).toEqual({ done: false, value: { errors: [{ message: 'No.' }] } });
  expect((await stream.next()).done).toBe(true);
});

test.each([
  ['is no GraphQL response', 'event: next\ndata: {"data":7}\n\n'],
  ['is no JSON', 'event: next\ndata: <html>\n\n'],
  ['is larger than an event may be', `event: next\ndata: "${'x'.repeat(17 * 1024 * 1024)}`],
])('an event that %s ends the stream, and its connection', async (_, text) => {
  const { streams, closed } = await serve((response) => openEvents(response).write(text));
  expect(await failureOf(streams)).toEqual(['MALFORMED_RESPONSE', 'final']);
  await closed();
});

test('an endless refusal is not read to its end', async () => {
  const { streams, closed } = await serve((response) => {
    response.writeHead(500, { 'content-type': 'text/html' }).write('x'.repeat(2 * 1024 * 1024));
  });
  expect(await failureOf(streams)).toEqual(['MALFORMED_RESPONSE', 'final']);
  await closed();
});

test('events may be cut anywhere, even in a letter, and other lines mean nothing', async () => {
  const bytes = Buffer.from(
    ':\r\n\r\nretry: 5\nevent: hello\ndata: {}\n\nid: 7\r\nevent: next\r\ndata: {"data":\r\ndata: {"a":"ä €"}}\r\n\r\nevent: complete\ndata:\n\n',
  );
  const { streams } = await serve(async (response) => {
    openEvents(response);
    for (const byte of bytes) await new Promise((resolve) => response.write(Buffer.of(byte), resolve));
  });
  const stream = openSubscription(streams);
  expect(await stream.next()).toEqual({ done: false, value: { data: { a: 'ä €' } } });
  expect((await stream.next()).done).toBe(true);
});

test('a follower who reads too slowly loses the stream instead of the memory of the gateway', async () => {
  const { streams, closed } = await serve((response) => openEvents(response).write(firstEvent.repeat(1_003)));
  const stream = openSubscription(streams);
  await stream.next();
  // Nobody reads until the gateway has let go.
  await closed();
  for (let event = 0; event < 1_000; event += 1) await stream.next();
  await expect(stream.next()).rejects.toMatchObject({ kind: 'UNREACHABLE' });
});

test('a stream that is left closes its connection at once', async () => {
  const { streams, closed } = await serve((response) => openEvents(response).write(firstEvent));
  const stream = openSubscription(streams);
  await stream.next();
  await stream.return?.();
  expect(await closed()).toHaveLength(1);
});

test('a stream that is left before it was answered asks no more', async () => {
  const { streams, requests, closed } = await serve(() => {});
  const stream = openSubscription(streams);
  const next = stream.next();
  await vi.waitFor(() => expect(requests).toHaveBeenCalledOnce());
  await stream.return?.();
  expect((await next).done).toBe(true);
  await closed();
});

function openEvents(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
}

/** What the next event of a new stream fails with, and whether another attempt may go better. */
async function failureOf(streams: SubgraphStreams): Promise<readonly string[]> {
  const error: unknown = await openSubscription(streams)
    .next()
    .catch((error: unknown) => error);
  if (!(error instanceof SubgraphFailure)) throw new Error('It did not fail.', { cause: error });
  return [error.kind, error instanceof RetryableFailure ? 'gone' : 'final'];
}

async function serve(answer: (response: ServerResponse) => unknown, timeoutMs = 5_000) {
  const closing: Promise<unknown>[] = [];
  const requests = vi.fn();
  const server = createServer((incoming: IncomingMessage, response) => {
    requests(incoming.headers);
    closing.push(new Promise((resolve) => incoming.socket.once('close', resolve)));
    response.on('error', () => {});
    void answer(response);
  });
  const { url, close } = await listenOn(server);
  const streams = createSseStreams({ name: 'spend', url, timeoutMs });
  cleanups.push(close, () => streams.close());
  return { streams, close, requests, closed: () => Promise.all(closing) };
}
