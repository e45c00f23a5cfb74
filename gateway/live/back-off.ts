import { setTimeout as sleep } from 'node:timers/promises';

export interface BackOff {
  /** Waits before another attempt; cut short when the signal is aborted. */
  pause(signal: AbortSignal): Promise<void>;
  /** An attempt has gone well. */
  reset(): void;
  /** For how long attempts have failed, in milliseconds. */
  readonly failingMs: number;
}

const firstPauseMs = 50;
const longestPauseMs = 5_000;

/** Full jitter: a pause of up to one that doubles, so that a thousand who lost the same server do not return at once. */
export function createBackOff(random: () => number = Math.random): BackOff {
  let attempts = 0;
  let failingSince: number | undefined;
  return {
    async pause(signal) {
      failingSince ??= performance.now();
      const pauseMs = random() * Math.min(longestPauseMs, firstPauseMs * 2 ** attempts);
      attempts += 1;
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => {});
    },
    reset() {
      attempts = 0;
      failingSince = undefined;
    },
    get failingMs() {
      return failingSince === undefined ? 0 : performance.now() - failingSince;
    },
  };
}
