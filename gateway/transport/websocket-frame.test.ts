import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resultBytes, shareResult, writtenResult } from '../execute/result-json.ts';
import { nextFrame, roomOf, writeToSocket } from './websocket-frame.ts';

/** An event as its group hands it out. */
function eventOf(text: string) {
  return shareResult(writtenResult(JSON.stringify({ text }), { extensions: { cursor: 'c1' } }));
}

/** What a client reads of the bytes: one final text frame without a mask, RFC 6455, 5.2. */
function read(pieces: readonly Buffer[]): unknown {
  const bytes = Buffer.concat(pieces);
  expect(bytes[0]).toBe(0x81);
  const short = bytes.readUInt8(1);
  const [start, length] =
    short < 126 ? [2, short] : short === 126 ? [4, bytes.readUInt16BE(2)] : [10, Number(bytes.readBigUInt64BE(2))];
  expect(bytes.length).toBe(start + length);
  // The shortest way to write a length is the only one.
  expect(length).toBeGreaterThanOrEqual(short < 126 ? 0 : short === 126 ? 126 : 65_536);
  return JSON.parse(bytes.toString('utf8', start));
}

// Around the lengths at which the header of a frame changes, and that from which the payload is not copied.
test.each([0, 20, 30, 31, 32, 33, 34, 200, 16_300, 16_400, 65_460, 65_480, 65_500, 200_000])(
  'a message with a text of %d characters is read as it was written, whatever it is made of',
  (length) => {
    for (const id of ['1', '7d6c4f1e-93c3-4a06-a3b1-52c53f0d9f52', 'ü "quoted"']) {
      const text = 'é'.repeat(length % 7) + 'x'.repeat(length);
      const payload = { data: { text }, extensions: { cursor: 'c1' } };
      expect(read(nextFrame(id, eventOf(text)))).toEqual({ id, type: 'next', payload });
    }
  },
);

test('clients that call their subscription the same share the frame, and others the bytes of a large payload', () => {
  const small = eventOf('x');
  expect(nextFrame('1', small)).toBe(nextFrame('1', small));
  expect(nextFrame('2', small)).not.toEqual(nextFrame('1', small));
  const large = eventOf('x'.repeat(100_000));
  const [, one] = nextFrame('1', large);
  const [, other] = nextFrame('2', large);
  expect(one).toBe(resultBytes(large));
  expect(other).toBe(one);
});

test('an answer that is nobody else’s is not kept', () => {
  const answer = writtenResult('{"text":"x"}');
  expect(nextFrame('1', answer)).not.toBe(nextFrame('1', answer));
});

let server: ReturnType<typeof createServer>;
beforeAll(async () => {
  server = createServer((socket) => socket.pause()).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

/** A connection to somebody who reads nothing. */
async function connectToNobody(): Promise<Socket> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const socket = connect(address.port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

test('whoever does not read gets no more once the buffer is full, and is let go when it leaves', async () => {
  const socket = await connectToNobody();
  const frame = nextFrame('1', eventOf('x'.repeat(500_000)));
  while (!roomOf(socket)) writeToSocket(socket, frame);
  const room = roomOf(socket);
  writeToSocket(socket, frame);
  expect(roomOf(socket)).toBe(room);
  expect(socket.listenerCount('drain')).toBeLessThanOrEqual(2);
  socket.destroy();
  await room;
});
