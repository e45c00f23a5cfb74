// What time it is in an estate: the world's, or one that a test tells.

export interface EstateClock {
  readonly now: () => Date;
}

export interface ToldClock extends EstateClock {
  /** Lets time pass. Throws for a negative number: what was spent is not unspent. */
  readonly advance: (ms: number) => void;
}

export const realClock: EstateClock = { now: () => new Date() };

/** A clock that stands still until it is told to go on. */
export function toldClock(startsAt: Date): ToldClock {
  let nowMs = startsAt.getTime();
  return {
    now: () => new Date(nowMs),
    advance: (ms) => {
      if (ms < 0) throw new Error(`The clock cannot go back by ${-ms} ms.`);
      nowMs += ms;
    },
  };
}
