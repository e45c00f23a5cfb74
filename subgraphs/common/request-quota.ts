// How fast one platform may be asked, by one account or with one set of credentials: a token bucket that slows down as the
// platform says that its own quota is used up. Driven by a clock that is handed in, in milliseconds.

/** What a platform lets be known of how much may still be asked of it. */
export interface HeardQuota {
  /** How much of the quota is used up, 0 to 1; undefined where only the end of it is told. */
  readonly usedShare: number | undefined;
  /** Until when nothing more should be asked. */
  readonly blockedForMs: number | undefined;
}

export interface RequestQuota {
  /** How long until a request may be sent; 0 where it may at once. Takes nothing. */
  waitMs(nowMs: number, isUrgent: boolean): number;
  /** Takes the place of one request; to be called when `waitMs` has said 0. */
  take(nowMs: number): void;
  /** What the platform lets be known. */
  hear(nowMs: number, signal: HeardQuota): void;
  /** How much of the platform's quota is used, as last heard; undefined where it said nothing of late. */
  usedShare(nowMs: number): number | undefined;
  blockedUntilMs(): number;
}

/** Above this share of the platform's quota we slow down, so that what is urgent still finds some. */
export const calmShare = 0.75;

/** What is left of the rate when all of the quota is used: enough to hear that there is some again. */
const slowestShare = 0.05;

/** A share that was heard longer ago says nothing any more. */
const heardForMs = 300_000;

/** One place in the bucket is only for what is urgent: decreases and pauses never wait behind what can wait. */
const reservedForUrgent = 1;

/** What sums of many small refills may be off by. */
const roundingTokens = 1e-9;

/** A bucket of a second's requests, two at least, that is full at first. */
export function createRequestQuota(requestsPerSecond: number): RequestQuota {
  const capacity = Math.max(1 + reservedForUrgent, requestsPerSecond);
  let tokens = capacity;
  let refilledAtMs: number | undefined;
  let blockedUntilMs = -Infinity;
  let heard: { readonly share: number; readonly atMs: number } | undefined;

  const usedShare = (nowMs: number) => (heard && nowMs - heard.atMs < heardForMs ? heard.share : undefined);
  const tokensPerMs = (nowMs: number) => {
    const used = usedShare(nowMs) ?? 0;
    const left = Math.min(1, Math.max(0, (1 - used) / (1 - calmShare)));
    return (requestsPerSecond * Math.max(slowestShare, left)) / 1_000;
  };
  const refill = (nowMs: number) => {
    // A clock that is set back gives nothing and takes nothing.
    const elapsedMs = Math.max(0, nowMs - (refilledAtMs ?? nowMs));
    tokens = Math.min(capacity, tokens + elapsedMs * tokensPerMs(nowMs));
    refilledAtMs = nowMs;
  };
  return {
    waitMs(nowMs, isUrgent) {
      refill(nowMs);
      const missing = 1 + (isUrgent ? 0 : reservedForUrgent) - tokens;
      const refillMs = missing <= roundingTokens ? 0 : Math.ceil(missing / tokensPerMs(nowMs));
      return Math.max(refillMs, blockedUntilMs - nowMs, 0);
    },
    take(nowMs) {
      refill(nowMs);
      tokens -= 1;
    },
    hear(nowMs, { usedShare: share, blockedForMs }) {
      refill(nowMs);
      if (share !== undefined) heard = { share, atMs: nowMs };
      if (blockedForMs !== undefined) blockedUntilMs = Math.max(blockedUntilMs, nowMs + blockedForMs);
    },
    usedShare,
    blockedUntilMs: () => blockedUntilMs,
  };
}

/** How long until all of the quotas have a place, which is then taken in each; 0 when it was taken. */
export function takeFromAll(quotas: readonly RequestQuota[], nowMs: number, isUrgent: boolean): number {
  const waitMs = Math.max(0, ...quotas.map((quota) => quota.waitMs(nowMs, isUrgent)));
  if (waitMs === 0) for (const quota of quotas) quota.take(nowMs);
  return waitMs;
}
