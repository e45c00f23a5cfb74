// What every engine has in common: events are written to PostgreSQL and read from it by whoever is behind; who keeps up
// is handed them by the engine's reader.
import type { QueryExecutorProvider } from 'kysely';
import { comparePositions, type EventFilter, type EventLog, type Position, type TailOptions } from './event-log.ts';
import { insertEvents, selectEvents, selectExtent } from './event-store.ts';
import type { LogReader } from './log-reader.ts';
import { aheadOfLog, requireKept } from './resync.ts';
import { createTail, type TailSource } from './tail.ts';

export interface LogParts {
  readonly db: QueryExecutorProvider;
  readonly schema: string;
  readonly reader: LogReader;
  /** Frees what stands behind the reader, and the reader itself. */
  readonly close: () => Promise<void>;
}

/** How many events a tail reads at once when it catches up; half of what it may hold in memory. */
const catchUpSize = 128;

export function logAroundReader({ db, schema, reader, close }: LogParts): EventLog {
  const readAfter = async (after: Position, filter: EventFilter) => {
    const { events, isHeldBack, prunedTo, extent } = await selectEvents(db, schema, after, catchUpSize, filter);
    if (after.tx >= extent.firstUnusedTx) throw aheadOfLog();
    requireKept(after, prunedTo);
    const last = events.at(-1)?.position ?? after;
    const isWhole = (events.length < catchUpSize || isHeldBack) && comparePositions(extent.head, last) > 0;
    return { events, scannedTo: isWhole ? extent.head : last };
  };
  const source: TailSource = {
    position: () => reader.position(),
    remove: (tail) => reader.remove(tail),
    readAfter,
  };
  return {
    append: async (trx, events) => {
      if (events.length > 0) await insertEvents(trx, schema, events);
    },
    async read(after, limit) {
      const { events, prunedTo } = await selectEvents(db, schema, after, limit);
      requireKept(after, prunedTo);
      return events;
    },
    head: async () => (await selectExtent(db)).head,
    tail({ after, signal, ...filter }: TailOptions) {
      const tail = createTail(source, filter, { start: after ?? reader.position(), isResumed: after !== undefined });
      reader.add(tail);
      endOnAbort(signal, () => tail.end());
      return tail.events;
    },
    close,
  };
}

function endOnAbort(signal: AbortSignal | undefined, end: () => void): void {
  if (signal?.aborted) end();
  else signal?.addEventListener('abort', end, { once: true });
}
