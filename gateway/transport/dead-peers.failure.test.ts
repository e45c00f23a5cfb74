// Clients that are slow on purpose, have gone without a word, or ask for far too much: each costs little, not for long,
// and nobody else anything.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';
import { openStreamResponse } from './stream-response.ts';

let gateway: GatewayFixture;
const sockets: (Socket | WebSocket)[] = [];
beforeEach(async () => {
  gateway = await startFixture({ MAX_STREAMS_PER_VIEWER: '200' });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const socket of sockets.splice(0)) {
    if (socket instanceof WebSocket) socket.terminate();
    else socket.destroy();
  }
  await gateway.close();
});

const hello = '{"id":"h","type":"subscribe","payload":{"query":"{ hello }"}}';

function subscribeTo(name: string): string {
  const query = 'subscription ($name: String!) { channel(name: $name) }';
  return JSON.stringify({ id: name, type: 'subscribe', payload: { query, variables: { name } } });
}

/** In place of the gateway, one that waits for nobody. */
async function startHasty(): Promise<void> {
  await gateway.close();
  gateway = await startFixture({ HEADERS_TIMEOUT_MS: '200', CONNECTION_INIT_TIMEOUT_MS: '200' });
}

async function open(options: object = {}): Promise<WebSocket> {
  const socket = new WebSocket(gateway.webSocketUrl, 'graphql-transport-ws', options);
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  return socket;
}

/** A connection that is given no more than these bytes, one after the other, and all that comes back until it is cut. */
function trickle(text: string): Promise<string> {
  const socket = connect(gateway.port, '127.0.0.1');
  sockets.push(socket);
  const bytes = [...text];
  const timer = setInterval(() => {
    const next = bytes.shift();
    if (next !== undefined) socket.write(next);
  }, 20);
  let answer = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  return new Promise((resolve) => {
    socket.on('close', () => {
      clearInterval(timer);
      resolve(answer);
    });
  });
}

test.each([
  [
    'the upgrade to a WebSocket',
    'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-',
  ],
  ['a request', 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-'],
  ['nothing at all', ''],
])('whoever sends the head of %s byte by byte is cut off', async (_, head) => {
  await startHasty();
  const endless = head === '' ? '' : head + 'x'.repeat(10_000);
  expect(await trickle(endless)).toMatch(/^HTTP\/1.1 408 /);
});

test.each([
  ['another path', '/nothing', ''],
  ['a page of another origin', '/graphql', 'Origin: https://evil.example\r\n'],
])(
  'an upgrade that is refused, for %s, holds no connection, though its client never closes it',
  async (_, path, more) => {
    const socket = connect({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: true });
    sockets.push(socket);
    socket.on('error', () => {});
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${more}\r\n`);
    const answer: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => void answer.push(chunk));
    await once(socket, 'end');
    expect(String(Buffer.concat(answer))).toMatch(/^HTTP\/1.1 40[34] /);
    // Whatever is still sent to a connection that is gone is answered with a reset.
    await expect
      .poll(() => {
        if (!socket.destroyed) socket.write('x');
        return socket.destroyed;
      })
      .toBe(true);
  },
);

test('whoever pings again and again and reads none of the answers is cut off', async () => {
  const socket = await open();
  const closed = once(socket, 'close');
  socket.pause();
  const padding = Buffer.alloc(125, 'x');
  for (let number = 0; number < 300_000; number += 1) socket.ping(padding);
  expect((await closed)[0]).toBe(1006);
});

test('whoever connects by WebSocket and then says nothing is cut off', async () => {
  await startHasty();
  const socket = new WebSocket(gateway.webSocketUrl, 'graphql-transport-ws');
  sockets.push(socket);
  expect((await once(socket, 'close'))[0]).toBe(4408);
});

test('a WebSocket whose other end has gone without a word is closed at the second ping, and its streams with it', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const silent = await open({ autoPong: false });
  const alive = await open();
  silent.send(subscribeTo('silent'));
  await vi.waitFor(() => expect(gateway.world.channels.has('silent')).toBe(true));
  const closed = once(silent, 'close');
  const pinged = [once(silent, 'ping'), once(alive, 'ping')];
  await vi.advanceTimersByTimeAsync(12_000);
  await Promise.all(pinged);
  // The pong has been read before whatever is asked after it.
  alive.send(hello);
  await once(alive, 'message');
  await vi.advanceTimersByTimeAsync(12_000);
  expect((await closed)[0]).toBe(1006);
  await vi.waitFor(() => expect(gateway.world.channels.has('silent')).toBe(false));
  expect(alive.readyState).toBe(WebSocket.OPEN);
});

test('of 10,000 subscriptions on one socket all but the first hundred are refused, each with a code; the socket goes on', async () => {
  const socket = await open();
  const refused = new Map<string, string>();
  const answers: string[] = [];
  socket.on('message', (data) => {
    const { id, type, payload } = JSON.parse(String(data));
    if (type === 'error') refused.set(id, payload[0].extensions.code);
    else if (type === 'next') answers.push(payload.data.hello);
  });
  for (let id = 0; id < 10_000; id += 1) {
    socket.send(subscribeTo(`${id}`));
  }
  await vi.waitFor(() => expect(refused.size).toBe(9_900));
  expect(new Set(refused.values())).toEqual(new Set(['TOO_MANY_REQUESTS']));
  await vi.waitFor(() => expect(gateway.world.channels.size).toBe(100));
  socket.send('{"id":"0","type":"complete"}');
  socket.send(hello);
  await vi.waitFor(() => expect(answers).toEqual(['Hello, world!']));
  socket.close();
  await vi.waitFor(() => expect(gateway.world.channels.size).toBe(0));
});

test('a socket that asks and does not read is read no further, until it reads', async () => {
  const socket = await open();
  const bystander = await open();
  const padding = 'x'.repeat(100_000);
  const pongs: number[] = [];
  socket.on('message', (data) => pongs.push(JSON.parse(String(data)).payload.number));
  socket.pause();
  for (let number = 0; number < 500; number += 1)
    socket.send(JSON.stringify({ type: 'ping', payload: { number, padding } }));
  let waiting = socket.bufferedAmount;
  for (let unchanged = 0; unchanged < 200;) {
    bystander.send(hello);
    await once(bystander, 'message');
    unchanged = socket.bufferedAmount === waiting ? unchanged + 1 : 0;
    waiting = socket.bufferedAmount;
  }
  // Of 50 MB most wait where they come from.
  expect(waiting).toBeGreaterThan(20_000_000);
  socket.resume();
  await vi.waitFor(() => expect(pongs).toEqual(Array.from({ length: 500 }, (_, number) => number)));
});

test('an event that comes while other answers fill the socket is told when its client reads again', async () => {
  const socket = await open();
  const bystander = await open();
  socket.send(subscribeTo('quiet'));
  await vi.waitFor(() => expect(gateway.world.channels.has('quiet')).toBe(true));
  const seen: string[] = [];
  socket.on('message', (data) => {
    const { type, payload } = JSON.parse(String(data));
    if (type === 'next') seen.push(payload.data.channel);
  });
  socket.pause();
  const padding = 'x'.repeat(100_000);
  for (let number = 0; number < 500; number += 1)
    socket.send(JSON.stringify({ type: 'ping', payload: { number, padding } }));
  let waiting = socket.bufferedAmount;
  for (let unchanged = 0; unchanged < 50;) {
    bystander.send(hello);
    await once(bystander, 'message');
    unchanged = socket.bufferedAmount === waiting ? unchanged + 1 : 0;
    waiting = socket.bufferedAmount;
  }
  gateway.world.channels.get('quiet')?.push({ channel: 'at last' });
  bystander.send(hello);
  await once(bystander, 'message');
  socket.resume();
  await vi.waitFor(() => expect(seen).toEqual(['at last']), { timeout: 10_000 });
});

test('a client of a stream over HTTP that reads nothing for too long is taken for gone', async () => {
  const responses: ServerResponse[] = [];
  const server = createServer((_, response) => void responses.push(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const client = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
  sockets.push(client);
  client.on('error', () => {});
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await vi.waitFor(() => expect(responses).toHaveLength(1));
  client.pause();
  const [response] = responses;
  if (!response) throw new Error('The request has not arrived.');
  const format = { contentType: 'text/event-stream', opening: ':\n\n', heartbeat: ':\n\n', stallTimeoutMs: 200 };
  const stream = openStreamResponse(response, format);
  let written = 0;
  while (!response.destroyed) {
    await stream.write('x'.repeat(1_000_000));
    written += 1;
  }
  // What is written waits for the client, and nothing is written beyond what it has room for.
  expect(written).toBeLessThan(50);
  await new Promise((resolve) => server.close(resolve));
});
