/**
 * Iterates a source that can be left at any moment. An async generator queues `return()` behind a `next()` that may wait
 * for hours; here the consumer is let go at once, and the source is told as soon as it can hear it. Also left when
 * `signal` is aborted. One `next()` at a time.
 */
export function cuttableIterator<Item>(
  open: () => Promise<AsyncIterator<Item>>,
  signal: AbortSignal,
): AsyncIterableIterator<Item, undefined> {
  let source: Promise<AsyncIterator<Item>> | undefined;
  let isOver = false;
  let letConsumerGo = (): void => {};

  const leave = (): void => {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener('abort', leave);
    letConsumerGo();
    // A source that fails while it is being left has nobody to tell.
    source?.then((iterator) => iterator.return?.()).catch(() => {});
  };
  const read = async (): Promise<IteratorResult<Item, undefined>> => {
    source ??= open();
    const next = await (await source).next();
    if (next.done) return { done: true, value: undefined };
    return { done: false, value: next.value };
  };
  signal.addEventListener('abort', leave, { once: true });

  return {
    next() {
      if (signal.aborted) leave();
      if (isOver) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve, reject) => {
        letConsumerGo = () => resolve({ done: true, value: undefined });
        read().then(
          (next) => {
            if (next.done) leave();
            resolve(next);
          },
          (error: unknown) => {
            // First: leaving lets the consumer go as if the source had ended well.
            reject(error);
            leave();
          },
        );
      });
    },
    return() {
      leave();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
