// Whether a queued change may leave now, with everything in view that is known at the last moment: what the platform holds,
// what we thought that it holds, kill switches, and what else is under way to the same entity. Pure.
import type { Status } from '../ad-entity.ts';
import { type ChangedField, type ChangeRequest, isIncrease as isGuardedIncrease } from '../change-request.ts';
import { isIncrease, isSameSetting, type Setting } from './setting.ts';

/** Everything that a change must pass by to leave. */
export interface SendSituation {
  readonly request: ChangeRequest;
  /** What the request wants. */
  readonly wanted: Setting;
  /** What we think that the platform holds; undefined where our entity holds nothing of the kind. */
  readonly known: Setting | undefined;
  /** What the platform holds, just read; undefined where it has no such entity, or the entity nothing of the kind. */
  readonly live: Setting | undefined;
  /** What else of the same entity is under way already. */
  readonly ahead: readonly ('SENT' | 'UNKNOWN')[];
  /** Whether a newer request of the same entity and kind is there. */
  readonly hasNewer: boolean;
  readonly isStopped: boolean;
  /** Whether the entity is gone: nothing is set on it. */
  readonly isRemoved: boolean;
  readonly now: Date;
}

export type SendDecision =
  | { readonly kind: 'SEND' }
  /** The platform holds the value already: nothing needs to be sent. */
  | { readonly kind: 'ALREADY_THERE' }
  /** Its turn has not come: something of the same entity is under way. */
  | { readonly kind: 'WAIT' }
  | { readonly kind: 'REFUSE'; readonly to: RefusedState; readonly why: SendRefusal };

type RefusedState = 'REJECTED' | 'EXPIRED' | 'FAILED' | 'SUPERSEDED';

export type SendRefusal =
  'KILL_SWITCH' | 'EXPIRED' | 'OVERTAKEN' | 'ENTITY_REMOVED' | 'PLATFORM_HAS_NONE' | 'PLATFORM_VALUE_MOVED';

/**
 * Decides about one change.
 *
 * A value that somebody has set on the platform meanwhile is not overwritten by people who have not seen it, with one
 * exception: a decrease or a pause leaves wherever it still lets less money flow, because nothing may hold those up. And
 * what was asked for as a decrease never leaves as an increase over what the platform holds: no guardrail has seen that
 * one, and no exposure is held for it.
 */
export function decideSend(situation: SendSituation): SendDecision {
  const { request, wanted, known, live, ahead, hasNewer, isStopped, isRemoved, now } = situation;
  if (hasNewer) return refuse('SUPERSEDED', 'OVERTAKEN');
  if (request.expiresAt <= now) return refuse('EXPIRED', 'EXPIRED');
  if (ahead.includes('SENT')) return { kind: 'WAIT' };
  if (isRemoved) return refuse('FAILED', 'ENTITY_REMOVED');
  if (!live || !known) return refuse('FAILED', 'PLATFORM_HAS_NONE');
  if (isSameSetting(live, wanted)) return ahead.length > 0 ? { kind: 'WAIT' } : { kind: 'ALREADY_THERE' };
  if (isIncrease(live, wanted)) {
    if (ahead.length > 0) return { kind: 'WAIT' };
    if (isStopped) return refuse('REJECTED', 'KILL_SWITCH');
    // From a lower value than it was approved from it would raise more than what is held back for it.
    const isExpected =
      isGuardedIncrease(request) && isSameSetting(live, known) && !isIncrease(live, settingBefore(request));
    return isExpected ? { kind: 'SEND' } : refuse('FAILED', 'PLATFORM_VALUE_MOVED');
  }
  if (isGuardedIncrease(request)) {
    if (ahead.length > 0) return { kind: 'WAIT' };
    return isSameSetting(live, known) ? { kind: 'SEND' } : refuse('FAILED', 'PLATFORM_VALUE_MOVED');
  }
  return { kind: 'SEND' };
}

function refuse(to: RefusedState, why: SendRefusal): SendDecision {
  return { kind: 'REFUSE', to, why };
}

/** What the request wants to be set. */
export function wantedOf({ kind, afterMicros, afterStatus }: ChangeRequest): Setting {
  return toSetting(kind, afterMicros, afterStatus);
}

/** What was set when it was asked for. */
function settingBefore({ kind, beforeMicros, beforeStatus }: ChangeRequest): Setting {
  return toSetting(kind, beforeMicros, beforeStatus);
}

function toSetting(field: ChangedField, amountMicros: bigint | null, status: Status | null): Setting {
  if (field === 'STATUS') {
    if (status === null) throw new Error('a change of status without a status');
    return { field, status };
  }
  if (amountMicros === null) throw new Error(`a change of ${field} without an amount`);
  return { field, amountMicros };
}
