// Between a producer that does not wait and a consumer that may be slow. What it holds is bounded; what does not fit is
// refused, and the producer decides what that means.

/** One producer pushes and ends; one consumer iterates. Items queued before the end are still delivered. */
export interface BoundedQueue<Item> extends AsyncIterableIterator<Item, undefined> {
  /** Hands an item over. False when the queue is full or has ended: the item was not taken. */
  push(item: Item): boolean;
  /** Ends the iteration after what is queued; with an error, the iteration then fails with it. Only the first end counts. */
  end(error?: unknown): void;
  /** The consumer is done: drops what is queued. */
  return(): Promise<IteratorReturnResult<undefined>>;
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

interface Consumer<Item> {
  readonly resolve: (result: IteratorResult<Item, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * `onRelease` runs once, as soon as nothing more can be pushed, with the error of the end if it had one: the producer's
 * place to let go of its source.
 */
export function createBoundedQueue<Item extends {}>(
  capacity: number,
  onRelease: (error: unknown) => void,
): BoundedQueue<Item> {
  const items: Item[] = [];
  const waiting: Consumer<Item>[] = [];
  let end: { readonly error: unknown } | undefined;

  const settleEnd = (): Promise<IteratorReturnResult<undefined>> => {
    const error = end?.error;
    end = { error: undefined };
    return error === undefined ? Promise.resolve(done) : Promise.reject(error);
  };
  const close = (error: unknown): void => {
    if (end) return;
    end = { error };
    const first = waiting.shift();
    if (first) settleEnd().then(first.resolve, first.reject);
    for (const { resolve } of waiting.splice(0)) resolve(done);
    onRelease(error);
  };

  return {
    push(item) {
      if (end) return false;
      const consumer = waiting.shift();
      if (consumer) consumer.resolve({ done: false, value: item });
      else if (items.length < capacity) items.push(item);
      else return false;
      return true;
    },
    end: close,
    next() {
      const item = items.shift();
      if (item !== undefined) return Promise.resolve({ done: false, value: item });
      if (end) return settleEnd();
      return new Promise((resolve, reject) => void waiting.push({ resolve, reject }));
    },
    return() {
      items.length = 0;
      close(undefined);
      end = { error: undefined };
      return Promise.resolve(done);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
