import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture();
});
afterAll(() => gateway.close());

const large = '{ big(length: 5000) }';
const largeBody = JSON.stringify({ data: { big: 'x'.repeat(5_000) } });

test.each([
  ['gzip', 'gzip'],
  ['gzip, deflate, br', 'br'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['GZIP', 'gzip'],
  ['*', 'br'],
  ['*, br;q=0', 'gzip'],
])('a client that accepts "%s" gets %s', async (accepted, encoding) => {
  const answer = await post(large, { 'accept-encoding': accepted });
  expect(answer.headers['content-encoding']).toBe(encoding);
  expect(answer.bytes.length).toBeLessThan(500);
  expect(Number(answer.headers['content-length'])).toBe(answer.bytes.length);
  const plain = encoding === 'br' ? brotliDecompressSync(answer.bytes) : gunzipSync(answer.bytes);
  expect(plain.toString()).toBe(largeBody);
});

test.each([
  [undefined],
  ['identity'],
  ['deflate'],
  ['br;q=0, gzip;q=0'],
  ['identity, gzip;q=0.5'],
  ['gzip;q=nonsense'],
])('a client that accepts %j gets the answer as it is', async (accepted) => {
  const answer = await post(large, accepted === undefined ? {} : { 'accept-encoding': accepted });
  expect([answer.headers['content-encoding'], answer.bytes.toString()]).toEqual([undefined, largeBody]);
});

test('a small answer is not worth it, and says that it might have been', async () => {
  const answer = await post('{ hello }', { 'accept-encoding': 'br' });
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.headers.vary).toMatch(/Accept-Encoding/);
});

test('a stream of events is never compressed', async () => {
  const query = 'subscription { countTo(last: 1000) }';
  const answer = await post(query, { 'accept-encoding': 'br', accept: 'text/event-stream' });
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
});

test('can be switched off', async () => {
  const plain = await startFixture({ COMPRESSION_MIN_BYTES: '0' });
  const answer = await post(large, { 'accept-encoding': 'br' }, plain.url);
  expect(answer.headers['content-encoding']).toBeUndefined();
  await plain.close();
});

/** Not `fetch`, which asks for what it likes and decompresses what it gets. */
async function post(query: string, headers: Record<string, string>, url = gateway.url) {
  const outgoing = request(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } });
  outgoing.end(JSON.stringify({ query }));
  // node:http says so of this event.
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const bytes = Buffer.concat(await response.toArray());
  return { headers: response.headers, bytes };
}
