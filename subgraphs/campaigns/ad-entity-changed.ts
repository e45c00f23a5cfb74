// The event by which others learn of a change: what is written with it, and what a subscriber gets.
import { encodeCursor, type LoggedEvent, type NewEvent } from '../common/event-log/event-log.ts';
import type { AppliedChange } from './applied-change.ts';
import { decodeAppliedChange, encodeAppliedChange } from './change-codec.ts';

export const adEntityChangedType = 'ad-entity.changed';

/** A change, and where in the stream of changes it stands. */
export interface AdEntityChanged {
  readonly cursor: string;
  readonly change: AppliedChange;
}

/** The event of a change; events of one entity arrive in order. */
export function toEvent(change: AppliedChange): NewEvent {
  return {
    advertiserId: change.advertiserId,
    type: adEntityChangedType,
    key: change.entityId,
    payload: encodeAppliedChange(change),
  };
}

export function fromEvent({ position, payload }: LoggedEvent): AdEntityChanged {
  return { cursor: encodeCursor(position), change: decodeAppliedChange(payload) };
}
