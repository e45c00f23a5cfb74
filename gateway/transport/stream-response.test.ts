// The bytes of an answer that goes on, on a connection that may carry others before and after it.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStreamResponse } from './stream-response.ts';

const format = { contentType: 'text/event-stream', opening: ':\n\n', heartbeat: ':\n\n' };
const shared = Buffer.from('data: für alle\n\n');
let server: Server;
let client: Socket;
let text = '';
const responses: ServerResponse[] = [];

beforeEach(async () => {
  server = createServer((_, response) => void responses.push(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  client = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
  client.on('error', () => {});
  client.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
});
afterEach(async () => {
  client.destroy();
  responses.length = 0;
  text = '';
  await new Promise((resolve) => server.close(resolve));
});

async function requested(count: number): Promise<ServerResponse> {
  await vi.waitFor(() => expect(responses).toHaveLength(count));
  const response = responses.at(-1);
  if (!response) throw new Error('There is no request.');
  return response;
}

const ended = () => vi.waitFor(() => expect(text).toMatch(/the end\n/));

test('what many clients get is a chunk in its place between those of this client alone', async () => {
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const stream = openStreamResponse(await requested(1), format);
  stream.sendShared(shared);
  stream.send('data: one\n\n');
  stream.sendShared(shared);
  stream.end('the end\n');
  await ended();
  const chunk = '11\r\ndata: für alle\n\n\r\n';
  expect(text.split('\r\n\r\n').slice(1).join('\r\n\r\n')).toBe(
    `3\r\n:\n\n\r\n${chunk}b\r\ndata: one\n\n\r\n${chunk}8\r\nthe end\n\r\n0\r\n\r\n`,
  );
});

test('HTTP/1.0 has no chunks', async () => {
  client.write('GET / HTTP/1.0\r\n\r\n');
  const stream = openStreamResponse(await requested(1), format);
  stream.sendShared(shared);
  stream.end('the end\n');
  await ended();
  expect(text.split('\r\n\r\n').slice(1).join('\r\n\r\n')).toBe(':\n\ndata: für alle\n\nthe end\n');
});

test('an answer that another comes before on its connection waits for that', async () => {
  client.write('GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n');
  const second = openStreamResponse(await requested(2), format);
  second.sendShared(shared);
  second.end('the end\n');
  responses[0]?.end('first');
  await ended();
  expect(text.indexOf('first')).toBeLessThan(text.indexOf('für alle'));
});

test('who waits for room is told, and no more once the connection carries another answer', async () => {
  client.write('GET /1 HTTP/1.1\r\nHost: x\r\n\r\n');
  const response = await requested(1);
  const stream = openStreamResponse(response, format);
  const onRoom = vi.fn();
  stream.onRoom(onRoom);
  client.pause();
  while (stream.hasRoom) stream.sendShared(shared);
  expect(onRoom).not.toHaveBeenCalled();
  const { socket } = response;
  const room = stream.write(':\n\n');
  client.resume();
  await room;
  expect(onRoom).toHaveBeenCalledOnce();
  expect(stream.hasRoom).toBe(true);
  const closed = once(response, 'close');
  stream.end('the end\n');
  await closed;
  expect(socket?.listeners('drain')).not.toContain(onRoom);
});
