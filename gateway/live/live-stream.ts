// A live stream as transports see it: events of one subscription, kept in a bounded backlog, ended with a code when the
// client is too slow, its token expires or the gateway stops. The source is read eagerly, so that nothing piles up
// further back where no bound is known. Another source may take its place, when the client's rights are others.
import { ClientError } from '../errors.ts';
import type { GraphQLResult } from '../pipeline.ts';
import { type BoundedQueue, createBoundedQueue } from './bounded-queue.ts';
import { atExpiry } from './expiry.ts';
import type { SharedStream } from './member.ts';

/** What a live stream is read from. One that is shared keeps what waits for the client by its own contract. */
export type LiveSource = SharedStream | AsyncIterable<GraphQLResult>;

export interface LiveStreamOptions {
  readonly source: LiveSource;
  /** Events kept for a client that reads another slowly. */
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
  /** Of a live query: gives everything anew, as the next that is read. */
  startOver?(): void;
  /** Of a stream with cursors: the one it begins after, as soon as that is known; undefined when it ends before. */
  readonly beginning?: Promise<string | undefined>;
}

/** A live stream whose source can be exchanged. */
export interface ExchangeableStream extends LiveStream {
  /**
   * Lets go of the source and drops what waits: nothing more comes of it, and `end` takes effect at once. Returns the
   * cursor that the client has read until, where there is one; undefined when the stream is over.
   */
  suspend(): { readonly readUntil: string | undefined } | undefined;
  /** Goes on with another source, which is let go at once when the stream is over. */
  resume(source: LiveSource): void;
  /** The token that counts from now on expires then. */
  expireAt(expiresAtMs: number): void;
}

type Reading = SharedStream | BoundedQueue<GraphQLResult>;

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Starts to read the source; one that is shared is read as the client reads. */
export function openLiveStream(options: LiveStreamOptions): ExchangeableStream {
  const { source, backlog, signal, onEnd } = options;
  let reading: Reading | undefined;
  let readUntil: string | undefined;
  let isOver = false;
  /** What ended it while there was no source to say it. */
  let untold: ClientError | undefined;
  let wake = (): void => {};
  let cancelExpiry = (): void => {};

  function finish(error: unknown): void {
    if (isOver) return;
    isOver = true;
    cancelExpiry();
    signal.removeEventListener('abort', leave);
    onEnd(error);
  }
  function take(next: LiveSource): void {
    const release = (error: unknown): void => {
      if (reading === taken) finish(error);
    };
    const taken: Reading = 'isShared' in next ? next : readEagerly(next, { backlog, signal, release });
    reading = taken;
    if ('isShared' in next) next.onRelease(release);
    wake();
  }
  function readFrom(current: Reading): Promise<IteratorResult<GraphQLResult, undefined>> {
    return current.next().then(
      (result) => (result.done && reading !== current ? stream.next() : result),
      (error: unknown) => {
        if (reading !== current) return stream.next();
        throw error;
      },
    );
  }
  /** While there is no source. */
  async function wait(): Promise<IteratorResult<GraphQLResult, undefined>> {
    if (!isOver) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      return stream.next();
    }
    const error = untold;
    untold = undefined;
    if (error) throw error;
    return done;
  }
  const leave = (): void => void stream.return();
  const expire = (): void => stream.end(new ClientError('TOKEN_EXPIRED', 'The token of this stream has expired.'));
  const stream: ExchangeableStream = {
    ...('isShared' in source && { beginning: source.beginning }),
    next: () => (reading ? readFrom(reading) : wait()),
    end(error) {
      if (reading) return reading.end(error);
      if (!isOver) untold = error;
      finish(error);
      wake();
    },
    startOver() {
      if (reading && 'startOver' in reading) reading.startOver?.();
    },
    return() {
      untold = undefined;
      if (reading) return reading.return();
      finish(undefined);
      wake();
      return Promise.resolve(done);
    },
    suspend() {
      if (isOver) return undefined;
      const left = reading;
      reading = undefined;
      if (left && 'isShared' in left) ({ readUntil } = left);
      void left?.return();
      return { readUntil };
    },
    resume(next) {
      if (isOver) leaveSource(next);
      else take(next);
    },
    expireAt(expiresAtMs) {
      cancelExpiry();
      if (!isOver) cancelExpiry = atExpiry(expiresAtMs, expire);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  if (options.expiresAtMs !== undefined) stream.expireAt(options.expiresAtMs);
  signal.addEventListener('abort', leave, { once: true });
  take(source);
  if (signal.aborted) leave();
  return stream;
}

/** Lets go of what nobody is going to read. */
export function leaveSource(source: LiveSource): void {
  Promise.resolve(source[Symbol.asyncIterator]().return?.()).catch(() => {});
}

interface EagerReading {
  readonly backlog: number;
  readonly signal: AbortSignal;
  readonly release: (error: unknown) => void;
}

function readEagerly(
  source: AsyncIterable<GraphQLResult>,
  { backlog, signal, release }: EagerReading,
): BoundedQueue<GraphQLResult> {
  const iterator = source[Symbol.asyncIterator]();
  const queue = createBoundedQueue<GraphQLResult>(backlog, (error) => {
    // Not awaited: a source that is waiting for its next event may take its time, and the client need not know.
    Promise.resolve(iterator.return?.()).catch(() => {});
    release(error);
  });
  if (!signal.aborted) void readInto(queue, iterator, backlog);
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
