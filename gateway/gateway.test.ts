import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { serveSubgraph } from '../subgraphs/common/serve.ts';
import { composeFixture, createThings, type GatewayFixture, startFixture } from './transport/gateway-fixture.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test('a stopping gateway finishes what runs, refuses what is new, and is no longer ready', async () => {
  const gateway = await start();
  const socket = await connect(gateway);
  const running = post(gateway, '{ slow }');
  await vi.waitFor(() => expect(gateway.world.slowCalls).toBe(1));
  const closed = gateway.close();
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ hello }' } }));
  const [refusal] = await once(socket, 'message');
  expect(JSON.parse(String(refusal))).toMatchObject({ payload: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
  await expect(post(gateway, '{ hello }')).rejects.toThrow();
  gateway.world.releaseSlow();
  expect(await running).toEqual({ data: { slow: 'at last' } });
  await closed;
});

test('a stopping gateway sends WebSocket clients elsewhere with 1001, and their upstreams are released', async () => {
  const gateway = await start();
  const socket = await connect(gateway);
  const query = 'subscription { channel(name: "ws") }';
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
  await vi.waitFor(() => expect(gateway.world.channels.has('ws')).toBe(true));
  const closed = once(socket, 'close');
  await gateway.close();
  expect(await closed).toEqual([1001, Buffer.from('Going away')]);
  expect(gateway.world.channels.has('ws')).toBe(false);
});

test('a stopping gateway tells SSE clients why their stream ends', async () => {
  const gateway = await start();
  const response = await fetch(gateway.streamUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: 'subscription { channel(name: "sse") }' }),
  });
  await vi.waitFor(() => expect(gateway.world.channels.has('sse')).toBe(true));
  const text = response.text();
  await gateway.close();
  expect(await text).toMatch(/event: next\ndata: .*SERVICE_UNAVAILABLE.*\n\nevent: complete\n/);
});

test('a stopping gateway does not wait for an operation longer than it may', async () => {
  const gateway = await start({ DRAIN_TIMEOUT_MS: '50' });
  const running = post(gateway, '{ slow }');
  await vi.waitFor(() => expect(gateway.world.slowCalls).toBe(1));
  const cutOff = expect(running).rejects.toThrow();
  await gateway.close();
  await cutOff;
});

test('a port that is taken is an error at the start', async () => {
  const gateway = await start();
  await expect(start({ PORT: String(gateway.port) })).rejects.toThrow(/EADDRINUSE/);
});

test('answers the same over remote subgraphs, and is ready when they are', async () => {
  const { things } = createThings();
  const logger = pino({ level: 'silent' });
  const served = await serveSubgraph(
    { ...things, createContext: (request) => request, close: () => Promise.resolve() },
    { port: 0, verifyToken: () => Promise.reject(new Error('No token is valid here.')), logger },
  );
  cleanups.push(() => served.close());
  const remote = await start({}, { subgraphs: [], subgraphUrls: { things: served.url } });
  expect(await post(remote, '{ hello count(of: 2) node { self { name } } }')).toEqual(
    await post(await start(), '{ hello count(of: 2) node { self { name } } }'),
  );
  const client = createClient({ url: remote.webSocketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
  const results: unknown[] = [];
  for await (const { data } of client.iterate({ query: 'subscription { countTo(last: 2) }' })) results.push(data);
  await client.dispose();
  expect(results).toEqual([{ countTo: 1 }, { countTo: 2 }]);
  const ready = await fetch(`${remote.origin}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([200, { ready: true, subgraphs: { things: 'reachable' } }]);
});

test('takes the address of a subgraph from its environment before that of the supergraph', async () => {
  const environment = { SUBGRAPH_THINGS_URL: 'http://127.0.0.1:1/graphql' };
  const remote = await start(environment, { supergraphSdl: composeFixture('http://things.invalid/'), subgraphs: [] });
  await post(remote, '{ whoAmI }');
  expect(remote.log.join('')).toMatch(/ECONNREFUSED/);
});

test('answers trusted documents by their identifier, and nothing else when that is enforced', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-documents-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  const trustedDocumentsFile = join(folder, 'documents.json');
  const identifier = createHash('sha256').update('{ count(of: 7) }').digest('hex');
  await writeFile(trustedDocumentsFile, JSON.stringify({ [identifier]: '{ count(of: 7) }' }));
  const gateway = await start({ TRUSTED_DOCUMENTS_MODE: 'enforce', TRUSTED_DOCUMENTS_FILE: trustedDocumentsFile });
  expect(await post(gateway, '{ hello }')).toMatchObject({
    errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
  });
  for (const documentId of [identifier, `sha256:${identifier}`]) {
    expect(await post(gateway, '', { documentId })).toEqual({ data: { count: 7 } });
  }
  const unknown = await post(gateway, '', { documentId: `sha256:${'0'.repeat(64)}` });
  expect(unknown).toMatchObject({ errors: [{ extensions: { code: 'DOCUMENT_NOT_FOUND' } }] });
});

test('where trusted documents are only preferred, others are answered with a word in the log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-documents-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  const trustedDocumentsFile = join(folder, 'documents.json');
  const identifier = createHash('sha256').update('{ hello }').digest('hex');
  await writeFile(trustedDocumentsFile, JSON.stringify({ [identifier]: '{ hello }' }));
  const gateway = await start({ TRUSTED_DOCUMENTS_MODE: 'allow', TRUSTED_DOCUMENTS_FILE: trustedDocumentsFile });
  await post(gateway, '', { documentId: identifier });
  await post(gateway, '{ hello }');
  expect(gateway.log.join('')).not.toMatch(/not a trusted document/);
  expect(await post(gateway, 'query Free { count(of: 7) }')).toEqual({ data: { count: 7 } });
  expect(gateway.log.filter((line) => line.includes('not a trusted document'))).toHaveLength(1);
  expect(gateway.log.join('')).toMatch(/"operationName":"Free","msg":"not a trusted document"/);
});

async function start(...parameters: Parameters<typeof startFixture>): Promise<GatewayFixture> {
  const gateway = await startFixture(...parameters);
  cleanups.push(() => gateway.close());
  return gateway;
}

async function post({ url }: GatewayFixture, query: string, more: object = {}): Promise<unknown> {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, ...more }) });
  return await response.json();
}

async function connect({ webSocketUrl }: GatewayFixture): Promise<WebSocket> {
  const socket = new WebSocket(webSocketUrl, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  return socket;
}
