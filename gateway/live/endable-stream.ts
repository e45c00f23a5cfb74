/** A stream that can be ended from outside, whether or not somebody waits for its next item. */
export interface EndableStream<Item> extends AsyncIterableIterator<Item, undefined> {
  /** The iteration fails with the reason, and the source is released. Nothing happens when it is over already. */
  end(reason: Error): void;
}

/** Iterates the source until it ends, is returned or is ended. `onOver` runs once in each case. One `next()` at a time. */
export function endableStream<Item>(source: AsyncIterable<Item>, onOver: () => void): EndableStream<Item> {
  const iterator = source[Symbol.asyncIterator]();
  const done: IteratorReturnResult<undefined> = { done: true, value: undefined };
  let isOver = false;
  let untold: Error | undefined;
  let tell: ((reason: Error | undefined) => void) | undefined;

  function finish(): void {
    if (isOver) return;
    isOver = true;
    onOver();
  }
  function leave(reason: Error | undefined): void {
    if (isOver) return;
    finish();
    if (tell) tell(reason);
    else untold = reason;
    // Not awaited: a source that waits for its next item may take its time, and what it says concerns nobody.
    Promise.resolve(iterator.return?.()).catch(() => {});
  }
  return {
    next() {
      const reason = untold;
      untold = undefined;
      if (reason) return Promise.reject(reason);
      if (isOver) return Promise.resolve(done);
      // Not `Promise.race` with one promise for the end: that would keep every item until the stream is over.
      return new Promise((resolve, reject) => {
        tell = (why) => (why ? reject(why) : resolve(done));
        iterator.next().then(
          (item) => {
            tell = undefined;
            if (!item.done) return resolve(item);
            finish();
            resolve(done);
          },
          (error: unknown) => {
            tell = undefined;
            finish();
            reject(error);
          },
        );
      });
    },
    return() {
      leave(undefined);
      return Promise.resolve(done);
    },
    end: leave,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
