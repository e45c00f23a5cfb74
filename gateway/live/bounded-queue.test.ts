import { expect, test, vi } from 'vitest';
import { createBoundedQueue } from './bounded-queue.ts';

test('delivers in order, to a consumer that waits and to one that comes late', async () => {
  const queue = createBoundedQueue<number>(10, () => {});
  const first = queue.next();
  queue.push(1);
  queue.push(2);
  queue.push(3);
  queue.end();
  expect(await first).toEqual({ done: false, value: 1 });
  expect(await collect(queue)).toEqual([2, 3]);
});

test('refuses what does not fit, and takes more once the consumer has caught up', async () => {
  const queue = createBoundedQueue<number>(2, () => {});
  expect([queue.push(1), queue.push(2), queue.push(3)]).toEqual([true, true, false]);
  await queue.next();
  expect(queue.push(4)).toBe(true);
});

test('delivers what is queued before it fails', async () => {
  const queue = createBoundedQueue<number>(2, () => {});
  queue.push(1);
  queue.end(new Error('lost'));
  expect(await queue.next()).toEqual({ done: false, value: 1 });
  await expect(queue.next()).rejects.toThrow('lost');
  expect((await queue.next()).done).toBe(true);
});

test('fails a consumer that is already waiting', async () => {
  const queue = createBoundedQueue<number>(2, () => {});
  const next = queue.next();
  queue.end(new Error('lost'));
  await expect(next).rejects.toThrow('lost');
});

test('releases its source once, whoever ends first', async () => {
  const release = vi.fn();
  const queue = createBoundedQueue<number>(2, release);
  const next = queue.next();
  await queue.return();
  queue.end(new Error('too late to matter'));
  expect(release).toHaveBeenCalledOnce();
  expect((await next).done).toBe(true);
  expect((await queue.next()).done).toBe(true);
  expect(queue.push(1)).toBe(false);
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
