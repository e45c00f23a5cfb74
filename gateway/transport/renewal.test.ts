// Tokens are renewed with the clients that people use: the stream outlives its first token and misses nothing.
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWebSocketClient, type ExecutionResult } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { holdClock } from '../../test/support/held-clock.ts';
import { type LiveFixture, startLive } from '../live/live-fixture.ts';

let live: LiveFixture;
const cleanups: (() => unknown)[] = [];
beforeAll(async () => {
  live = await startLive({ DRAIN_SPREAD_MS: '0' });
});
afterAll(() => live.close());
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await vi.waitFor(() => expect(live.world.readers.size).toBe(0));
});

const query = 'subscription { every { value secret } }';
const tokenHeader = 'x-graphql-event-stream-token';

/** A client that follows the stream by a token, and knows how to renew that. */
interface Follower {
  /** The values that came, and how each secret was told. */
  readonly seen: (readonly [value: number | undefined, secret: unknown])[];
  renew(authorization: string): Promise<unknown>;
}

function noteInto(seen: Follower['seen']) {
  return (data: unknown): void => {
    // The data of the query above, and no other is asked.
    const { every } = (data ?? {}) as { every?: { value: number; secret: string | null } };
    seen.push([every?.value, every?.secret]);
  };
}

function byGraphqlWs(authorization: string): Follower {
  let socket: WebSocket | undefined;
  const pongs: ((payload: unknown) => void)[] = [];
  const client = createWebSocketClient({
    url: live.webSocketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    on: {
      opened: (opened) => (socket = opened instanceof WebSocket ? opened : undefined),
      pong: (_received, payload) => pongs.shift()?.(payload),
    },
  });
  cleanups.push(() => client.dispose());
  const seen: Follower['seen'] = [];
  const note = noteInto(seen);
  client.subscribe({ query }, { next: ({ data }) => note(data), error: () => {}, complete: () => {} });
  return {
    seen,
    renew(newer) {
      socket?.send(JSON.stringify({ type: 'ping', payload: { authorization: newer } }));
      return new Promise((resolve) => void pongs.push(resolve));
    },
  };
}

/** What an application has to know of a stream over HTTP is in a header of its head, or was reserved. */
function renewing(knowToken: (response: Response) => Promise<string | null>) {
  let streamToken: string | null = null;
  const fetchFn = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const response = await fetch(input, init);
    streamToken ??= await knowToken(response);
    return response;
  };
  const renew = (authorization: string): Promise<unknown> => renewAt(live, streamToken ?? '', authorization);
  return { fetchFn, renew };
}

async function renewAt({ url }: Pick<LiveFixture, 'url'>, streamToken: string, authorization?: string) {
  const headers = { [tokenHeader]: streamToken, ...(authorization !== undefined && { authorization }) };
  const response = await fetch(`${url}/stream/renew`, { method: 'POST', headers });
  return { status: response.status, ...Object(await response.json()) };
}

function byGraphqlSse(singleConnection: boolean, authorization: string): Follower {
  const { fetchFn, renew } = renewing(async (response) =>
    singleConnection ? await response.clone().text() : response.headers.get(tokenHeader),
  );
  const url = `${live.url}/stream`;
  const client = createSseClient({ url, singleConnection, fetchFn, headers: { authorization } });
  cleanups.push(() => client.dispose());
  const seen: Follower['seen'] = [];
  const note = noteInto(seen);
  client.subscribe({ query }, { next: ({ data }: ExecutionResult) => note(data), error: () => {}, complete: () => {} });
  return { seen, renew };
}

function byApolloMultipart(authorization: string): Follower {
  const { fetchFn, renew } = renewing(async (response) => response.headers.get(tokenHeader));
  const link = new HttpLink({ uri: live.url, fetch: fetchFn, headers: { authorization } });
  const client = new ApolloClient({ cache: new InMemoryCache(), link });
  const seen: Follower['seen'] = [];
  const note = noteInto(seen);
  const subscription = client
    .subscribe({ query: gql(query), fetchPolicy: 'no-cache', errorPolicy: 'all' })
    .subscribe(({ data }) => note(data));
  cleanups.push(
    () => client.stop(),
    () => subscription.unsubscribe(),
  );
  return { seen, renew };
}

const followers: Readonly<Record<string, (authorization: string) => Follower>> = {
  'graphql-ws': byGraphqlWs,
  'graphql-sse over distinct connections': (authorization) => byGraphqlSse(false, authorization),
  'graphql-sse over a single connection': (authorization) => byGraphqlSse(true, authorization),
  '@apollo/client over multipart': byApolloMultipart,
};

test.each(Object.entries(followers))('%s goes on when its first token expires', async (_, followBy) => {
  const clock = holdClock();
  // Clients give up a response of which nothing comes for five minutes.
  const expiresAt = Math.floor(Date.now() / 1_000) + 240;
  const follower = followBy(await live.token({ scope: 'secrets', expiresAt }));
  const settled = await settle(follower);
  const answer = await follower.renew(await live.token({ scope: 'secrets', expiresAt: expiresAt + 3_600 }));
  expect(answer).toMatchObject({ renewed: { lostScopes: [], withheldScopes: [] } });
  live.world.append();
  await clock.passMinutes(4);
  live.world.append();
  await vi.waitFor(() => expect(follower.seen.at(-1)?.[0]).toBe(settled + 2));
  expect(follower.seen.slice(-3)).toEqual([0, 1, 2].map((later) => [settled + later, `secret ${settled + later}`]));
});

test.each(Object.entries(followers))('%s sees null for what a newer token does not allow', async (_, followBy) => {
  const follower = followBy(await live.token({ scope: 'secrets' }));
  const settled = await settle(follower);
  expect(await follower.renew(await live.token())).toMatchObject({ renewed: { lostScopes: ['secrets'] } });
  live.world.append();
  await vi.waitFor(() => expect(follower.seen.at(-1)).toEqual([settled + 1, null]));
});

test('a stream over HTTP is renewed by its subject, for as long as it is open, and by nobody else', async () => {
  const authorization = await live.token();
  const controller = new AbortController();
  const response = await fetch(`${live.url}/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization },
    body: JSON.stringify({ query }),
    signal: controller.signal,
  });
  const streamToken = response.headers.get(tokenHeader) ?? '';
  expect(await renewAt(live, streamToken, await live.token({ subject: 'ben' }))).toMatchObject({
    status: 403,
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
  expect(await renewAt(live, streamToken)).toMatchObject({ status: 403 });
  expect(await renewAt(live, streamToken, 'Bearer x')).toMatchObject({ status: 401 });
  expect(await renewAt(live, 'invented', authorization)).toMatchObject({ status: 404 });
  expect((await fetch(`${live.url}/stream/renew`)).status).toBe(405);
  expect(await renewAt(live, streamToken, authorization)).toMatchObject({ status: 200 });
  controller.abort();
  await vi.waitFor(async () => expect(await renewAt(live, streamToken, authorization)).toMatchObject({ status: 404 }));
});

test('where several processes share a port, a renewal that came to another one is handed over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-renewal-'));
  const sharedPort = (name: string) => ({
    name,
    socketPathOf: (other: string) => join(folder, `${other}.sock`),
    renderMetrics: () => Promise.reject(new Error('Nobody asks.')),
    checkReadiness: () => Promise.reject(new Error('Nobody asks.')),
  });
  const one = await startLive({ DRAIN_SPREAD_MS: '0' }, { sharedPort: sharedPort('w1') });
  const other = await startLive({ DRAIN_SPREAD_MS: '0' }, { sharedPort: sharedPort('w2') });
  cleanups.push(
    () => rm(folder, { recursive: true }),
    () => one.close(),
    () => other.close(),
  );
  const authorization = await one.token({ scope: 'secrets' });
  const controller = new AbortController();
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', authorization };
  const body = JSON.stringify({ query });
  const response = await fetch(`${one.url}/stream`, { method: 'POST', headers, body, signal: controller.signal });
  const streamToken = response.headers.get(tokenHeader) ?? '';
  const answer = await renewAt(other, streamToken, await one.token());
  expect(answer).toMatchObject({ status: 200, renewed: { lostScopes: ['secrets'] } });
  controller.abort();
});

test('a gateway on another machine says that the stream is elsewhere; the client goes on there after its last event', async () => {
  const replica = await startLive({ DRAIN_SPREAD_MS: '0' });
  cleanups.push(() => replica.close());
  const authorization = await live.token({ scope: 'secrets' });
  const controller = new AbortController();
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', authorization };
  const body = JSON.stringify({ query });
  const response = await fetch(`${live.url}/stream`, { method: 'POST', headers, body, signal: controller.signal });
  const streamToken = response.headers.get(tokenHeader) ?? '';
  const there = { status: 421, errors: [{ extensions: { code: 'STREAM_ELSEWHERE' } }] };
  expect(await renewAt(replica, streamToken, authorization)).toMatchObject(there);
  expect(await renewAt(live, streamToken, authorization)).toMatchObject({ status: 200 });
  const reserved = await fetch(`${live.url}/stream`, { method: 'PUT', headers: { authorization } });
  const connected = await fetch(`${replica.url}/stream`, {
    headers: { accept: 'text/event-stream', [tokenHeader]: await reserved.text() },
  });
  expect(connected.status).toBe(421);
  expect(await connected.json()).toMatchObject({ errors: [{ extensions: { code: 'STREAM_ELSEWHERE' } }] });
  controller.abort();
});

async function settle({ seen }: Follower): Promise<number> {
  // Longer each time: on a busy machine an event takes longer to arrive than the first pause.
  for (let pauseMs = 20; ; pauseMs *= 2) {
    const seq = live.world.append();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (seen.at(-1)?.[0] === seq) return seq;
  }
}
