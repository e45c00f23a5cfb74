// Local days and their hours as instants. Platforms name an hour by a number from 0 to 23, which a day without daylight
// saving has once; a day on which clocks go back has one of them twice, and the platform counts both under one number.
import { addDays, localDay, localHour, startOfDay } from '../subgraphs/common/period.ts';

const msPerHour = 3_600_000;

export interface LocalHour {
  /** What platforms call it: 0 to 23. */
  readonly hour: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Days that are known already: each row of a report asks for the hours of its own. */
const known = new Map<string, readonly LocalHour[]>();
const maxKnown = 5_000;

/** The hours of a local day, in order: 24, or 23 or 25 where clocks change, of which the last may be a part of one. */
export function hoursOfDay(day: string, timeZone: string): readonly LocalHour[] {
  const key = `${day} ${timeZone}`;
  const found = known.get(key);
  if (found) return found;
  const hours = findHours(day, timeZone);
  if (known.size >= maxKnown) known.clear();
  known.set(key, hours);
  return hours;
}

function findHours(day: string, timeZone: string): readonly LocalHour[] {
  const startMs = startOfDay(day, timeZone).getTime();
  const endMs = startOfDay(addDays(day, 1), timeZone).getTime();
  return Array.from({ length: Math.ceil((endMs - startMs) / msPerHour) }, (_, index) => {
    const fromMs = startMs + index * msPerHour;
    return { hour: localHour(new Date(fromMs), timeZone), fromMs, toMs: Math.min(fromMs + msPerHour, endMs) };
  });
}

/** The first instant of a numbered hour of a local day; undefined for an hour that the day skips. */
export function startOfHour(day: string, hour: number, timeZone: string): Date | undefined {
  const found = hoursOfDay(day, timeZone).find((each) => each.hour === hour);
  return found && new Date(found.fromMs);
}

/**
 * A local time as platforms write it without an offset, `YYYY-MM-DD hh:mm:ss` and perhaps parts of a second. Undefined for
 * another text, and for a time that clocks skipped.
 */
export function parseLocalTime(text: string, timeZone: string): Date | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})\d*)?$/.exec(text);
  if (!match) return undefined;
  const [, day = '', hour, minute, second, fraction = ''] = match;
  const hourMs = startOfHour(day, Number(hour), timeZone)?.getTime();
  if (hourMs === undefined) return undefined;
  const withinMs = (Number(minute) * 60 + Number(second)) * 1_000 + Number(fraction.padEnd(3, '0'));
  return new Date(hourMs + withinMs);
}

/** An instant as a local time, `YYYY-MM-DD hh:mm:ss.mmm`. */
export function formatLocalTime(instant: Date, timeZone: string): string {
  const day = localDay(instant, timeZone);
  const hour = String(localHour(instant, timeZone)).padStart(2, '0');
  const startMs = hoursOfDay(day, timeZone).findLast(({ fromMs }) => fromMs <= instant.getTime())?.fromMs ?? 0;
  return `${day} ${hour}:${new Date(instant.getTime() - startMs).toISOString().slice(14, 23)}`;
}
