// Pinterest's limits: so many requests a minute of each category of paths, and so many a second of all.
import { createWindowQuota } from '../twin-quota.ts';
import { TwinRefusal } from './twin-answer.ts';

export type Category = 'ads_read' | 'ads_write' | 'ads_analytics';

const perMinute: Readonly<Record<Category, number>> = { ads_read: 1_000, ads_write: 400, ads_analytics: 300 };
const perSecond = 100;

export interface PinterestLimits {
  /** Counts a request of a token. Throws a `TwinRefusal` where it is one too many. */
  readonly take: (category: Category, nowMs: number) => void;
}

/** `isOn` is false for tests of something else, in which time stands still. */
export function createPinterestLimits(isOn: boolean): PinterestLimits {
  const second = createWindowQuota(perSecond, 1_000);
  const minutes = {
    ads_read: createWindowQuota(perMinute.ads_read, 60_000),
    ads_write: createWindowQuota(perMinute.ads_write, 60_000),
    ads_analytics: createWindowQuota(perMinute.ads_analytics, 60_000),
  };
  return {
    take: (category, nowMs) => {
      if (!isOn) return;
      if (second.take('token', 1, nowMs).isAllowed && minutes[category].take('token', 1, nowMs).isAllowed) return;
      throw new TwinRefusal(429, 8, 'You have exceeded your rate limit. Try again later.');
    },
  };
}
