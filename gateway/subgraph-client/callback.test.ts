// Against Apollo Server with its own plugin for the protocol, as a subgraph of somebody else may have it.
import { createServer } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginSubscriptionCallback } from '@apollo/server/plugin/subscriptionCallback';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createThings, type GatewayFixture, startFixture } from '../transport/gateway-fixture.ts';
import { listenOn } from './stream-fixture.ts';

const { things, world } = createThings();
const subgraph = new ApolloServer({
  schema: things.schema,
  plugins: [
    ApolloServerPluginInlineTraceDisabled(),
    ApolloServerPluginSubscriptionCallback({ retry: { retries: 2, minTimeout: 10, maxTimeout: 10 } }),
  ],
});
let subgraphUrl = '';
const cleanups: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  ({ url: subgraphUrl } = await startStandaloneServer(subgraph, { listen: { port: 0, host: '127.0.0.1' } }));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
afterAll(() => subgraph.stop());

test('follows a subscription to its end, in its order', async () => {
  const events = follow(await start(), 'subscription { countTo(last: 5) }');
  const seen: unknown[] = [];
  for await (const { data } of events) seen.push(data);
  expect(seen).toEqual([1, 2, 3, 4, 5].map((countTo) => ({ countTo })));
});

test('a subgraph learns by its next heartbeat that nobody follows any more', async () => {
  const events = follow(await start(), 'subscription { channel(name: "left") }');
  const first = events.next();
  await vi.waitFor(() => expect(world.channels.has('left')).toBe(true));
  world.channels.get('left')?.push({ channel: 'here' });
  expect(await first).toMatchObject({ value: { data: { channel: 'here' } } });
  await events.return?.();
  await vi.waitFor(() => expect(world.channels.has('left')).toBe(false));
});

test('events still come while the gateway drains, and the stream ends with it', async () => {
  const gateway = await start();
  const events = follow(gateway, 'subscription { channel(name: "drained") }');
  const first = events.next();
  await vi.waitFor(() => expect(world.channels.has('drained')).toBe(true));
  const slow = fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: '{"query":"{ slow }"}',
  });
  await vi.waitFor(() => expect(world.slowCalls).toBe(1));
  const closing = gateway.close();
  world.channels.get('drained')?.push({ channel: 'late' });
  expect(await first).toMatchObject({ value: { data: { channel: 'late' } } });
  const next = events.next();
  world.releaseSlow();
  expect(await (await slow).json()).toEqual({ data: { slow: 'at last' } });
  await expect(next).rejects.toMatchObject({ code: 1001 });
  await closing;
});

test('its address is no way for clients', async () => {
  const { origin } = await start();
  const send = async (path: string, init: RequestInit = {}) => (await fetch(origin + path, init)).status;
  const headers = { 'content-type': 'application/json' };
  const body = '{"query":"{ hello }"}';
  expect(await send('/callback/unknown', { method: 'POST', headers, body })).toBe(404);
  expect(await send('/callback/unknown')).toBe(405);
  expect(await send('/callback', { method: 'POST', headers, body })).toBe(404);
});

test('there is no such address where no subgraph sends to it', async () => {
  const gateway = await startFixture();
  cleanups.push(() => gateway.close());
  const response = await fetch(`${gateway.origin}/callback/unknown`);
  expect(response.status).toBe(404);
});

/** A gateway that this server reaches by its port. */
async function start(): Promise<GatewayFixture> {
  const free = await listenOn(createServer());
  await free.close();
  const environment = {
    PORT: free.url.port,
    CALLBACK_URL: new URL('/callback', free.url).href,
    CALLBACK_HEARTBEAT_MS: '200',
    SUBGRAPH_THINGS_SUBSCRIPTIONS: 'callback',
  };
  const gateway = await startFixture(environment, { subgraphs: [], subgraphUrls: { things: subgraphUrl } });
  cleanups.push(() => gateway.close());
  return gateway;
}

function follow({ webSocketUrl }: GatewayFixture, query: string) {
  const client = createClient({ url: webSocketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
  cleanups.push(async () => client.dispose());
  return client.iterate({ query });
}
