import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type GatewayFixture, startFixture } from './transport/gateway-fixture.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test.each(['operation', 'subgraph'])(
  'with de-duplication by %s, one viewer asking twice at once is executed once',
  async (mode) => {
    const gateway = await start(mode);
    const socket = await connect(gateway);
    await warmUp(gateway, '{ slow }');
    for (const id of ['1', '2']) socket.send(id, '{ slow }');
    socket.send('3', '{ hello }');
    await socket.answer('3');
    gateway.world.releaseSlow();
    expect(await socket.answer('1')).toEqual({ data: { slow: 'at last' } });
    expect(await socket.answer('2')).toEqual({ data: { slow: 'at last' } });
    expect(gateway.world.slowCalls).toBe(2);
  },
);

test('without it each is executed', async () => {
  const gateway = await start('off');
  const both = [ask(gateway, '{ slow }'), ask(gateway, '{ slow }')];
  await vi.waitFor(() => expect(gateway.world.slowCalls).toBe(2));
  gateway.world.releaseSlow();
  await Promise.all(both);
});

test.each(['operation', 'subgraph'])('by %s, viewers never share, and each sees itself', async (mode) => {
  const gateway = await start(mode);
  const tokens = await Promise.all(['ann', 'bob'].map((subject) => gateway.token({ subject })));
  const answers = tokens.map((token) => ask(gateway, '{ whoAmI slow }', { authorization: `Bearer ${token}` }));
  await vi.waitFor(() => expect(gateway.world.slowCalls).toBe(2));
  gateway.world.releaseSlow();
  expect(await Promise.all(answers)).toEqual(['ann', 'bob'].map((whoAmI) => ({ data: { whoAmI, slow: 'at last' } })));
});

test.each(['operation', 'subgraph'])('by %s, a mutation that is sent twice is executed twice', async (mode) => {
  const gateway = await start(mode);
  const both = [1, 2].map(() => ask(gateway, 'mutation { addSlowly(by: 1) }'));
  await vi.waitFor(() => expect(gateway.world.slowCalls).toBe(2));
  gateway.world.releaseSlow();
  await Promise.all(both);
  expect(gateway.world.total).toBe(2);
});

test.each(['operation', 'subgraph'])('by %s, other variables are another question', async (mode) => {
  const gateway = await start(mode);
  const answers = [1, 2].map((of) => ask(gateway, 'query ($of: Int!) { slow count(of: $of) }', {}, { of }));
  await vi.waitFor(() => expect(gateway.world.slowCalls).toBe(2));
  gateway.world.releaseSlow();
  expect(await Promise.all(answers)).toEqual([1, 2].map((count) => ({ data: { slow: 'at last', count } })));
});

test.each(['operation', 'subgraph'])(
  'by %s, the one that asked first may leave without taking the answer with it',
  async (mode) => {
    const gateway = await start(mode);
    const socket = await connect(gateway);
    await warmUp(gateway, '{ slow }');
    for (const id of ['1', '2']) socket.send(id, '{ slow }');
    socket.leave('1');
    socket.send('3', '{ hello }');
    await socket.answer('3');
    gateway.world.releaseSlow();
    expect(await socket.answer('2')).toEqual({ data: { slow: 'at last' } });
    expect(gateway.world.slowCalls).toBe(2);
  },
);

test.each(['operation', 'subgraph'])('by %s, an error is told to each who asked and is not kept', async (mode) => {
  const gateway = await start(mode);
  const socket = await connect(gateway);
  await warmUp(gateway, '{ slow fails }');
  for (const id of ['1', '2']) socket.send(id, '{ slow fails }');
  socket.send('3', '{ hello }');
  await socket.answer('3');
  gateway.world.releaseSlow();
  const failed = { data: { slow: 'at last', fails: null }, errors: [{ path: ['fails'] }] };
  expect(await Promise.all(['1', '2'].map((id) => socket.answer(id)))).toMatchObject([failed, failed]);
  expect(gateway.world.slowCalls).toBe(2);
  expect(await ask(gateway, '{ fails }')).toMatchObject({ data: { fails: null }, errors: [{ path: ['fails'] }] });
});

async function start(mode: string): Promise<GatewayFixture> {
  const gateway = await startFixture({ DEDUPLICATION: mode });
  cleanups.push(() => gateway.close());
  return gateway;
}

interface Socket {
  send(id: string, query: string): void;
  leave(id: string): void;
  /** The answer to that operation, once it has come. */
  answer(id: string): Promise<unknown>;
}

/** A socket's messages are read in their order: once the last is answered, those before it are under way. */
async function connect(gateway: GatewayFixture): Promise<Socket> {
  const socket = new WebSocket(gateway.webSocketUrl, 'graphql-transport-ws');
  const answers = new Map<string, unknown>();
  socket.on('message', (text) => {
    const { id, type, payload } = JSON.parse(String(text));
    if (type === 'next') answers.set(id, payload);
  });
  await once(socket, 'open');
  const send = (message: unknown): void => socket.send(JSON.stringify(message));
  send({ type: 'connection_init' });
  await once(socket, 'message');
  cleanups.push(async () => socket.terminate());
  return {
    send: (id, query) => send({ id, type: 'subscribe', payload: { query } }),
    leave: (id) => send({ id, type: 'complete' }),
    answer: (id) => vi.waitFor(() => answers.get(id) ?? Promise.reject(new Error(`No answer to ${id}.`))),
  };
}

/** Plans the query, so that the next time it is asked it is under way at once. */
async function warmUp(gateway: GatewayFixture, query: string): Promise<void> {
  const answer = ask(gateway, query);
  await vi.waitFor(() => expect(gateway.world.slowCalls).toBe(1));
  gateway.world.releaseSlow();
  await answer;
}

async function ask(
  gateway: GatewayFixture,
  query: string,
  headers: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}
