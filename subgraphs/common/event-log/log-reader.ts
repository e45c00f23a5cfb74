// The one reader of the log in this process: it walks the log once and hands each event to the tails that want it.
import type { Logger } from 'pino';
import { createAudience } from './audience.ts';
import { comparePositions, type Position } from './event-log.ts';
import type { Batch } from './event-store.ts';
import { createPause } from './pause.ts';
import type { Tail } from './tail.ts';

export interface LogReaderOptions {
  /** Where to begin. */
  readonly start: Position;
  readonly readBatch: (after: Position, limit: number) => Promise<Batch>;
  readonly logger: Logger;
}

export interface LogReader {
  position(): Position;
  add(tail: Tail): void;
  remove(tail: Tail): void;
  /** Says that there may be something to read. */
  wake(): void;
  /** Ends all tails; resolves when nothing is being read any more. */
  close(): Promise<void>;
}

const batchSize = 500;

/** A notification can be lost with the connection that listens; the log is looked at this often anyway. */
const pollMs = 1_000;

/** An event that is held back by an older transaction is announced by nobody when that one ends. */
const heldBackPollMs = 20;

/** Starts reading at once. */
export function startLogReader({ start, readBatch, logger }: LogReaderOptions): LogReader {
  const audience = createAudience();
  const pause = createPause();
  let position = start;
  let isClosed = false;

  const readOnce = async (): Promise<number> => {
    const { events, isHeldBack, prunedTo } = await readBatch(position, batchSize);
    if (comparePositions(prunedTo, position) > 0) {
      logger.error({ position, prunedTo }, 'events were removed before they were read; live streams have to resync');
      audience.fallBehind(position);
      position = prunedTo;
    }
    for (const event of events) {
      position = event.position;
      audience.offer(event);
    }
    if (isHeldBack) return heldBackPollMs;
    return events.length === batchSize ? 0 : pollMs;
  };

  const run = async () => {
    while (!isClosed) {
      const waitMs = await readOnce().catch((error: unknown) => {
        if (!isClosed) logger.error({ err: error }, 'the event log cannot be read; trying again');
        return pollMs;
      });
      if (!isClosed) await pause.wait(waitMs);
    }
  };

  const running = run();
  return {
    position: () => position,
    add: audience.add,
    remove: audience.remove,
    wake: pause.wake,
    async close() {
      isClosed = true;
      for (const tail of audience.tails()) tail.end();
      pause.wake();
      await running;
    },
  };
}
