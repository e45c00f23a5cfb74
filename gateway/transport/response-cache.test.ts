// What the gateway answers out of its own cache, and what never.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { startPublisher } from '../auth/revocation-fixture.ts';
import { readConfig } from '../config.ts';
import { startGateway } from '../gateway.ts';
import { composeFixture, createThings, type GatewayFixture, startFixture } from './gateway-fixture.ts';
import { createResponseCache, isFreshAnswerWanted } from './response-cache.ts';

let gateway: GatewayFixture | undefined;
afterEach(() => gateway?.close());

interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A gateway, and how to ask it by GET. */
async function start(environment: Record<string, string> = {}) {
  const started = await startFixture(environment);
  gateway = started;
  const get = async (query: string, headers: Record<string, string> = {}): Promise<Got> => {
    const response = await fetch(`${started.url}?${new URLSearchParams({ query })}`, {
      headers: { 'apollo-require-preflight': '1', 'accept-encoding': 'identity', ...headers },
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { ...started, get };
}

/** An answer from the cache says how old it is. */
const isReused = ({ headers }: Got): boolean => headers.has('age');

const callsFor = async ({ origin }: GatewayFixture): Promise<number> => {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(/gateway_subgraph_calls_total\{[^}]*\} (\d+)/.exec(text)?.[1] ?? 0);
};

test('what may be kept is executed once, and told with its age', async () => {
  const { get } = await start();
  const first = await get('{ tariff { name price } }');
  const again = await get('{ tariff { name price } }');
  expect([isReused(first), isReused(again)]).toEqual([false, true]);
  expect([again.status, again.text]).toEqual([200, first.text]);
  for (const name of ['content-type', 'cache-control', 'etag', 'vary', 'content-length'])
    expect(again.headers.get(name)).toBe(first.headers.get(name));
  expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
  expect(await callsFor(gateway ?? expect.fail())).toBe(1);
  // Without a wish of its own, fetch would ask for the answer anew here.
  const copy = { 'if-none-match': first.headers.get('etag') ?? '', 'cache-control': 'max-age=60' };
  const known = await get('{ tariff { name price } }', copy);
  expect([known.status, known.text, isReused(known)]).toEqual([304, '', true]);
});

test('nothing that was kept before tokens were revoked is given after, and a token that was gets nothing', async () => {
  const publisher = await startPublisher();
  const { get, token } = await start({ REVOCATIONS_URL: publisher.url, REVOCATIONS_POLL_MS: '20' });
  const anna = { authorization: `Bearer ${await token({ subject: 'anna' })}` };
  const ben = { authorization: `Bearer ${await token({ subject: 'ben' })}` };
  const ask = (headers: Record<string, string>) => get('{ myTariff { name price } }', headers);
  for (const headers of [anna, anna, ben, ben]) await ask(headers);
  expect([isReused(await ask(anna)), isReused(await ask(ben))]).toEqual([true, true]);
  // Every token may allow less now.
  publisher.publish({ sub: 'anna' });
  await expect.poll(async () => (await ask(anna)).status).toBe(401);
  expect(isReused(await ask(ben))).toBe(false);
  expect(isReused(await ask(ben))).toBe(true);
  await publisher.close();
});

test('a compressed answer is kept compressed, for those who accept it', async () => {
  const { get } = await start({ COMPRESSION_MIN_BYTES: '1' });
  const zipped = { 'accept-encoding': 'gzip' };
  const first = await get('{ tariff { name } }', zipped);
  const again = await get('{ tariff { name } }', zipped);
  expect([isReused(again), again.text]).toEqual([true, first.text]);
  expect(again.headers.get('content-encoding')).toBe('gzip');
  expect(isReused(await get('{ tariff { name } }'))).toBe(false);
});

test.each([
  ['no hint', '{ hello }'],
  ['a field without a hint beside one with', '{ tariff { name } hello }'],
  ['an error', '{ tariff { name } fails }'],
  ['a mistake', '{ nothing }'],
  ['what is private, and nobody known to keep it for', '{ tariff { note } }'],
  ['a guarded field and no token', '{ myTariff { name } }'],
])('%s is executed each time', async (_, query) => {
  const { get } = await start();
  await get(query);
  expect(isReused(await get(query))).toBe(false);
});

test('what one token was answered is for that token alone', async () => {
  const { get, token } = await start();
  const query = '{ tariff { name } myTariff { name } }';
  const anna = { authorization: `Bearer ${await token({ subject: 'anna' })}` };
  const boris = { authorization: `Bearer ${await token({ subject: 'boris' })}` };
  await get(query, anna);
  expect(isReused(await get(query, anna))).toBe(true);
  expect(isReused(await get(query, boris))).toBe(false);
  const nobody = await get(query);
  expect([isReused(nobody), JSON.parse(nobody.text).data.myTariff]).toEqual([false, null]);
  // The other way round: what everybody may have is not what a token was answered.
  const open = '{ tariff { name } }';
  await get(open);
  expect(isReused(await get(open, anna))).toBe(false);
});

test('a kept answer is given to no token that is not valid, and to no form of another site', async () => {
  const { get, token, url } = await start();
  const query = '{ tariff { name } }';
  await get(query);
  const forged = await fetch(`${url}?${new URLSearchParams({ query })}`, {
    headers: { 'accept-encoding': 'identity' },
  });
  expect(forged.status).toBe(400);
  const authorization = `Bearer ${await token({ expiresIn: Math.floor(Date.now() / 1_000) - 5 })}`;
  expect((await get(query, { authorization })).status).toBe(401);
});

test.each([{ 'cache-control': 'no-cache' }, { 'cache-control': 'max-age=0' }, { pragma: 'no-cache' }])(
  'a client that wants it anew gets it anew: %o',
  async (headers) => {
    const { get } = await start();
    await get('{ tariff { name } }');
    expect(isReused(await get('{ tariff { name } }', headers))).toBe(false);
  },
);

test('each view, media type and spelling of the question has its own', async () => {
  const { get, url } = await start();
  await get('{ tariff { name } }');
  expect(isReused(await get('{tariff{name}}'))).toBe(false);
  expect(isReused(await get('{ tariff { name } }', { accept: 'application/graphql-response+json' }))).toBe(false);
  const view = await fetch(`${url}/mobile?${new URLSearchParams({ query: '{ tariff { name } }' })}`, {
    headers: { 'apollo-require-preflight': '1', 'accept-encoding': 'identity' },
  });
  expect(view.headers.has('age')).toBe(false);
});

test('nothing is kept where no room is given', async () => {
  const { get } = await start({ RESPONSE_CACHE_BYTES: '0' });
  await get('{ tariff { name } }');
  expect(isReused(await get('{ tariff { name } }'))).toBe(false);
});

test('a POST is neither kept nor answered from what is kept', async () => {
  const { get, url } = await start();
  await get('{ tariff { name } }');
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ tariff { name } }"}',
  });
  expect(response.headers.has('age')).toBe(false);
});

const message = (url: string, headers: IncomingMessage['headers'] = {}) => ({ method: 'GET', url, headers });

test('an entry is found until its time is up, and not under another version of the graph', () => {
  let time = 0;
  let version = 0;
  const cache = createResponseCache({ maxBytes: 1e6, version: () => version, now: () => time });
  const incoming = Object.assign(Object.create(null), message('/graphql?query=a'));
  const key = cache.keyOf(incoming) ?? '';
  cache.keep(key, { headers: [], entityTag: undefined, bytes: Buffer.from('1') }, 60);
  time = 59_999;
  expect(cache.find(key)?.keptAtMs).toBe(0);
  time = 60_000;
  expect(cache.find(key)).toBeUndefined();
  // An execution that began before a reload keeps its answer under the version that it was asked of.
  version = 1;
  cache.keep(key, { headers: [], entityTag: undefined, bytes: Buffer.from('1') }, 60);
  expect(cache.find(cache.keyOf(incoming) ?? '')).toBeUndefined();
});

test('what is kept stays within its room', () => {
  const cache = createResponseCache({ maxBytes: 100_000, version: () => 0 });
  const keys = Array.from({ length: 1_000 }, (_, number) => `key ${number}`);
  for (const key of keys) cache.keep(key, { headers: [], entityTag: undefined, bytes: Buffer.alloc(1_000) }, 60);
  const found = keys.filter((key) => cache.find(key));
  expect(found.length).toBeLessThanOrEqual(50);
  expect(found.at(-1)).toBe('key 999');
  cache.keep('large', { headers: [], entityTag: undefined, bytes: Buffer.alloc(10_000) }, 60);
  expect(cache.find('large')).toBeUndefined();
});

test.each([
  ['no-cache', true],
  ['max-age=0', true],
  ['no-store', true],
  ['max-age=09', false],
  ['max-age=60', false],
  ['only-if-cached', false],
])('%s: anew %s', (wish, expected) => {
  const incoming = Object.assign(Object.create(null), message('/', { 'cache-control': wish }));
  expect(isFreshAnswerWanted(incoming)).toBe(expected);
});

test('a new supergraph answers anew', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'response-cache-'));
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, composeFixture());
  const config = readConfig({ PORT: '0', SUPERGRAPH_FILE: file, SUPERGRAPH_POLL_MS: '0' });
  const reloading = await startGateway({
    config,
    logger: pino({ level: 'silent' }),
    subgraphs: [createThings().things],
  });
  try {
    const get = () =>
      fetch(`${reloading.url}?query={tariff{name}}`, { headers: { 'apollo-require-preflight': '1' } }).then(
        ({ headers }) => headers.has('age'),
      );
    expect([await get(), await get()]).toEqual([false, true]);
    await writeFile(file, composeFixture('http://other.invalid/graphql'));
    expect(await reloading.reload()).toBe(true);
    expect([await get(), await get()]).toEqual([false, true]);
  } finally {
    await reloading.close();
    await rm(folder, { recursive: true });
  }
});
