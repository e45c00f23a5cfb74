import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type SocketClient, subscribeByEventStream, subscribeBySocket } from './live-client.ts';
import { holdClock } from '../../test/support/held-clock.ts';
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

const every = 'subscription { every { value item { name } } }';
const scaled = 'subscription ($scale: Int) { every(scale: $scale) { value item { name } } }';

async function follow(
  payload: Readonly<Record<string, unknown>> | string = every,
  given: Parameters<LiveFixture['token']>[0] = {},
): Promise<SocketClient> {
  const request = typeof payload === 'string' ? { query: payload } : payload;
  const client = await subscribeBySocket(live.webSocketUrl, await live.token(given), request);
  clients.push(client);
  return client;
}

const upstreams = (count: number) => vi.waitFor(() => expect(live.world.readers.size).toBe(count));
const got = (client: { values(): unknown }, values: readonly number[]) =>
  vi.waitFor(() => expect(client.values()).toEqual(values));

/** Nobody knows when a gateway has let a client into a group; an event that all get is proof. */
async function settle(all: readonly SocketClient[]): Promise<number> {
  // Longer each time: on a busy machine an event takes longer to arrive than the first pause.
  for (let pauseMs = 20; ; pauseMs *= 2) {
    const seq = live.world.append();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (all.every((client) => client.values().at(-1) === seq)) return seq;
  }
}

test('those who see the same share one upstream and one resolution of each event, whoever they are', async () => {
  const spellings = [
    every,
    'subscription Mine { every { value item { name } } }',
    'subscription ($after: String) { ...F } fragment F on Subscription { every(after: $after) { value item { name } } }',
    'subscription { every { ... on Tick { value } item { name @skip(if: false) } } }',
  ];
  const all: SocketClient[] = [];
  for (const [index, query] of spellings.entries()) all.push(await follow(query, { subject: `viewer ${index}` }));
  const settled = await settle(all);
  await upstreams(1);
  const before = live.world.resolutions;
  const next = live.world.append('b');
  for (const client of all) await vi.waitFor(() => expect(client.values().at(-1)).toBe(next));
  expect(next).toBe(settled + 1);
  expect(live.world.resolutions).toBe(before + 1);
});

test('those of other advertisers, scopes, variables or selections do not share, and order of advertisers is nothing', async () => {
  const one = await follow(every, { advertisers: ['adv_1', 'adv_2'] });
  await settle([one]);
  await follow(every, { advertisers: ['adv_2', 'adv_1'] });
  const others = [
    await follow(every, { advertisers: ['adv_1'] }),
    await follow(every, { advertisers: ['adv_1', 'adv_2'], scope: 'secrets' }),
    await follow('subscription { every { value } }', { advertisers: ['adv_1', 'adv_2'] }),
    await follow('subscription { every { item { name } value } }', { advertisers: ['adv_1', 'adv_2'] }),
    await follow('subscription { every(scale: 2) { value item { name } } }', { advertisers: ['adv_1', 'adv_2'] }),
    await follow({ query: scaled, variables: { scale: 3 } }, { advertisers: ['adv_1', 'adv_2'] }),
    await follow({ query: scaled, variables: { scale: 4 } }, { advertisers: ['adv_1', 'adv_2'] }),
  ];
  await vi.waitFor(() => expect(live.world.readers.size).toBe(1 + others.length));
});

test('when the first client of a group leaves, the others go on without a gap and without a repetition', async () => {
  const first = await follow(every, { subject: 'first' });
  await settle([first]);
  const others = [await follow(every, { subject: 'second' }), await follow(every, { subject: 'third' })];
  const settled = await settle([first, ...others]);
  live.world.append();
  first.leave();
  live.world.append();
  await vi.waitFor(() => expect(live.world.opened).toBeGreaterThan(1));
  live.world.append();
  for (const other of others) {
    await vi.waitFor(() => expect(other.values().at(-1)).toBe(settled + 3));
    expect(other.values().slice(-4)).toEqual([settled, settled + 1, settled + 2, settled + 3]);
  }
  await upstreams(1);
});

test('an event that is being resolved when its carrier leaves is resolved again, and handed out once and whole', async () => {
  const first = await follow(every, { subject: 'first' });
  await settle([first]);
  const other = await follow(every, { subject: 'other' });
  const settled = await settle([first, other]);
  let release = (): void => {};
  live.world.gate = new Promise((resolve) => (release = resolve));
  const asked = live.world.resolutions;
  live.world.append();
  await vi.waitFor(() => expect(live.world.resolutions).toBe(asked + 1));
  first.leave();
  await vi.waitFor(() => expect(live.world.opened).toBe(2));
  release();
  live.world.append();
  await vi.waitFor(() => expect(other.values().at(-1)).toBe(settled + 2));
  expect(other.values().slice(-3)).toEqual([settled, settled + 1, settled + 2]);
  expect(other.seen.every(({ errors }) => errors === undefined)).toBe(true);
});

test('the last one who leaves closes the upstream', async () => {
  const all = [await follow(), await follow()];
  await settle(all);
  for (const client of all) client.leave();
  await vi.waitFor(() => expect(live.world.readers.size).toBe(0));
});

test('the carrier is the one whose token lasts longest; one whose token expires ends with a code and nobody else notices', async () => {
  const clock = holdClock();
  const soon = Math.floor(Date.now() / 1_000) + 3_600;
  const brief = await follow(every, { subject: 'brief', expiresAt: soon });
  await settle([brief]);
  const middle = await follow(every, { subject: 'middle', expiresAt: soon + 3_000 });
  const lasting = await follow(every, { subject: 'lasting', expiresAt: soon + 6_000 });
  const other = await follow(every, { subject: 'other', expiresAt: soon + 4_000 });
  const settled = await settle([brief, middle, lasting, other]);
  await clock.passMinutes(60);
  expect(await brief.ended).toBe('error');
  expect(brief.seen.at(-1)?.errors?.[0]?.extensions.code).toBe('TOKEN_EXPIRED');
  live.world.append();
  await vi.waitFor(() => expect(lasting.values().at(-1)).toBe(settled + 1));
  expect(lasting.values().slice(-2)).toEqual([settled, settled + 1]);
  expect([...live.world.readers].map(({ viewer }) => viewer.subject)).toEqual(['lasting']);
});

test('slow resolution of a burst kills nobody and loses nothing', async () => {
  const client = await follow();
  const settled = await settle([client]);
  let release = (): void => {};
  live.world.gate = new Promise((resolve) => (release = resolve));
  for (let count = 0; count < 3_000; count += 1) live.world.append();
  await new Promise(setImmediate);
  live.world.gate = undefined;
  release();
  await vi.waitFor(() => expect(client.values().at(-1)).toBe(settled + 3_000));
  expect(client.values().slice(-3_001)).toEqual(Array.from({ length: 3_001 }, (_, index) => settled + index));
});

test('every event has its cursor in the extensions, and a client goes on after it by whatever way it knows', async () => {
  for (let count = 0; count < 5; count += 1) live.world.append();
  const selected = 'subscription ($after: String) { every(after: $after) { value } }';
  const byArgument = await follow({ query: selected, variables: { after: 'c2' } });
  const byLiteral = await follow('subscription { every(after: "c2") { value } }');
  const byExtension = await follow({ query: selected, extensions: { resume: 'c2' } });
  const newerWins = await follow({ query: selected, variables: { after: 'c1' }, extensions: { resume: 'c2' } });
  for (const client of [byArgument, byLiteral, byExtension, newerWins]) await got(client, [3, 4, 5]);
  expect(byArgument.seen.map(({ extensions }) => extensions)).toEqual([
    { cursor: 'c3' },
    { cursor: 'c4' },
    { cursor: 'c5' },
  ]);
  expect(byArgument.seen[0]?.data).toEqual({ every: { value: 3 } });
  const stream = await subscribeByEventStream(
    live.url,
    { authorization: await live.token(), 'last-event-id': 'c3' },
    { query: selected, variables: { after: 'c1' } },
  );
  clients.push(stream);
  await got(stream, [4, 5]);
  expect(stream.ids.slice(-2)).toEqual(['c4', 'c5']);
});

test('an event stream tells where it begins before there is any event', async () => {
  live.world.append();
  const stream = await subscribeByEventStream(live.url, { authorization: await live.token() }, { query: every });
  clients.push(stream);
  await vi.waitFor(() => expect(stream.ids).toEqual(['c1']));
  live.world.append();
  await got(stream, [2]);
  expect(stream.ids).toEqual(['c1', 'c2']);
});

test('one who comes back with an older cursor catches up and joins the others, without a gap or a repetition', async () => {
  const current = await follow();
  const settled = await settle([current]);
  for (let count = 0; count < 100; count += 1) live.world.append();
  await vi.waitFor(() => expect(current.values().at(-1)).toBe(settled + 100));
  const late = await follow({ query: every, extensions: { resume: `c${settled}` } });
  await vi.waitFor(() => expect(late.values().at(-1)).toBe(settled + 100));
  live.world.append();
  for (const client of [current, late]) {
    await vi.waitFor(() => expect(client.values().at(-1)).toBe(settled + 101));
    expect(client.values().slice(-101)).toEqual(Array.from({ length: 101 }, (_, index) => settled + 1 + index));
  }
  await upstreams(1);
});

test('many who come back with the same cursor cost one upstream', async () => {
  for (let count = 0; count < 10; count += 1) live.world.append();
  const all: SocketClient[] = [];
  for (let count = 0; count < 20; count += 1) all.push(await follow({ query: every, extensions: { resume: 'c4' } }));
  for (const client of all) await got(client, [5, 6, 7, 8, 9, 10]);
  expect(live.world.opened).toBe(1);
});

test('a cursor of nothing is refused, is the end, and is no matter of anybody else', async () => {
  const other = await follow();
  const settled = await settle([other]);
  const forged = await follow({ query: every, extensions: { resume: 'nonsense' } });
  expect(await forged.ended).toBe('complete');
  expect(forged.seen).toMatchObject([{ data: null, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
  const noText = await follow({ query: every, extensions: { resume: 7 } });
  expect(await noText.ended).toBe('error');
  expect(noText.seen).toMatchObject([{ errors: [{ extensions: { code: 'BAD_REQUEST' } }] }]);
  live.world.append();
  await vi.waitFor(() => expect(other.values().at(-1)).toBe(settled + 1));
});

test('a cursor of another advertiser’s stream shows nothing of it', async () => {
  const theirs = live.world.append('a', { advertiser: 'adv_2' });
  live.world.append('a', { advertiser: 'adv_2' });
  const own = live.world.append('a', { advertiser: 'adv_1' });
  const client = await follow({ query: every, extensions: { resume: `c${theirs - 1}` } });
  await vi.waitFor(() => expect(client.values()).toEqual([own]));
});

test('a cursor that is kept no more is told so, and the current state follows', async () => {
  live.world.append('a');
  live.world.append('b');
  live.world.append('a');
  live.world.forgetUntil(3);
  const client = await follow({
    query: 'subscription { newest { value item { id } } }',
    extensions: { resume: 'c1' },
  });
  await vi.waitFor(() => expect(client.seen).toHaveLength(3));
  expect(client.seen).toMatchObject([
    { data: null, errors: [{ extensions: { code: 'RESYNC_REQUIRED' } }], extensions: { cursor: 'snapshot' } },
    { data: { newest: { value: 3, item: { id: 'a' } } }, extensions: { cursor: 'snapshot' } },
    { data: { newest: { value: 2, item: { id: 'b' } } }, extensions: { cursor: 'c3' } },
  ]);
  live.world.append('b');
  await vi.waitFor(() => expect(client.values().at(-1)).toBe(4));
});

test('without a state to be had, what is kept no more is told, and events go on from now', async () => {
  live.world.append();
  live.world.append();
  live.world.forgetUntil(2);
  const client = await follow({ query: every, extensions: { resume: 'c1' } });
  await vi.waitFor(() =>
    expect(client.seen).toMatchObject([
      { errors: [{ extensions: { code: 'RESYNC_REQUIRED' } }], extensions: { cursor: 'c2' } },
    ]),
  );
  live.world.append();
  await vi.waitFor(() => expect(client.values().at(-1)).toBe(3));
});
