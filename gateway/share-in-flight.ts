// One piece of work for all who ask for the same at the same time.
import type { SubgraphCallContext } from './subgraph-client/subgraph-client.ts';

/** Shares work that is under way; nothing is kept once it is done, and a failure is no more kept than an answer. */
export interface InFlight<T> {
  /**
   * Starts the work, or waits for the same work that another began. `work` gets a signal that is aborted when all who
   * wait have gone: one that leaves rejects with its reason and ends nobody else's work. Whoever was not alone gets a
   * copy of the answer.
   */
  share(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

interface Flight<T> {
  readonly controller: AbortController;
  readonly answer: Promise<T>;
  /** How many have asked, and how many of them are still here. */
  asked: number;
  waiting: number;
}

export function createInFlight<T>(copy: (answer: T) => T): InFlight<T> {
  const flights = new Map<string, Flight<T>>();

  function start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const flight = { controller, answer: work(controller.signal), asked: 0, waiting: 0 };
    flights.set(key, flight);
    const land = (): void => forget(key, flight);
    flight.answer.then(land, land);
    return flight;
  }
  function forget(key: string, flight: Flight<T>): void {
    if (flights.get(key) === flight) flights.delete(key);
  }
  async function wait(key: string, flight: Flight<T>, signal: AbortSignal): Promise<T> {
    flight.asked++;
    flight.waiting++;
    let leave: () => void = () => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => {
        flight.waiting--;
        // The last one waits for what the work has when it is cut, as it would have alone.
        if (flight.waiting > 0) reject(signal.reason);
        else {
          forget(key, flight);
          flight.controller.abort(signal.reason);
        }
      };
    });
    signal.addEventListener('abort', leave, { once: true });
    try {
      const answer = await Promise.race([flight.answer, left]);
      return flight.asked > 1 ? copy(answer) : answer;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }
  return {
    async share(key, signal, work) {
      signal.throwIfAborted();
      return wait(key, flights.get(key) ?? start(key, work), signal);
    },
  };
}

/** Everything of a request's circumstances that may change an answer: two viewers, or two tokens, never have the same. */
export function viewerKey({ viewer, authorization }: SubgraphCallContext): string {
  if (viewer === undefined) return JSON.stringify([authorization ?? null]);
  const { subject, tokenId, advertiserIds, scopes, expiresAtMs } = viewer;
  return JSON.stringify([authorization ?? null, subject, tokenId, advertiserIds, [...scopes], expiresAtMs]);
}
