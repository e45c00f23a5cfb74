// The wire protocol, message by message: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { noRevocations } from '../auth/follow-revocations.ts';
import { readConfig } from '../config.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createAdmission } from './admission.ts';
import { holdClock } from '../../test/support/held-clock.ts';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';
import { createOperations } from './operations.ts';
import { serveSocket } from './websocket-protocol.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture({
    MAX_OPERATIONS_PER_SOCKET: '2',
    MAX_BODY_BYTES: '100000',
    MAX_STREAM_BACKLOG: '3',
  });
});
afterAll(() => gateway.close());

test('carries queries, mutations and subscriptions', async () => {
  const client = await connected();
  client.send({ id: '1', type: 'subscribe', payload: { query: '{ hello }' } });
  expect(await client.next()).toEqual({ id: '1', type: 'next', payload: { data: { hello: 'Hello, world!' } } });
  expect(await client.next()).toEqual({ id: '1', type: 'complete' });
  const { total } = gateway.world;
  client.send({ id: '1', type: 'subscribe', payload: { query: 'mutation { add(by: 1) }' } });
  expect(await client.next()).toEqual({ id: '1', type: 'next', payload: { data: { add: total + 1 } } });
  expect(await client.next()).toEqual({ id: '1', type: 'complete' });
  client.send({ id: '2', type: 'subscribe', payload: { query: 'subscription { countTo(last: 2) }' } });
  expect(await client.next()).toEqual({ id: '2', type: 'next', payload: { data: { countTo: 1 } } });
  expect(await client.next()).toEqual({ id: '2', type: 'next', payload: { data: { countTo: 2 } } });
  expect(await client.next()).toEqual({ id: '2', type: 'complete' });
  client.socket.close();
});

test('serves the client library everybody uses', async () => {
  const client = createClient({ url: gateway.webSocketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
  const results: unknown[] = [];
  for await (const { data } of client.iterate({ query: 'subscription { countTo(last: 3) }' })) results.push(data);
  expect(results).toEqual([{ countTo: 1 }, { countTo: 2 }, { countTo: 3 }]);
  await client.dispose();
});

test('a request error is an error message, and the connection goes on', async () => {
  const client = await connected();
  client.send({ id: '1', type: 'subscribe', payload: { query: '{ nothing }' } });
  expect(await client.next()).toMatchObject({
    id: '1',
    type: 'error',
    payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  });
  client.send({ id: '1', type: 'subscribe', payload: { query: '{ hello }' } });
  expect(await client.next()).toMatchObject({ type: 'next' });
  client.socket.close();
});

test('a client that completes a subscription releases it, and hears no more of it', async () => {
  const client = await connected();
  client.send(subscribeTo('1', 'quiet'));
  await vi.waitFor(() => expect(gateway.world.channels.has('quiet')).toBe(true));
  client.send({ id: '1', type: 'complete' });
  await vi.waitFor(() => expect(gateway.world.channels.has('quiet')).toBe(false));
  client.send({ type: 'ping' });
  expect(await client.next()).toEqual({ type: 'pong' });
  client.socket.close();
});

test('a client that vanishes releases what it had subscribed to', async () => {
  const client = await connected();
  client.send(subscribeTo('1', 'vanished'));
  await vi.waitFor(() => expect(gateway.world.channels.has('vanished')).toBe(true));
  client.socket.terminate();
  await vi.waitFor(() => expect(gateway.world.channels.has('vanished')).toBe(false));
});

test('answers a ping with its payload', async () => {
  const client = await connected();
  client.send({ type: 'ping', payload: { at: 1 } });
  expect(await client.next()).toEqual({ type: 'pong', payload: { at: 1 } });
  client.socket.close();
});

test('knows the viewer by the first message or by the header of the upgrade', async () => {
  const authorization = `Bearer ${await gateway.token({ subject: 'ben' })}`;
  const byMessage = await connected({ payload: { authorization } });
  const byHeader = await connected({}, { headers: { authorization } });
  for (const client of [byMessage, byHeader]) {
    client.send({ id: '1', type: 'subscribe', payload: { query: '{ whoAmI }' } });
    expect(await client.next()).toMatchObject({ payload: { data: { whoAmI: 'ben' } } });
    client.socket.close();
  }
});

test.each([
  ['expired', async () => `Bearer ${await gateway.token({ expiresIn: Math.floor(Date.now() / 1_000) - 60 })}`],
  ['no token at all', async () => 'nonsense'],
  ['no text', async () => 7],
])('closes with 4403 when the token is %s', async (_, authorization) => {
  const client = await open();
  client.send({ type: 'connection_init', payload: { authorization: await authorization() } });
  expect(await client.closed).toBe(4403);
});

test('a stream ends with a code when its token expires; what is asked after that closes the connection', async () => {
  const clock = holdClock();
  const authorization = `Bearer ${await gateway.token({ expiresIn: '1 hour' })}`;
  const client = await connected({ payload: { authorization } });
  client.send({ id: '1', type: 'subscribe', payload: { query: 'subscription { secrets }' } });
  await vi.waitFor(() => expect(gateway.world.channels.has('secrets')).toBe(true));
  await clock.passMinutes(60);
  expect(await client.next()).toMatchObject({
    id: '1',
    type: 'error',
    payload: [{ extensions: { code: 'TOKEN_EXPIRED' } }],
  });
  client.send({ id: '2', type: 'subscribe', payload: { query: '{ hello }' } });
  expect(await client.closed).toBe(4403);
});

test('a ping with a newer token renews what runs; a stream without cursors begins anew and says so', async () => {
  const clock = holdClock();
  const client = await connected({
    payload: { authorization: `Bearer ${await gateway.token({ expiresIn: '1 hour' })}` },
  });
  client.send({ id: '1', type: 'subscribe', payload: { query: 'subscription { secrets }' } });
  await vi.waitFor(() => expect(gateway.world.channels.has('secrets')).toBe(true));
  const before = gateway.world.channels.get('secrets');
  client.send({ type: 'ping', payload: { authorization: `Bearer ${await gateway.token({ expiresIn: '2 hours' })}` } });
  expect(await client.next()).toMatchObject({ type: 'pong', payload: { renewed: { lostScopes: [] } } });
  await vi.waitFor(() => expect(gateway.world.channels.get('secrets')).not.toBe(before));
  await clock.passMinutes(60);
  for (const secrets of ['one', 'two']) gateway.world.channels.get('secrets')?.push({ secrets });
  const gap = { extensions: { gap: { reopened: true } } };
  expect(await client.next()).toMatchObject({ type: 'next', payload: { data: { secrets: 'one' }, ...gap } });
  expect((await client.next())['payload']).toEqual({ data: { secrets: 'two' } });
  client.socket.close();
});

test('a token comes too early before the connection is initialised, and is told so', async () => {
  const client = await open();
  client.send({ type: 'ping', payload: { authorization: `Bearer ${await gateway.token()}` } });
  expect(await client.next()).toMatchObject({ type: 'pong', payload: { refused: { code: 'UNAUTHENTICATED' } } });
  client.socket.close();
});

test('nobody is logged in later: a connection without a token stays without one', async () => {
  const client = await connected();
  client.send({ type: 'ping', payload: { authorization: `Bearer ${await gateway.token()}` } });
  expect(await client.next()).toMatchObject({ type: 'pong', payload: { refused: { code: 'FORBIDDEN' } } });
  client.socket.close();
});

test.each([
  ['text that is not JSON', 'hello?'],
  ['JSON that is no message', '[]'],
  ['a message of no known type', '{"type":"teapot"}'],
  ['a subscribe without an id', '{"type":"subscribe","payload":{"query":"{ hello }"}}'],
  ['a message only servers send', '{"type":"next","id":"1","payload":{}}'],
  ['a message in binary', Buffer.from('{"type":"ping"}')],
])('%s closes the connection with 4400, and nobody else’s', async (_, nonsense) => {
  const bystander = await connected();
  const client = await connected();
  client.socket.send(nonsense);
  expect(await client.closed).toBe(4400);
  bystander.send({ type: 'ping' });
  expect(await bystander.next()).toEqual({ type: 'pong' });
  bystander.socket.close();
});

test('each breach of the order of messages has its code', async () => {
  const early = await open();
  early.send({ id: '1', type: 'subscribe', payload: { query: '{ hello }' } });
  expect(await early.closed).toBe(4401);
  const twice = await connected();
  twice.send({ type: 'connection_init' });
  expect(await twice.closed).toBe(4429);
  const same = await connected();
  same.send(subscribeTo('1', 'same'));
  same.send(subscribeTo('1', 'same'));
  expect(await same.closed).toBe(4409);
  const long = await connected();
  for (const _ of [1, 2]) long.send(subscribeTo('long '.repeat(1_000), 'long'));
  expect(await long.closed).toBe(4409);
  const stranger = await open({}, []);
  expect(await stranger.closed).toBe(4406);
});

test('whoever does not begin in time is cut off', async () => {
  const hasty = await startFixture({ CONNECTION_INIT_TIMEOUT_MS: '1' });
  const silent = await open({}, ['graphql-transport-ws'], hasty.webSocketUrl);
  expect(await silent.closed).toBe(4408);
  await hasty.close();
});

test.each([
  ['text that is not UTF-8', Buffer.from([0xc3, 0x28]), { binary: false }, 1007],
  ['a frame that is not masked', 'hello', { mask: false }, 1002],
])('%s closes the connection with the code of WebSockets', async (_, data, options, code) => {
  const client = await connected();
  client.socket.send(data, options);
  expect(await client.closed).toBe(code);
});

test('closes with 1013 when tokens cannot be checked at the moment', async () => {
  const jwks = new URL('http://127.0.0.1:1/jwks');
  const blind = await startFixture({}, { tokenVerification: { issuer: 'fixture', audience: 'marketing-graph', jwks } });
  const client = await open({}, ['graphql-transport-ws'], blind.webSocketUrl);
  client.send({ type: 'connection_init', payload: { authorization: `Bearer ${await gateway.token()}` } });
  expect(await client.closed).toBe(1013);
  await blind.close();
});

test('closes with 4500 when the gateway itself is at fault, and says nothing of it', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const logger = pino({ level: 'silent' });
  const broken = () => Promise.reject(new Error('the password of db-7.internal is wrong'));
  const metrics = createMetrics();
  const unreachable = () => Promise.reject(new Error('Nothing was begun.'));
  const none = {
    operationKind: () => undefined,
    isStreamed: () => false,
    cachePolicy: () => undefined,
    withText: (request: object) => request,
  };
  const nobody = { ...none, execute: unreachable, executeInParts: unreachable, subscribe: unreachable };
  const config = readConfig({});
  const admission = createAdmission(config);
  const revocations = noRevocations;
  const operations = createOperations({ gateway: nobody, admission, revocations, config, metrics, logger });
  server.on('connection', (socket, incoming) =>
    serveSocket(socket, incoming, { operations, authenticate: broken, config, logger }),
  );
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  const client = await open({}, ['graphql-transport-ws'], `ws://127.0.0.1:${address.port}`);
  const reason = once(client.socket, 'close');
  client.send({ type: 'connection_init' });
  expect(await reason).toEqual([4500, Buffer.from('Internal server error')]);
  metrics.close();
  server.close();
});

test('a message over the limit closes the connection with 1009', async () => {
  const client = await connected();
  client.socket.send('x'.repeat(200_000));
  expect(await client.closed).toBe(1009);
});

test('a connection has so many operations at once', async () => {
  const client = await connected();
  for (const id of ['a', 'b', 'c']) client.send(subscribeTo(id, `limit-${id}`));
  expect(await client.next()).toMatchObject({
    id: 'c',
    type: 'error',
    payload: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }],
  });
  client.socket.close();
});

test('a client that does not read is cut off with a code, and nothing before that is missing', async () => {
  const client = await connected();
  client.send(subscribeTo('1', 'flood'));
  await vi.waitFor(() => expect(gateway.world.channels.has('flood')).toBe(true));
  client.socket.pause();
  const padding = 'x'.repeat(200_000);
  for (let number = 0; gateway.world.channels.has('flood'); number += 1) {
    gateway.world.channels.get('flood')?.push({ channel: `${number} ${padding}` });
    await new Promise((resolve) => setImmediate(resolve));
  }
  client.socket.resume();
  let number = 0;
  for (; ; number += 1) {
    const message = await client.next();
    if (message['type'] === 'error') {
      expect(message).toMatchObject({ payload: [{ extensions: { code: 'SLOW_CONSUMER' } }] });
      break;
    }
    expect(message).toMatchObject({ payload: { data: { channel: `${number} ${padding}` } } });
  }
  expect(number).toBeGreaterThan(3);
  client.socket.close();
});

test('refuses other paths, and pages of other origins', async () => {
  const refusal = async (url: string, origin?: string) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', origin === undefined ? {} : { origin });
    const [error] = await once(socket, 'error');
    return String(error);
  };
  expect(await refusal(gateway.webSocketUrl.replace('/graphql', '/elsewhere'))).toMatch(/404/);
  expect(await refusal(gateway.webSocketUrl, 'https://evil.example')).toMatch(/403/);
  const sameOrigin = await open({ origin: gateway.origin });
  sameOrigin.socket.close();
});

type Message = Record<string, unknown>;

function subscribeTo(id: string, name: string): Message {
  const query = 'subscription($name: String!) { channel(name: $name) }';
  return { id, type: 'subscribe', payload: { query, variables: { name } } };
}

async function connected(init: Message = {}, options: object = {}) {
  const client = await open(options);
  client.send({ type: 'connection_init', ...init });
  expect(await client.next()).toEqual({ type: 'connection_ack' });
  return client;
}

async function open(options: object = {}, protocols = ['graphql-transport-ws'], url = gateway.webSocketUrl) {
  const socket = new WebSocket(url, protocols, options);
  const received: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  socket.on('message', (data) => {
    const message: Message = JSON.parse(String(data));
    const first = waiting.shift();
    if (first) first(message);
    else received.push(message);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await once(socket, 'open');
  return {
    socket,
    closed,
    send: (message: Message) => socket.send(JSON.stringify(message)),
    next(): Promise<Message> {
      const message = received.shift();
      return message ? Promise.resolve(message) : new Promise((resolve) => void waiting.push(resolve));
    },
  };
}
