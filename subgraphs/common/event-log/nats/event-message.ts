// An event as a message of a stream. Its identifier is its cursor, by which the server drops what it has already, and it
// names the event before it, by which a reader knows that it has missed nothing.
import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { z } from 'zod';
import { decodeCursor, encodeCursor, type LoggedEvent, type Position } from '../event-log.ts';
import type { JsonObject } from '../../json.ts';

export interface EventMessage {
  /** The cursor of the event, which is the message's identifier. */
  readonly id: string;
  readonly headers: MsgHdrs;
  readonly payload: string;
}

/** An event that came by the stream. */
export interface StreamedEvent {
  readonly event: LoggedEvent;
  /** Nothing lies between this position and the event. */
  readonly previous: Position;
}

export const idHeader = 'Nats-Msg-Id';
const previousHeader = 'Previous-Event';

const bodySchema = z.object({
  advertiserId: z.string(),
  type: z.string(),
  key: z.string(),
  payload: z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  recordedAt: z.iso.datetime().transform((text) => new Date(text)),
});

export function encodeEvent({ position, ...body }: LoggedEvent, previous: Position): EventMessage {
  const messageHeaders = headers();
  messageHeaders.set(previousHeader, encodeCursor(previous));
  return { id: encodeCursor(position), headers: messageHeaders, payload: JSON.stringify(body) };
}

/** The event of a message; undefined for a message that is none of ours. */
export function decodeEvent(message: {
  readonly headers?: MsgHdrs | undefined;
  json(): unknown;
}): StreamedEvent | undefined {
  const position = decodeCursor(message.headers?.get(idHeader) ?? '');
  const previous = decodeCursor(message.headers?.get(previousHeader) ?? '');
  const body = bodySchema.safeParse(parse(message));
  return position && previous && body.success ? { event: { ...body.data, position }, previous } : undefined;
}

function parse(message: { json(): unknown }): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}
