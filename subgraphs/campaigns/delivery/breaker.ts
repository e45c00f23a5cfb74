// When to stop asking a platform about one account, because nothing but passing trouble comes back. Pure, driven by
// outcomes and a clock that is handed in; the gateway has one for subgraphs, which counts shares of many more calls.
import { fullJitterMs } from './next-step.ts';

export interface Breaker {
  /** How long until a request may be sent; 0 where it may at once. While it is tried whether the platform is back, one is. */
  waitMs(nowMs: number): number;
  /** A request is about to be sent. */
  sent(nowMs: number): void;
  /** The platform answered, whatever it answered. */
  answered(): void;
  /** It did not, or said that it cannot for the moment. */
  failed(nowMs: number, random: number): void;
}

/** So many failures in a row are no accident. */
export const failuresToOpen = 5;

const firstOpenMs = 1_000;

/** While one request finds out whether the platform is back, others ask again so soon; after so long it came to nothing. */
const probeMs = 250;
const longestProbeMs = 10_000;

export function createBreaker(): Breaker {
  let failures = 0;
  let openUntilMs = -Infinity;
  let probingUntilMs = -Infinity;
  return {
    waitMs(nowMs) {
      if (nowMs < openUntilMs) return openUntilMs - nowMs;
      return nowMs < probingUntilMs ? probeMs : 0;
    },
    sent(nowMs) {
      if (failures >= failuresToOpen) probingUntilMs = nowMs + longestProbeMs;
    },
    answered() {
      failures = 0;
      probingUntilMs = -Infinity;
    },
    failed(nowMs, random) {
      failures += 1;
      probingUntilMs = -Infinity;
      if (failures < failuresToOpen) return;
      const excess = failures - failuresToOpen;
      // Half of the pause is certain: a pause of nothing would make no breaker.
      openUntilMs = nowMs + firstOpenMs / 2 + fullJitterMs({ failures: excess, random }, firstOpenMs / 2);
    },
  };
}
