// A token bucket: calls earn retries, retries spend them. When a subgraph is down, every call fails; without a budget
// each would come back as several, just when the subgraph can bear it least.

export interface RetryBudget {
  /** A call was made. */
  earn(): void;
  /** Takes one retry; false when none is left. */
  spend(): boolean;
}

/** So many retries are there at the start and can be saved up: enough for the odd lost connection of a quiet gateway. */
export const savedRetries = 10;

/** A budget of `percent` retries for every hundred calls. */
export function createRetryBudget(percent: number): RetryBudget {
  // Counted in hundredths, so that nothing is lost to rounding.
  const limit = percent === 0 ? 0 : savedRetries * 100;
  let balance = limit;
  return {
    earn() {
      balance = Math.min(limit, balance + percent);
    },
    spend() {
      if (balance < 100) return false;
      balance -= 100;
      return true;
    },
  };
}
