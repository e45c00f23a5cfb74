// The one reader of the log in this process: it walks the log once and hands each event to the tails that want it.
import type { Logger } from 'pino';
import { type EventFilter, type LoggedEvent, type Position } from './event-log.ts';
import type { Batch } from './event-store.ts';
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
    const { events, isHeldBack } = await readBatch(position, batchSize);
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

interface Audience {
  tails(): readonly Tail[];
  add(tail: Tail): void;
  remove(tail: Tail): void;
  offer(event: LoggedEvent): void;
}

/** The tails by what they want, so that an event costs those that want it and not all of them. */
function createAudience(): Audience {
  const tailsOfTopic = new Map<string, Set<Tail>>();
  return {
    tails: () => [...new Set([...tailsOfTopic.values()].flatMap((tails) => [...tails]))],
    add(tail) {
      for (const topic of topicsOf(tail.filter)) {
        const tails = tailsOfTopic.get(topic) ?? new Set();
        tailsOfTopic.set(topic, tails.add(tail));
      }
    },
    remove(tail) {
      for (const topic of topicsOf(tail.filter)) {
        const tails = tailsOfTopic.get(topic);
        tails?.delete(tail);
        if (tails?.size === 0) tailsOfTopic.delete(topic);
      }
    },
    offer(event) {
      for (const topic of [topicOf(event.type), topicOf(event.type, event.key)]) {
        for (const tail of tailsOfTopic.get(topic) ?? []) {
          if (tail.filter.advertiserIds.includes(event.advertiserId)) tail.offer(event);
        }
      }
    },
  };
}

function topicsOf({ types, keys }: EventFilter): readonly string[] {
  return types.flatMap((type) => (keys ? [...keys].map((key) => topicOf(type, key)) : [topicOf(type)]));
}

function topicOf(type: string, key?: string): string {
  return JSON.stringify(key === undefined ? [type] : [type, key]);
}

/** A wait that a wake-up cuts short; one that comes while nobody waits cuts the next wait short. */
function createPause(): { wait(timeoutMs: number): Promise<void>; wake(): void } {
  let isWoken = false;
  let resume: (() => void) | undefined;
  return {
    async wait(timeoutMs) {
      if (!isWoken && timeoutMs > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          resume = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isWoken = false;
      resume = undefined;
    },
    wake() {
      isWoken = true;
      resume?.();
    },
  };
}
