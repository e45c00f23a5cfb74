// The event by which others learn how far a request has come.
import { encodeCursor, type LoggedEvent, type NewEvent } from '../common/event-log/event-log.ts';
import { decodeRequest, encodeRequest } from './change-codec.ts';
import type { ChangeRequest } from './change-request.ts';

export const changeRequestMovedType = 'change-request.moved';

/** A request in a new state, and where in the stream of such events that stands. */
export interface ChangeRequestMoved {
  readonly cursor: string;
  readonly request: ChangeRequest;
}

/** The event of a request's move; events of one request arrive in order. */
export function toMovedEvent(request: ChangeRequest): NewEvent {
  return {
    advertiserId: request.advertiserId,
    type: changeRequestMovedType,
    key: request.id,
    payload: encodeRequest(request),
  };
}

export function fromMovedEvent({ position, payload }: LoggedEvent): ChangeRequestMoved {
  return { cursor: encodeCursor(position), request: decodeRequest(payload) };
}
