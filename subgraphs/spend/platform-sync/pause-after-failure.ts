// How long an account is left alone after its report could not be read. Pure: the failure, how often it was tried and a random
// number in, a pause out.
import type { PlatformFailure } from '../../../platforms/ad-platform.ts';

export interface FailedRead {
  readonly failure: PlatformFailure;
  /** How often in a row, this time included. */
  readonly failures: number;
  readonly now: Date;
  /** From 0 up to but not including 1. */
  readonly random: number;
}

/** Where somebody has to do something first: renew an access, or mend what is asked for. */
const longMs = 30 * 60_000;

const firstMs = 2_000;
const maxMs = 10 * 60_000;

/** Where a platform throttles, or is being maintained, and does not say for how long. */
const unknownMs = 60_000;

/** Failures that all of an account's reports have in common, whichever was asked for. */
export function concernsAccount({ kind }: PlatformFailure): boolean {
  return ['THROTTLED', 'MAINTENANCE', 'AUTH_EXPIRED', 'FORBIDDEN', 'NOT_FOUND'].includes(kind);
}

/** Whether it will not pass by itself. */
export function needsSomebody({ kind }: PlatformFailure): boolean {
  return !['THROTTLED', 'MAINTENANCE', 'TRANSIENT', 'CONFLICT', 'OUTCOME_UNKNOWN'].includes(kind);
}

/** In milliseconds. Whoever failed together does not come back together. */
export function pauseAfterFailure({ failure, failures, now, random }: FailedRead): number {
  switch (failure.kind) {
    case 'THROTTLED':
      return (failure.retryAfterMs ?? unknownMs) + Math.floor(random * unknownMs * 0.1);
    case 'MAINTENANCE':
      return (
        Math.max(0, failure.until ? failure.until.getTime() - now.getTime() : unknownMs) +
        Math.floor(random * unknownMs)
      );
    case 'TRANSIENT':
    case 'CONFLICT':
    case 'OUTCOME_UNKNOWN':
      return Math.floor(random * Math.min(maxMs, firstMs * 2 ** Math.min(failures, 16)));
    case 'AUTH_EXPIRED':
    case 'FORBIDDEN':
    case 'NOT_FOUND':
    case 'POLICY':
    case 'INVALID':
    case 'BELOW_MINIMUM':
    case 'UNSUPPORTED':
      return longMs + Math.floor(random * longMs * 0.1);
  }
}
