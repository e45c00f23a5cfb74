// Which of an account's reports are to be read at a moment. Pure: what was read when and the time in, queries out.
//
// Today is read all the time; a day that has ended is read again when an eighth of its age has passed since it was: so
// yesterday often, last week now and then, and nothing any more once its numbers are final or have had the time to settle.
import type { ReportQuery } from '../../../platforms/ad-platform.ts';
import { addDays, daysBetween, localDay, startOfDay } from '../../common/period.ts';
import type { ReportRules } from './report-rules.ts';

/** The levels that are read: who may hold budgets. They stand side by side, and are never added up. */
export type ReportedLevel = 'CAMPAIGN' | 'AD_GROUP';
export const reportedLevels: readonly ReportedLevel[] = ['CAMPAIGN', 'AD_GROUP'];

/** How far the report of one local day has been read. */
export interface ReportedDay {
  readonly level: ReportedLevel;
  readonly day: string;
  /** When the report was asked for that was recorded last; null for none. */
  readonly readAt: Date | null;
  /** When it could not be read whole; null once it was. */
  readonly failedAt: Date | null;
  readonly isFinal: boolean;
}

export interface Schedule {
  readonly rules: ReportRules;
  /** Whose midnights days begin at. */
  readonly timeZone: string;
  /** Of what ended before nothing is read; undefined for as far back as numbers move. */
  readonly since: Date | undefined;
  readonly reported: readonly ReportedDay[];
  /** How often today is read. */
  readonly everyMs: number;
}

export interface DueReport extends ReportQuery {
  readonly level: ReportedLevel;
  /** Whether it is of the day that runs; every other is of days that have ended. */
  readonly isToday: boolean;
}

/** The days of a report, in order. */
export function daysOf({ firstDay, lastDay }: Pick<DueReport, 'firstDay' | 'lastDay'>): readonly string[] {
  return Array.from({ length: daysBetween(firstDay, lastDay) + 1 }, (_, index) => addDays(firstDay, index));
}

/** Larger reports are answered later, and more is lost when they fail. */
const maxDaysPerReport = 7;

/** What is below campaigns is told in more requests, and campaigns' own reports tell of all money sooner. */
const slowerBelowCampaigns = 5;

const msPerDay = 86_400_000;
const leastPauseMs = 10 * 60_000;

/** The first day of which anything may be due, and of which it matters what was read. */
export function firstDayOf({ rules, timeZone, since }: Omit<Schedule, 'reported' | 'everyMs'>, now: Date): string {
  const oldest = addDays(localDay(now, timeZone), -rules.movesForDays - 1);
  const first = since ? localDay(since, timeZone) : oldest;
  return first > oldest ? first : oldest;
}

/** What is to be read, the most urgent first: today, and then the days before it, the newest first. */
export function dueReports(schedule: Schedule, now: Date): readonly DueReport[] {
  const today = localDay(now, schedule.timeZone);
  if (firstDayOf(schedule, now) > today) return [];
  const known = new Map(schedule.reported.map((one) => [`${one.level} ${one.day}`, one]));
  const ofToday = reportedLevels.flatMap((level) =>
    isTodayDue(schedule, level, known.get(`${level} ${today}`), now) ? [reportOfToday(level, today)] : [],
  );
  const past = pastDays(schedule, now);
  const ofPast = reportedLevels.flatMap((level) => {
    const days = past.filter((one) => isPastDue(schedule, one, known.get(`${level} ${one.day}`), now));
    return groupDays(
      schedule,
      level,
      days.map(({ day }) => day),
      today,
    );
  });
  return [...ofToday, ...ofPast.toSorted((one, other) => (one.lastDay < other.lastDay ? 1 : -1))];
}

function reportOfToday(level: ReportedLevel, today: string): DueReport {
  return { level, grain: 'HOUR', firstDay: today, lastDay: today, isToday: true };
}

function isTodayDue({ everyMs }: Schedule, level: ReportedLevel, known: ReportedDay | undefined, now: Date): boolean {
  const pauseMs = level === 'CAMPAIGN' ? everyMs : everyMs * slowerBelowCampaigns;
  // The clock that says when this is looked at is not the one that said when it was read: a tenth is left to both.
  return !known?.readAt || apartMs(now, known.readAt.getTime()) >= pauseMs * 0.9;
}

interface PastDay {
  readonly day: string;
  readonly endedMs: number;
}

/** The newest first. */
function pastDays(schedule: Schedule, now: Date): readonly PastDay[] {
  const { timeZone } = schedule;
  const today = localDay(now, timeZone);
  const count = Math.max(0, daysBetween(firstDayOf(schedule, now), today));
  return Array.from({ length: count }, (_, index) => {
    return { day: addDays(today, -index - 1), endedMs: startOfDay(addDays(today, -index), timeZone).getTime() };
  });
}

function isPastDue({ rules }: Schedule, { endedMs }: PastDay, known: ReportedDay | undefined, now: Date): boolean {
  if (known?.isFinal) return false;
  const settledMs = endedMs + rules.movesForDays * msPerDay;
  const readMs = known?.readAt?.getTime() ?? -Infinity;
  const ageMs = now.getTime() - endedMs;
  if (readMs >= settledMs) return false;
  if (now.getTime() >= settledMs && triedMs(known) < settledMs) return true;
  return apartMs(now, triedMs(known)) >= Math.min(msPerDay, Math.max(leastPauseMs, ageMs / 8));
}

/** When the day's report was asked for last, whether it could be read or not. */
function triedMs(known: ReportedDay | undefined): number {
  return Math.max(known?.readAt?.getTime() ?? -Infinity, known?.failedAt?.getTime() ?? -Infinity);
}

/** A reading that is said to lie in the future was made by a process whose clock is wrong; nobody waits until then. */
function apartMs(now: Date, readMs: number): number {
  return Math.abs(now.getTime() - readMs);
}

/** Days that follow each other in one report, as many as it takes; `days` is the newest first. */
function groupDays(
  { rules }: Schedule,
  level: ReportedLevel,
  days: readonly string[],
  today: string,
): readonly DueReport[] {
  const groups: DueReport[] = [];
  for (const day of days) {
    const grain = daysBetween(day, today) > rules.hoursReachDays ? 'DAY' : 'HOUR';
    const last = groups.at(-1);
    const isNext = last?.grain === grain && last.firstDay === addDays(day, 1);
    if (last && isNext && daysBetween(day, last.lastDay) < maxDaysPerReport) {
      groups[groups.length - 1] = { ...last, firstDay: day };
    } else groups.push({ level, grain, firstDay: day, lastDay: day, isToday: false });
  }
  return groups;
}
