import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { RetryableFailure } from './retryable-failure.ts';
import { createWebSocketStreams } from './websocket.ts';
import { maxStreamsPerConnection } from './websocket-connection.ts';

const servers: WebSocketServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('a subgraph that is down is UNREACHABLE', async () => {
  const { url, server } = await serve(() => {});
  await new Promise((resolve) => server.close(resolve));
  await expect(subscribe(url).next()).rejects.toMatchObject({ subgraph: 'spend', kind: 'UNREACHABLE' });
});

test('a subgraph that never acknowledges is UNREACHABLE', async () => {
  const { url } = await serve(() => {});
  await expect(subscribe(url, 50).next()).rejects.toMatchObject({ kind: 'UNREACHABLE' });
});

test.each([1000, 1001, 1011, 4403])(
  'a connection closed with %i fails the stream after its last event',
  async (code) => {
    const connections = vi.fn();
    const { url } = await serve((socket) => {
      connections();
      answerWith(socket, ['{"id":"$","type":"next","payload":{"data":{"a":1}}}'], () => socket.close(code));
    });
    const stream = subscribe(url);
    expect(await stream.next()).toEqual({ done: false, value: { data: { a: 1 } } });
    const failure: unknown = await stream.next().catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'UNREACHABLE' });
    // What was refused would be refused again; what is gone may come back.
    expect(failure instanceof RetryableFailure).toBe(code !== 4403);
    expect((await stream.next()).done).toBe(true);
    // Not silently opened again: events in between would be lost.
    expect(connections).toHaveBeenCalledOnce();
  },
);

test('an event that is no GraphQL response is a MALFORMED_RESPONSE', async () => {
  const { url } = await serve((socket) => answerWith(socket, ['{"id":"$","type":"next","payload":{"data":7}}']));
  await expect(subscribe(url).next()).rejects.toMatchObject({ kind: 'MALFORMED_RESPONSE' });
});

test('text that is no message fails the stream', async () => {
  const { url } = await serve((socket) => answerWith(socket, ['<html>']));
  await expect(subscribe(url).next()).rejects.toMatchObject({ kind: 'UNREACHABLE' });
});

test('sends the token and the request identifier', async () => {
  const init = vi.fn();
  const { url, server } = await serve((socket) => {
    socket.once('message', (data) => init(JSON.parse(String(data))));
  });
  const connected = once(server, 'connection');
  const next = subscribe(url, 100).next();
  const [, { headers }] = await connected;
  expect(headers).toMatchObject({ authorization: 'Bearer token', 'x-request-id': 'request-1' });
  await vi.waitFor(() =>
    expect(init).toHaveBeenCalledWith({ type: 'connection_init', payload: { authorization: 'Bearer token' } }),
  );
  await expect(next).rejects.toMatchObject({ kind: 'UNREACHABLE' });
});

describe('streams of one token', () => {
  test('share a connection, and no other token is on it', async () => {
    const { server, open, said } = await serveStreams();
    const streams = [open('a'), open('a'), open('b'), open(undefined)];
    const waiting = streams.map((stream) => stream.next());
    await expect.poll(() => said('subscribe')).toHaveLength(4);
    expect(server.clients.size).toBe(3);
    expect(new Set(said('connection_init').map(({ token }) => token))).toEqual(new Set(['a', 'b', undefined]));
    expect(said('subscribe').map(({ token, requestId }) => [token, requestId])).toEqual([
      ['a', 'request-0'],
      ['a', 'request-1'],
      ['b', 'request-2'],
      [undefined, 'request-3'],
    ]);
    for (const stream of streams) await stream.return?.();
    expect(await Promise.all(waiting)).toEqual(streams.map(() => ({ done: true, value: undefined })));
  });

  test('are told apart, and end one by one; the last one closes the connection', async () => {
    const { server, open, said, answer } = await serveStreams();
    const [first, second, third] = [open('a'), open('a'), open('a')];
    const waiting = [first.next(), second.next(), third.next()];
    await expect.poll(() => said('subscribe')).toHaveLength(3);
    answer(1, 'next', { data: { of: 'the second' } });
    answer(0, 'next', { data: 7 });
    answer(2, 'complete');
    expect(await waiting[1]).toMatchObject({ value: { data: { of: 'the second' } } });
    await expect(waiting[0]).rejects.toMatchObject({ kind: 'MALFORMED_RESPONSE' });
    expect(await waiting[2]).toMatchObject({ done: true });
    const next = second.next();
    answer(1, 'next', { data: { of: 'the second again' } });
    expect(await next).toMatchObject({ value: { data: { of: 'the second again' } } });
    expect(server.clients.size).toBe(1);
    await second.return?.();
    await expect.poll(() => server.clients.size).toBe(0);
  });

  test('fail together when it is lost; the next one has a new connection', async () => {
    const { server, open, said, answer } = await serveStreams();
    const waiting = [open('a').next(), open('a').next()];
    await expect.poll(() => said('subscribe')).toHaveLength(2);
    for (const client of server.clients) client.terminate();
    for (const next of waiting) await expect(next).rejects.toBeInstanceOf(RetryableFailure);
    const again = open('a').next();
    await expect.poll(() => said('subscribe')).toHaveLength(3);
    expect(said('connection_init')).toHaveLength(2);
    answer(2, 'next', { data: { a: 1 } });
    expect(await again).toMatchObject({ value: { data: { a: 1 } } });
  });

  test('have a new connection when the one there is closes after its last stream', async () => {
    const { open, said, answer } = await serveStreams();
    const first = open('a');
    begin(first);
    await expect.poll(() => said('subscribe')).toHaveLength(1);
    const left = first.return?.();
    const second = open('a').next();
    await left;
    await expect.poll(() => said('subscribe')).toHaveLength(2);
    answer(1, 'next', { data: { a: 1 } });
    expect(await second).toMatchObject({ value: { data: { a: 1 } } });
  });

  test('are on another connection when one carries as many as it may, until one has left it', async () => {
    const { server, open, said } = await serveStreams();
    const [first, ...others] = Array.from({ length: maxStreamsPerConnection + 1 }, () => open('a'));
    for (const stream of [first, ...others]) begin(stream);
    await expect.poll(() => said('subscribe')).toHaveLength(maxStreamsPerConnection + 1);
    expect(server.clients.size).toBe(2);
    await first?.return?.();
    begin(open('a'));
    await expect.poll(() => said('subscribe')).toHaveLength(maxStreamsPerConnection + 2);
    const [connection] = said('connection_init');
    expect(said('subscribe').filter(({ socket }) => socket === connection?.socket)).toHaveLength(
      maxStreamsPerConnection + 1,
    );
  });
});

/** Acknowledges the connection and answers the subscription with messages in which $ stands for its identifier. */
function answerWith(socket: WebSocket, messages: readonly string[], then: () => void = () => {}): void {
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.type === 'connection_init') socket.send('{"type":"connection_ack"}');
    if (message.type !== 'subscribe') return;
    for (const text of messages) socket.send(text.replace('$', message.id));
    then();
  });
}

/** Opens what nobody reads. */
function begin(stream: AsyncIterator<unknown> | undefined): void {
  stream?.next().catch(() => {});
}

interface Said {
  readonly socket: WebSocket;
  readonly type: string;
  /** Of its connection. */
  readonly token: string | undefined;
  readonly id: string;
  readonly requestId: string | undefined;
}

const saidSchema = z.object({
  type: z.string(),
  id: z.string().default(''),
  payload: z
    .object({
      authorization: z.string().optional(),
      extensions: z.object({ requestId: z.string() }).optional(),
    })
    .optional(),
});

/** Serves streams on which only what a test says happens, and hears what the gateway says. */
async function serveStreams() {
  const heard: Said[] = [];
  const tokens = new Map<WebSocket, string | undefined>();
  const { url, server } = await serve((socket) => {
    socket.on('message', (data) => {
      const { type, id, payload } = saidSchema.parse(JSON.parse(String(data)));
      if (type === 'connection_init') tokens.set(socket, payload?.authorization);
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      heard.push({ socket, type, token: tokens.get(socket), id, requestId: payload?.extensions?.requestId });
    });
  });
  const streams = createWebSocketStreams({ name: 'spend', url, timeoutMs: 2_000 });
  const said = (type: string): readonly Said[] => heard.filter((each) => each.type === type);
  let opened = 0;
  return {
    server,
    said,
    open(authorization: string | undefined) {
      const signal = new AbortController().signal;
      const context = { viewer: undefined, authorization, requestId: `request-${opened}`, signal };
      opened += 1;
      const request = { document: 'subscription { a }', kind: 'subscription', variables: {}, context } as const;
      return streams.subscribe(request)[Symbol.asyncIterator]();
    },
    /** Says something on the stream that was asked for at this place. */
    answer(place: number, type: string, payload?: unknown) {
      const asked = said('subscribe')[place];
      asked?.socket.send(JSON.stringify({ id: asked.id, type, payload }));
    },
  };
}

function subscribe(url: URL, timeoutMs = 2_000) {
  const context = {
    viewer: undefined,
    authorization: 'Bearer token',
    requestId: 'request-1',
    signal: new AbortController().signal,
  };
  const request = { document: 'subscription { a }', kind: 'subscription', variables: {}, context } as const;
  return createWebSocketStreams({ name: 'spend', url, timeoutMs }).subscribe(request)[Symbol.asyncIterator]();
}

async function serve(onConnection: (socket: WebSocket) => void) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  servers.push(server);
  server.on('connection', onConnection);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  return { server, url: new URL(`ws://127.0.0.1:${address.port}/graphql`) };
}
