// Limits as platforms count them: so much in a window of time, for an app, a token or an account.

export interface QuotaTaken {
  readonly isAllowed: boolean;
  /** Of the window's limit, with what was just taken; 1 or more when there is no more. */
  readonly usedShare: number;
  /** Until the window ends and the count begins anew. */
  readonly resetsInMs: number;
}

export interface WindowQuota {
  /** Counts `amount` for the key unless that would pass the limit. */
  readonly take: (key: string, amount: number, nowMs: number) => QuotaTaken;
}

/** Windows that follow one another without a gap, the same for every key. */
export function createWindowQuota(limit: number, windowMs: number): WindowQuota {
  let openWindow = Number.NaN;
  const taken = new Map<string, number>();
  return {
    take: (key, amount, nowMs) => {
      const window = Math.floor(nowMs / windowMs);
      if (window !== openWindow) taken.clear();
      openWindow = window;
      const before = taken.get(key) ?? 0;
      const isAllowed = before + amount <= limit;
      if (isAllowed) taken.set(key, before + amount);
      return {
        isAllowed,
        usedShare: isAllowed ? (before + amount) / limit : 1,
        resetsInMs: (window + 1) * windowMs - nowMs,
      };
    },
  };
}
