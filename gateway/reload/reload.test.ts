import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { createClient } from 'graphql-ws';
import { parse } from 'graphql';
import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { readConfig } from '../config.ts';
import { type RunningGateway, startGateway } from '../gateway.ts';
import { createBoundedQueue } from '../live/bounded-queue.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const first = `
  type Query { hello: String slow: String }
  type Mutation { addSlowly: Int! }
  type Subscription { steady: Int moved: Int }
`;
/** Another field, and another type for what `moved` tells. */
const second = first.replace('hello: String', 'hello: String added: String').replace('moved: Int', 'moved: Int!');

test('a changed file is served, a broken one is refused, and it can be mended', async () => {
  const { gateway, publish, log } = await start('20');
  expect(await post(gateway, '{ added }')).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  });
  await publish(compose(second));
  await vi.waitFor(async () => expect(await post(gateway, '{ added }')).toEqual({ data: { added: 'new' } }));
  for (const broken of ['type Query {', 'type Query { hello: String }', '']) {
    await publish(broken);
    expect(await gateway.reload()).toBe(false);
  }
  expect(log.join('')).toMatch('the new supergraph is refused; the one before stays');
  expect(await post(gateway, '{ added }')).toEqual({ data: { added: 'new' } });
  await publish(compose(first));
  await vi.waitFor(async () => expect(await post(gateway, '{ added }')).toHaveProperty('errors'));
});

test('what was admitted under a supergraph finishes under it', async () => {
  const { gateway, publish, world } = await start();
  const query = post(gateway, '{ slow hello }');
  const mutation = post(gateway, 'mutation { addSlowly }');
  await vi.waitFor(() => expect(world.waiting).toHaveLength(2));
  await publish(compose('type Query { other: String }'));
  expect(await gateway.reload()).toBe(true);
  expect(await post(gateway, '{ hello }')).toHaveProperty('errors');
  world.release();
  expect(await query).toEqual({ data: { slow: 'at last', hello: 'Hello' } });
  expect(await mutation).toEqual({ data: { addSlowly: 1 } });
});

test('an answer in parts finishes under the supergraph that its first part was of', async () => {
  const { gateway, publish, world } = await start();
  const answer = follow(gateway, '{ hello ... @defer { slow } }');
  expect(await answer.next()).toMatchObject({ value: { data: { hello: 'Hello' }, hasNext: true } });
  await publish(compose('type Query { other: String }'));
  expect(await gateway.reload()).toBe(true);
  world.release();
  expect(await answer.next()).toMatchObject({
    value: { incremental: [{ data: { slow: 'at last' } }], hasNext: false },
  });
});

test('a live stream goes on when its plan is the same, and ends with SCHEMA_CHANGED when it is not', async () => {
  const { gateway, publish, world } = await start();
  const steady = follow(gateway, 'subscription { steady }');
  const moved = follow(gateway, 'subscription { moved }');
  await vi.waitFor(() => expect(world.streams.size).toBe(2));
  world.streams.get('steady')?.push({ steady: 1 });
  world.streams.get('moved')?.push({ moved: 1 });
  expect(await steady.next()).toMatchObject({ value: { data: { steady: 1 } } });
  expect(await moved.next()).toMatchObject({ value: { data: { moved: 1 } } });
  await publish(compose(second));
  expect(await gateway.reload()).toBe(true);
  await expect(moved.next()).rejects.toMatchObject([
    { message: expect.stringContaining('worked out another way'), extensions: { code: 'SCHEMA_CHANGED' } },
  ]);
  expect([...world.streams.keys()]).toEqual(['steady']);
  world.streams.get('steady')?.push({ steady: 2 });
  expect(await steady.next()).toMatchObject({ value: { data: { steady: 2 } } });
  await publish(compose('type Query { hello: String }'));
  await gateway.reload();
  await expect(steady.next()).rejects.toMatchObject([
    { message: expect.stringContaining('The schema has no subscription.'), extensions: { code: 'SCHEMA_CHANGED' } },
  ]);
  expect(world.streams.size).toBe(0);
});

test('a live stream of a contract goes on while the contract has it, and ends when its tag is gone', async () => {
  const { gateway, publish, world } = await start();
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])';
  const tagged = link + first.replace(/hello: String|steady: Int/g, '$& @tag(name: "mobile")');
  await publish(compose(tagged));
  expect(await gateway.reload()).toBe(true);
  const steady = follow(gateway, 'subscription { steady }', '/mobile');
  await vi.waitFor(() => expect(world.streams.size).toBe(1));
  await publish(compose(tagged.replace('slow: String', 'slow: String added: String')));
  expect(await gateway.reload()).toBe(true);
  world.streams.get('steady')?.push({ steady: 1 });
  expect(await steady.next()).toMatchObject({ value: { data: { steady: 1 } } });
  await publish(compose(link + first.replace('hello: String', 'hello: String @tag(name: "mobile")')));
  expect(await gateway.reload()).toBe(true);
  await expect(steady.next()).rejects.toMatchObject([{ extensions: { code: 'SCHEMA_CHANGED' } }]);
  expect(world.streams.size).toBe(0);
});

test('twenty reloads under load fail no query and abort no mutation', async () => {
  const { gateway, publish, world } = await start();
  let isOver = false;
  const failed: unknown[] = [];
  let answered = 0;
  const load = Array.from({ length: 4 }, async (_, client) => {
    while (!isOver) {
      const result = await post(gateway, `query Load${client} { hello }`);
      if (JSON.stringify(result) === '{"data":{"hello":"Hello"}}') answered += 1;
      else failed.push(result);
    }
  });
  const mutations: Promise<unknown>[] = [];
  for (let reload = 0; reload < 20; reload += 1) {
    mutations.push(post(gateway, 'mutation { addSlowly }'));
    await vi.waitFor(() => expect(world.waiting).toHaveLength(reload + 1));
    await publish(compose(reload % 2 === 0 ? second : first));
    expect(await gateway.reload()).toBe(true);
  }
  isOver = true;
  await Promise.all(load);
  world.release();
  const added = await Promise.all(mutations);
  expect(failed).toEqual([]);
  expect(answered).toBeGreaterThan(20);
  expect(added).toHaveLength(20);
  for (const result of added) expect(result).toEqual({ data: { addSlowly: expect.any(Number) } });
  expect(world.total).toBe(20);
});

test('what was asked under the one before is planned before the new supergraph takes over', async () => {
  const { gateway, publish, log } = await start();
  for (const query of ['{ hello }', '{ again: hello }']) await post(gateway, query);
  await publish(compose(second));
  expect(await gateway.reload()).toBe(true);
  const taken: unknown[] = log.map((line) => JSON.parse(line));
  expect(taken).toContainEqual(expect.objectContaining({ msg: 'a new supergraph is served', warmed: 2 }));
});

function compose(typeDefs: string): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'things', url: 'http://things.invalid/', typeDefs: parse(typeDefs) },
  ]);
  if (!supergraphSdl) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}

function createWorld() {
  const waiting: (() => void)[] = [];
  return {
    waiting,
    total: 0,
    streams: new Map<string, ReturnType<typeof createBoundedQueue<Record<string, number>>>>(),
    wait: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    release: () => waiting.splice(0).forEach((release) => release()),
  };
}

/** A gateway that reads its supergraph from a file; `publish` replaces the file at once, as a deployment does. */
async function start(pollMs = '0') {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-reload-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  const file = join(folder, 'supergraph.graphql');
  const publish = async (sdl: string): Promise<void> => {
    await writeFile(`${file}.next`, sdl);
    await rename(`${file}.next`, file);
  };
  await publish(compose(first));
  const world = createWorld();
  const stream = (name: string) => ({
    subscribe() {
      const queue = createBoundedQueue<Record<string, number>>(10, () => world.streams.delete(name));
      world.streams.set(name, queue);
      return queue;
    },
  });
  const resolvers = {
    Query: { hello: () => 'Hello', added: () => 'new', slow: () => world.wait().then(() => 'at last') },
    Mutation: { addSlowly: () => world.wait().then(() => (world.total += 1)) },
    Subscription: { steady: stream('steady'), moved: stream('moved') },
  };
  const schema = buildSubgraphSchema([{ typeDefs: parse(second), resolvers }]);
  const log: string[] = [];
  const gateway = await startGateway({
    config: readConfig({
      PORT: '0',
      SUPERGRAPH_FILE: file,
      SUPERGRAPH_POLL_MS: pollMs,
      // What waits at a gate waits for twenty reloads, however slow the machine is.
      SUBGRAPH_TIMEOUT_MS: '100000',
      OPERATION_TIMEOUT_MS: '100000',
    }),
    logger: pino({ level: 'info' }, { write: (line: string) => void log.push(line) }),
    subgraphs: [{ name: 'things', schema, createContext: (request) => request }],
  });
  cleanups.push(() => gateway.close());
  return { gateway, publish, world, log };
}

async function post({ url }: RunningGateway, query: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return await response.json();
}

function follow({ webSocketUrl }: RunningGateway, query: string, view = '') {
  const client = createClient({ url: webSocketUrl + view, webSocketImpl: WebSocket, retryAttempts: 0 });
  cleanups.push(async () => client.dispose());
  const results = client.iterate({ query })[Symbol.asyncIterator]();
  // Opened at once, not when the first result is asked for.
  const ahead = results.next();
  let isFirst = true;
  return {
    next() {
      if (!isFirst) return results.next();
      isFirst = false;
      return ahead;
    },
  };
}
