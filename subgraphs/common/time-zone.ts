// Local days and hours of IANA time zones, by the time zone data that Node carries.
import { remember } from './remember.ts';

/** Intl formatters are expensive to make (tens of microseconds) and cheap to use, so each zone has one. */
const formatterOfZone = new Map<string, Intl.DateTimeFormat>();

/** More zones than exist: reached only by misspelled capitals, which Intl forgives and which must not fill the memory. */
const maxFormatters = 1_000;

/** What every zone of the IANA database looks like; Intl itself also takes offsets such as +05:30 and any capitals. */
const zoneNamePattern = /^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*){0,2}$/;

const msPerMinute = 60_000;

/** Whether `name` is a time zone of the IANA database, such as America/Los_Angeles or UTC. */
export function isTimeZone(name: string): boolean {
  if (!zoneNamePattern.test(name)) return false;
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The local day of an instant, YYYY-MM-DD. Throws a RangeError for an unknown zone. */
export function localDay(instant: Date, timeZone: string): string {
  return localMinute(instant.getTime(), timeZone).slice(0, 10);
}

/** The local hour of an instant, 0 to 23. Throws a RangeError for an unknown zone. */
export function localHour(instant: Date, timeZone: string): number {
  return Number(localMinute(instant.getTime(), timeZone).slice(11, 13));
}

/**
 * The first instant of a local day. That is not always midnight: where clocks go forward at midnight the day begins at
 * one o'clock, and a day that a zone skipped (Samoa's 30 December 2011) begins when the next one does.
 */
export function startOfDay(day: string, timeZone: string): Date {
  return new Date(startOfDayMs(day, timeZone));
}

/** Some two years of days in each of a dozen zones. */
const maxDays = 10_000;

const startOfDayMs = remember((day, timeZone) => findStartOfDay(day, timeZone).getTime(), maxDays);

function findStartOfDay(day: string, timeZone: string): Date {
  const midnightMs = Date.parse(`${day}T00:00:00Z`);
  const guessMs = midnightMs - offsetMs(midnightMs, timeZone);
  if (isFirstInstant(guessMs, day, timeZone)) return new Date(guessMs);
  return new Date(searchFirstInstant(midnightMs, day, timeZone));
}

function isFirstInstant(instantMs: number, day: string, timeZone: string): boolean {
  return hasReached(instantMs, day, timeZone) && !hasReached(instantMs - 1, day, timeZone);
}

function hasReached(instantMs: number, day: string, timeZone: string): boolean {
  return localText(instantMs, timeZone).slice(0, 10) >= day;
}

/** Bisects to the minute, which is as fine as zones have changed their clocks since 1972. */
function searchFirstInstant(midnightMs: number, day: string, timeZone: string): number {
  let before = midnightMs / msPerMinute - 16 * 60;
  let reached = midnightMs / msPerMinute + 16 * 60;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (hasReached(middle * msPerMinute, day, timeZone)) reached = middle;
    else before = middle;
  }
  return reached * msPerMinute;
}

/** How far the zone's clocks are ahead of UTC at an instant. */
function offsetMs(instantMs: number, timeZone: string): number {
  const wholeSeconds = Math.floor(instantMs / 1_000) * 1_000;
  return Date.parse(`${localText(wholeSeconds, timeZone).replace(' ', 'T')}Z`) - wholeSeconds;
}

/** Since then no zone has changed its clocks, or differed from UTC, by parts of a minute. */
const wholeMinutesSinceMs = Date.UTC(1972, 1, 1);

/** The newest minute that each zone was asked about: that of the present moment, nearly always. */
const minuteOfZone = new Map<string, { readonly minute: number; readonly text: string }>();

/** As `localText`, with the seconds of some instant of the same minute. */
function localMinute(instantMs: number, timeZone: string): string {
  if (!(instantMs >= wholeMinutesSinceMs)) return localText(instantMs, timeZone);
  const minute = Math.floor(instantMs / msPerMinute);
  const known = minuteOfZone.get(timeZone);
  if (known?.minute === minute) return known.text;
  const text = localText(instantMs, timeZone);
  if (minuteOfZone.size >= maxFormatters) minuteOfZone.clear();
  minuteOfZone.set(timeZone, { minute, text });
  return text;
}

/** Local time as 'YYYY-MM-DD hh:mm:ss', which is how Sweden writes it. */
function localText(instantMs: number, timeZone: string): string {
  return formatterOf(timeZone).format(instantMs);
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatterOfZone.get(timeZone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  if (formatterOfZone.size >= maxFormatters) formatterOfZone.clear();
  formatterOfZone.set(timeZone, formatter);
  return formatter;
}
