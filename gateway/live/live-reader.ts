// A client of a live query. It is never handed anything: it takes what there is when it has read what it took before.
import type { GraphQLResult } from '../execute/graphql-result.ts';
import type { SubgraphCallContext } from '../subgraph-client/subgraph-client.ts';
import type { LivePosition } from './live-versions.ts';
import type { SharedStream } from './member.ts';

export interface LiveReader {
  readonly stream: SharedStream;
  /** With whose rights the query may be run. */
  readonly context: SubgraphCallContext;
  /** There may be something to take. */
  wake(): void;
  /** This is the last that it is given. */
  finish(result: GraphQLResult): void;
}

export interface LiveReaderOptions {
  readonly context: SubgraphCallContext;
  readonly position: LivePosition;
  readonly onLeave: (reader: LiveReader) => void;
}

interface Waiting {
  readonly resolve: (result: IteratorResult<GraphQLResult, undefined>) => void;
  readonly reject: (reason: unknown) => void;
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Its `next` is called by one at a time, as transports do. */
export function createLiveReader({ context, position, onLeave }: LiveReaderOptions): LiveReader {
  const releases: ((reason: unknown) => void)[] = [];
  let waiting: Waiting | undefined;
  let last: GraphQLResult | undefined;
  let ended: { readonly reason: unknown } | undefined;
  let untold: { readonly reason: unknown } | undefined;

  function settle({ resolve, reject }: Waiting): void {
    const result = last ?? (ended ? undefined : position.take());
    const reason = untold?.reason;
    if (result) {
      last = undefined;
      resolve({ done: false, value: result });
    } else if (!ended) {
      waiting = { resolve, reject };
    } else {
      untold = undefined;
      if (reason === undefined) resolve(done);
      else reject(reason);
    }
  }
  function wake(): void {
    if (!waiting) return;
    const reader = waiting;
    waiting = undefined;
    settle(reader);
  }
  function end(reason?: unknown): void {
    if (ended) return;
    ended = untold = { reason };
    position.leave();
    wake();
    for (const release of releases.splice(0)) release(reason);
    onLeave(reader);
  }
  const stream: SharedStream = {
    isShared: true,
    beginning: Promise.resolve(undefined),
    readUntil: undefined,
    next: () => new Promise((resolve, reject) => settle({ resolve, reject })),
    return() {
      last = undefined;
      end();
      untold = undefined;
      return Promise.resolve(done);
    },
    end,
    startOver() {
      position.startOver();
      wake();
    },
    onRelease(callback) {
      if (ended) callback(ended.reason);
      else releases.push(callback);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  const reader: LiveReader = {
    stream,
    context,
    wake,
    finish(result) {
      if (ended) return;
      last = result;
      end();
    },
  };
  return reader;
}
