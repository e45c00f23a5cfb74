// When a report row begins: the moment, and the day it counts for in the account's time zone.
import { localDay, localHour, startOfDay } from '../../subgraphs/common/period.ts';
import { isUnreadable, readDay, readInstantMs } from './cell-values.ts';
import type { Unreadable } from './cell-values.ts';
import type { ReportFile } from './mapping.ts';

/** The start of an hour or day. */
export interface ReportTime {
  readonly startsAt: Date;
  /** YYYY-MM-DD, local. */
  readonly day: string;
  /** Whether a moment that should begin a local day lies within one: the time zone may be wrong. */
  readonly isWithinDay: boolean;
}

export type ReadReportTime = (text: string, timeZone: string) => ReportTime | Unreadable;

const quarterMs = 15 * 60_000;
const halfHourMs = 30 * 60_000;

/** How the times of a report are read. Equal cells are read once: reports repeat each of them for every entity. */
export function createTimeReader({ clock, grain }: Pick<ReportFile, 'clock' | 'grain'>): ReadReportTime {
  const read = grain === 'DAY' ? dayReaders[clock] : hourReaders[clock];
  const known = new Map<string, Map<string, ReportTime | Unreadable>>();
  return (text, timeZone) => {
    let ofZone = known.get(timeZone);
    if (ofZone === undefined) known.set(timeZone, (ofZone = new Map()));
    let time = ofZone.get(text);
    if (time === undefined) ofZone.set(text, (time = read(text, timeZone)));
    return time;
  };
}

/** UTC days count as the account's days of the same name: a day's number cannot be moved by hours. */
const dayReaders: Readonly<Record<ReportFile['clock'], ReadReportTime>> = {
  LOCAL: readNamedDay,
  UTC: readNamedDay,
  INSTANT: readDayByInstant,
};

const hourReaders: Readonly<Record<ReportFile['clock'], ReadReportTime>> = {
  LOCAL: readLocalHour,
  UTC: readUtcHour,
  INSTANT: readUtcHour,
};

function readNamedDay(text: string, timeZone: string): ReportTime | Unreadable {
  const day = readDay(text);
  return isUnreadable(day) ? day : { startsAt: startOfDay(day, timeZone), day, isWithinDay: false };
}

function readDayByInstant(text: string, timeZone: string): ReportTime | Unreadable {
  const instantMs = readInstantMs(text);
  if (isUnreadable(instantMs)) return instantMs;
  const day = localDay(new Date(instantMs), timeZone);
  const startsAt = startOfDay(day, timeZone);
  return { startsAt, day, isWithinDay: startsAt.getTime() !== instantMs };
}

function readUtcHour(text: string, timeZone: string): ReportTime | Unreadable {
  const instantMs = readHourMs(text);
  if (isUnreadable(instantMs)) return instantMs;
  const startsAt = new Date(instantMs);
  return { startsAt, day: localDay(startsAt, timeZone), isWithinDay: false };
}

/** The first of two hours of one name, where clocks are put back. */
function readLocalHour(text: string, timeZone: string): ReportTime | Unreadable {
  const wallMs = readHourMs(text);
  if (isUnreadable(wallMs)) return wallMs;
  const wall = new Date(wallMs);
  const day = wall.toISOString().slice(0, 10);
  const startMs = startOfDay(day, timeZone).getTime();
  for (let instantMs = startMs; instantMs < startMs + 26 * 2 * halfHourMs; instantMs += halfHourMs) {
    const startsAt = new Date(instantMs);
    if (localHour(startsAt, timeZone) === wall.getUTCHours() && localDay(startsAt, timeZone) === day) {
      return { startsAt, day, isWithinDay: false };
    }
  }
  return { reason: `is an hour that ${timeZone} skipped` };
}

function readHourMs(text: string): number | Unreadable {
  const instantMs = readInstantMs(text);
  if (isUnreadable(instantMs)) return instantMs;
  return instantMs % quarterMs === 0 ? instantMs : { reason: 'is not the start of an hour' };
}
