import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { RetryableFailure } from './retryable-failure.ts';
import { createWebSocketStreams } from './websocket.ts';

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
