// Times in which nothing may be raised.
import { refuse, type Refusal } from '../change.ts';

export interface Freeze {
  readonly id: string;
  readonly advertiserId: string;
  /** Empty: all accounts. */
  readonly accountId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: Date;
  readonly liftedBy: string | null;
  readonly liftedAt: Date | null;
}

/** What a freeze is of. */
export interface FreezeTimes {
  /** Left out: from now on. */
  readonly startsAt: Date | undefined;
  readonly endsAt: Date;
}

/** Those of now and to come, of one advertiser: every change looks at them. */
export const maxFreezes = 100;

const maxAheadMs = 366 * 24 * 3_600_000;

/** What is wrong with a freeze that would be set now, beside `others`; undefined where nothing is. */
export function refuseFreeze({ startsAt, endsAt }: FreezeTimes, others: number, now: Date): Refusal | undefined {
  const from = startsAt && startsAt > now ? startsAt : now;
  if (endsAt <= from) return refuse('INVALID_INPUT', 'A freeze ends after it starts, at a time to come.');
  if (endsAt.getTime() - now.getTime() > maxAheadMs) {
    return refuse('INVALID_INPUT', 'A freeze ends within a year.');
  }
  if (others >= maxFreezes) {
    return refuse('INVALID_INPUT', `There are ${others} freezes; there may be ${maxFreezes}. Lift some of them.`);
  }
  return undefined;
}
