// Newer tokens for streams that run: what goes on, what becomes less, and what is refused.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { holdClock } from '../../test/support/held-clock.ts';
import { type SocketClient, subscribeBySocket } from './live-client.ts';
import { type LiveFixture, startLive } from './live-fixture.ts';

let live: LiveFixture;
const clients: { leave(): void }[] = [];
beforeEach(async () => {
  live = await startLive({ DRAIN_SPREAD_MS: '0' });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.leave();
  await live.close();
});

const every = 'subscription { every { value secret } }';
type Given = Parameters<LiveFixture['token']>[0];

async function follow(given: Given = {}, query: string = every): Promise<SocketClient> {
  const client = await subscribeBySocket(live.webSocketUrl, await live.token(given), { query });
  clients.push(client);
  return client;
}

async function settle(all: readonly SocketClient[], given: Parameters<LiveFixture['world']['append']>[1] = {}) {
  // Longer each time: on a busy machine an event takes longer to arrive than the first pause.
  for (let pauseMs = 20; ; pauseMs *= 2) {
    const seq = live.world.append('a', given);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (all.every((client) => client.values().at(-1) === seq)) return seq;
  }
}

const last = (client: SocketClient, seq: number) => vi.waitFor(() => expect(client.values().at(-1)).toBe(seq));
const secretsOf = ({ seen }: SocketClient): unknown[] => seen.map(({ data }) => data?.['every']?.['secret']);
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

test('a stream goes on by a newer token when the older one expires, without a gap and without a repetition', async () => {
  const clock = holdClock();
  const expiresAt = inSeconds(3_600);
  const client = await follow({ expiresAt });
  const settled = await settle([client]);
  const renewed = await client.renew(await live.token({ expiresAt: expiresAt + 3_600 }));
  expect(renewed).toEqual({
    renewed: {
      expiresAt: new Date((expiresAt + 3_600) * 1_000).toISOString(),
      lostScopes: [],
      lostAdvertiserIds: [],
      withheldScopes: [],
    },
  });
  live.world.append();
  await clock.passMinutes(60);
  live.world.append();
  await last(client, settled + 2);
  expect(client.values().slice(-3)).toEqual([settled, settled + 1, settled + 2]);
  // Its upstream is opened by the newer token: a subgraph that verifies it again ends what the older one opened.
  expect([...live.world.readers].map(({ viewer }) => viewer.expiresAtMs)).toEqual([(expiresAt + 3_600) * 1_000]);
});

test('a newer token that expires earlier ends the stream earlier', async () => {
  const clock = holdClock();
  const client = await follow({ expiresAt: inSeconds(7_200) });
  await settle([client]);
  await client.renew(await live.token({ expiresAt: inSeconds(3_600) }));
  await clock.passMinutes(60);
  expect(await client.ended).toBe('error');
  expect(client.seen.at(-1)?.errors?.[0]?.extensions.code).toBe('TOKEN_EXPIRED');
});

test('with fewer scopes, fields are null with a code from the next event on; the socket and others’ streams stay', async () => {
  const client = await follow({ scope: 'secrets more' });
  const other = await follow({ scope: 'secrets more', subject: 'ben' });
  const settled = await settle([client, other]);
  const renewed = await client.renew(await live.token({ scope: 'more' }));
  expect(renewed).toMatchObject({ renewed: { lostScopes: ['secrets'], withheldScopes: [] } });
  live.world.append();
  live.world.append();
  for (const each of [client, other]) await last(each, settled + 2);
  expect(client.values().slice(-3)).toEqual([settled, settled + 1, settled + 2]);
  expect(secretsOf(client).slice(-3)).toEqual([`secret ${settled}`, null, null]);
  expect(secretsOf(other).slice(-2)).toEqual([`secret ${settled + 1}`, `secret ${settled + 2}`]);
  expect(client.seen.at(-1)?.errors).toMatchObject([
    { path: ['every', 'secret'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } },
  ]);
});

test('with other scopes too, a stream that runs gets none of them, and what is asked from then on does', async () => {
  const client = await follow();
  const settled = await settle([client]);
  const wider = await live.token({ scope: 'secrets' });
  expect(await client.renew(wider)).toMatchObject({ renewed: { lostScopes: [], withheldScopes: ['secrets'] } });
  expect(await client.renew(wider)).toMatchObject({ renewed: { withheldScopes: [] } });
  live.world.append();
  await last(client, settled + 1);
  expect(secretsOf(client).at(-1)).toBeNull();
  client.socket.send(JSON.stringify({ id: '2', type: 'subscribe', payload: { query: every } }));
  await vi.waitFor(() => expect(live.world.readers.size).toBe(2));
  live.world.append();
  await vi.waitFor(() => expect(secretsOf(client).slice(-2).sort()).toEqual([null, `secret ${settled + 2}`].sort()));
});

test('a stream that was kept from a scope of its token shares nothing with those who have not even the token', async () => {
  const withheld = await follow();
  const plain = await follow({ subject: 'ben' });
  await settle([withheld, plain]);
  expect(live.world.readers.size).toBe(1);
  await withheld.renew(await live.token({ scope: 'secrets' }));
  await vi.waitFor(() => expect(live.world.readers.size).toBe(2));
});

test('with fewer advertisers a stream has the events of those that are left', async () => {
  const client = await follow({ advertisers: ['adv_1', 'adv_2'] });
  const settled = await settle([client]);
  const renewed = await client.renew(await live.token({ advertisers: ['adv_2'] }));
  expect(renewed).toMatchObject({ renewed: { lostAdvertiserIds: ['adv_1'] } });
  live.world.append('a', { advertiser: 'adv_1' });
  const theirs = live.world.append('a', { advertiser: 'adv_2' });
  await last(client, theirs);
  expect(client.values().slice(-2)).toEqual([settled, theirs]);
});

test.each<[string, () => Promise<unknown>, string]>([
  ['of another subject', () => live.token({ subject: 'ben' }), 'FORBIDDEN'],
  ['of another advertiser', () => live.token({ advertisers: ['adv_2'] }), 'FORBIDDEN'],
  ['of more advertisers', () => live.token({ advertisers: ['adv_1', 'adv_2'] }), 'FORBIDDEN'],
  ['that has expired', () => live.token({ expiresAt: inSeconds(-60) }), 'UNAUTHENTICATED'],
  ['that is none', () => Promise.resolve('Bearer x'), 'UNAUTHENTICATED'],
  ['that is no text', () => Promise.resolve(7), 'UNAUTHENTICATED'],
])('a token %s is refused with a code, and the stream goes on as it was', async (_, token, code) => {
  const client = await follow({ scope: 'secrets' });
  const settled = await settle([client]);
  expect(await client.renew(await token())).toEqual({ refused: { code, message: expect.any(String) } });
  live.world.append();
  await last(client, settled + 1);
  expect(secretsOf(client).at(-1)).toBe(`secret ${settled + 1}`);
  expect(live.world.opened).toBe(1);
});

test('a newer token may have other advertisers where no stream runs', async () => {
  const client = await follow();
  await settle([client]);
  client.socket.send(JSON.stringify({ id: '1', type: 'complete' }));
  await vi.waitFor(() => expect(live.world.readers.size).toBe(0));
  expect(await client.renew(await live.token({ advertisers: ['adv_2'] }))).toMatchObject({ renewed: {} });
  client.socket.send(JSON.stringify({ id: '2', type: 'subscribe', payload: { query: every } }));
  await settle([client], { advertiser: 'adv_2' });
});

test('what waits for a client that does not read is given by the rights it has when it reads', async () => {
  const client = await follow({ scope: 'secrets' }, 'subscription { every { value secret padding } }');
  const settled = await settle([client]);
  client.socket.pause();
  const padding = 'x'.repeat(200_000);
  let appended = settled;
  for (let count = 0; count < 60; count += 1) appended = live.world.append('a', { padding });
  // What the gateway has not written yet is asked for again, and comes without what is lost.
  await vi.waitFor(() => expect(live.world.readers.size).toBe(1));
  client.socket.send(JSON.stringify({ type: 'ping', payload: { authorization: await live.token() } }));
  client.socket.resume();
  await vi.waitFor(() => expect(client.values().at(-1)).toBe(appended));
  expect(client.values().slice(-61)).toEqual(Array.from({ length: 61 }, (_, index) => settled + index));
  const firstNull = secretsOf(client).indexOf(null);
  expect(firstNull).toBeGreaterThan(0);
  expect(
    secretsOf(client)
      .slice(firstNull)
      .every((secret) => secret === null),
  ).toBe(true);
});

test('renewals that come one upon the other, while events wait, neither lose nor repeat any', async () => {
  const wide = { scope: 'secrets other third' };
  const client = await follow(wide, 'subscription { every { value secret padding } }');
  const settled = await settle([client]);
  client.socket.pause();
  const padding = 'x'.repeat(200_000);
  let appended = settled;
  for (let count = 0; count < 60; count += 1) appended = live.world.append('a', { padding });
  const newer = await Promise.all(['secrets other', 'other', ''].map((scope) => live.token({ scope })));
  for (const authorization of newer) client.socket.send(JSON.stringify({ type: 'ping', payload: { authorization } }));
  client.socket.resume();
  await vi.waitFor(() => expect(client.values().at(-1)).toBe(appended));
  expect(client.values().slice(-61)).toEqual(Array.from({ length: 61 }, (_, index) => settled + index));
});
