export interface StreamHandlers<Event, Answer> {
  /** The answer for an event. */
  onEvent(event: Event): Promise<Answer>;
  /** The last answer of a stream that broke. */
  onFailure(thrown: unknown): Promise<Answer>;
}

/**
 * Answers each event of an upstream, one after the other: the next event is asked for only when the answer before it
 * was taken. Ends with the upstream, when returned (even while it waits) or when the signal is aborted, and releases
 * the upstream in each case. An async generator would not do: its `return` waits for the event that never comes.
 */
export function followStream<Event, Answer>(
  upstream: AsyncIterable<Event>,
  signal: AbortSignal,
  { onEvent, onFailure }: StreamHandlers<Event, Answer>,
): AsyncIterableIterator<Answer> {
  const events = upstream[Symbol.asyncIterator]();
  let letGo = (): void => undefined;
  let isOver = false;
  // Calls of `next` are answered in their order even when several wait at once.
  let turn: Promise<unknown> = Promise.resolve();

  function finish(): void {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener('abort', finish);
    letGo();
    // The upstream may be waiting itself; nobody here waits for it, and what it says on leaving concerns nobody.
    events.return?.().catch(() => undefined);
  }
  /** The next event, or the end when it is left meanwhile. Racing one promise for the end would keep every event. */
  function read(): Promise<IteratorResult<Event>> {
    return new Promise((resolve, reject) => {
      letGo = () => resolve(done);
      events.next().then(resolve, reject);
    });
  }
  async function step(): Promise<IteratorResult<Answer, undefined>> {
    if (isOver) return done;
    try {
      const next = await read();
      if (isOver || next.done === true) {
        finish();
        return done;
      }
      return { done: false, value: await onEvent(next.value) };
    } catch (error) {
      if (isOver) return done;
      finish();
      return { done: false, value: await onFailure(error) };
    }
  }
  if (signal.aborted) finish();
  else signal.addEventListener('abort', finish);

  return {
    next() {
      const result = turn.then(step);
      turn = result;
      return result;
    },
    return() {
      finish();
      return Promise.resolve(done);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };
