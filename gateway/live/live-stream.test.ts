import { expect, test, vi } from 'vitest';
import { ClientError } from '../errors.ts';
import type { GraphQLResult } from '../pipeline.ts';
import { createBoundedQueue } from './bounded-queue.ts';
import { openLiveStream } from './live-stream.ts';

test('delivers what the source yields and ends when it ends', async () => {
  const { source, stream } = open({});
  source.push(event(1));
  source.push(event(2));
  source.end();
  expect(await collect(stream)).toEqual([event(1), event(2)]);
});

test('a client that leaves releases the source at once, also while it waits for an event', async () => {
  const { released, stream, onEnd } = open({});
  const next = stream.next();
  await stream.return();
  expect(released).toHaveBeenCalledOnce();
  expect(onEnd).toHaveBeenCalledExactlyOnceWith(undefined);
  expect((await next).done).toBe(true);
});

test('an aborted signal is a client that left', async () => {
  const { released, stream, controller } = open({});
  controller.abort();
  expect(released).toHaveBeenCalledOnce();
  expect((await stream.next()).done).toBe(true);
});

test('a slow client gets what was kept for it, without a gap, and then the reason', async () => {
  const { source, released, stream } = open({ backlog: 2 });
  for (const number of [1, 2, 3]) source.push(event(number));
  await vi.waitFor(() => expect(released).toHaveBeenCalledOnce());
  expect(await stream.next()).toEqual({ done: false, value: event(1) });
  expect(await stream.next()).toEqual({ done: false, value: event(2) });
  await expect(stream.next()).rejects.toMatchObject({ code: 'SLOW_CONSUMER' });
});

test('ends with a code when the token expires', async () => {
  const { released, stream } = open({ expiresAtMs: Date.now() + 20 });
  await expect(stream.next()).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  expect(released).toHaveBeenCalledOnce();
});

test('a token that lives longer than a timer can count does not end the stream', async () => {
  const { source, stream } = open({ expiresAtMs: Date.now() + 2 ** 40 });
  const next = stream.next();
  await new Promise((resolve) => setImmediate(resolve));
  source.push(event(1));
  expect(await next).toEqual({ done: false, value: event(1) });
  await stream.return();
});

test('a stopping gateway ends it with its reason; a failing source with its error', async () => {
  const stopped = open({});
  const next = stopped.stream.next();
  stopped.stream.end(new ClientError('SERVICE_UNAVAILABLE', 'Stopping.'));
  await expect(next).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(stopped.onEnd).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }));

  const failed = open({});
  failed.source.end(new Error('upstream is lost'));
  await expect(failed.stream.next()).rejects.toThrow('upstream is lost');
});

function open({ backlog = 10, expiresAtMs }: { backlog?: number; expiresAtMs?: number }) {
  const released = vi.fn();
  const onEnd = vi.fn();
  const controller = new AbortController();
  const source = createBoundedQueue<GraphQLResult>(100, released);
  const stream = openLiveStream({ source, backlog, expiresAtMs, signal: controller.signal, onEnd });
  return { source, released, onEnd, controller, stream };
}

function event(number: number): GraphQLResult {
  return { data: { number } };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
