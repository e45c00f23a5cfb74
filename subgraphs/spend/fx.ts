// What one currency is worth in another, as an exact fraction of the published decimals.
import { addDays } from '../common/period.ts';
import { divideRounded } from './rational.ts';

/** A rate as it was published: one unit of `base` costs `rate` (an exact decimal) of `quote`. */
export interface PublishedRate {
  readonly base: string;
  readonly quote: string;
  readonly day: string;
  readonly rate: string;
  readonly source: string;
}

/** A rate to convert with: numerator / denominator of the target for one unit of the original. */
export interface Rate {
  readonly numerator: bigint;
  readonly denominator: bigint;
  /** The day it is of; of two combined rates, the older day. */
  readonly day: string;
  readonly source: string;
}

/** How many days before the day asked for a rate may be: weekends and holidays have none. */
export const maxRateAgeDays = 7;

/** Significant digits of a rate that no finite decimal can say, such as the inverse of a published one. */
const significantDigits = 15;

/**
 * The rate from one currency to another on a day: the newest within the 7 days before. Of one day, the published rate
 * comes before the inverse of the opposite one, and that before the way through a third currency, the first in the
 * alphabet (central banks publish against one currency, so most pairs go through it). Undefined when there is none.
 */
export function findRate(rates: readonly PublishedRate[], base: string, quote: string, day: string): Rate | undefined {
  if (base === quote) return { numerator: 1n, denominator: 1n, day, source: 'the same currency' };
  const usable = rates.filter((rate) => rate.day <= day && rate.day >= addDays(day, -maxRateAgeDays));
  const steps = usable.flatMap((rate) => [stepOf(rate), inverse(stepOf(rate))]);
  const oneStep = steps.filter((step) => step.from === base && step.to === quote);
  const fromBase = steps.filter((step) => step.from === base && step.to !== quote);
  const twoSteps = fromBase.flatMap((first) =>
    steps.filter((second) => second.from === first.to && second.to === quote).map((second) => combine(first, second)),
  );
  return [...oneStep, ...twoSteps].sort(compareSteps)[0];
}

interface Step extends Rate {
  readonly from: string;
  readonly to: string;
  /** 0 for a published rate, 1 for an inverse, 2 for two steps. */
  readonly detour: number;
  readonly through: string;
}

function stepOf({ base, quote, day, rate, source }: PublishedRate): Step {
  const [whole = '', fraction = ''] = rate.split('.');
  const numerator = BigInt(whole + fraction);
  return {
    from: base,
    to: quote,
    numerator,
    denominator: 10n ** BigInt(fraction.length),
    day,
    source,
    detour: 0,
    through: '',
  };
}

function inverse(step: Step): Step {
  const { from, to, numerator, denominator } = step;
  return { ...step, from: to, to: from, numerator: denominator, denominator: numerator, detour: 1 };
}

function combine(first: Step, second: Step): Step {
  return {
    from: first.from,
    to: second.to,
    numerator: first.numerator * second.numerator,
    denominator: first.denominator * second.denominator,
    day: first.day < second.day ? first.day : second.day,
    source: first.source === second.source ? first.source : `${first.source}, ${second.source}`,
    detour: 2 + first.detour + second.detour,
    through: first.to,
  };
}

function compareSteps(left: Step, right: Step): number {
  if (left.day !== right.day) return left.day > right.day ? -1 : 1;
  if (left.detour !== right.detour) return left.detour - right.detour;
  return left.through < right.through ? -1 : left.through > right.through ? 1 : 0;
}

/** A rate as a decimal: exact where a decimal can say it, else rounded to 15 significant digits. */
export function formatRate({ numerator, denominator }: Pick<Rate, 'numerator' | 'denominator'>): string {
  let places = 0;
  while (places < 40 && (numerator * 10n ** BigInt(places)) % denominator !== 0n) places += 1;
  if (places === 40) places = placesFor(numerator, denominator);
  const digits = String(divideRounded(numerator * 10n ** BigInt(places), denominator)).padStart(places + 1, '0');
  if (places === 0) return digits;
  const decimal = `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return decimal.replace(/0+$/, '').replace(/\.$/, '');
}

function placesFor(numerator: bigint, denominator: bigint): number {
  for (let places = 0; places < 40; places += 1) {
    if ((numerator * 10n ** BigInt(places)) / denominator >= 10n ** BigInt(significantDigits - 1)) return places;
  }
  return 40;
}

/** What was spent on a day. */
export interface DayAmount {
  readonly day: string;
  readonly spendMicros: bigint;
}

/** The sum in another currency, or the days that have no rate. */
export type Conversion =
  | { readonly kind: 'CONVERTED'; readonly micros: bigint }
  | { readonly kind: 'RATES_MISSING'; readonly days: readonly string[] };

/** Converts each day at its own rate; the sum is exact and rounded once, half away from zero. */
export function convertDays(days: readonly DayAmount[], rateOf: (day: string) => Rate | undefined): Conversion {
  const priced = days.map((amount) => ({ ...amount, rate: rateOf(amount.day) }));
  const missing = priced.filter(({ rate }) => rate === undefined).map(({ day }) => day);
  if (missing.length > 0) return { kind: 'RATES_MISSING', days: missing };
  const sum = priced.reduce((total, { spendMicros, rate }) => (rate ? addProduct(total, spendMicros, rate) : total), {
    numerator: 0n,
    denominator: 1n,
  });
  return { kind: 'CONVERTED', micros: divideRounded(sum.numerator, sum.denominator) };
}

function addProduct(
  sum: Pick<Rate, 'numerator' | 'denominator'>,
  micros: bigint,
  rate: Rate,
): Pick<Rate, 'numerator' | 'denominator'> {
  // Days that share a rate, or whose decimals are equally long, share a denominator; so it hardly grows.
  if (sum.denominator === rate.denominator) {
    return { numerator: sum.numerator + micros * rate.numerator, denominator: sum.denominator };
  }
  return {
    numerator: sum.numerator * rate.denominator + micros * rate.numerator * sum.denominator,
    denominator: sum.denominator * rate.denominator,
  };
}
