// What may be spent at worst. A budget is not a limit: platforms spend more on one day and make up for it on others, each
// by rules of its own (platform-rules.ts). All amounts are micros of one currency, rounded up where a part is left: the
// worst case is never less than what may happen.
import { addDays } from '../../common/period.ts';
import type { Budget } from '../ad-entity.ts';
import { remember } from '../../common/remember.ts';
import { type Overdelivery, type Ratio, roundDownToBillable, type WeekStart } from './platform-rules.ts';

/** What has been spent of the allowances that a new day shares with days before it; nothing where it is not known. */
export interface SpentSoFar {
  readonly thisWeekMicros?: bigint;
  readonly thisMonthMicros?: bigint;
}

/** The most that may be spent on a day from a budget, whatever is left of week and month. */
export function worstDayMicros(rules: Overdelivery, { kind, amountMicros }: Budget, spent: SpentSoFar = {}): bigint {
  // Nothing spreads a lifetime budget for certain: it may all be gone on one day.
  if (kind === 'LIFETIME') return amountMicros;
  const { thisWeekMicros = 0n, thisMonthMicros = 0n } = spent;
  const weekLeft = rules.week && multiplyUp(amountMicros, rules.week.days) - thisWeekMicros;
  const monthLeft = rules.month && multiplyUp(amountMicros, rules.month) - thisMonthMicros;
  const bounds = [multiplyUp(amountMicros, rules.day), weekLeft, monthLeft].filter((bound) => bound !== undefined);
  return atLeastZero(least(bounds));
}

/** Days on end that share a week and a month. */
interface Stretch {
  readonly days: bigint;
  readonly beginsWeek: boolean;
  readonly beginsMonth: boolean;
}

/** Thousands of budgets are asked about on one day, so its calendar is worked out once. */
const maxStretches = 1_000;

const stretchesFrom = {
  SUNDAY: remember((firstDay, lastDay) => cutDays(firstDay, lastDay, 'SUNDAY'), maxStretches),
  MONDAY: remember((firstDay, lastDay) => cutDays(firstDay, lastDay, 'MONDAY'), maxStretches),
} as const;

function cutDays(firstDay: string, lastDay: string, startsOn: WeekStart): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let day = firstDay; day <= lastDay; day = addDays(day, 1)) {
    const beginsWeek = weekdayOf(day) === firstWeekday(startsOn);
    const beginsMonth = day.endsWith('-01');
    const last = stretches.at(-1);
    if (last && !beginsWeek && !beginsMonth) stretches.splice(-1, 1, { ...last, days: last.days + 1n });
    else stretches.push({ days: 1n, beginsWeek, beginsMonth });
  }
  return stretches;
}

/** The most that may be spent from a daily budget from one local day to another, both included. */
function worstDaysMicros(
  rules: Overdelivery,
  { amountMicros }: Budget,
  [firstDay, lastDay]: readonly [string, string],
  { thisWeekMicros = 0n, thisMonthMicros = 0n }: SpentSoFar,
): bigint {
  const dayMicros = multiplyUp(amountMicros, rules.day);
  const weekMicros = rules.week && multiplyUp(amountMicros, rules.week.days);
  const monthMicros = rules.month && multiplyUp(amountMicros, rules.month);
  let [weekLeft, monthLeft] = [weekMicros, monthMicros];
  let totalMicros = 0n;
  stretchesFrom[rules.week?.startsOn ?? 'SUNDAY'](firstDay, lastDay).forEach((stretch, place) => {
    if (place === 0) {
      weekLeft = weekMicros && weekMicros - thisWeekMicros;
      monthLeft = monthMicros && monthMicros - thisMonthMicros;
    } else {
      if (stretch.beginsWeek) weekLeft = weekMicros;
      if (stretch.beginsMonth) monthLeft = monthMicros;
    }
    const bounds = [stretch.days * dayMicros, weekLeft, monthLeft].filter((bound) => bound !== undefined);
    const micros = atLeastZero(least(bounds));
    if (weekLeft !== undefined) weekLeft -= micros;
    if (monthLeft !== undefined) monthLeft -= micros;
    totalMicros += micros;
  });
  return totalMicros;
}

export interface WorstCase {
  readonly dayMicros: bigint;
  /** From today to the end of the platform's week; one that begins on Sunday where it has none of its own. */
  readonly weekMicros: bigint;
  /** From today to the end of the calendar month. */
  readonly monthMicros: bigint;
}

/** The most that may yet be spent from a budget, today being a local day of its account. */
export function worstCaseOf(rules: Overdelivery, budget: Budget, today: string, spent: SpentSoFar = {}): WorstCase {
  const dayMicros = worstDayMicros(rules, budget, spent);
  if (budget.kind === 'LIFETIME') return { dayMicros, weekMicros: dayMicros, monthMicros: dayMicros };
  const lastOf = (lastDay: string) => worstDaysMicros(rules, budget, [today, lastDay], spent);
  const startsOn = rules.week?.startsOn ?? 'SUNDAY';
  return { dayMicros, weekMicros: lastOf(endOfWeek(today, startsOn)), monthMicros: lastOf(endOfMonth(today)) };
}

/** The largest daily budget of which no more than `dayCapMicros` can be spent on a day; rounded down to what can be paid. */
export function largestBudgetMicros(rules: Overdelivery, dayCapMicros: bigint, currency: string): bigint {
  return roundDownToBillable((dayCapMicros * rules.day.denominator) / rules.day.numerator, currency);
}

/** What a platform that prorates aims at for what is left of a day, of 24 hours, whose budget is set now. */
export function restOfDayMicros(budgetMicros: bigint, hoursLeft: number): bigint {
  return multiplyUp(budgetMicros, { numerator: BigInt(hoursLeft), denominator: 24n });
}

/** By how much the worst case of a day grows when a budget is raised. With what it was before, enough for what it is. */
export function dayGrowthMicros(rules: Overdelivery, from: Budget, toMicros: bigint): bigint {
  if (from.kind === 'LIFETIME') return toMicros - from.amountMicros;
  const { numerator, denominator } = rules.day;
  return multiplyUp(toMicros, rules.day) - (from.amountMicros * numerator) / denominator;
}

/** `micros` × `ratio`, rounded up. */
function multiplyUp(micros: bigint, { numerator, denominator }: Ratio): bigint {
  const product = micros * numerator;
  return product / denominator + (product % denominator > 0n ? 1n : 0n);
}

function least(amounts: readonly bigint[]): bigint {
  return amounts.reduce((one, other) => (other < one ? other : one));
}

function atLeastZero(micros: bigint): bigint {
  return micros > 0n ? micros : 0n;
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

function firstWeekday(startsOn: WeekStart): number {
  return startsOn === 'SUNDAY' ? 0 : 1;
}

function endOfWeek(day: string, startsOn: WeekStart): string {
  return addDays(day, (firstWeekday(startsOn) + 6 - weekdayOf(day) + 7) % 7);
}

function endOfMonth(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}
