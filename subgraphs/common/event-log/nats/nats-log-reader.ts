// The one reader of the log in this process, by two ways: the stream, which is quick and asks nothing of the database, and
// the table, which has everything. An event that comes by the stream is handed out when it follows what was handed out
// before; otherwise what lies between is read from the table. So the stream may lose, repeat, lag and go away: that costs
// time, never an event.
import type { Logger } from 'pino';
import { createAudience } from '../audience.ts';
import { comparePositions } from '../event-log.ts';
import type { Batch } from '../event-store.ts';
import type { LogReader, LogReaderOptions } from '../log-reader.ts';
import { createPause } from '../pause.ts';
import type { StreamedEvent } from './event-message.ts';

export interface NatsLogReader extends LogReader {
  /** Takes what came by the stream; resolves when there is room for more. */
  offer(event: StreamedEvent): Promise<void>;
  setFollowing(isFollowing: boolean): void;
}

const batchSize = 500;
const maxWaiting = 1_000;

/** The table is looked at this often though the stream is there: it may lag, or have left out what is too large for it. */
const pollMs = 1_000;

/** And this often while it is not. */
const pollWithoutStreamMs = 100;
const heldBackPollMs = 20;

export function startNatsLogReader({ start, readBatch, logger }: LogReaderOptions): NatsLogReader {
  const audience = createAudience();
  const pause = createPause();
  const waiting: StreamedEvent[] = [];
  let makeRoom = () => {};
  let position = start;
  let isFollowing = false;
  let isClosed = false;
  let nextLookAtMs = 0;
  const announce = createAnnouncer(logger);

  /** Hands out what follows; what is left then begins after a gap. */
  const takeWaiting = () => {
    let taken = 0;
    for (const { event, previous } of waiting) {
      if (comparePositions(event.position, position) > 0) {
        if (comparePositions(previous, position) > 0) break;
        position = event.position;
        audience.offer(event);
      }
      taken += 1;
    }
    waiting.splice(0, taken);
    if (waiting.length < maxWaiting) makeRoom();
  };
  const look = async () => {
    const batch = await readBatch(position, batchSize);
    if (comparePositions(batch.prunedTo, position) > 0) {
      logger.error({ position, prunedTo: batch.prunedTo }, 'events were removed before they were read; streams resync');
      audience.fallBehind(position);
      position = batch.prunedTo;
    }
    for (const event of batch.events) {
      position = event.position;
      audience.offer(event);
    }
    nextLookAtMs = Date.now() + pauseAfter(batch);
  };
  const pauseAfter = (batch: Batch): number => {
    const isWhole = batch.events.length < batchSize;
    // Nothing more was readable up to here, so nothing is missing: a message that follows it follows this.
    if (isWhole && comparePositions(batch.extent.head, position) > 0) position = batch.extent.head;
    if (!isWhole) return 0;
    if (isFollowing) return pollMs;
    return batch.isHeldBack ? heldBackPollMs : pollWithoutStreamMs;
  };
  const step = async () => {
    takeWaiting();
    if (waiting.length > 0 || Date.now() >= nextLookAtMs) await look();
    takeWaiting();
    return waiting.length > 0 ? 0 : Math.max(0, nextLookAtMs - Date.now());
  };
  const run = async () => {
    while (!isClosed) {
      const waitMs = await step().catch((error: unknown) => {
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
    async offer(event) {
      waiting.push(event);
      pause.wake();
      if (waiting.length >= maxWaiting && !isClosed) await new Promise<void>((resolve) => (makeRoom = resolve));
    },
    setFollowing(now) {
      if (isFollowing === now) return;
      isFollowing = now;
      announce(now);
      // What came before the stream was there, or while it was not, is in the table.
      nextLookAtMs = 0;
      pause.wake();
    },
    async close() {
      isClosed = true;
      for (const tail of audience.tails()) tail.end();
      makeRoom();
      pause.wake();
      await running;
    },
  };
}

function createAnnouncer(logger: Logger): (isFollowing: boolean) => void {
  return (isFollowing) => {
    if (isFollowing) logger.info('live events come by NATS');
    else logger.warn('NATS does not answer; live events are read from PostgreSQL until it does');
  };
}
