import { createServer, type ServerResponse } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { SubgraphFailure } from '../errors.ts';
import { respondRefusal } from '../transport/respond.ts';
import { serveCallback } from '../transport/callback.ts';
import { createCallbackStreams } from './callback.ts';
import { createCallbackReceiver } from './callback-receiver.ts';
import { RetryableFailure } from './retryable-failure.ts';
import { listenOn, openSubscription } from './stream-fixture.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** What the gateway told the subgraph of where and how to send events. */
interface Subscription {
  readonly callbackUrl: string;
  readonly subscriptionId: string;
  readonly verifier: string;
  readonly heartbeatIntervalMs: number;
}

const first = { done: false, value: { data: { a: 1 } } };
const event = { payload: { data: { a: 1 } } };

test('events come by requests of their own; what comes after the end is told to stop', async () => {
  const { open, next } = await serve();
  const stream = open();
  const subscription = await next();
  expect(subscription.heartbeatIntervalMs).toBe(60_000);
  expect(await send(subscription, 'check')).toBe(204);
  subscription.accept();
  expect(await send(subscription, 'next', event)).toBe(204);
  expect(await stream.next()).toEqual(first);
  expect(await send(subscription, 'complete')).toBe(204);
  expect((await stream.next()).done).toBe(true);
  for (const action of ['check', 'next', 'complete']) expect(await send(subscription, action, event)).toBe(404);
});

test('an error at the end is the last answer, and is over then', async () => {
  const { open, next } = await serve();
  const stream = open();
  const subscription = await next();
  await send(subscription, 'check');
  subscription.accept();
  await send(subscription, 'complete', { errors: [{ message: 'No more.' }] });
  expect(await stream.next()).toEqual({ done: false, value: { errors: [{ message: 'No more.' }] } });
  expect((await stream.next()).done).toBe(true);
});

test('only who knows the verifier is heard', async () => {
  const { open, next } = await serve();
  const stream = open();
  const subscription = await next();
  expect(await send({ ...subscription, verifier: 'guessed' }, 'next', event)).toBe(400);
  expect(await send({ ...subscription, verifier: '' }, 'complete')).toBe(400);
  // The identifier of one subscription with the verifier of another.
  ignored(open().next());
  const other = await next();
  expect(await send({ ...other, callbackUrl: subscription.callbackUrl }, 'next', event)).toBe(400);
  expect(await send({ ...subscription, verifier: other.verifier }, 'next', event)).toBe(400);
  expect(await send(subscription, 'next', event)).toBe(204);
  expect(await stream.next()).toEqual(first);
});

test('messages of another form are refused and change nothing', async () => {
  const { open, next } = await serve();
  const stream = open();
  const subscription = await next();
  const { callbackUrl, subscriptionId: id, verifier } = subscription;
  for (const body of ['{', '[]', 'null', JSON.stringify({ kind: 'query', action: 'next', id, verifier })]) {
    expect(await post(callbackUrl, body)).toBe(400);
  }
  expect(await send(subscription, 'heartbeat')).toBe(400);
  expect(await post(callbackUrl, '{}', 'text/plain')).toBe(415);
  expect(await post(callbackUrl.replace(id, 'unknown'), '{}')).toBe(404);
  expect(await send(subscription, 'next', event)).toBe(204);
  expect(await stream.next()).toEqual(first);
});

test('an event that is no GraphQL response ends the stream, and its sender is told to stop', async () => {
  const { open, next } = await serve();
  const stream = open();
  const subscription = await next();
  expect(await send(subscription, 'next', { payload: 7 })).toBe(404);
  expect(await failureOf(stream)).toEqual(['MALFORMED_RESPONSE', 'final']);
});

test('a body larger than an event may be is refused', async () => {
  const { open, next } = await serve();
  ignored(open().next());
  const { callbackUrl } = await next();
  expect(await post(callbackUrl, `"${'x'.repeat(17 * 1024 * 1024)}"`)).toBe(413);
});

test('a subgraph that accepts without having checked is not believed', async () => {
  const { open, next, receiver } = await serve();
  const stream = open();
  (await next()).accept();
  expect(await failureOf(stream)).toEqual(['MALFORMED_RESPONSE', 'final']);
  expect(receiver.size).toBe(0);
});

test('a subgraph that does not accept in time is gone, whether it checked or not', async () => {
  const { open, next, receiver } = await serve({ timeoutMs: 100 });
  const stream = open();
  const failing = failureOf(stream);
  await send(await next(), 'check');
  expect(await failing).toEqual(['TIMEOUT', 'gone']);
  expect(receiver.size).toBe(0);
});

test('a subgraph that is down is gone', async () => {
  const { open, closeSubgraph } = await serve();
  await closeSubgraph();
  expect(await failureOf(open())).toEqual(['UNREACHABLE', 'gone']);
});

test('a subgraph whose heartbeat is missed twice is gone', async () => {
  const { open, next, receiver } = await serve({ heartbeatMs: 50 });
  const stream = open();
  const subscription = await next();
  await send(subscription, 'check');
  subscription.accept();
  expect(await failureOf(stream)).toEqual(['UNREACHABLE', 'gone']);
  expect(receiver.size).toBe(0);
  expect(await send(subscription, 'check')).toBe(404);
});

test.each([
  [400, '{"data":null,"errors":[{"message":"No."}]}', undefined],
  [503, '<html>', ['HTTP_ERROR', 'gone']],
  [404, '<html>', ['HTTP_ERROR', 'final']],
  [200, '<html>', ['MALFORMED_RESPONSE', 'final']],
])('a refusal with %i %s is passed on', async (status, body, failure) => {
  const { open, next, receiver } = await serve();
  const stream = open();
  (await next()).accept(status, body);
  if (failure) expect(await failureOf(stream)).toEqual(failure);
  else expect(await stream.next()).toEqual({ done: false, value: { errors: [{ message: 'No.' }] } });
  expect((await stream.next()).done).toBe(true);
  expect(receiver.size).toBe(0);
});

test('a stream that is left takes nothing more, and no longer waits to be accepted', async () => {
  const { open, next } = await serve();
  const stream = open();
  const waiting = stream.next();
  const subscription = await next();
  await stream.return?.();
  expect((await waiting).done).toBe(true);
  expect(await send(subscription, 'check')).toBe(404);
  await subscription.cut;
});

/** The gateway goes away at the end of the test, which the stream is told. */
function ignored(next: Promise<unknown>): void {
  next.catch(() => {});
}

async function failureOf(stream: AsyncIterator<unknown>): Promise<readonly string[]> {
  const error: unknown = await stream.next().catch((error: unknown) => error);
  if (!(error instanceof SubgraphFailure)) throw new Error('It did not fail.', { cause: error });
  return [error.kind, error instanceof RetryableFailure ? 'gone' : 'final'];
}

/** Sends a message as the subgraph would; resolves with the status it was answered with. */
function send(
  { callbackUrl, subscriptionId: id, verifier }: Subscription,
  action: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  return post(callbackUrl, JSON.stringify({ kind: 'subscription', action, id, verifier, ...more }));
}

async function post(url: string, body: string, contentType = 'application/json'): Promise<number> {
  const headers = { 'content-type': contentType, 'subscription-protocol': 'callback/1.0' };
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.arrayBuffer();
  expect(response.headers.get('subscription-protocol')).toBe('callback/1.0');
  return response.status;
}

interface Pending extends Subscription {
  /** Answers the request that asked for the subscription. */
  accept(status?: number, body?: string): void;
  /** Resolves when the gateway has closed the connection of that request. */
  readonly cut: Promise<unknown>;
}

/** A receiver behind a server, and a subgraph that does what the test says. */
async function serve({ timeoutMs = 5_000, heartbeatMs = 60_000 } = {}) {
  const door = createServer((incoming, response) => {
    const subscriptionId = (incoming.url ?? '').slice('/callback/'.length);
    serveCallback({ incoming, response }, subscriptionId, { receiver, config: { bodyTimeoutMs: 5_000 } }).catch(
      (error: unknown) => respondRefusal(incoming, response, error),
    );
  });
  const listening = await listenOn(door);
  const receiver = createCallbackReceiver(new URL('/callback', listening.url));
  const asked: Pending[] = [];
  const subgraph = await listenOn(
    createServer((incoming, response) => {
      let text = '';
      incoming.on('data', (chunk) => (text += String(chunk)));
      incoming.on('end', () => asked.push(pending(text, response)));
    }),
  );
  const streams = createCallbackStreams({ name: 'spend', url: subgraph.url, timeoutMs, heartbeatMs, receiver });
  cleanups.push(listening.close, subgraph.close, () => streams.close());
  return {
    receiver,
    closeSubgraph: subgraph.close,
    open: () => openSubscription(streams),
    async next(): Promise<Pending> {
      const request = await vi.waitFor(() => {
        expect(asked).not.toHaveLength(0);
        return asked.shift();
      });
      if (!request) throw new Error('Nothing was asked.');
      return request;
    },
  };
}

function pending(text: string, response: ServerResponse): Pending {
  const { extensions } = JSON.parse(text);
  return {
    ...extensions.subscription,
    accept(status = 200, body = '{"data":null}') {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    },
    cut: new Promise((resolve) => response.once('close', resolve)),
  };
}
