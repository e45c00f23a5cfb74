import { expect, test, vi } from 'vitest';
import { createBoundedQueue } from './bounded-queue.ts';
import { endableStream } from './endable-stream.ts';

const reason = new Error('enough');

test('hands the items on and is over with its source', async () => {
  const { queue, stream, onOver } = open();
  queue.push('a');
  queue.end();
  expect(await stream.next()).toEqual({ done: false, value: 'a' });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  stream.end(reason);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(onOver).toHaveBeenCalledOnce();
});

test('fails once with the reason it was ended for, whether or not somebody waits', async () => {
  for (const isWaiting of [true, false]) {
    const { stream, onOver, onRelease } = open();
    const waiting = isWaiting ? stream.next() : undefined;
    stream.end(reason);
    await expect(waiting ?? stream.next()).rejects.toBe(reason);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect([onOver.mock.calls.length, onRelease.mock.calls.length]).toEqual([1, 1]);
  }
});

test('lets a waiting consumer go when it is returned, and passes on what its source failed for', async () => {
  const { stream, onRelease } = open();
  const waiting = stream.next();
  await stream.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(onRelease).toHaveBeenCalledOnce();
  const failing = open();
  failing.queue.end(reason);
  await expect(failing.stream.next()).rejects.toBe(reason);
  expect(failing.onOver).toHaveBeenCalledOnce();
});

function open() {
  const onOver = vi.fn();
  const onRelease = vi.fn();
  const queue = createBoundedQueue<string>(10, onRelease);
  return { queue, onOver, onRelease, stream: endableStream(queue, onOver) };
}
