// Says in one short read whether what a viewer was answered still holds.
import type { Viewer } from '../../schema/viewer.ts';
import { everyAdvertiser } from './change-count.ts';

/** How often what these advertisers can read was changed; see change-count.ts. */
export type ReadCounts = (advertiserIds: readonly string[]) => Promise<ReadonlyMap<string, bigint>>;

export interface VersionSource {
  readonly readCounts: ReadCounts;
  readonly now: () => Date;
}

/** Local days begin at full quarters of an hour of UTC, in every zone: within one the clock changes no answer. */
const msPerQuarter = 15 * 60_000;

/**
 * A text that stays the same only as long as every query of this viewer is answered the same. It is read after it was
 * asked for and names what was committed by then, so an answer worked out after a version is at least as new as it.
 */
export type ReadVersion = (viewer: Viewer | undefined) => Promise<string>;

/** Reads versions, in batches. */
export function createVersionReader({ readCounts, now }: VersionSource): ReadVersion {
  const read = batchCounts(readCounts);
  return async (viewer) => {
    const quarter = Math.floor(now().getTime() / msPerQuarter);
    const counts = await read([everyAdvertiser, ...(viewer?.advertiserIds ?? [])]);
    return `${quarter} ${counts.join()}`;
  };
}

interface Asked {
  readonly advertiserIds: readonly string[];
  readonly resolve: (counts: readonly bigint[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A statement that takes longer no longer holds up those who ask after it. */
const maxWaitMs = 1_000;

/**
 * Reads the counts of each of the advertisers, in order. Those who ask while a statement is under way share the next one:
 * theirs must not have begun before they asked, or it could miss what was committed in between.
 */
export function batchCounts(readCounts: ReadCounts): (advertiserIds: readonly string[]) => Promise<readonly bigint[]> {
  let waiting: Asked[] = [];
  let isRunning = false;

  async function answer(batch: readonly Asked[]): Promise<void> {
    try {
      const ids = new Set(batch.flatMap(({ advertiserIds }) => advertiserIds));
      const counts = await withinTime(readCounts([...ids]));
      for (const { advertiserIds, resolve } of batch) resolve(advertiserIds.map((id) => counts.get(id) ?? 0n));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await answer(batch);
    }
    isRunning = false;
  }
  return (advertiserIds) =>
    new Promise((resolve, reject) => {
      waiting.push({ advertiserIds, resolve, reject });
      if (!isRunning) void run();
    });
}

function withinTime<Value>(reading: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No count came within ${maxWaitMs} ms.`)), maxWaitMs);
    reading.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
