// What caches between a client and the gateway are told: RFC 9111, and @cacheControl by Apollo's conventions.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  const environment = { CORS_ORIGINS: 'https://console.example', COMPRESSION_MIN_BYTES: '40' };
  gateway = await startFixture(environment, { holdsPolicy: (policy) => policy === 'good' });
});
afterAll(() => gateway.close());

test.each([
  ['a field with a hint, whose object says nothing against it', '{ tariff { name } }', 'public, max-age=300'],
  ['the least of several hints', '{ tariff { name price } }', 'public, max-age=60'],
  ['a hint that it is private', '{ tariff { note } }', 'private, max-age=300'],
  ['a hint through a fragment', '{ ...F } fragment F on Query { t: tariff { price } }', 'public, max-age=60'],
  ['a root field without a hint', '{ hello }', 'public, no-cache'],
  ['a root field without a hint beside one with', '{ tariff { name } hello }', 'public, no-cache'],
  ['an object without a hint below a root field', '{ node { name } }', 'public, no-cache'],
  ['introspection', '{ __schema { queryType { name } } }', 'public, no-cache'],
  ['a root field that found nothing', '{ tariff { name } lostTariff { name } }', 'public, no-cache'],
  ['no field but a type name', '{ __typename }', 'public, no-cache'],
])('%s decides', async (_, query, expected) => {
  expect((await get(query)).headers.get('cache-control')).toBe(expected);
});

test('the answer to a token is kept by its own client alone, and no longer than the token', async () => {
  const authorization = `Bearer ${await gateway.token()}`;
  const known = await get('{ tariff { name } }', { authorization });
  expect(known.headers.get('cache-control')).toBe('private, max-age=300');
  const guarded = await get('{ myTariff { name } }', { authorization });
  expect(guarded.headers.get('cache-control')).toBe('private, max-age=300');
  const short = `Bearer ${await gateway.token({ expiresIn: Math.floor(Date.now() / 1_000) + 30 })}`;
  const [, seconds] =
    /^private, max-age=(\d+)$/.exec(
      (await get('{ tariff { name } }', { authorization: short })).headers.get('cache-control') ?? '',
    ) ?? [];
  expect(Number(seconds)).toBeGreaterThan(20);
  expect(Number(seconds)).toBeLessThanOrEqual(30);
});

test('what a policy decided about is asked again each time: it may decide otherwise', async () => {
  const { headers } = await get('{ judgedTariff { name } }', { authorization: `Bearer ${await gateway.token()}` });
  expect(headers.get('cache-control')).toBe('private, no-cache');
});

test.each([
  ['partial data', '{ tariff { name } fails }'],
  ['a field that the viewer may not see', '{ myTariff { name } }'],
  ['a request error', '{ nothing }'],
])('%s is kept by nobody, and has no tag', async (_, query) => {
  const { headers } = await get(query);
  expect([headers.get('cache-control'), headers.get('etag')]).toEqual(['no-store', null]);
});

test('a client that has the answer already is told so without a body', async () => {
  const first = await get('{ tariff { name } }');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]{43}"$/);
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await get('{ tariff { name } }', { 'if-none-match': tag });
    expect([again.status, again.text]).toEqual([304, '']);
    expect(again.headers.get('etag')).toBe(etag);
    expect(again.headers.get('cache-control')).toBe('public, max-age=300');
    expect(again.headers.get('vary')).toBe(first.headers.get('vary'));
  }
  const other = await get('{ tariff { price } }', { 'if-none-match': etag });
  expect([other.status, other.text]).toEqual([200, '{"data":{"tariff":{"price":7}}}']);
});

test('another media type and another encoding have another tag', async () => {
  const query = '{ tariff { name } hello(name: "a name that makes the answer long enough to be compressed") }';
  const tags = [
    await get(query),
    await get(query, { accept: 'application/graphql-response+json' }),
    await get(query, { 'accept-encoding': 'gzip' }),
    await get(query, { 'accept-encoding': 'br' }),
  ].map(({ headers }) => headers.get('etag'));
  expect(new Set(tags).size).toBe(4);
  expect((await get(query, { 'accept-encoding': 'gzip', 'if-none-match': tags[2] ?? '' })).status).toBe(304);
});

test('says what the answer depends on', async () => {
  const { headers } = await get('{ hello }');
  expect(headers.get('vary')).toBe('Origin, Accept, Accept-Encoding, Authorization');
});

test('a page of a configured origin may send and read tags', async () => {
  const origin = 'https://console.example';
  const preflight = await fetch(gateway.url, { method: 'OPTIONS', headers: { origin } });
  expect(preflight.headers.get('access-control-allow-headers')).toMatch(/if-none-match/);
  const { headers } = await get('{ hello }', { origin });
  expect(headers.get('access-control-expose-headers')).toMatch(/etag/);
});

test('the answer to a POST is nothing for caches', async () => {
  const { headers } = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ tariff { name } }"}',
  });
  expect([headers.get('cache-control'), headers.get('etag')]).toEqual([null, null]);
});

async function get(query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${gateway.url}?${new URLSearchParams({ query })}`, {
    headers: { 'apollo-require-preflight': '1', 'accept-encoding': 'identity', ...headers },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
