// Connections on which an event stream runs, byte by byte: what HTTP has let go of goes on as if it had not.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type OnOver, onceOver } from './answer-over.ts';
import { type Connections, takeConnections } from './connections.ts';
import { openStreamResponse, type StreamFormat } from './stream-response.ts';

const format: StreamFormat = { contentType: 'text/event-stream', opening: ':\n\n', heartbeat: ':\n\n' };
const shared = Buffer.from('data: für alle\n\n');
const askFor = (path: string, accept = 'text/event-stream'): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nAccept: ${accept}\r\n\r\n`;

let server: Server;
let connections: Connections;
let client: Socket;
let text = '';
const responses: ServerResponse[] = [];
const accepted: Socket[] = [];

beforeEach(async () => {
  server = createServer({ headersTimeout: 200, connectionsCheckingInterval: 50, keepAliveTimeout: 5_000 });
  server.on('request', (incoming, response) => {
    if (incoming.url !== '/said') return void responses.push(response);
    incoming.setEncoding('utf8').on('data', (said: string) => response.write(`[${said}]`));
    incoming.on('end', () => response.end('said\n'));
  });
  connections = takeConnections(server);
  server.on('connection', (socket: Socket) => void accepted.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = open();
});
afterEach(async () => {
  client.destroy();
  responses.length = 0;
  accepted.length = 0;
  text = '';
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  connections.closeAll();
  await closed;
});

function open(): Socket {
  const address = server.address();
  const socket = connect({
    port: typeof address === 'object' && address ? address.port : 0,
    host: '127.0.0.1',
  });
  socket.on('error', () => {});
  return socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
}

async function requested(count: number): Promise<ServerResponse> {
  await vi.waitFor(() => expect(responses).toHaveLength(count));
  const response = responses.at(-1);
  if (!response) throw new Error('There is no request.');
  return response;
}

const seen = (what: string | RegExp) => vi.waitFor(() => expect(text).toMatch(what));

/** A stream of which Node has let go, how it was over, and the answer that it was. */
async function beginStream(options: Partial<StreamFormat> = {}) {
  client.write(askFor('/stream'));
  return await letGo(await requested(responses.length + 1), options);
}

async function letGo(response: ServerResponse, options: Partial<StreamFormat> = {}) {
  const onOver = vi.fn<OnOver>();
  onceOver(response, onOver);
  const closed = once(response, 'close');
  const opened = openStreamResponse(response, { ...format, ...options });
  const stream = opened.lasting();
  expect(stream).not.toBe(opened);
  await closed;
  expect(onOver).not.toHaveBeenCalled();
  return { stream, onOver };
}

function bodyOf(answer: string): string {
  return answer.split('\r\n\r\n').slice(1).join('\r\n\r\n');
}

test('a stream goes on by the chunk after its request and answer were let go of', async () => {
  const { stream, onOver } = await beginStream();
  stream.sendShared(shared);
  stream.send('data: ein\n\n');
  await stream.write('data: zwölf\n\n');
  stream.send('');
  stream.sendShared(shared);
  stream.end('the end\n');
  stream.send('too late');
  await seen(/0\r\n\r\n$/);
  const chunk = '11\r\ndata: für alle\n\n\r\n';
  const own = 'b\r\ndata: ein\n\n\r\ne\r\ndata: zwölf\n\n\r\n';
  expect(bodyOf(text)).toBe(`3\r\n:\n\n\r\n${chunk}${own}${chunk}8\r\nthe end\n\r\n0\r\n\r\n`);
  await vi.waitFor(() => expect(onOver).toHaveBeenCalledExactlyOnceWith(true));
});

test('after its end the connection carries what comes next, of either kind', async () => {
  const first = await beginStream();
  first.stream.end('the first\n');
  await seen('the first');
  const second = await beginStream();
  second.stream.end('the second\n');
  await seen('the second');
  client.write(askFor('/said', '*/*'));
  await seen('said');
  expect(responses).toHaveLength(2);
});

test('what was asked behind a stream is answered after it', async () => {
  client.write(`${askFor('/stream')}${askFor('/said')}${askFor('/said', '*/*')}`);
  const { stream } = await letGo(await requested(1));
  client.write(askFor('/said'));
  stream.end('the end\n');
  await seen(/(said[^]*){3}$/);
  expect(text.indexOf('said')).toBeGreaterThan(text.indexOf('the end'));
});

test('an answer that ends at once, to a request in pieces, leaves the connection to the next', async () => {
  const head = 'POST /said HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Length: 6\r\n\r\n';
  client.write(`${head}ab`);
  await seen('ab');
  client.write(`cdef${head}`);
  await seen(/cdef[^]*said\n/);
  client.write('ghijkl');
  await seen(/ghijkl[^]*said\n/);
  expect(text.match(/200 OK/g)).toHaveLength(2);
});

test.each([
  ['leaves', () => void client.destroy()],
  ['closes its side', () => void client.end()],
])('a client that %s is gone', async (_, go) => {
  const { stream, onOver } = await beginStream();
  const ended = once(client, 'close');
  go();
  await ended;
  await vi.waitFor(() => expect(onOver).toHaveBeenCalledExactlyOnceWith(false));
  stream.send('data: nobody\n\n');
  stream.end('the end\n');
  expect(text).not.toContain('nobody');
});

test('a client that leaves before the answer has begun is gone', async () => {
  client.write(askFor('/stream'));
  const response = await requested(1);
  const onOver = vi.fn<OnOver>();
  onceOver(response, onOver);
  client.end();
  await vi.waitFor(() => expect(onOver).toHaveBeenCalledExactlyOnceWith(false));
});

test('a client that closed its side before the stream has begun is gone', async () => {
  client.write(askFor('/stream'));
  const response = await requested(1);
  const onOver = vi.fn<OnOver>();
  onceOver(response, onOver);
  // In the turn in which HTTP is told, and before it has done anything about it.
  accepted.at(-1)?.once('end', () => void openStreamResponse(response, format).lasting());
  client.end();
  await vi.waitFor(() => expect(onOver).toHaveBeenCalledExactlyOnceWith(false));
});

test('what is no HTTP is refused, also where it looks like a request for a stream', async () => {
  client.write(askFor('/stream').replace('Host: x', 'Host: \u0001'));
  await once(client, 'close');
  expect(text).toMatch(/^HTTP\/1.1 400 /);
});

test('a client that reads nothing for too long is gone, also while the end is on its way', async () => {
  const { stream, onOver } = await beginStream({ stallTimeoutMs: 50 });
  client.pause();
  while (stream.hasRoom) stream.sendShared(Buffer.alloc(64 * 1_024, 'x'));
  stream.end('the end\n');
  await vi.waitFor(() => expect(onOver).toHaveBeenCalledExactlyOnceWith(false));
});

test('who waits for room is told, and no more after the end', async () => {
  const { stream, onOver } = await beginStream();
  const onRoom = vi.fn();
  stream.onRoom(onRoom);
  client.pause();
  while (stream.hasRoom) stream.sendShared(shared);
  expect(onRoom).not.toHaveBeenCalled();
  const room = stream.write('data: more\n\n');
  client.resume();
  await room;
  expect(onRoom).toHaveBeenCalledOnce();
  stream.end('x'.repeat(1_000_000));
  await vi.waitFor(() => expect(onOver).toHaveBeenCalledWith(true));
  client.write(askFor('/said'));
  await seen('said');
  expect(onRoom).toHaveBeenCalledOnce();
});

test('HTTP/1.0 has no chunks, and nothing is let go of', async () => {
  client.write(askFor('/stream').replace('1.1', '1.0'));
  const opened = openStreamResponse(await requested(1), format);
  expect(opened.lasting()).toBe(opened);
  opened.send('data: ein\n\n');
  opened.end('the end\n');
  await seen('the end');
  expect(bodyOf(text)).toBe(':\n\ndata: ein\n\nthe end\n');
});

test('who connects and says nothing is told so and cut off', async () => {
  await once(client, 'close');
  expect(text).toMatch(/^HTTP\/1.1 408 /);
});

test('what waits for a next request is ended when it is unused, and a stream is not', async () => {
  const { stream, onOver } = await beginStream();
  connections.closeIdle();
  stream.end('the end\n');
  await vi.waitFor(() => expect(onOver).toHaveBeenCalledExactlyOnceWith(true));
  const closed = once(client, 'close');
  connections.closeIdle();
  await closed;
  expect(text).toContain('the end');
});
