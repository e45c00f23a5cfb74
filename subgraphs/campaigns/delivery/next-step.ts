// What follows a write that a platform did not do, or did not answer. Pure: the failure, how often it was tried and a
// random number in, one step out.
import type { FailureDetail, PlatformFailure } from '../../../platforms/ad-platform.ts';

/** Who has to wait: the entity alone, everything in its account, or everything that uses the same credentials. */
export type Waiting = 'ENTITY' | 'ACCOUNT' | 'CREDENTIALS';

export type NextStep =
  /** Nothing was done, so the same may be sent again. Whether it used up one of the attempts is `isCounted`. */
  | { readonly kind: 'SEND_AGAIN'; readonly afterMs: number; readonly waiting: Waiting; readonly isCounted: boolean }
  /** Nobody knows what was done: look before anything else. Where `mayResend` is false, it is not sent again. */
  | { readonly kind: 'READ_BACK'; readonly mayResend: boolean; readonly isAlert: boolean }
  /** It will not work, whenever it is tried. */
  | { readonly kind: 'GIVE_UP'; readonly isAlert: boolean }
  /** Nothing will work in this account until somebody has renewed its access. */
  | { readonly kind: 'STOP_ACCOUNT' };

export interface Attempt {
  /** How often it was tried and nothing was done, this time included. */
  readonly failures: number;
  readonly now: Date;
  /** From 0 up to but not including 1. */
  readonly random: number;
}

/** So often a write is tried that meets nothing but passing trouble: with the pauses between, about two minutes. */
export const maxAttempts = 8;

const firstPauseMs = 500;
const maxPauseMs = 60_000;

/** Where a platform throttles and does not say for how long. */
const unknownThrottleMs = 30_000;

/**
 * Decides by the class of the failure. A code that the client does not know is never sent again blindly: it may mean
 * that the write was done, so the value is read back, and somebody is told.
 */
export function decideNextStep(failure: PlatformFailure, detail: FailureDetail, attempt: Attempt): NextStep {
  if (detail.isUnknownCode) return { kind: 'READ_BACK', mayResend: false, isAlert: true };
  switch (failure.kind) {
    case 'THROTTLED':
    case 'MAINTENANCE':
      return { kind: 'SEND_AGAIN', ...pauseOf(failure, attempt), isCounted: false };
    case 'TRANSIENT':
    case 'CONFLICT':
      return attempt.failures < maxAttempts
        ? { kind: 'SEND_AGAIN', afterMs: fullJitterMs(attempt), waiting: 'ENTITY', isCounted: true }
        : { kind: 'GIVE_UP', isAlert: true };
    case 'OUTCOME_UNKNOWN':
      return { kind: 'READ_BACK', mayResend: true, isAlert: false };
    case 'AUTH_EXPIRED':
      return { kind: 'STOP_ACCOUNT' };
    case 'FORBIDDEN':
    case 'POLICY':
      return { kind: 'GIVE_UP', isAlert: true };
    case 'INVALID':
    case 'BELOW_MINIMUM':
    case 'NOT_FOUND':
    case 'UNSUPPORTED':
      return { kind: 'GIVE_UP', isAlert: false };
  }
}

/** How long the platform wants to be left alone, and by whom. */
function pauseOf(
  failure: Extract<PlatformFailure, { readonly kind: 'THROTTLED' | 'MAINTENANCE' }>,
  attempt: Attempt,
): { readonly afterMs: number; readonly waiting: Waiting } {
  if (failure.kind === 'MAINTENANCE') {
    const untilMs = failure.until && Math.max(0, failure.until.getTime() - attempt.now.getTime());
    return { afterMs: untilMs ?? fullJitterMs(attempt, maxPauseMs), waiting: 'CREDENTIALS' };
  }
  const { scope, retryAfterMs } = failure;
  return {
    afterMs: retryAfterMs ?? fullJitterMs(attempt, unknownThrottleMs),
    waiting: scope === 'ENTITY' || scope === 'ACCOUNT' ? scope : 'CREDENTIALS',
  };
}

/**
 * A pause of any length up to a limit that doubles with each failure ("full jitter"): whoever failed together does not
 * come back together.
 */
export function fullJitterMs({ failures, random }: Omit<Attempt, 'now'>, firstMs: number = firstPauseMs): number {
  return Math.floor(random * Math.min(maxPauseMs, firstMs * 2 ** Math.min(failures, 16)));
}
