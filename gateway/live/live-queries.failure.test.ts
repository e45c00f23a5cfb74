import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { subscribeBySocket } from './live-client.ts';
import { type LiveQueryClient, watchLiveQuery } from './live-query-client.ts';
import { holdClock } from '../../test/support/held-clock.ts';
import { type LiveQueryFixture, startLiveQueries } from './live-query-fixture.ts';
import { coded, composeLiveQueries } from './live-query-world.ts';

/** On a machine that is busy with other tests. */

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(...given: Parameters<typeof startLiveQueries>): Promise<LiveQueryFixture> {
  const live = await startLiveQueries(...given);
  cleanups.push(live.close);
  return live;
}

const padding = ['a', 'b', 'c', 'd'].map((name) => `${name}${'_'.repeat(30)}: __typename`).join(' ');
const list = `query @live { items { nodes { id value price ${padding} } } }`;

async function begin(live: LiveQueryFixture, token?: string, query = list): Promise<LiveQueryClient> {
  const client = watchLiveQuery(live.webSocketUrl, token ?? (await live.token()), { query });
  cleanups.push(client.leave);
  await vi.waitFor(() => expect(client.states.length).toBeGreaterThan(0));
  return client;
}

const shows = (client: LiveQueryClient, state: Readonly<Record<string, unknown>>) =>
  vi.waitFor(() => expect(client.states.at(-1)).toMatchObject(state));
const prices = (...given: readonly (number | null)[]) => ({
  data: { items: { nodes: given.map((price) => ({ price })) } },
});
const codes = ({ messages }: LiveQueryClient) =>
  messages.map(({ errors }) => errors?.map(({ extensions }) => extensions?.code));

test('a run that fails in a part is told so, and the next one recovers, though nobody tells of a change', async () => {
  const live = await start();
  const client = await begin(live);
  live.world.failure = new Error('The prices are gone.');
  live.world.setPrice('a', 1);
  await shows(client, { ...prices(null, null), errors: [{ extensions: { code: 'SUBGRAPH_ERROR' } }, {}] });
  live.world.failure = undefined;
  await shows(client, prices(1, 10));
  expect(client.states.at(-1)?.errors).toBeUndefined();
  expect(codes(client).slice(0, 2)).toEqual([undefined, ['SUBGRAPH_ERROR', 'SUBGRAPH_ERROR']]);
  expect(JSON.stringify(client.messages)).not.toContain('are gone');
});

test('an answer without data has no revision, and everything follows it', async () => {
  const live = await start();
  const required = composeLiveQueries((sdl) => sdl.replace('value: Int', 'value: Int!'));
  const strict = await start({}, { supergraphSdl: required });
  const client = await begin(strict);
  strict.world.setValue('a', null);
  await shows(client, { data: null, errors: [{}] });
  strict.world.setValue('a', 3);
  await shows(client, { data: { items: { nodes: [{ value: 3 }, { value: 1 }] } } });
  expect(client.messages.map(({ revision }) => revision)).toEqual([1, undefined, 1]);
  await live.token();
});

test('what changes while a feed is broken is heard when it stands again', async () => {
  const live = await start();
  const client = await begin(live);
  live.world.prices.refuse = new Error('It is being deployed.');
  live.world.prices.breakAll(new Error('The connection is lost.'));
  live.world.stock.breakAll();
  live.world.setPrice('a', 1);
  live.world.setValue('b', 2);
  await shows(client, { data: { items: { nodes: [{}, { value: 2 }] } } });
  live.world.prices.refuse = undefined;
  await shows(client, { data: { items: { nodes: [{ price: 1 }, { value: 2 }] } } });
  expect(codes(client).flat()).not.toContain('SUBGRAPH_UNREACHABLE');
});

test('a feed that stays away ends it with a code, and so does one that never began', async () => {
  const live = await start({ STREAM_RETRY_MS: '0' });
  const client = await begin(live);
  live.world.prices.refuse = new Error('It is gone.');
  live.world.prices.breakAll();
  expect(await client.ended).toBe('complete');
  expect(codes(client).at(-1)).toEqual(['SUBGRAPH_ERROR']);
  const late = watchLiveQuery(live.webSocketUrl, await live.token(), { query: list });
  cleanups.push(late.leave);
  expect(await late.ended).toBe('complete');
  expect(codes(late).at(-1)).toEqual(['SUBGRAPH_ERROR']);
});

test('what a feed denies one client is the end for that one, and another’s rights carry the query on', async () => {
  const live = await start();
  const inHours = (hours: number) => Math.floor(Date.now() / 1_000) + 3_600 * hours;
  const denied = await begin(live, await live.token({ subject: 'denied', expiresAt: inHours(2) }));
  const other = await begin(live, await live.token({ subject: 'other', expiresAt: inHours(1) }));
  live.world.prices.refuse = coded('FORBIDDEN', 'No more.');
  live.world.prices.refusedSubject = 'denied';
  live.world.prices.breakAll();
  expect(await denied.ended).toBe('complete');
  expect(codes(denied).at(-1)).toEqual(['FORBIDDEN']);
  live.world.setPrice('a', 1);
  await shows(other, prices(1, 10));
});

test('where a feed does not keep what was missed, everything is asked anew', async () => {
  const live = await start();
  const client = await begin(live);
  live.world.prices.refuse = coded('INTERNAL_SERVER_ERROR', 'Not yet.');
  live.world.prices.breakAll();
  live.world.setPrice('a', 1);
  live.world.prices.forgotten = live.world.prices.told.length;
  live.world.prices.refuse = undefined;
  await shows(client, prices(1, 10));
  live.world.setPrice('b', 2);
  await shows(client, prices(1, 2));
  expect(codes(client)).toEqual(client.messages.map(() => undefined));
});

test('a token that expires ends its client’s query with a code, and the others go on', async () => {
  const clock = holdClock();
  const live = await start();
  const inHours = (hours: number) => Math.floor(Date.now() / 1_000) + 3_600 * hours;
  const lasting = await begin(live, await live.token({ expiresAt: inHours(2) }));
  const short = await begin(live, await live.token({ subject: 'berta', expiresAt: inHours(1) }));
  await clock.passMinutes(60);
  expect(await short.ended).toBe('TOKEN_EXPIRED');
  live.world.setPrice('a', 1);
  await shows(lasting, prices(1, 10));
});

test('the run goes over to another client when that of the first is over in the midst of it', async () => {
  const live = await start();
  const first = await begin(live);
  const second = await begin(live, await live.token({ subject: 'berta' }));
  const open = live.closeGate();
  const asked = live.world.asked.prices;
  live.world.setPrice('a', 1);
  await vi.waitFor(() => expect(live.world.asked.prices).toBeGreaterThan(asked));
  live.world.gate = undefined;
  first.leave();
  await first.ended;
  await shows(second, prices(1, 10));
  open();
});

test('a client that does not read is told of all that it missed at once, and costs the others nothing', async () => {
  const live = await start();
  const query = 'query @live { items { nodes { id text } } }';
  const slow = await subscribeBySocket(live.webSocketUrl, await live.token(), { query });
  cleanups.push(slow.leave);
  await vi.waitFor(() => expect(slow.seen).toHaveLength(1));
  slow.socket.pause();
  const quick = await begin(live, undefined, query);
  // Far more than the sockets in between hold.
  for (let round = 1; round <= 60; round += 1) {
    live.world.setText('a', `${round}${'x'.repeat(500_000)}`);
    await vi.waitFor(() => expect(JSON.stringify(quick.states.at(-1))).toContain(`"${round}x`), {
      interval: 5,
    });
  }
  slow.socket.resume();
  await vi.waitFor(() => expect(JSON.stringify(slow.seen.at(-1))).toContain('"60x'));
  expect(quick.messages).toHaveLength(61);
  expect(slow.seen.length).toBeLessThan(40);
});

test('a reload goes on with a query whose plan is the same, and ends one whose is not, naming what changed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'live-query-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  const file = join(folder, 'supergraph.graphql');
  const publish = async (sdl: string) => {
    await writeFile(`${file}.next`, sdl);
    await rename(`${file}.next`, file);
  };
  await publish(composeLiveQueries());
  const live = await start({ SUPERGRAPH_FILE: file, SUPERGRAPH_POLL_MS: '0' });
  const client = await begin(live);
  await publish(composeLiveQueries((sdl) => sdl.replace('type Query {', 'type Query { added: String')));
  expect(await live.reload()).toBe(true);
  live.world.setPrice('a', 1);
  await shows(client, prices(1, 10));
  const newer = await begin(live);
  live.world.setPrice('a', 2);
  for (const each of [client, newer]) await shows(each, prices(2, 10));
  const plain = await subscribeBySocket(live.webSocketUrl, await live.token(), { query: list });
  cleanups.push(plain.leave);
  await vi.waitFor(() => expect(plain.seen).toHaveLength(1));
  await publish(composeLiveQueries((sdl) => sdl.replace('value: Int', 'value: String')));
  expect(await live.reload()).toBe(true);
  expect(await plain.ended).toBe('error');
  expect(plain.seen.at(-1)?.errors).toMatchObject([
    { message: expect.stringContaining('Item.value was Int and is String.') },
  ]);
  for (const each of [client, newer]) expect(await each.ended).toBe('SCHEMA_CHANGED');
});

test('when the clock has taken a step, answers are asked for anew though nobody told of a change', async () => {
  const live = await start({}, { clockSeconds: 1 });
  const client = await begin(live, undefined, `query @live { items { nodes { id note ${padding} } } }`);
  live.world.note = 'tomorrow';
  await shows(client, { data: { items: { nodes: [{ note: 'tomorrow a' }, { note: 'tomorrow b' }] } } });
  expect(client.messages).toHaveLength(2);
});

test('a gateway that stops tells clients to come back, and no feed stays behind', async () => {
  const live = await startLiveQueries({ DRAIN_SPREAD_MS: '0' });
  const client = watchLiveQuery(live.webSocketUrl, await live.token(), { query: list });
  await vi.waitFor(() => expect(client.states).toHaveLength(1));
  await live.close();
  expect(await client.ended).toMatch(/1001|Going away|"isTrusted"|{}/);
  await vi.waitFor(() => expect(live.world.prices.readers.size + live.world.stock.readers.size).toBe(0));
});
