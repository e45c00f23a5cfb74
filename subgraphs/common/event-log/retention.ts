// Old events are removed while the subgraph runs: in small transactions, by whichever process gets the turn.
import { setTimeout as delay } from 'node:timers/promises';
import type { QueryExecutorProvider } from 'kysely';
import type { Logger } from 'pino';
import { pruneEvents, type RetentionBounds } from './retention-store.ts';

export interface RetentionOptions {
  readonly db: QueryExecutorProvider;
  readonly schema: string;
  readonly bounds: RetentionBounds;
  readonly logger: Logger;
}

export interface Retention {
  /** Stops; resolves when no statement of it runs any more. */
  close(): Promise<void>;
}

const intervalMs = 30_000;

/** A transaction of this size takes some milliseconds, which is how long it holds back readers of younger events. */
const eventsPerTransaction = 1_000;

/** Between two of them the others have the database to themselves. */
const pauseMs = 20;

/** Removes what is beyond the bounds, now and every half a minute. Without bounds nothing is ever removed. */
export function keepWithinBounds({ db, schema, bounds, logger }: RetentionOptions): Retention {
  if (bounds.maxAgeMs === undefined && bounds.maxRows === undefined) return { close: async () => {} };
  const stopping = new AbortController();
  const pause = async (ms: number) =>
    await delay(ms, undefined, { signal: stopping.signal, ref: false }).catch(() => {});

  const run = async () => {
    while (!stopping.signal.aborted) {
      const removed = await pruneEvents(db, schema, bounds, eventsPerTransaction).catch((error: unknown) => {
        logger.warn({ err: error }, 'old events cannot be removed; trying again');
        return undefined;
      });
      await pause(removed === eventsPerTransaction ? pauseMs : intervalMs);
    }
  };

  const running = run();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}
