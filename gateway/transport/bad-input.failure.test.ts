// Whatever a client sends, it gets a code, and the next client gets its answer.
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { composeFixture, type GatewayFixture, startFixture } from './gateway-fixture.ts';

let gateway: GatewayFixture;
/** Has little patience. */
let hasty: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture({ MAX_BODY_BYTES: '1000000', MAX_OPERATIONS_PER_VIEWER: '2' });
  hasty = await startFixture({ BODY_TIMEOUT_MS: '100', OPERATION_TIMEOUT_MS: '200' });
});
afterAll(() => Promise.all([gateway.close(), hasty.close()]));
afterEach(async () => {
  gateway.world.releaseSlow();
  const answer = await post(JSON.stringify({ query: '{ hello }' }));
  expect(answer.body).toEqual({ data: { hello: 'Hello, world!' } });
});

test.each([
  ['malformed JSON', '{"query": "{ hello }"'],
  ['nothing', ''],
  ['an array', '[{"query":"{ hello }"}]'],
  ['a string', '"{ hello }"'],
  ['no query', '{"variables":{}}'],
  ['a query that is a number', '{"query":1}'],
  ['variables that are a list', '{"query":"{ hello }","variables":[]}'],
  ['an operation name that is an object', '{"query":"{ hello }","operationName":{}}'],
])('%s is a 400 with BAD_REQUEST', async (_, body) => {
  expect(await post(body)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
});

test('invalid UTF-8 is a 400, in a body and in a query string', async () => {
  const bytes = Buffer.concat([
    Buffer.from('{"query":"{ hello(name: \\"'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('\\") }"}'),
  ]);
  expect(await post(bytes)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  const headers = { 'apollo-require-preflight': '1' };
  expect(await read(fetch(`${gateway.url}?query=%c3%28`, { headers }))).toMatchObject({ code: 'BAD_REQUEST' });
});

test('a body that is not JSON by its type is a 415', async () => {
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'];
  for (const type of types) {
    expect(await post('{"query":"{ hello }"}', { 'content-type': type })).toMatchObject({ status: 415 });
  }
  expect(await post('x', { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
});

test('a body over the limit is a 413, whether its length is told or not', async () => {
  const body = JSON.stringify({ query: '{ hello }', variables: { padding: 'x'.repeat(2_000_000) } });
  expect(await post(body)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  const chunked = new Blob([body]).stream();
  expect(await post(chunked)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
});

test('an endless body is answered and then cut off', async () => {
  const { answer, closed } = await sendRaw(
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    { endless: `10000\r\n${'x'.repeat(65_536)}\r\n` },
  );
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
  expect(closed).toBe(true);
});

test('a body that does not arrive in time is a 408', async () => {
  const { answer } = await sendRaw(
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"query"',
    { to: hasty.url },
  );
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  expect(answer).toMatch(/REQUEST_TIMEOUT/);
});

test('another method is a 405 that names the right ones', async () => {
  const answer = await read(fetch(gateway.url, { method: 'PUT', body: '{}' }));
  expect(answer).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
});

test.each([
  ['an unknown operation name', { query: 'query A { hello }', operationName: 'B' }, 'OPERATION_RESOLUTION_FAILURE'],
  ['several operations and no name', { query: 'query A { hello } query B { hello }' }, 'OPERATION_RESOLUTION_FAILURE'],
  [
    'a variable of the wrong type',
    { query: 'query($n: Int!) { count(of: $n) }', variables: { n: 'x' } },
    'BAD_USER_INPUT',
  ],
  ['a missing variable', { query: 'query($n: Int!) { count(of: $n) }' }, 'BAD_USER_INPUT'],
  ['100,000 tokens', { query: `{ ${'hello '.repeat(100_000)} }` }, 'OPERATION_TOO_LARGE'],
  ['a depth of 10,000', { query: deep(10_000) }, 'OPERATION_TOO_LARGE'],
  ['a depth just over the limit', { query: deep(31) }, 'OPERATION_TOO_LARGE'],
  ['10,000 closing braces too few', { query: '{'.repeat(10_000) }, /OPERATION_TOO_LARGE|GRAPHQL_PARSE_FAILED/],
  [
    'a cycle of fragments',
    { query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['an unknown field', { query: '{ helo }' }, 'GRAPHQL_VALIDATION_FAILED'],
])('%s is coded, and a 400 where the status may tell', async (_, body, code) => {
  const answer = await post(JSON.stringify(body), { accept: 'application/graphql-response+json' });
  expect(answer.status).toBe(400);
  expect(answer.code).toMatch(code);
  expect(answer.body).not.toHaveProperty('data');
});

test('an operation that takes too long ends with what is there, and a mutation is told so too', async () => {
  const query = await post(JSON.stringify({ query: '{ slow }' }), {}, hasty.url);
  expect(query).toMatchObject({ status: 200, code: 'OPERATION_TIMEOUT', body: { data: { slow: null } } });
  const mutation = await post(JSON.stringify({ query: 'mutation { addSlowly(by: 1) }' }), {}, hasty.url);
  expect(mutation).toMatchObject({ status: 200, code: 'OPERATION_TIMEOUT' });
});

test('a viewer that asks for too much at once is told to wait, others are not', async () => {
  const slow = JSON.stringify({ query: '{ slow }' });
  const authorization = `Bearer ${await gateway.token({ subject: 'greedy' })}`;
  const before = gateway.world.slowCalls;
  const first = [post(slow, { authorization }), post(slow, { authorization })];
  await vi.waitFor(() => expect(gateway.world.slowCalls).toBe(before + 2));
  expect(await post(slow, { authorization })).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
  expect(await post('{"query":"{ hello }"}')).toMatchObject({ status: 200 });
  gateway.world.releaseSlow();
  for (const answer of await Promise.all(first)) expect(answer).toMatchObject({ body: { data: { slow: 'at last' } } });
});

test('bytes that are no HTTP do not disturb anybody', async () => {
  const { answer } = await sendRaw('\x16\x03\x01 nonsense\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
});

test.each<[string, RequestListener | undefined, string]>([
  ['down', undefined, 'SUBGRAPH_UNREACHABLE'],
  ['slow', () => {}, 'SUBGRAPH_TIMEOUT'],
  ['answering HTML', (_, response) => void response.end('<html>'), 'SUBGRAPH_MALFORMED_RESPONSE'],
  ['failing in HTML', (_, response) => void response.writeHead(502).end('<html>'), 'SUBGRAPH_HTTP_ERROR'],
])('a subgraph that is %s leaves its fields null, says so, and tells no address', async (_, listener, code) => {
  const server = await listen(listener ?? (() => {}));
  const url = `http://127.0.0.1:${portOf(server)}/graphql`;
  if (!listener) await close(server);
  const remote = await startFixture(
    { SUBGRAPH_TIMEOUT_MS: '100' },
    { supergraphSdl: composeFixture(url), subgraphs: [] },
  );
  try {
    const answer = await post('{"query":"{ whoAmI }"}', {}, remote.url);
    expect(answer).toMatchObject({
      status: 200,
      code,
      body: { data: { whoAmI: null }, errors: [{ path: ['whoAmI'] }] },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/127\.0\.0\.1|ECONN|html/i);
    expect(remote.log.join('')).toMatch(/subgraph call failed/);
    expect((await fetch(`${remote.origin}/health/live`)).status).toBe(200);
    const ready = await fetch(`${remote.origin}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, subgraphs: { things: 'unreachable' } }]);
  } finally {
    await remote.close();
    if (listener) await close(server);
  }
});

function deep(depth: number): string {
  return `{ node ${'{ self '.repeat(depth - 2)} { name } ${'}'.repeat(depth - 2)} }`;
}

/** Sends bytes, and `endless` over and over while the server reads; resolves with what came back by the end. */
function sendRaw(
  head: string,
  { endless, to = gateway.url }: { readonly endless?: string; readonly to?: string } = {},
): Promise<{ readonly answer: string; readonly closed: boolean }> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(new URL(to).port), '127.0.0.1');
    const more = (): void => {
      if (endless !== undefined && !socket.destroyed) socket.write(endless, () => setImmediate(more));
    };
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve({ answer, closed: true }));
    socket.write(head, more);
  });
}

function post(
  body: string | Uint8Array<ArrayBuffer> | ReadableStream,
  headers: Record<string, string> = {},
  url = gateway.url,
) {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
  return read(fetch(url, body instanceof ReadableStream ? { ...init, duplex: 'half' } : init));
}

async function read(answer: Promise<Response>) {
  const response = await answer;
  // Tests look at bodies as clients do: without knowing their type.
  const body = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return { status: response.status, body, code: body.errors?.[0]?.extensions.code };
}

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  return address.port;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
