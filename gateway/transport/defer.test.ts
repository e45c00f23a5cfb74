// Answers in parts, byte by byte: over multipart HTTP, server-sent events and WebSocket, and to those who take one part
// only. That public clients understand them stands in clients.test.ts.
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture({ MAX_OPERATIONS_PER_VIEWER: '2', MAX_BATCH_SIZE: '2' });
});
afterAll(() => gateway.close());
afterEach(() => {
  vi.useRealTimers();
  gateway.world.releaseSlow();
});

const query = '{ hello ... @defer(label: "slow") { slow } }';
const accept = 'multipart/mixed;deferSpec=20220824,application/json';
const firstPart = '{"data":{"hello":"Hello, world!"},"hasNext":true}';
const lastPart = '{"incremental":[{"data":{"slow":"at last"},"path":[],"label":"slow"}],"hasNext":false}';
const written = (json: string): string => `\r\n--graphql\r\ncontent-type: application/json\r\n\r\n${json}`;

test('the first part arrives with its closing boundary while the rest is not there yet', async () => {
  const response = await post({ query }, { accept });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('multipart/mixed;boundary="graphql";deferSpec=20220824');
  const reader = read(response);
  expect(await reader.until('hasNext":true}\r\n--graphql')).toBe(`${written(firstPart)}\r\n--graphql`);
  gateway.world.releaseSlow();
  expect(await reader.all()).toBe(`${written(firstPart)}${written(lastPart)}\r\n--graphql--\r\n`);
});

test('what takes its time shows that it is coming', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const reader = read(await post({ query }, { accept }));
  await reader.until('hasNext":true}\r\n--graphql');
  await vi.advanceTimersByTimeAsync(12_000);
  await reader.until('{"hasNext":true}');
  gateway.world.releaseSlow();
  expect(await reader.all()).toContain(`${written('{"hasNext":true}')}${written(lastPart)}`);
});

test('an operation of which nothing comes later has one part', async () => {
  const response = await post({ query: '{ hello ... @defer { hello } }' }, { accept });
  expect(await response.text()).toBe(
    `${written('{"data":{"hello":"Hello, world!"},"hasNext":false}')}\r\n--graphql--\r\n`,
  );
});

test.each([
  'multipart/mixed;deferSpec=20220824',
  'application/json, multipart/mixed; boundary="-"; deferSpec="20220824"; q=0.9',
  'application/graphql-response+json, application/json, text/event-stream, multipart/mixed',
])('parts are sent to those who accept %s', async (accept) => {
  const response = await post({ query: '{ hello ... @defer { count(of: 2) } }' }, { accept });
  expect(response.headers.get('content-type')).toMatch(/^multipart\/mixed;/);
  expect(await response.text()).toContain('"incremental":[{"data":{"count":2},"path":[]}]');
});

test.each([
  'application/json',
  'multipart/mixed;deferSpec=20260101, application/json',
  'multipart/mixed;incrementalSpec=v0.2, application/json',
  'multipart/mixed;boundary="graphql";subscriptionSpec="1.0", application/json',
  'multipart/mixed;deferSpec=20220824;q=0, application/json',
])('nothing is done for those who accept %s alone', async (accept) => {
  const before = gateway.world.slowCalls;
  const response = await post({ query }, { accept });
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'DEFER_NOT_ACCEPTED' } }] });
  expect(gateway.world.slowCalls).toBe(before);
});

test('the newer media type is told so by the status', async () => {
  const response = await post({ query }, { accept: 'application/graphql-response+json' });
  expect(response.status).toBe(406);
});

test('what defers nothing, and what is refused, is answered in JSON to those who would take parts', async () => {
  const variables = { later: false };
  const plain = await post(
    { query: 'query ($later: Boolean!) { hello ... @defer(if: $later) { count(of: 2) } }', variables },
    { accept },
  );
  expect(await plain.json()).toEqual({ data: { hello: 'Hello, world!', count: 2 } });
  const refused = await post({ query: '{ nothing ... @defer { hello } }' }, { accept: 'multipart/mixed' });
  expect(refused.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
});

test('by GET too, where nobody keeps it; in a batch not', async () => {
  const search = new URLSearchParams({ query: '{ tariff { name ... @defer { price } } }' });
  const headers = { accept, 'apollo-require-preflight': '1' };
  for (let time = 0; time < 2; time += 1) {
    const response = await fetch(`${gateway.url}?${String(search)}`, { headers });
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(await response.text()).toContain('"incremental":[{"data":{"price":7},"path":["tariff"]}]');
  }
  const batch = await post([{ query }, { query: '{ hello }' }], { accept });
  expect(await batch.json()).toMatchObject([
    { errors: [{ extensions: { code: 'DEFER_NOT_ACCEPTED' } }] },
    { data: { hello: 'Hello, world!' } },
  ]);
});

test.each([
  ['/graphql', `text/event-stream, application/json`],
  ['/graphql/stream', 'text/event-stream'],
])('over server-sent events at %s', async (path, accept) => {
  const reader = read(await post({ query }, { accept }, path));
  expect(await reader.until('hasNext":true}\n\n')).toBe(`:\n\nevent: next\ndata: ${firstPart}\n\n`);
  gateway.world.releaseSlow();
  expect(await reader.all()).toMatch(/data: \{"incremental":.*"hasNext":false\}\n\nevent: complete\ndata:\n\n$/);
});

test('over WebSocket, and a client that completes it is told no more', async () => {
  const socket = new WebSocket(gateway.webSocketUrl, 'graphql-transport-ws');
  const messages: unknown[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  await once(socket, 'open');
  const send = (message: unknown): void => socket.send(JSON.stringify(message));
  send({ type: 'connection_init' });
  await vi.waitFor(() => expect(messages).toEqual([{ type: 'connection_ack' }]));
  for (const id of ['kept', 'left']) send({ id, type: 'subscribe', payload: { query } });
  await vi.waitFor(() => expect(messages).toHaveLength(3));
  expect(messages).toContainEqual({ id: 'kept', type: 'next', payload: JSON.parse(firstPart) });
  send({ id: 'left', type: 'complete' });
  send({ type: 'ping' });
  await vi.waitFor(() => expect(messages).toContainEqual({ type: 'pong' }));
  gateway.world.releaseSlow();
  await vi.waitFor(() => expect(messages).toContainEqual({ id: 'kept', type: 'complete' }));
  expect(messages.filter((message) => JSON.stringify(message).includes('left'))).toEqual([
    { id: 'left', type: 'next', payload: JSON.parse(firstPart) },
  ]);
  expect(messages).toContainEqual({ id: 'kept', type: 'next', payload: JSON.parse(lastPart) });
  socket.close();
});

test('an operation counts as under way until its last part, and one whose client leaves gives its place back', async () => {
  const controller = new AbortController();
  const readers = [0, 1].map(async () => read(await post({ query }, { accept }, '/graphql', controller.signal)));
  await Promise.all(readers.map(async (reader) => (await reader).until('hasNext":true}')));
  const refused = await post({ query: '{ hello }' }, {});
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }] });
  controller.abort();
  await vi.waitFor(async () => {
    const admitted = await post({ query: '{ hello }' }, {});
    expect(await admitted.json()).toEqual({ data: { hello: 'Hello, world!' } });
  });
});

test('the time of an operation is that of all its parts', async () => {
  const hasty = await startFixture({ OPERATION_TIMEOUT_MS: '2000' });
  const response = await post({ query }, { accept }, hasty.url);
  expect(await response.text()).toMatch(
    /"hasNext":true\}.*"slow":null.*OPERATION_TIMEOUT.*"hasNext":false\}\r\n--graphql--/s,
  );
  expect(hasty.log.map((line): unknown => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ msg: 'operation', codes: ['OPERATION_TIMEOUT'] }),
  );
  await hasty.close();
});

test('a stopping gateway lets the parts of an answer come', async () => {
  const stopping = await startFixture();
  const response = await fetch(stopping.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query }),
  });
  const reader = read(response);
  await reader.until('hasNext":true}');
  const closed = stopping.close();
  stopping.world.releaseSlow();
  expect(await reader.all()).toContain(lastPart);
  await closed;
});

function post(
  body: unknown,
  headers: Record<string, string>,
  path = '/graphql',
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(new URL(path, gateway.origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

/** Reads a body as it comes. */
function read(response: Response) {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  async function readWhile(goesOn: () => boolean): Promise<string> {
    while (reader && goesOn()) {
      const { value, done } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
    return text;
  }
  return { until: (end: string) => readWhile(() => !text.includes(end)), all: () => readWhile(() => true) };
}
