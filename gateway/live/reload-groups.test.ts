// Another supergraph takes over while streams are live.
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { type SocketClient, subscribeByEventStream, subscribeBySocket } from './live-client.ts';
import { composeLive, createLiveWorld, type LiveFixture, startLive, ticksSdl } from './live-fixture.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A gateway that reads its supergraph from a file. */
async function start() {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-live-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  const file = join(folder, 'supergraph.graphql');
  const publish = async (sdl: string): Promise<void> => {
    await writeFile(`${file}.next`, composeLive(sdl));
    await rename(`${file}.next`, file);
  };
  await publish(ticksSdl);
  const live = await startLive({ SUPERGRAPH_FILE: file, SUPERGRAPH_POLL_MS: '0', DRAIN_SPREAD_MS: '0' });
  cleanups.push(live.close);
  return { live, publish };
}

async function follow(live: LiveFixture, query: string, subject: string): Promise<SocketClient> {
  const client = await subscribeBySocket(live.webSocketUrl, await live.token({ subject }), { query });
  cleanups.push(client.leave);
  return client;
}

async function settle(live: LiveFixture, all: readonly SocketClient[]): Promise<number> {
  // Longer each time: on a busy machine an event takes longer to arrive than the first pause.
  for (let pauseMs = 20; ; pauseMs *= 2) {
    const seq = live.world.append();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (all.every((client) => client.values().at(-1) === seq)) return seq;
  }
}

const query = 'subscription { every { value item { id name } } }';

test('a reload that changes nothing of a stream is not noticed by it, and who comes later joins it', async () => {
  const { live, publish } = await start();
  const before = await follow(live, query, 'before');
  const settled = await settle(live, [before]);
  await publish(ticksSdl.replace('type Query {', 'type Query { added: Int'));
  expect(await live.reload()).toBe(true);
  const after = await follow(live, query, 'after');
  const last = await settle(live, [before, after]);
  expect(live.world.opened).toBe(1);
  expect(before.values().slice(before.values().indexOf(settled))).toEqual(
    Array.from({ length: last - settled + 1 }, (_, index) => settled + index),
  );
});

test('a stream that is planned another way goes on under the new supergraph after its last event', async () => {
  const { live, publish } = await start();
  const clients = [await follow(live, query, 'one'), await follow(live, query, 'two')];
  const settled = await settle(live, clients);
  // A type that is stricter than before is no news for clients, but another plan is made for it.
  await publish(
    ticksSdl.replace('value: Int! padding', 'value: Int! @deprecated padding').replace('item: Item }', 'item: Item! }'),
  );
  let sent = settled;
  const reloaded = live.reload();
  for (let count = 0; count < 50; count += 1) {
    sent = live.world.append();
    await new Promise(setImmediate);
  }
  expect(await reloaded).toBe(true);
  for (const client of clients) {
    await vi.waitFor(() => expect(client.values().at(-1)).toBe(sent));
    expect(client.values().slice(-51)).toEqual(Array.from({ length: 51 }, (_, index) => settled + index));
    expect(client.seen.every(({ errors }) => errors === undefined)).toBe(true);
  }
  expect(live.world.opened).toBe(2);
  await vi.waitFor(() => expect(live.world.readers.size).toBe(1));
});

test.each([
  ['a field that is gone', 'value: Int! padding', 'other: Int! padding', 'Cannot query field "value" on type "Tick".'],
  ['a field that may be null now', 'value: Int! padding', 'value: Int padding', 'Tick.value was Int! and is Int.'],
])('%s ends the streams that select it, by name, and no others', async (_, was, is, told) => {
  const { live, publish } = await start();
  const changed = await follow(live, query, 'changed');
  const other = await follow(live, 'subscription { every { item { name } } }', 'other');
  const steady = await follow(live, 'subscription { every { value: cursor item { id } } }', 'steady');
  await settle(live, [changed]);
  await vi.waitFor(() => expect(other.seen.length).toBeGreaterThan(0));
  await publish(ticksSdl.replace(was, is));
  await live.reload();
  expect(await changed.ended).toBe('error');
  expect(changed.seen.at(-1)?.errors?.[0]).toMatchObject({
    message: expect.stringContaining(told),
    extensions: { code: 'SCHEMA_CHANGED' },
  });
  const before = other.seen.length;
  live.world.append();
  await vi.waitFor(() => expect(other.seen.length).toBeGreaterThan(before));
  expect(steady.seen.every(({ errors }) => errors === undefined)).toBe(true);
});

test('a cursor from before a reload is good after it, by whatever way it is brought', async () => {
  const { live, publish } = await start();
  const before = await follow(live, query, 'before');
  const settled = await settle(live, [before]);
  before.leave();
  await publish(ticksSdl.replace('item: Item }', 'item: Item! }'));
  expect(await live.reload()).toBe(true);
  const last = live.world.append();
  const authorization = await live.token();
  const withArgument = `subscription { every(after: "c${settled}") { value item { id name } } }`;
  const clients = [
    await subscribeBySocket(live.webSocketUrl, authorization, { query: withArgument }),
    await subscribeBySocket(live.webSocketUrl, authorization, { query, extensions: { resume: `c${settled}` } }),
    await subscribeByEventStream(live.url, { authorization, 'last-event-id': `c${settled}` }, { query }),
  ];
  for (const client of clients) {
    cleanups.push(client.leave);
    await vi.waitFor(() => expect(client.values()).toEqual([last]));
  }
});

test('a cursor is good after a gateway has stopped and come back under another supergraph', async () => {
  const { world, subgraphs } = createLiveWorld();
  const first = await startLive({ DRAIN_SPREAD_MS: '0' }, { subgraphs });
  const authorization = await first.token();
  const before = await subscribeBySocket(first.webSocketUrl, authorization, { query });
  const settled = await settle({ ...first, world }, [before]);
  await first.close();
  const missed = [world.append(), world.append(), world.append()];
  const again = await startLive(
    { DRAIN_SPREAD_MS: '0' },
    {
      subgraphs,
      supergraphSdl: composeLive(ticksSdl.replace('item: Item }', 'item: Item! }')),
      tokenVerification: first.tokenVerification,
    },
  );
  cleanups.push(again.close);
  const withArgument = `subscription { every(after: "c${settled}") { value item { id name } } }`;
  const clients = [
    await subscribeBySocket(again.webSocketUrl, authorization, { query: withArgument }),
    await subscribeBySocket(again.webSocketUrl, authorization, { query, extensions: { resume: `c${settled}` } }),
    await subscribeByEventStream(again.url, { authorization, 'last-event-id': `c${settled}` }, { query }),
  ];
  for (const client of clients) cleanups.push(client.leave);
  for (const client of clients) await vi.waitFor(() => expect(client.values()).toEqual(missed));
  const next = world.append();
  for (const client of clients) await vi.waitFor(() => expect(client.values()).toEqual([...missed, next]));
});
