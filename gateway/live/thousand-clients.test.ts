// A deployment under a thousand live clients: another supergraph, and then the end of the gateway.
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type SocketClient, subscribeBySocket } from './live-client.ts';
import { composeLive, type LiveFixture, startLive, ticksSdl } from './live-fixture.ts';

/** Over how long clients are sent away. */
const spreadMs = 6_000;

let live: LiveFixture;
let folder = '';
const file = () => join(folder, 'supergraph.graphql');

async function publish(sdl: string): Promise<void> {
  await writeFile(`${file()}.next`, composeLive(sdl));
  await rename(`${file()}.next`, file());
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-thousand-'));
  await publish(ticksSdl);
  live = await startLive({ SUPERGRAPH_FILE: file(), SUPERGRAPH_POLL_MS: '0', DRAIN_SPREAD_MS: String(spreadMs) });
});
afterAll(async () => {
  await live.close();
  await rm(folder, { recursive: true });
});

async function followAll(count: number, query: string): Promise<readonly SocketClient[]> {
  const clients: SocketClient[] = [];
  const authorization = await live.token({ subject: query });
  while (clients.length < count) {
    const opening = Array.from({ length: 50 }, () => subscribeBySocket(live.webSocketUrl, authorization, { query }));
    clients.push(...(await Promise.all(opening)));
  }
  return clients;
}

const lastOf = (client: SocketClient) => client.seen.at(-1)?.extensions?.cursor;
const whole = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => `c${first + index}`);

/** The events from a number on, as a client saw them, and whether anything else came with them. */
function seenSince(client: SocketClient, first: number) {
  const cursors = client.seen.map(({ extensions }) => extensions?.cursor ?? '');
  return cursors.slice(cursors.indexOf(`c${first}`));
}

test('unchanged streams see nothing of a reload, changed ones go on after their last event, others are told; then all are sent away spread over time', async () => {
  const steady = await followAll(600, 'subscription { every { value } }');
  const changed = await followAll(300, 'subscription { every { value item { id name } } }');
  const incompatible = await followAll(100, 'subscription { queued { padding } }');
  const all = [...steady, ...changed, ...incompatible];
  let settled = 0;
  const everybodyHas = async (clients: readonly SocketClient[], seq: number) =>
    await vi.waitFor(() => expect(clients.filter((client) => lastOf(client) !== `c${seq}`)).toEqual([]), {
      interval: 100,
    });
  // Until a client is in its group it sees no event: the first that all of them see is where the test begins.
  while (!all.every((client) => client.seen.length > 0)) {
    settled = live.world.append();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await everybodyHas(all, settled);
  const { opened } = live.world;

  await publish(ticksSdl.replace('item: Item }', 'item: Item! }').replace('padding: String', 'padded: String'));
  const reloaded = live.reload();
  let last = settled;
  for (let count = 0; count < 100; count += 1) {
    last = live.world.append();
    await new Promise(setImmediate);
  }
  expect(await reloaded).toBe(true);
  last = live.world.append();
  await everybodyHas([...steady, ...changed], last);
  for (const client of [...steady, ...changed]) {
    expect(seenSince(client, settled)).toEqual(whole(settled, last));
    expect(client.seen.every(({ errors }) => errors === undefined)).toBe(true);
  }
  // One upstream was opened anew, that of the changed ones: three hundred clients have noticed nothing.
  expect(live.world.opened).toBe(opened + 1);
  for (const client of incompatible) {
    expect(await client.ended).toBe('error');
    expect(client.seen.at(-1)?.errors?.[0]).toMatchObject({
      message: expect.stringContaining('Cannot query field "padding" on type "Tick".'),
      extensions: { code: 'SCHEMA_CHANGED' },
    });
    client.leave();
  }

  const left: { readonly how: string | number; readonly afterMs: number }[] = [];
  const closedAt = performance.now();
  for (const client of [...steady, ...changed]) {
    void client.ended.then((how) => left.push({ how, afterMs: performance.now() - closedAt }));
  }
  await live.close();
  await vi.waitFor(() => expect(left).toHaveLength(900));
  expect(new Set(left.map(({ how }) => how))).toEqual(new Set([1001]));
  // However slow the machine is, timers are never early: all at once would be told at once.
  expect(left.at(-1)?.afterMs).toBeGreaterThan(spreadMs / 2);
});
