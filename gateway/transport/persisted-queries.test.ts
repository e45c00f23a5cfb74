// Automatic persisted queries on the wire. That @apollo/client speaks them stands in clients.test.ts.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture({ PERSISTED_QUERIES_BYTES: '200' });
});
afterAll(() => gateway.close());

test('a query is asked for once, and then known by its hash', async () => {
  const query = 'query First($n: Int!) { count(of: $n) }';
  expect(await post({ extensions: persisted(query), variables: { n: 4 } })).toEqual({
    errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
  });
  expect(await post({ query, extensions: persisted(query), variables: { n: 4 } })).toEqual({ data: { count: 4 } });
  expect(await post({ extensions: persisted(query), variables: { n: 5 } })).toEqual({ data: { count: 5 } });
  const line = gateway.log.at(-1) ?? '';
  expect(JSON.parse(line)).toMatchObject({ kind: 'query', document: sha256(query).slice(0, 16) });
});

test('a known query can be sent by GET, a known mutation cannot', async () => {
  const mutation = 'mutation { add(by: 1) }';
  for (const query of ['{ hello }', mutation]) await post({ query, extensions: persisted(query) });
  const { total } = gateway.world;
  const get = async (query: string) => {
    const search = new URLSearchParams({ extensions: JSON.stringify(persisted(query)) });
    const response = await fetch(`${gateway.url}?${search}`, { headers: { 'apollo-require-preflight': '1' } });
    return [response.status, response.headers.get('cache-control'), await response.json()];
  };
  expect(await get('{ hello }')).toEqual([200, 'public, no-cache', { data: { hello: 'Hello, world!' } }]);
  expect(await get(mutation)).toMatchObject([405, null, {}]);
  expect(await get('{ hello(name: "unknown") }')).toMatchObject([200, 'no-store', { errors: [{}] }]);
  expect(gateway.world.total).toBe(total);
});

test('a query that defers fragments is known by its hash too', async () => {
  const query = '{ hello ... @defer { n: count(of: 1) } }';
  const ask = async (body: unknown) => {
    const headers = { 'content-type': 'application/json', accept: 'multipart/mixed;deferSpec=20220824' };
    return (await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify(body) })).text();
  };
  expect(await ask({ extensions: persisted(query) })).toContain('PERSISTED_QUERY_NOT_FOUND');
  for (const body of [{ query, extensions: persisted(query) }, { extensions: persisted(query) }]) {
    expect(await ask(body)).toContain('"incremental":[{"data":{"n":1},"path":[]}],"hasNext":false');
  }
});

test('a hash of something else is refused, and nothing is kept under it', async () => {
  const extensions = persisted('{ count(of: 1) }');
  expect(await post({ query: '{ count(of: 2) }', extensions })).toMatchObject(refusal('BAD_REQUEST'));
  expect(await post({ extensions })).toMatchObject(refusal('PERSISTED_QUERY_NOT_FOUND'));
});

test('what cannot be answered is not kept', async () => {
  const query = '{ nothing }';
  expect(await post({ query, extensions: persisted(query) })).toMatchObject(refusal('GRAPHQL_VALIDATION_FAILED'));
  expect(await post({ extensions: persisted(query) })).toMatchObject(refusal('PERSISTED_QUERY_NOT_FOUND'));
});

test.each([
  ['another version', { version: 2, sha256Hash: sha256('{ hello }') }],
  ['no hash', { version: 1 }],
  ['a hash that is none', { version: 1, sha256Hash: '../../etc' }],
  ['no object', 'yes'],
])('%s is a BAD_REQUEST', async (_, persistedQuery) => {
  expect(await post({ extensions: { persistedQuery } })).toMatchObject(refusal('BAD_REQUEST'));
});

test('the queries unused for longest are forgotten first', async () => {
  const query = (number: number) => `{ count(of: ${number}) ${' '.repeat(60)} }`;
  for (const number of [1, 2]) await post({ query: query(number), extensions: persisted(query(number)) });
  expect(await post({ extensions: persisted(query(1)) })).toEqual({ data: { count: 1 } });
  await post({ query: query(3), extensions: persisted(query(3)) });
  expect(await post({ extensions: persisted(query(1)) })).toEqual({ data: { count: 1 } });
  expect(await post({ extensions: persisted(query(2)) })).toMatchObject(refusal('PERSISTED_QUERY_NOT_FOUND'));
});

test('clients are told to stop where it is off, and where only trusted documents are answered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-documents-'));
  const file = join(folder, 'documents.json');
  await writeFile(file, JSON.stringify({ [sha256('{ hello }')]: '{ hello }' }));
  const off = await startFixture({ PERSISTED_QUERIES_BYTES: '0' });
  const enforced = await startFixture({ TRUSTED_DOCUMENTS_MODE: 'enforce', TRUSTED_DOCUMENTS_FILE: file });
  const extensions = persisted('{ count(of: 1) }');
  for (const { url } of [off, enforced]) {
    expect(await post({ extensions }, url)).toMatchObject(refusal('PERSISTED_QUERY_NOT_SUPPORTED'));
  }
  expect(await post({ query: '{ count(of: 1) }', extensions }, enforced.url)).toMatchObject(
    refusal('DOCUMENT_NOT_TRUSTED'),
  );
  await Promise.all([off.close(), enforced.close(), rm(folder, { recursive: true })]);
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function persisted(query: string) {
  return { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
}

function refusal(code: string) {
  return { errors: [{ extensions: { code } }] };
}

async function post(body: unknown, url = gateway.url): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}
