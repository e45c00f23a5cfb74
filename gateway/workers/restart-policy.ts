/** How often workers may crash, and how long each waits to be replaced. */
export interface RestartLimits {
  /** So many crashes within the window are borne; one more is the end. */
  readonly maxCrashes: number;
  readonly windowMs: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

export const defaultRestartLimits: RestartLimits = {
  maxCrashes: 10,
  windowMs: 60_000,
  firstPauseMs: 100,
  longestPauseMs: 5_000,
};

export interface RestartPolicy {
  /** A worker has crashed: how long to wait before it is replaced; undefined when it must not be. */
  crashed(nowMs: number): number | undefined;
}

/** The pause doubles with each crash within the window: what crashes at once and always must not spin. */
export function createRestartPolicy(limits: RestartLimits): RestartPolicy {
  let crashes: readonly number[] = [];
  return {
    crashed(nowMs) {
      crashes = [...crashes.filter((atMs) => nowMs - atMs < limits.windowMs), nowMs];
      if (crashes.length > limits.maxCrashes) return undefined;
      return Math.min(limits.longestPauseMs, limits.firstPauseMs * 2 ** (crashes.length - 1));
    },
  };
}
