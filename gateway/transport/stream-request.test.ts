import { expect, test } from 'vitest';
import { lengthOfStreamRequest } from './stream-request.ts';

function requestOf(lines: readonly string[], body = ''): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
const get = ['GET /graphql?query={a} HTTP/1.1', 'Host: x', 'Accept: text/event-stream'];
const post = ['POST /graphql HTTP/1.1', 'host: x', 'accept:text/event-stream', 'content-length: 5'];

test('a request for an event stream is as long as its head and its body', () => {
  expect(lengthOfStreamRequest(requestOf(get))).toBe(requestOf(get).length);
  expect(lengthOfStreamRequest(requestOf([...get, 'Connection: Keep-Alive']))).toBe(requestOf(get).length + 24);
  expect(lengthOfStreamRequest(requestOf(post, 'whole'))).toBe(requestOf(post).length + 5);
  expect(lengthOfStreamRequest(requestOf(post))).toBe(requestOf(post).length + 5);
  expect(lengthOfStreamRequest(requestOf(post, 'whole and what follows'))).toBe(requestOf(post).length + 5);
});

test.each([
  ['a head that goes on', Buffer.from(`${get.join('\r\n')}\r\n`)],
  ['no request', requestOf(['nonsense', ...get.slice(1)])],
  ['another method', requestOf(['PUT / HTTP/1.1', ...get.slice(1)])],
  ['HTTP/1.0, which has no chunks', requestOf(['GET / HTTP/1.0', ...get.slice(1)])],
  ['a client that takes something else too', requestOf([...get.slice(0, 2), 'Accept: text/event-stream, */*'])],
  ['two that say what is accepted', requestOf([...get, 'Accept: text/event-stream'])],
  ['a body in chunks', requestOf([...post.slice(0, 3), 'Transfer-Encoding: chunked'], '0\r\n\r\n')],
  ['a body of two lengths', requestOf([...post, 'content-length: 50'])],
  ['a length that is no number', requestOf([...post.slice(0, 3), 'content-length: +5'])],
  ['a body of a GET', requestOf([...get, 'content-length: 5'])],
  ['a body of no length', requestOf(post.slice(0, 3))],
  ['an upgrade', requestOf([...get, 'Connection: Upgrade', 'Upgrade: websocket'])],
  ['a connection that closes', requestOf([...get, 'Connection: close'])],
  ['a client that waits before its body', requestOf([...post, 'Expect: 100-continue'])],
  ['a field on two lines', requestOf([...get, 'X-A: a', ' Content-Length: 5'])],
  ['a line that ends in half', requestOf([...get, 'X-A: a\nContent-Length: 5'])],
  ['a space before the colon', requestOf([...get, 'Content-Length : 5'])],
])('%s is left to whoever parses HTTP', (_, bytes) => {
  expect(lengthOfStreamRequest(bytes)).toBeUndefined();
});
