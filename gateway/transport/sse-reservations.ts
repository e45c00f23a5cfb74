// Event streams that were reserved and may carry many operations, and who may have how many of them.
import type { Credential } from '../auth/credential.ts';
import type { Admission } from './admission.ts';
import type { Caller } from './caller.ts';
import type { Renewals } from './renewals.ts';
import type { StreamResponse } from './stream-response.ts';

/** One reserved stream. */
export interface Reservation {
  readonly token: string;
  /** Of the viewer it was made for. All that runs on it is of the same subject, though each may have begun with a token of its own. */
  readonly credential: Credential;
  /** Operations under way, by the identifier their client gave them. */
  readonly active: Map<string, AbortController>;
  /** Undefined until the client has connected. */
  stream: StreamResponse | undefined;
}

export interface Reservations {
  /** Throws TOO_MANY_REQUESTS when the viewer has all it may have. */
  reserve(caller: Caller, credential: Credential): Reservation;
  find(token: string): Reservation | undefined;
  /** The client has connected: from now on the reservation lasts until it is released. */
  connect(reservation: Reservation, stream: StreamResponse): void;
  /** Ends every operation of the reservation and forgets it. */
  release(reservation: Reservation): void;
}

/** How long a client may take to connect to the stream it has reserved. */
const connectTimeoutMs = 10_000;

/** A reservation is renewed by the token that stands for it. */
export function createReservations(admission: Pick<Admission, 'reservation'>, renewals: Renewals): Reservations {
  const held = new Map<string, { readonly reservation: Reservation; readonly giveBack: () => void }>();
  const timers = new Map<string, NodeJS.Timeout>();

  const release = ({ token }: Reservation): void => {
    const entry = held.get(token);
    if (!entry) return;
    held.delete(token);
    renewals.forget(token);
    clearTimeout(timers.get(token));
    timers.delete(token);
    entry.giveBack();
    for (const controller of entry.reservation.active.values()) controller.abort();
  };
  return {
    reserve(caller, credential) {
      const giveBack = admission.reservation(caller);
      const token = renewals.hold(credential);
      const reservation: Reservation = { token, credential, active: new Map(), stream: undefined };
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
