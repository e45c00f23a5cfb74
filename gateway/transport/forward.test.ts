// Two gateways that share what processes on one port share, each on a port of its own so that a test says who is asked.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { listenOn } from '../subgraph-client/stream-fixture.ts';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const accept = 'text/event-stream';

test('an event stream reserved at one is connected to, used and ended at the other', async () => {
  const { one, other } = await startTwo();
  const token = await reserve(one);
  expect(token).toMatch(/^w1-/);
  const events = await connect(other, token);
  expect((await begin(other, token, 'a', 'subscription { channel(name: "far") }')).status).toBe(202);
  await vi.waitFor(() => expect(one.world.channels.has('far')).toBe(true));
  one.world.channels.get('far')?.push({ channel: 'from afar' });
  expect(await events.until('from afar')).toContain('{"id":"a","payload":{"data":{"channel":"from afar"}}}');
  const ended = await fetch(`${other.streamUrl}?operationId=a&token=${token}`, { method: 'DELETE' });
  expect(ended.status).toBe(200);
  await vi.waitFor(() => expect(one.world.channels.has('far')).toBe(false));
  events.leave();
});

test('a client that leaves the one it asked is gone for the one that holds its stream', async () => {
  const { one, other } = await startTwo();
  const token = await reserve(one);
  const events = await connect(other, token);
  await begin(one, token, 'a', 'subscription { channel(name: "left") }');
  await vi.waitFor(() => expect(one.world.channels.has('left')).toBe(true));
  events.leave();
  await vi.waitFor(() => expect(one.world.channels.has('left')).toBe(false));
});

test('anonymous clients are told apart by their own address, whoever hands their request over', async () => {
  const { one, other } = await startTwo({ MAX_STREAMS_PER_VIEWER: '1' });
  const token = await reserve(one);
  const events = await connect(other, token);
  await begin(other, token, 'a', 'subscription { channel(name: "first") }');
  await vi.waitFor(() => expect(one.world.channels.has('first')).toBe(true));
  // The same address has all it may have, asked at the one that holds the stream.
  const refused = await fetch(one.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query: 'subscription { channel(name: "second") }' }),
  });
  expect(await refused.text()).toContain('TOO_MANY_REQUESTS');
  events.leave();
});

test('an invented address counts for nothing at the port itself', async () => {
  const { one } = await startTwo({ MAX_STREAMS_PER_VIEWER: '1' });
  const statuses: number[] = [];
  for (const address of ['10.0.0.1', '10.0.0.2']) {
    const headers = { 'x-gateway-client-address': address };
    statuses.push((await fetch(one.streamUrl, { method: 'PUT', headers })).status);
  }
  expect(statuses).toEqual([201, 429]);
});

test('what was held by one that has gone is not found', async () => {
  const { one, other } = await startTwo();
  const token = await reserve(one);
  const events = await connect(other, token);
  await one.close();
  // The stream through the other breaks with it.
  await events.over;
  const response = await fetch(`${other.streamUrl}?token=${token}`, { headers: { accept } });
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
  ]);
});

test('an event of a subscription by callback reaches the one that follows it', async () => {
  const asked: { readonly callbackUrl: string; readonly subscriptionId: string; readonly verifier: string }[] = [];
  const subscribe = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { extensions } = JSON.parse(Buffer.concat(await incoming.toArray()).toString());
    asked.push(extensions.subscription);
    await send(extensions.subscription, 'check');
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":null}');
  };
  const subgraph = await listenOn(createServer((incoming, response) => void subscribe(incoming, response)));
  cleanups.push(subgraph.close);
  const free = await listenOn(createServer());
  await free.close();
  // Whatever comes by callback comes to the other one.
  const environment = {
    CALLBACK_URL: new URL('/callback', free.url).href,
    SUBGRAPH_THINGS_SUBSCRIPTIONS: 'callback',
  };
  const remote = { subgraphs: [], subgraphUrls: { things: subgraph.url.href } };
  const { one } = await startTwo(environment, remote, free.url.port);
  const response = await fetch(one.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query: 'subscription { channel(name: "far") }' }),
  });
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  const [subscription] = asked;
  if (!subscription) throw new Error('Nothing was asked.');
  expect(subscription.subscriptionId).toMatch(/^w1-/);
  expect(await send(subscription, 'next', { payload: { data: { channel: 'called back' } } })).toBe(204);
  expect(await send(subscription, 'complete')).toBe(204);
  expect(await response.text()).toContain('called back');
});

async function send(
  { callbackUrl, subscriptionId: id, verifier }: { callbackUrl: string; subscriptionId: string; verifier: string },
  action: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ kind: 'subscription', action, id, verifier, ...more });
  return (await fetch(callbackUrl, { method: 'POST', headers, body })).status;
}

async function startTwo(
  environment: Readonly<Record<string, string>> = {},
  options: Parameters<typeof startFixture>[1] = {},
  otherPort = '0',
): Promise<{ readonly one: GatewayFixture; readonly other: GatewayFixture }> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-forward-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  const start = async (name: string, port: string): Promise<GatewayFixture> => {
    const gateway = await startFixture(
      { PORT: port, ...environment },
      {
        ...options,
        sharedPort: {
          name,
          socketPathOf: (other) => join(folder, `${other}.sock`),
          renderMetrics: () => Promise.reject(new Error('Nobody asks.')),
          checkReadiness: () => Promise.reject(new Error('Nobody asks.')),
        },
      },
    );
    cleanups.push(() => gateway.close());
    return gateway;
  };
  return { one: await start('w1', '0'), other: await start('w2', otherPort) };
}

async function reserve({ streamUrl }: GatewayFixture): Promise<string> {
  return await (await fetch(streamUrl, { method: 'PUT' })).text();
}

function begin({ streamUrl }: GatewayFixture, token: string, operationId: string, query: string): Promise<Response> {
  return fetch(streamUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-graphql-event-stream-token': token },
    body: JSON.stringify({ query, extensions: { operationId } }),
  });
}

async function connect({ streamUrl }: GatewayFixture, token: string) {
  const controller = new AbortController();
  const response = await fetch(`${streamUrl}?token=${token}`, { headers: { accept }, signal: controller.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  let text = '';
  const read = async (): Promise<void> => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  };
  const over = read().catch(() => {});
  return {
    over,
    leave: () => controller.abort(),
    until: (part: string) =>
      vi.waitFor(() => {
        expect(text).toContain(part);
        return text;
      }),
  };
}
