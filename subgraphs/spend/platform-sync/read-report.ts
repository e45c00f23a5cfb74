// One report, page by page, at the pace the platform allows.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReportRow, UnreadableRow } from '../../../platforms/ad-platform.ts';
import type { AccountWay } from './platform-ways.ts';
import type { ReadPages } from './report-facts.ts';
import type { DueReport } from './report-schedule.ts';

/** Whoever would have to wait longer for a turn comes back later. */
const longestWaitMs = 5_000;

/** There is no turn soon, because of what else is asked of the platform. */
export class NoTurn extends Error {
  readonly waitMs: number;

  constructor(waitMs: number) {
    super(`There is no turn for ${waitMs} ms.`);
    this.name = 'NoTurn';
    this.waitMs = waitMs;
  }
}

export interface ReadOptions {
  readonly monotonicMs: () => number;
  readonly signal: AbortSignal;
}

/**
 * The pages of a report, and which rows of it could not be read. Throws a `PlatformError`; a `NoTurn`, which says when to come back; and whatever the signal was aborted
 * with.
 */
export async function readReport(
  { client, takeTurn }: AccountWay,
  externalId: string,
  { level, grain, firstDay, lastDay }: DueReport,
  { monotonicMs, signal }: ReadOptions,
): Promise<ReadPages> {
  const pages: (readonly ReportRow[])[] = [];
  const unreadable: UnreadableRow[] = [];
  const onUnreadableRow = (row: UnreadableRow) => void unreadable.push(row);
  const reading = client.readReport(externalId, { level, grain, firstDay, lastDay }, { signal, onUnreadableRow });
  const iterator = reading[Symbol.asyncIterator]();
  try {
    for (;;) {
      await awaitTurn(takeTurn, { monotonicMs, signal });
      const next = await iterator.next();
      if (next.done) return { pages, unreadable };
      pages.push(next.value);
    }
  } catch (error) {
    await iterator.return?.().catch(() => {});
    signal.throwIfAborted();
    throw error;
  }
}

async function awaitTurn(takeTurn: AccountWay['takeTurn'], { monotonicMs, signal }: ReadOptions): Promise<void> {
  for (;;) {
    const waitMs = takeTurn(monotonicMs());
    if (waitMs === 0) return;
    if (waitMs > longestWaitMs) throw new NoTurn(waitMs);
    await sleep(waitMs, undefined, { signal });
  }
}
