// What is known of the platforms' reports: how long their numbers move, how soon they have them, and how far back they tell
// hours.
import type { PlatformCode } from '../../../platforms/ad-platform.ts';

export interface ReportRules {
  /** For so many days after a day has ended its numbers may move, unless the platform says before that they will not. */
  readonly movesForDays: number;
  /** So old an hour is before all of it is in the report, at most. */
  readonly delayMs: number;
  /** So often the platform works its reports out anew; asking more often uses up quota and tells nothing. */
  readonly refreshMs: number;
  /** How many days before today are told by the hour; of those before only days are told. */
  readonly hoursReachDays: number;
  /** Where the platform counts the days of one zone, wherever the account is. */
  readonly timeZone: string | undefined;
}

const minutes = 60_000;
const hours = 60 * minutes;

export const reportRules: Readonly<Record<PlatformCode, ReportRules>> = {
  GOOGLE_ADS: { ...of(30), delayMs: 3 * hours, refreshMs: 15 * minutes },
  META: { ...of(28), delayMs: 1 * hours, refreshMs: 15 * minutes },
  TIKTOK: { ...of(28), delayMs: 1 * hours, refreshMs: 10 * minutes },
  SNAP: { ...of(28), delayMs: 1 * hours, refreshMs: 15 * minutes },
  PINTEREST: { ...of(30), delayMs: 3 * hours, refreshMs: 15 * minutes, hoursReachDays: 7, timeZone: 'UTC' },
};

function of(movesForDays: number): Pick<ReportRules, 'movesForDays' | 'hoursReachDays' | 'timeZone'> {
  return { movesForDays, hoursReachDays: Infinity, timeZone: undefined };
}
