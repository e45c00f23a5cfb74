// What becomes of a change of which nobody knows whether it was done, once the platform was asked. Pure.
import type { ChangeRequest } from '../change-request.ts';
import { maxAttempts } from './next-step.ts';
import { isSameSetting, type Setting } from './setting.ts';

export interface ReadBackSituation {
  readonly request: ChangeRequest;
  readonly wanted: Setting;
  readonly live: Setting | undefined;
  /** Whether the entity is gone from the platform, which may still tell its last values. */
  readonly isRemoved: boolean;
  /** Whether a newer request of the same entity and kind is there. */
  readonly hasNewer: boolean;
  /** Whether an older one may yet come after this one. */
  readonly isInDoubt: boolean;
  /** How often it was tried and nothing was done; `maxAttempts` for what must not be sent again. */
  readonly attempts: number;
  /** Whether the platform has had its time: what is not there now will not be there later. */
  readonly isSettled: boolean;
  readonly now: Date;
}

export type ReadBackDecision = 'RECONCILED' | 'QUEUED' | 'FAILED' | 'SUPERSEDED' | 'EXPIRED' | 'WAIT';

/** Decides about one change; QUEUED is to be sent again, WAIT to be looked at again later. */
export function decideReadBack(situation: ReadBackSituation): ReadBackDecision {
  const { request, wanted, live, isRemoved, hasNewer, isInDoubt, attempts, isSettled, now } = situation;
  if (isInDoubt) return 'WAIT';
  if (live && isSameSetting(live, wanted)) return 'RECONCILED';
  if (!isSettled) return 'WAIT';
  if (!live || isRemoved) return 'FAILED';
  if (hasNewer) return 'SUPERSEDED';
  if (request.expiresAt <= now) return 'EXPIRED';
  return attempts < maxAttempts ? 'QUEUED' : 'FAILED';
}
