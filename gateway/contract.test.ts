// A contract is served in every way the whole graph is.
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { readConfig } from './config.ts';
import { type GatewayFixture, startFixture } from './transport/gateway-fixture.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const { supergraphSdl = '' } = composeServices([
  {
    name: 'things',
    url: 'http://things.invalid/',
    typeDefs: parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])
      type Query { hello: String! @tag(name: "mobile")  slow: String @tag(name: "mobile")  whoAmI: String }
      type Subscription {
        channel(name: String!): String @tag(name: "mobile")
        countTo(last: Int!): Int!
      }
    `),
  },
]);
const mobile = '/graphql/mobile';
const channelOne = 'subscription { channel(name: "one") }';
const notInView = [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }];

test('a contract answers what its tag marks, with its own introspection, and knows nothing else', async () => {
  const gateway = await start();
  expect(await post(gateway, mobile, '{ hello }')).toEqual({ data: { hello: 'Hello, world!' } });
  expect(await post(gateway, mobile, '{ whoAmI }')).toMatchObject({ errors: notInView });
  expect(await post(gateway, mobile, '{ __type(name: "Query") { fields { name } } }')).toEqual({
    data: { __type: { fields: [{ name: 'hello' }, { name: 'slow' }] } },
  });
  expect(await post(gateway, '/graphql', '{ whoAmI }')).toEqual({ data: { whoAmI: null } });
});

test('a contract answers in parts, of what its tag marks', async () => {
  const gateway = await start();
  const accept = 'multipart/mixed;deferSpec=20220824';
  const response = await send(gateway, mobile, '{ hello ... @defer { __typename slow } }', { accept });
  await vi.waitFor(() => expect(gateway.world.slowCalls).toBe(1));
  gateway.world.releaseSlow();
  expect(await response.text()).toContain('"incremental":[{"data":{"__typename":"Query","slow":"at last"},"path":[]}]');
  expect(await post(gateway, mobile, '{ hello ... @defer { whoAmI } }')).toMatchObject({ errors: notInView });
});

test('a contract that the supergraph does not have is not found', async () => {
  const gateway = await start({ CONTRACTS: 'partners' });
  const notFound = { errors: [{ extensions: { code: 'NOT_FOUND' } }] };
  expect(await post(gateway, '/graphql/partners', '{ hello }')).toMatchObject(notFound);
  expect(await post(gateway, mobile, '{ hello }')).toMatchObject(notFound);
});

test('a tag that would hide another address is refused', () => {
  for (const CONTRACTS of ['stream', 'mobile,a/b', '..', 'a b'])
    expect(() => readConfig({ CONTRACTS })).toThrow(/CONTRACTS/);
});

describe('live', () => {
  test('over WebSocket', async () => {
    const gateway = await start();
    const client = webSocket(gateway, '/mobile');
    const first = client.iterate({ query: channelOne }).next();
    await channelOpens(gateway, 'one');
    gateway.world.channels.get('one')?.push({ channel: 'over WebSocket' });
    expect(await first).toMatchObject({ value: { data: { channel: 'over WebSocket' } } });
    await expect(client.iterate({ query: 'subscription { countTo(last: 1) }' }).next()).rejects.toMatchObject(
      notInView,
    );
    const unknown = webSocket(gateway, '/partners');
    await expect(unknown.iterate({ query: '{ hello }' }).next()).rejects.toThrow(/404/);
  });

  test.each([true, false])('over server-sent events, on a single connection: %s', async (singleConnection) => {
    const gateway = await start();
    const client = createSseClient({ url: `${gateway.url}/mobile/stream`, singleConnection, retryAttempts: 0 });
    cleanups.push(async () => client.dispose());
    const events = client.iterate({ query: channelOne });
    const first = events.next();
    await channelOpens(gateway, 'one');
    gateway.world.channels.get('one')?.push({ channel: 'over SSE' });
    expect(await first).toMatchObject({ value: { data: { channel: 'over SSE' } } });
    await events.return?.();
  });

  test.each(['multipart/mixed;subscriptionSpec="1.0"', 'text/event-stream'])('by %s', async (accept) => {
    const gateway = await start();
    const controller = new AbortController();
    const response = await send(gateway, mobile, channelOne, { accept, signal: controller.signal });
    await channelOpens(gateway, 'one');
    gateway.world.channels.get('one')?.push({ channel: 'streamed' });
    gateway.world.channels.get('one')?.end();
    expect(await response.text()).toContain('{"data":{"channel":"streamed"}}');
  });

  test('a token of an event stream is good for the view it was reserved at', async () => {
    const gateway = await start();
    const token = await (await fetch(`${gateway.url}/mobile/stream`, { method: 'PUT' })).text();
    const elsewhere = await fetch(`${gateway.streamUrl}?token=${token}`, { headers: { accept: 'text/event-stream' } });
    expect(elsewhere.status).toBe(404);
  });

  test('a viewer has so many streams, whichever views they are of', async () => {
    const gateway = await start({ MAX_STREAMS_PER_VIEWER: '1' });
    const events = webSocket(gateway, '').iterate({ query: channelOne });
    const first = events.next();
    await channelOpens(gateway, 'one');
    const second = webSocket(gateway, '/mobile').iterate({ query: 'subscription { channel(name: "two") }' });
    await expect(second.next()).rejects.toMatchObject([{ extensions: { code: 'TOO_MANY_REQUESTS' } }]);
    const reserve = async (url: string) => (await fetch(url, { method: 'PUT' })).status;
    expect(await reserve(gateway.streamUrl)).toBe(201);
    expect(await reserve(`${gateway.url}/mobile/stream`)).toBe(429);
    await events.return?.();
    await first;
  });

  test('ends as that of the whole graph does when the gateway stops', async () => {
    const gateway = await start();
    const next = webSocket(gateway, '/mobile').iterate({ query: channelOne }).next();
    await channelOpens(gateway, 'one');
    const ending = gateway.close();
    // 1001 tells clients to go on elsewhere.
    await expect(next).rejects.toMatchObject({ code: 1001 });
    await ending;
    expect(gateway.world.channels.has('one')).toBe(false);
  });
});

test('a gateway that stops lets an operation of a contract finish', async () => {
  const gateway = await start();
  const slow = post(gateway, mobile, '{ slow }');
  await vi.waitFor(() => expect(gateway.world.slowCalls).toBe(1));
  const closing = gateway.close();
  gateway.world.releaseSlow();
  expect(await slow).toEqual({ data: { slow: 'at last' } });
  await closing;
});

async function start(environment: Record<string, string> = {}): Promise<GatewayFixture> {
  const gateway = await startFixture(environment, { supergraphSdl });
  cleanups.push(() => gateway.close());
  return gateway;
}

function webSocket(gateway: GatewayFixture, view: string) {
  const client = createWebSocketClient({
    url: gateway.webSocketUrl + view,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  cleanups.push(async () => client.dispose());
  return client;
}

async function channelOpens({ world }: GatewayFixture, name: string): Promise<void> {
  await vi.waitFor(() => expect(world.channels.has(name)).toBe(true));
}

async function post(gateway: GatewayFixture, path: string, query: string): Promise<unknown> {
  const response = await send(gateway, path, query);
  return await response.json();
}

function send(
  { origin }: GatewayFixture,
  path: string,
  query: string,
  { accept = 'application/json', signal }: { readonly accept?: string; readonly signal?: AbortSignal } = {},
): Promise<Response> {
  const headers = { 'content-type': 'application/json', connection: 'close', accept };
  const body = JSON.stringify({ query });
  return fetch(origin + path, { method: 'POST', headers, body, ...(signal && { signal }) });
}
