// How a day's spend usually spreads over its hours, and how much of it falls before a moment.
//
// Shares are whole billionths that add up to one, so everything computed from them stays an exact fraction of integers.
import { splitMicros } from '../common/money.ts';
import { remember } from '../common/remember.ts';
import { addDays, localHour, startOfDay } from '../common/period.ts';

/** The share of the day that falls in each local hour, 0 to 23, in billionths that add up to `shapeTotal`. */
export type DayShape = readonly bigint[];

export const shapeTotal = 1_000_000_000n;

/** Nothing is known, so no hour is preferred. The general shape, which history pulls towards itself. */
export const flatShape: DayShape = splitMicros(
  shapeTotal,
  Array.from({ length: 24 }, () => 1n),
);

/** What an entity spent in each local hour over some complete days. */
export interface HourHistory {
  readonly days: number;
  /** Spend of the hours 0 to 23, summed over the days. */
  readonly hourMicros: readonly bigint[];
}

/** Days of the same weekday are the better teachers as soon as there are this many of them. */
const enoughSameWeekdays = 3;

/** The history to learn today from: that of the same weekday when there is enough of it, else that of all days. */
export function chooseHistory(history: { readonly all: HourHistory; readonly sameWeekday: HourHistory }): HourHistory {
  return history.sameWeekday.days >= enoughSameWeekdays ? history.sameWeekday : history.all;
}

/** How many days the general shape weighs as much as: κ, a fraction so that one learned day already counts for more. */
export const defaultPrior = { numerator: 1n, denominator: 2n };

/**
 * The learned shape: w_h = (n·ŵ_h + κ·prior_h) / (n + κ), with ŵ_h the share of hour h in `history` and n its days.
 *
 * Credits that make an hour negative count as nothing. History without spend leaves the prior as it is.
 */
export function learnShape(
  history: HourHistory,
  { prior = flatShape, kappa = defaultPrior }: { readonly prior?: DayShape; readonly kappa?: typeof defaultPrior } = {},
): DayShape {
  const hours = prior.map((_, hour) => positive(history.hourMicros[hour] ?? 0n));
  const spent = hours.reduce((sum, micros) => sum + micros, 0n);
  if (spent === 0n || history.days === 0) return prior;
  const learnedWeight = BigInt(history.days) * kappa.denominator * shapeTotal;
  const priorWeight = kappa.numerator * spent;
  const weights = prior.map((share, hour) => learnedWeight * (hours[hour] ?? 0n) + priorWeight * share);
  return splitMicros(shapeTotal, weights);
}

function positive(micros: bigint): bigint {
  return micros > 0n ? micros : 0n;
}

/** A local day cut into its hours: 24 of them, or 23 or 25 where the clocks change. */
export interface LocalDay {
  readonly day: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly hours: readonly { readonly startsAtMs: number; readonly endsAtMs: number; readonly localHour: number }[];
}

const msPerHour = 3_600_000;

/** Only today is asked for, and each zone has one at a time; a day of hours takes some three kilobytes. */
const maxDays = 1_000;

/** Cuts a day of a time zone into its hours; the last one is shorter where clocks change by half an hour. */
export const localDayOf: (day: string, timeZone: string) => LocalDay = remember(cutDay, maxDays);

function cutDay(day: string, timeZone: string): LocalDay {
  const startsAtMs = startOfDay(day, timeZone).getTime();
  const endsAtMs = startOfDay(addDays(day, 1), timeZone).getTime();
  const count = Math.ceil((endsAtMs - startsAtMs) / msPerHour);
  const hours = Array.from({ length: count }, (_, index) => {
    const hourStartMs = startsAtMs + index * msPerHour;
    return {
      startsAtMs: hourStartMs,
      endsAtMs: Math.min(hourStartMs + msPerHour, endsAtMs),
      localHour: localHour(new Date(hourStartMs), timeZone),
    };
  });
  return { day, startsAtMs, endsAtMs, hours };
}

/** A fraction from 0 to 1. */
export interface Share {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * F(t): the share of the day's spend that the shape puts before an instant, evenly within each hour.
 *
 * An hour that the day has twice weighs twice, one that it lacks weighs nothing: F is 0 at the start and 1 at the end
 * of every day.
 */
export function shareBefore(shape: DayShape, { hours, startsAtMs, endsAtMs }: LocalDay, instantMs: number): Share {
  let numerator = 0n;
  let denominator = 0n;
  for (const hour of hours) {
    const share = shape[hour.localHour] ?? 0n;
    const lengthMs = hour.endsAtMs - hour.startsAtMs;
    numerator += share * BigInt(Math.min(Math.max(instantMs - hour.startsAtMs, 0), lengthMs));
    denominator += share * BigInt(lengthMs);
  }
  if (denominator > 0n) return { numerator, denominator };
  // The shape has all its spend in hours that this day lacks: then time itself is the shape.
  return shareOfTime(startsAtMs, endsAtMs, instantMs);
}

function shareOfTime(startsAtMs: number, endsAtMs: number, instantMs: number): Share {
  if (endsAtMs <= startsAtMs) return { numerator: 1n, denominator: 1n };
  const elapsedMs = Math.min(Math.max(instantMs - startsAtMs, 0), endsAtMs - startsAtMs);
  return { numerator: BigInt(elapsedMs), denominator: BigInt(endsAtMs - startsAtMs) };
}
