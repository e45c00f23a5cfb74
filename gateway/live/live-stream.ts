// A live stream as transports see it: events of one subscription, kept in a bounded backlog, ended with a code when the
// client is too slow, its token expires or the gateway stops. The source is read eagerly, so that nothing piles up
// further back where no bound is known.
import { ClientError } from '../errors.ts';
import type { GraphQLResult } from '../pipeline.ts';
import { type BoundedQueue, createBoundedQueue } from './bounded-queue.ts';
import { atExpiry } from './expiry.ts';

export interface LiveStreamOptions {
  readonly source: AsyncIterable<GraphQLResult>;
  /** Events kept for a client that reads slowly. */
  readonly backlog: number;
  /** When the viewer's token expires, in milliseconds since 1970; undefined for an anonymous viewer. */
  readonly expiresAtMs: number | undefined;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** Called once, when the source has been let go; with what ended the stream, undefined when it ran out or was left. */
  readonly onEnd: (error: unknown) => void;
}

/** Iterate it for the events; it fails with a `ClientError` when the gateway ends it early. */
export interface LiveStream extends AsyncIterableIterator<GraphQLResult, undefined> {
  /** Ends the stream after what is queued. */
  end(error: ClientError): void;
  return(): Promise<IteratorReturnResult<undefined>>;
}

/** Starts to read the source. */
export function openLiveStream({ source, backlog, expiresAtMs, signal, onEnd }: LiveStreamOptions): LiveStream {
  const iterator = source[Symbol.asyncIterator]();
  const queue = createBoundedQueue<GraphQLResult>(backlog, (error) => {
    cancelExpiry();
    signal.removeEventListener('abort', leave);
    // Not awaited: a source that is waiting for its next event may take its time, and the client need not know.
    Promise.resolve(iterator.return?.()).catch(() => {});
    onEnd(error);
  });
  const leave = (): void => void queue.return();
  const expire = (): void => queue.end(new ClientError('TOKEN_EXPIRED', 'The token of this stream has expired.'));
  const cancelExpiry = expiresAtMs === undefined ? () => {} : atExpiry(expiresAtMs, expire);

  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  else void readInto(queue, iterator, backlog);
  return queue;
}

async function readInto(
  queue: BoundedQueue<GraphQLResult>,
  iterator: AsyncIterator<GraphQLResult>,
  backlog: number,
): Promise<void> {
  try {
    for (;;) {
      const next = await iterator.next();
      if (next.done) return queue.end();
      // A queue that has ended refuses too; ending it again changes nothing.
      if (!queue.push(next.value)) return queue.end(slowConsumer(backlog));
    }
  } catch (error) {
    queue.end(error);
  }
}

function slowConsumer(backlog: number): ClientError {
  return new ClientError('SLOW_CONSUMER', `More than ${backlog} events were waiting to be read; the stream has ended.`);
}
