// One consumer of the log. While it keeps up, the shared reader hands it events in memory. When it does not, it stops
// taking them, and reads on from its own position in the log until it has caught up: slow costs time, never events.
import { comparePositions, type EventFilter, type LoggedEvent, type Position } from './event-log.ts';

/** What a tail needs of the log it belongs to. */
export interface TailSource {
  /**
   * Events of the filter after a position, and how far the log was looked through to find them. Rejects with
   * `RESYNC_REQUIRED` for a position that the log has not reached, and for one after which events were removed.
   */
  readAfter(after: Position, filter: EventFilter): Promise<{ events: readonly LoggedEvent[]; scannedTo: Position }>;
  /** How far the shared reader has handed out events. */
  position(): Position;
  /** Forgets the tail: it has ended. */
  remove(tail: Tail): void;
}

export interface Tail {
  readonly filter: EventFilter;
  /** Hands over an event that passes the filter; the shared reader calls it in the order of the log. */
  offer(event: LoggedEvent): void;
  /** Says that the shared reader cannot hand out what comes after a position: the tail reads on from there itself. */
  fallBehind(position: Position): void;
  /** Ends the iteration, after nothing more. */
  end(): void;
  readonly events: AsyncIterableIterator<LoggedEvent>;
}

/** How many events may wait in memory for a consumer. */
const maxBuffered = 256;

export interface TailStart {
  readonly start: Position;
  /** Whether a client brought the position: then it is held against the log before anything is delivered. */
  readonly isResumed: boolean;
}

/**
 * Makes a tail that delivers what comes after `start`. It must be known to the shared reader in the same turn of the
 * event loop, or events may fall in between.
 */
export function createTail(source: TailSource, filter: EventFilter, { start, isResumed }: TailStart): Tail {
  const buffer: LoggedEvent[] = [];
  /** Everything up to here was delivered, waits in the buffer, or does not pass the filter. */
  let takenTo = start;
  let isLive = !isResumed && comparePositions(start, source.position()) >= 0;
  let hasEnded = false;
  let wake = () => {};

  const take = (events: readonly LoggedEvent[]) => {
    buffer.push(...events);
    wake();
  };

  const catchUp = async () => {
    const { events, scannedTo } = await source.readAfter(takenTo, filter);
    if (comparePositions(scannedTo, takenTo) > 0) takenTo = scannedTo;
    // No await between the comparison and the switch: the reader cannot hand out anything in between.
    isLive = comparePositions(takenTo, source.position()) >= 0;
    take(events);
  };

  const next = async (): Promise<IteratorResult<LoggedEvent>> => {
    while (!hasEnded) {
      const event = buffer.shift();
      if (event) return { done: false, value: event };
      if (isLive) await new Promise<void>((resolve) => (wake = resolve));
      else await catchUp();
    }
    return { done: true, value: undefined };
  };

  const tail: Tail = {
    filter,
    offer(event) {
      if (!isLive || comparePositions(event.position, takenTo) <= 0) return;
      if (buffer.length >= maxBuffered) isLive = false;
      else {
        takenTo = event.position;
        take([event]);
      }
    },
    fallBehind(position) {
      if (!isLive) return;
      isLive = false;
      if (comparePositions(position, takenTo) > 0) takenTo = position;
      wake();
    },
    end() {
      if (hasEnded) return;
      hasEnded = true;
      source.remove(tail);
      wake();
    },
    events: serialIterator(next, () => tail.end()),
  };
  return tail;
}

/**
 * An iterator whose `next` calls take turns, and that ends when one fails. Not a generator: `return` on a generator
 * waits for a `next` under way, and on a quiet stream that one would wait for ever.
 */
function serialIterator<Item>(next: () => Promise<IteratorResult<Item>>, end: () => void): AsyncIterableIterator<Item> {
  let last: Promise<unknown> = Promise.resolve();
  const nextOrEnd = () =>
    next().catch((error: unknown) => {
      end();
      throw error;
    });
  return {
    next() {
      const result = last.then(nextOrEnd, nextOrEnd);
      last = result;
      return result;
    },
    async return() {
      end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
