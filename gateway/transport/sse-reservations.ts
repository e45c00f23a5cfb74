// Event streams that were reserved and may carry many operations, and who may have how many of them.
import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import { ClientError } from '../errors.ts';
import { createQuota } from '../live/quota.ts';
import type { Caller } from './operations.ts';
import type { StreamResponse } from './stream-response.ts';

/** One reserved stream. */
export interface Reservation {
  readonly token: string;
  /** The subject of the viewer it was made for; undefined for an anonymous one. */
  readonly subject: string | undefined;
  /** Operations under way, by the identifier their client gave them. */
  readonly active: Map<string, AbortController>;
  /** Undefined until the client has connected. */
  stream: StreamResponse | undefined;
}

export interface Reservations {
  /** Throws TOO_MANY_REQUESTS when the viewer has all it may have. */
  reserve(caller: Caller): Reservation;
  find(token: string): Reservation | undefined;
  /** The client has connected: from now on the reservation lasts until it is released. */
  connect(reservation: Reservation, stream: StreamResponse): void;
  /** Ends every operation of the reservation and forgets it. */
  release(reservation: Reservation): void;
}

/** How long a client may take to connect to the stream it has reserved. */
const connectTimeoutMs = 10_000;

export function createReservations({ maxStreamsPerViewer }: Pick<Config, 'maxStreamsPerViewer'>): Reservations {
  const held = new Map<string, { readonly reservation: Reservation; readonly giveBack: () => void }>();
  const timers = new Map<string, NodeJS.Timeout>();
  const quota = createQuota(maxStreamsPerViewer);

  const release = ({ token }: Reservation): void => {
    const entry = held.get(token);
    if (!entry) return;
    held.delete(token);
    clearTimeout(timers.get(token));
    timers.delete(token);
    entry.giveBack();
    for (const controller of entry.reservation.active.values()) controller.abort();
  };
  return {
    reserve({ viewer, address }) {
      const giveBack = quota.acquire(viewer ? `viewer ${viewer.subject}` : `address ${address}`);
      if (!giveBack) throw new ClientError('TOO_MANY_REQUESTS', 'Too many event streams of this viewer are reserved.');
      const token = randomUUID();
      const reservation: Reservation = { token, subject: viewer?.subject, active: new Map(), stream: undefined };
      held.set(token, { reservation, giveBack });
      timers.set(token, setTimeout(release, connectTimeoutMs, reservation).unref());
      return reservation;
    },
    find: (token) => held.get(token)?.reservation,
    connect(reservation, stream) {
      clearTimeout(timers.get(reservation.token));
      timers.delete(reservation.token);
      reservation.stream = stream;
    },
    release,
  };
}
