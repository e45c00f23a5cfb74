// Times as TikTok writes them: `2026-03-01 05:00:00`, in UTC for schedules and in the advertiser's zone for reports.
import { isLocalDate, startOfDay } from '../../subgraphs/common/period.ts';
import { startOfHour } from '../local-hours.ts';

/** The instant of a time in UTC; undefined for a text that is none. */
export function readUtcTime(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const instant = new Date(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

export function writeUtcTime(instant: Date): string {
  return instant.toISOString().slice(0, 19).replace('T', ' ');
}

/** When an hour of a zone begins; undefined for a text that is no whole hour of that zone. */
export function readLocalHour(text: string, timeZone: string): Date | undefined {
  const [, day = '', hour] = /^(\d{4}-\d\d-\d\d) (\d\d):00:00$/.exec(text) ?? [];
  return isLocalDate(day) ? startOfHour(day, Number(hour), timeZone) : undefined;
}

/** When a day of a zone begins; a day is written with or without its midnight. */
export function readLocalDay(text: string, timeZone: string): Date | undefined {
  const [, day = ''] = /^(\d{4}-\d\d-\d\d)(?: 00:00:00)?$/.exec(text) ?? [];
  return isLocalDate(day) ? startOfDay(day, timeZone) : undefined;
}
