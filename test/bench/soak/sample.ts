// What a process holds, when it has nothing to do. Needs --expose-gc.
import { setTimeout as sleep } from 'node:timers/promises';

export interface Sample {
  /** After a forced collection, in MB. */
  readonly heapMb: number;
  readonly externalMb: number;
  readonly rssMb: number;
  /** What keeps the event loop alive, by kind: sockets, timers and the like. */
  readonly resources: Readonly<Record<string, number>>;
  /** Listeners on the process itself, by event. */
  readonly listeners: Readonly<Record<string, number>>;
  /** Warnings that an emitter or a signal has suspiciously many listeners, since the start. */
  readonly leakWarnings: number;
}

let leakWarnings = 0;
process.on('warning', ({ name }) => {
  if (name === 'MaxListenersExceededWarning') leakWarnings += 1;
});

const megabyte = 1_024 * 1_024;

/** Collects garbage until a collection frees nothing more to speak of, and looks. */
export async function takeSample(): Promise<Sample> {
  if (!globalThis.gc) throw new Error('Start the process with --expose-gc.');
  let heap = Infinity;
  for (let round = 0; round < 5; round++) {
    globalThis.gc();
    // Finalizers run between turns.
    await sleep(20);
    const { heapUsed } = process.memoryUsage();
    if (heapUsed > heap * 0.99) break;
    heap = heapUsed;
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    heapMb: heapUsed / megabyte,
    externalMb: external / megabyte,
    rssMb: rss / megabyte,
    resources: countByName(process.getActiveResourcesInfo()),
    listeners: Object.fromEntries(process.eventNames().map((event) => [String(event), process.listenerCount(event)])),
    leakWarnings,
  };
}

function countByName(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
