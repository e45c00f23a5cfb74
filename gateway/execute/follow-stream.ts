import type { SubgraphResponse } from '../subgraph-client/subgraph-client.ts';
import type { GraphQLResult } from './graphql-result.ts';

export interface StreamHandlers {
  /** The answer for an event. */
  onEvent(event: SubgraphResponse): Promise<GraphQLResult>;
  /** The last answer of a stream that broke. */
  onFailure(thrown: unknown): Promise<GraphQLResult>;
}

/**
 * Answers each event of an upstream, one after the other: the next event is asked for only when the answer before it
 * was taken. Ends with the upstream, when returned (even while it waits) or when the signal is aborted, and releases
 * the upstream in each case. An async generator would not do: its `return` waits for the event that never comes.
 */
export function followStream(
  upstream: AsyncIterable<SubgraphResponse>,
  signal: AbortSignal,
  { onEvent, onFailure }: StreamHandlers,
): AsyncIterableIterator<GraphQLResult> {
  const events = upstream[Symbol.asyncIterator]();
  let end: (result: typeof done) => void = () => undefined;
  const ended = new Promise<typeof done>((resolve) => {
    end = resolve;
  });
  let isOver = false;
  // Calls of `next` are answered in their order even when several wait at once.
  let turn: Promise<unknown> = Promise.resolve();

  function finish(): void {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener('abort', finish);
    end(done);
    // The upstream may be waiting itself; nobody here waits for it, and what it says on leaving concerns nobody.
    events.return?.().catch(() => undefined);
  }
  async function step(): Promise<IteratorResult<GraphQLResult, undefined>> {
    if (isOver) return done;
    try {
      const next = await Promise.race([events.next(), ended]);
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
