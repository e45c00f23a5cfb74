import { expect, test, vi } from 'vitest';
import { cuttableIterator } from './cuttable-iterator.ts';

test('lets its consumer go at once, though the source is stuck', async () => {
  const iterator = cuttableIterator(async () => stuck(), new AbortController().signal);
  const next = iterator.next();
  await iterator.return?.();
  expect(await next).toEqual({ done: true, value: undefined });
});

test('an abort lets go too, and nothing is opened after it', async () => {
  const controller = new AbortController();
  const open = vi.fn(async () => stuck());
  const iterator = cuttableIterator(open, controller.signal);
  const next = iterator.next();
  controller.abort();
  expect((await next).done).toBe(true);
  await cuttableIterator(open, controller.signal).next();
  expect(open).toHaveBeenCalledOnce();
});

test('returns a source that is only opened after the consumer has left', async () => {
  let finishOpening: (source: AsyncIterator<number>) => void = () => {};
  const opening = new Promise<AsyncIterator<number>>((resolve) => {
    finishOpening = resolve;
  });
  const iterator = cuttableIterator(() => opening, new AbortController().signal);
  void iterator.next();
  await iterator.return?.();
  const isReturned = vi.fn(() => Promise.resolve({ done: true as const, value: undefined }));
  finishOpening({ next: () => new Promise(() => {}), return: isReturned });
  await vi.waitFor(() => expect(isReturned).toHaveBeenCalledOnce());
});

test('fails once when the source fails, then is over', async () => {
  const iterator = cuttableIterator<number>(() => Promise.reject(new Error('no source')), new AbortController().signal);
  await expect(iterator.next()).rejects.toThrow('no source');
  expect((await iterator.next()).done).toBe(true);
});

/** A generator in the middle of a wait without end: its `return` waits as well. */
async function* stuck(): AsyncGenerator<number> {
  await new Promise(() => {});
  yield 1;
}
