// Periods of whole local days. A day is its text, YYYY-MM-DD, which compares and sorts as days do.
import { badInput } from './access.ts';
import { localDay } from './time-zone.ts';

export { isTimeZone, localDay, localHour, startOfDay } from './time-zone.ts';

/** Whole days, both ends included. */
export interface Period {
  readonly firstDay: string;
  readonly lastDay: string;
}

/** A period as a client may give it: two days, or a number of complete days up to yesterday. */
export interface PeriodInput {
  readonly firstDay?: string | null | undefined;
  readonly lastDay?: string | null | undefined;
  readonly lastDays?: number | null | undefined;
}

const msPerDay = 86_400_000;

/** As many as a client may ask for by `lastDays`. */
const maxLastDays = 366;

/** Ten years and their leap days: a period is a report, not a walk through the calendar. */
const maxPeriodDays = 3_653;

/** Whether `text` is a day of the calendar, YYYY-MM-DD, from year 1 on. */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < '0001') return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** The day `count` days after `day`, or before it for a negative count. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * msPerDay).toISOString().slice(0, 10);
}

/** How many days `to` is after `from`: 0 for the same day, negative when it is before. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / msPerDay;
}

/**
 * The days a client asks for. `lastDays` counts complete days of the time zone: the last one is its yesterday.
 * Throws `BAD_USER_INPUT` when the input names no period, two, or one that is turned round or too long.
 */
export function resolvePeriod(input: PeriodInput, timeZone: string, now: Date): Period {
  const { firstDay, lastDay, lastDays } = input;
  if (lastDays != null) {
    if (firstDay != null || lastDay != null)
      throw badInput('A period takes lastDays, or firstDay and lastDay, not both.');
    return lastCompleteDays(lastDays, timeZone, now);
  }
  if (firstDay == null || lastDay == null) throw badInput('A period needs lastDays, or firstDay and lastDay.');
  if (firstDay > lastDay) throw badInput(`The period begins on ${firstDay}, which is after its last day, ${lastDay}.`);
  const days = daysBetween(firstDay, lastDay) + 1;
  if (days > maxPeriodDays) throw badInput(`The period has ${days} days; the limit is ${maxPeriodDays}.`);
  return { firstDay, lastDay };
}

function lastCompleteDays(count: number, timeZone: string, now: Date): Period {
  if (!Number.isInteger(count) || count < 1 || count > maxLastDays) {
    throw badInput(`lastDays is ${count}; it must be from 1 to ${maxLastDays}.`);
  }
  const lastDay = addDays(localDay(now, timeZone), -1);
  return { firstDay: addDays(lastDay, 1 - count), lastDay };
}
