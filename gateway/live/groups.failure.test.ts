// What goes wrong behind a gateway, and clients who do not read.
import { GraphQLError } from 'graphql';
import { afterEach, expect, test, vi } from 'vitest';
import { type SocketClient, subscribeByEventStream, subscribeBySocket } from './live-client.ts';
import { type LiveFixture, startLive } from './live-fixture.ts';

let live: LiveFixture;
const clients: { leave(): void }[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.leave();
  await live.close();
});

async function start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
  live = await startLive({ DRAIN_SPREAD_MS: '0', ...environment });
}

async function follow(query: string, given: Parameters<LiveFixture['token']>[0] = {}): Promise<SocketClient> {
  const client = await subscribeBySocket(live.webSocketUrl, await live.token(given), { query });
  clients.push(client);
  return client;
}

async function settle(all: readonly { values(): readonly unknown[] }[]): Promise<number> {
  // Longer each time: on a busy machine an event takes longer to arrive than the first pause.
  for (let pauseMs = 20; ; pauseMs *= 2) {
    const seq = live.world.append();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (all.every((client) => client.values().at(-1) === seq)) return seq;
  }
}

const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const every = 'subscription { every { value item { name } } }';

test.each([
  ['ends, as when its subgraph is stopped', undefined],
  ['fails', new Error('the database is away')],
])('an upstream that %s is opened again from the last event, and clients see nothing of it', async (_, error) => {
  await start();
  const all = [await follow(every, { subject: 'one' }), await follow(every, { subject: 'two' })];
  const settled = await settle(all);
  for (let round = 0; round < 5; round += 1) {
    live.world.breakAll(error);
    live.world.append();
    await vi.waitFor(() => expect(live.world.readers.size).toBe(1));
    live.world.append();
  }
  for (const client of all) {
    await vi.waitFor(() => expect(client.values().at(-1)).toBe(settled + 10));
    expect(client.values().slice(-11)).toEqual(numbers(settled, settled + 10));
    expect(client.seen.every(({ errors }) => errors === undefined)).toBe(true);
  }
});

test('a stream that breaks before its first event goes on from where it began', async () => {
  await start();
  const stream = await subscribeByEventStream(live.url, { authorization: await live.token() }, { query: every });
  clients.push(stream);
  await vi.waitFor(() => expect(live.world.readers.size).toBe(1));
  live.world.breakAll();
  const missed = live.world.append();
  await vi.waitFor(() => expect(stream.values()).toEqual([missed]));
});

test('a subgraph that stays away is told to the clients after STREAM_RETRY_MS', async () => {
  await start({ STREAM_RETRY_MS: '300' });
  const client = await follow(every);
  await settle([client]);
  live.world.refuse = new GraphQLError('boom');
  live.world.breakAll();
  expect(await client.ended).toBe('complete');
  expect(client.seen.at(-1)?.errors?.[0]?.extensions.code).toBe('SUBGRAPH_ERROR');
  expect(client.seen.at(-1)?.extensions?.cursor).toMatch(/^c\d+$/);
});

test.each([
  ['cannot be told for too long', 'INTERNAL_SERVER_ERROR', 'SUBGRAPH_ERROR'],
  ['is not for this viewer', 'FORBIDDEN', 'FORBIDDEN'],
  ['is as little kept as what was missed', 'RESYNC_REQUIRED', 'RESYNC_REQUIRED'],
])('what is kept no more, where now %s, is the end, and is told', async (_, code, told) => {
  await start({ STREAM_RETRY_MS: '100' });
  const client = await follow(every);
  const settled = await settle([client]);
  live.world.refuseHead = new GraphQLError('Not now.', { extensions: { code } });
  live.world.forgetUntil(settled + 1);
  live.world.breakAll();
  await client.ended;
  expect(client.seen.at(-1)?.errors?.[0]?.extensions.code).toBe(told);
  await vi.waitFor(() => expect(live.world.readers.size).toBe(0));
});

test('what a subgraph denies one viewer is the end for that one, and another carries on', async () => {
  await start();
  const later = Math.floor(Date.now() / 1_000) + 7_200;
  const revoked = await follow(every, { subject: 'revoked', expiresAt: later });
  const other = await follow(every, { subject: 'other' });
  const settled = await settle([revoked, other]);
  live.world.refuse = new GraphQLError('Revoked.', { extensions: { code: 'UNAUTHENTICATED' } });
  live.world.refusedSubject = 'revoked';
  // After a break another one carries, and after the next one whose rights would last longest again.
  live.world.breakAll();
  await vi.waitFor(() => expect([...live.world.readers].map(({ viewer }) => viewer.subject)).toEqual(['other']));
  live.world.breakAll();
  expect(await revoked.ended).toBe('complete');
  expect(revoked.seen.at(-1)?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  live.world.append();
  await vi.waitFor(() => expect(other.values().slice(-2)).toEqual([settled, settled + 1]));
  // What is denied everybody is the end for everybody.
  live.world.refusedSubject = undefined;
  live.world.breakAll();
  expect(await other.ended).toBe('complete');
  expect(other.seen.at(-1)?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

const padding = 'x'.repeat(100_000);

/** Appends until the client cannot have been sent all of it: more than fits between the two. */
async function flood(count: number): Promise<number> {
  let last = 0;
  for (let appended = 0; appended < count; appended += 1) {
    last = live.world.append(`item ${appended % 3}`, { padding });
    if (appended % 10 === 0) await new Promise(setImmediate);
  }
  return last;
}

const readersOf = (field: string) => `subscription { ${field} { value padding item { id } } }`;

test('CONFLATE: a client that stops reading gets the newest of each key, the gap is told, and nobody else waits', async () => {
  await start({ MAX_STREAM_BACKLOG: '10' });
  const slow = await follow(readersOf('newest'), { subject: 'slow' });
  const fast = await follow(readersOf('newest'), { subject: 'fast' });
  await settle([slow, fast]);
  slow.socket.pause();
  const last = await flood(400);
  await vi.waitFor(() => expect(fast.values().at(-1)).toBe(last));
  const before = slow.seen.length;
  slow.socket.resume();
  await vi.waitFor(() => expect(slow.values().at(-1)).toBe(last));
  const later = slow.seen.slice(before);
  expect(later.length).toBeLessThan(350);
  const told = later.reduce((sum, { extensions }) => sum + 1 + (extensions?.gap?.conflated ?? 0), 0);
  expect(told).toBe(400);
  const values = later.map(({ data }) => data?.['newest']?.value ?? 0);
  expect(values).toEqual([...values].sort((left, right) => left - right));
  expect(values.slice(-3)).toEqual([last - 2, last - 1, last]);
});

test('QUEUE: a client that stops reading gets what was kept and a code; others get everything', async () => {
  await start({ MAX_STREAM_BACKLOG: '10' });
  const slow = await follow(readersOf('queued'), { subject: 'slow' });
  const fast = await follow(readersOf('queued'), { subject: 'fast' });
  const settled = await settle([slow, fast]);
  slow.socket.pause();
  const last = await flood(400);
  await vi.waitFor(() => expect(fast.values().at(-1)).toBe(last));
  expect(fast.values().slice(-400)).toEqual(numbers(settled + 1, last));
  slow.socket.resume();
  expect(await slow.ended).toBe('error');
  expect(slow.seen.at(-1)?.errors?.[0]?.extensions.code).toBe('SLOW_CONSUMER');
  const values = slow.values().slice(slow.values().indexOf(settled), -1);
  expect(values).toEqual(numbers(settled, settled + values.length - 1));
});

test('QUEUE: a client that ends on its way into a group leaves nothing of it behind', async () => {
  await start({ MAX_STREAM_BACKLOG: '10' });
  const fast = await follow(readersOf('queued'), { subject: 'fast' });
  const settled = await settle([fast]);
  for (let count = 0; count < 30; count += 1) live.world.append();
  await vi.waitFor(() => expect(fast.values().at(-1)).toBe(settled + 30));
  // What it has missed is more than may wait for it.
  const back = await subscribeBySocket(live.webSocketUrl, await live.token({ subject: 'back' }), {
    query: readersOf('queued'),
    extensions: { resume: `c${settled}` },
  });
  clients.push(back);
  expect(await back.ended).toBe('error');
  fast.leave();
  await vi.waitFor(() => expect(live.world.readers.size).toBe(0));
});

test.each(['socket', 'event stream'])(
  'LOSSLESS: a client on a %s that stops reading is given everything later, and nobody else waits',
  async (kind) => {
    await start({ MAX_STREAM_BACKLOG: '10' });
    const query = readersOf('every');
    const authorization = await live.token({ subject: 'slow' });
    const slow =
      kind === 'socket'
        ? await follow(query, { subject: 'slow' })
        : await subscribeByEventStream(live.url, { authorization }, { query });
    clients.push(slow);
    const fast = await follow(query, { subject: 'fast' });
    const settled = await settle([slow, fast]);
    const reading = 'socket' in slow ? slow.socket : slow.response;
    reading.pause();
    const last = await flood(600);
    await vi.waitFor(() => expect(fast.values().at(-1)).toBe(last));
    expect(fast.values().slice(-600)).toEqual(numbers(settled + 1, last));
    expect(slow.values().at(-1)).not.toBe(last);
    reading.resume();
    await vi.waitFor(() => expect(slow.values().at(-1)).toBe(last));
    expect(slow.values().slice(-600)).toEqual(numbers(settled + 1, last));
    live.world.append();
    await vi.waitFor(() => expect(slow.values().at(-1)).toBe(last + 1));
    await vi.waitFor(() => expect(live.world.readers.size).toBe(1));
  },
);

test('a client that stops reading and then goes leaves nothing behind', async () => {
  await start({ MAX_STREAM_BACKLOG: '10' });
  const slow = await follow(readersOf('every'), { subject: 'slow' });
  const fast = await follow(readersOf('every'), { subject: 'fast' });
  await settle([slow, fast]);
  slow.socket.pause();
  const last = await flood(400);
  await vi.waitFor(() => expect(fast.values().at(-1)).toBe(last));
  slow.socket.terminate();
  fast.leave();
  await vi.waitFor(() => expect(live.world.readers.size).toBe(0));
});

test('a stopping gateway tells event streams when to come back, and from where; it completes none of them', async () => {
  await start({ DRAIN_SPREAD_MS: '50' });
  const stream = await subscribeByEventStream(live.url, { authorization: await live.token() }, { query: every });
  const socket = await follow(every);
  const settled = await settle([stream, socket]);
  await live.close();
  await stream.ended;
  expect(stream.text()).toMatch(/\n\nretry: \d+\n\n$/);
  expect(stream.ids.at(-1)).toBe(`c${settled}`);
  expect(await socket.ended).toBe(1001);
});
