// What is revoked ends on every gateway that reads the list: streams with a code, and everything that comes later.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdClock } from '../../test/support/held-clock.ts';
import { type Publisher, startPublisher } from '../auth/revocation-fixture.ts';
import type { RevocationRecord } from '../auth/revocations.ts';
import { type SocketClient, subscribeByEventStream, subscribeBySocket } from './live-client.ts';
import { createLiveWorld, type LiveFixture, startLive } from './live-fixture.ts';

let publisher: Publisher;
let one: LiveFixture;
let other: LiveFixture;
const clients: { leave(): void }[] = [];

beforeEach(async () => {
  publisher = await startPublisher();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.leave();
  await Promise.all([one.close(), other.close()]);
  await publisher.close();
});

/** Two gateways that take the same tokens, and look at the list as often as they do by default. */
async function start(
  settings: Readonly<Record<string, string>> = {},
  options: Parameters<typeof startLive>[1] = {},
): Promise<void> {
  const environment = { DRAIN_SPREAD_MS: '0', REVOCATIONS_URL: publisher.url, ...settings };
  one = await startLive(environment, options);
  other = await startLive(environment, { tokenVerification: one.tokenVerification });
}

const query = 'subscription { every { value secret } }';

async function follow(live: LiveFixture, authorization: string): Promise<SocketClient> {
  const client = await subscribeBySocket(live.webSocketUrl, authorization, { query });
  clients.push(client);
  return client;
}

async function followEvents(live: LiveFixture, authorization: string) {
  const client = await subscribeByEventStream(live.url, { authorization }, { query });
  clients.push(client);
  return client;
}

async function settle(live: LiveFixture, all: readonly { values(): readonly unknown[] }[]): Promise<number> {
  // Longer each time: on a busy machine an event takes longer to arrive than the first pause.
  for (let pauseMs = 20; ; pauseMs *= 2) {
    const seq = live.world.append();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (all.every((client) => client.values().at(-1) === seq)) return seq;
  }
}

const codeOf = ({ seen }: Pick<SocketClient, 'seen'>) => seen.at(-1)?.errors?.[0]?.extensions.code;
const ask = (live: LiveFixture, authorization: string) =>
  fetch(live.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: '{ items }' }),
  });

test.each<[string, (issuedUntil: number) => RevocationRecord]>([
  ['a token', () => ({ jti: 'lost' })],
  ['a viewer', (issuedUntil) => ({ sub: 'anna', issuedUntil })],
])('%s that is revoked loses its streams on every gateway, and is refused whatever it asks', async (_, record) => {
  await start();
  const lost = await one.token({ tokenId: 'lost' });
  const bystander = await one.token({ subject: 'ben' });
  for (const live of [one, other]) expect((await ask(live, lost)).status).toBe(200);
  const sockets = [await follow(one, lost), await follow(other, lost)];
  const streams = [await followEvents(one, lost), await followEvents(other, lost)];
  const [untouched, elsewhere] = [await follow(one, bystander), await follow(other, bystander)];
  await settle(one, [untouched, ...sockets.slice(0, 1), ...streams.slice(0, 1)]);
  await settle(other, [elsewhere, ...sockets.slice(1), ...streams.slice(1)]);
  publisher.publish(record(Math.floor(Date.now() / 1_000)));
  for (const client of [...sockets, ...streams]) await expect.poll(() => codeOf(client)).toBe('TOKEN_REVOKED');
  for (const live of [one, other]) {
    const response = await ask(live, lost);
    expect([response.status, await response.json()]).toMatchObject([
      401,
      { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    ]);
  }
  for (const [live, client] of [
    [one, untouched],
    [other, elsewhere],
  ] as const) {
    const seq = live.world.append();
    await expect.poll(() => client.values().at(-1)).toBe(seq);
  }
});

test('a socket whose token was revoked goes on for nothing; one that renews it in time goes on', async () => {
  await start();
  const lost = await follow(one, await one.token({ tokenId: 'lost' }));
  const renewed = await follow(one, await one.token({ tokenId: 'lost' }));
  const settled = await settle(one, [lost, renewed]);
  expect(await renewed.renew(await one.token({ tokenId: 'newer' }))).toMatchObject({ renewed: {} });
  publisher.publish({ jti: 'lost' });
  await expect.poll(() => codeOf(lost)).toBe('TOKEN_REVOKED');
  one.world.append();
  await expect.poll(() => renewed.values().slice(-2)).toEqual([settled, settled + 1]);
  expect(await renewed.renew(await one.token({ tokenId: 'lost' }))).toMatchObject({
    refused: { code: 'UNAUTHENTICATED' },
  });
  const closed = new Promise((resolve) => lost.socket.once('close', (...given) => resolve(given.map(String))));
  lost.socket.send(JSON.stringify({ id: '2', type: 'subscribe', payload: { query } }));
  expect(await closed).toEqual(['4403', 'The token has been revoked.']);
});

test('a scope that is revoked is null with a code from the next event on, and comes back for who subscribes again', async () => {
  await start();
  const authorization = await one.token({ scope: 'secrets', tokenId: 'narrowed' });
  const client = await follow(one, authorization);
  const whole = await follow(one, await one.token({ scope: 'secrets', subject: 'ben' }));
  const settled = await settle(one, [client, whole]);
  const secretOf = ({ seen }: SocketClient) => seen.at(-1)?.data?.['every']?.['secret'];
  expect(secretOf(client)).toBe(`secret ${settled}`);
  publisher.publish({ jti: 'narrowed', scope: 'secrets' });
  await expect.poll(() => one.world.readers.size).toBe(2);
  const next = one.world.append();
  for (const each of [client, whole]) await expect.poll(() => each.values().at(-1)).toBe(next);
  expect([secretOf(client), codeOf(client)]).toEqual([null, 'UNAUTHORIZED_FIELD_OR_TYPE']);
  expect(secretOf(whole)).toBe(`secret ${next}`);
  expect(client.values().slice(-2)).toEqual([settled, settled + 1]);
  const { asked } = publisher;
  publisher.publish();
  await expect.poll(() => publisher.asked).toBeGreaterThan(asked + 3);
  const again = await follow(one, authorization);
  const last = await settle(one, [client, again]);
  expect([secretOf(client), secretOf(again)]).toEqual([null, `secret ${last}`]);
});

test('a request that takes as long as a stream is cut', async () => {
  const { subgraphs } = createLiveWorld();
  const upload = {
    path: '/upload',
    drain: () => {},
    async serve({ response }: { readonly response: ServerResponse }) {
      response.flushHeaders();
      await once(response, 'close');
    },
  };
  await start({}, { subgraphs: subgraphs.map((subgraph) => ({ ...subgraph, routes: [upload] })) });
  const send = async (authorization: string) => {
    const response = await fetch(new URL('/upload', one.url), { method: 'POST', headers: { authorization } });
    expect(response.status).toBe(200);
    return response.text().then(
      () => 'answered',
      () => 'cut',
    );
  };
  const others = send(await one.token({ tokenId: 'other' }));
  const cut = send(await one.token({ tokenId: 'lost' }));
  await expect.poll(() => publisher.asked).toBeGreaterThan(1);
  publisher.publish({ jti: 'lost' });
  expect(await Promise.race([others, cut.then(() => 'the revoked one')])).toBe('the revoked one');
  await one.close();
  expect(await cut).toBe('cut');
});

test('a path of a remote subgraph, which knows only the token, is closed to one that has lost a scope', async () => {
  const subgraph = createServer((incoming, response) => {
    incoming.resume();
    response.end(incoming.headers.authorization);
  });
  await new Promise<void>((resolve) => subgraph.listen(0, '127.0.0.1', resolve));
  const address = subgraph.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    await start(
      { SUBGRAPH_PATHS: '/upload=names' },
      {
        subgraphs: createLiveWorld().subgraphs.filter(({ name }) => name !== 'names'),
        subgraphUrls: { names: `http://127.0.0.1:${port}/graphql` },
      },
    );
    const narrowed = await one.token({ scope: 'spend:ingest other', tokenId: 'narrowed' });
    const whole = await one.token({ scope: 'spend:ingest', subject: 'ben' });
    const send = async (authorization: string) => {
      const response = await fetch(new URL('/upload', one.url), { method: 'POST', headers: { authorization } });
      return [response.status, await response.text()];
    };
    for (const authorization of [narrowed, whole]) expect(await send(authorization)).toEqual([200, authorization]);
    publisher.publish({ jti: 'narrowed', scope: 'spend:ingest' });
    await expect.poll(async () => (await send(narrowed))[0]).toBe(403);
    expect((await send(narrowed))[1]).toContain('FORBIDDEN');
    expect(await send(whole)).toEqual([200, whole]);
  } finally {
    subgraph.closeAllConnections();
    subgraph.close();
  }
});

test('when the list cannot be read for too long, no token is taken and no stream goes on, until it can', async () => {
  const clock = holdClock();
  await start({ REVOCATIONS_POLL_MS: '100', REVOCATIONS_MAX_STALE_MS: '60000' });
  const authorization = await one.token();
  const socket = await follow(one, authorization);
  const stream = await followEvents(one, authorization);
  await settle(one, [socket, stream]);
  publisher.answer(500, 'no');
  const { asked } = publisher;
  await expect.poll(() => publisher.asked).toBeGreaterThan(asked + 3);
  await clock.passMinutes(1);
  await expect.poll(() => codeOf(socket)).toBe('SERVICE_UNAVAILABLE');
  // It has a cursor, and is told when to come back for what follows.
  await expect.poll(() => stream.text()).toMatch(/\n\nretry: \d+\n\n$/);
  expect((await ask(one, authorization)).status).toBe(503);
  const ready = () =>
    fetch(`${new URL(one.url).origin}/health/ready`).then(async (response) => [response.status, await response.json()]);
  await expect.poll(ready).toMatchObject([503, { ready: false, revocations: 'stale' }]);
  const anonymous = await fetch(`${one.url}?query={items}`, { headers: { 'apollo-require-preflight': '1' } });
  expect(anonymous.status).toBe(200);
  publisher.publish();
  await expect.poll(async () => (await ask(one, authorization)).status).toBe(200);
  await expect.poll(ready).toMatchObject([200, { ready: true, revocations: 'current' }]);
  const metrics = await (await fetch(`${new URL(one.url).origin}/metrics`)).text();
  expect(metrics).toMatch(/^gateway_revocations_age_seconds \d/m);
  expect(metrics).toMatch(/^gateway_streams_ended_total\{transport="sse",code="SERVICE_UNAVAILABLE"\} 1$/m);
});
