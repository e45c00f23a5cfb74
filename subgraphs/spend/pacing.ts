// Whether today's spend keeps to today's budget. All money is exact; the index is the only float, made at the end.
import { daysBetween } from '../common/period.ts';
import { type DayShape, type LocalDay, type Share, shareBefore } from './day-shape.ts';
import { divideRounded } from './rational.ts';

export type PacingStatus = 'BEHIND' | 'ON_TRACK' | 'AHEAD' | 'NO_DATA' | 'NOT_IN_FLIGHT';

/** What may be spent: an amount a day, or one for the whole flight. */
export interface Budget {
  readonly amountMicros: bigint;
  readonly currency: string;
  readonly kind: 'DAILY' | 'LIFETIME';
}

/** The days on which may be spent; without a last day where `endsOn` is null. */
export interface Flight {
  readonly startsOn: string;
  readonly endsOn: string | null;
}

/** What is known of today's spend. */
export interface SpendToday {
  readonly spentMicros: bigint;
  /** The moment up to which `spentMicros` is complete. */
  readonly knownUntil: Date;
}

export interface PacingInput {
  readonly today: LocalDay;
  readonly dayBudgetMicros: bigint;
  readonly isInFlight: boolean;
  readonly spend: SpendToday | undefined;
  readonly shape: DayShape;
}

export interface PacingResult {
  readonly knownUntil: Date | null;
  readonly dayBudgetMicros: bigint;
  readonly targetMicros: bigint;
  readonly actualMicros: bigint;
  readonly index: number | null;
  readonly projectionMicros: bigint;
  readonly status: PacingStatus;
}

export function isInFlight(flight: Flight | null, day: string): boolean {
  return flight === null || (flight.startsOn <= day && (flight.endsOn === null || day <= flight.endsOn));
}

/**
 * The budget of one day of the flight: the daily amount, or what is left of a lifetime amount spread evenly over the
 * days left, this one included. Undefined for a lifetime amount without a last day: it has no share of a day.
 */
export function dayBudgetOf(
  { amountMicros, kind }: Budget,
  flight: Flight | null,
  day: string,
  spentBeforeMicros: bigint,
): bigint | undefined {
  if (kind === 'DAILY') return isInFlight(flight, day) ? amountMicros : 0n;
  if (flight === null || flight.endsOn === null) return undefined;
  if (!isInFlight(flight, day)) return 0n;
  const left = amountMicros - spentBeforeMicros;
  return left > 0n ? divideRounded(left, BigInt(daysBetween(day, flight.endsOn) + 1)) : 0n;
}

/** Computes the pacing of a day. Before the first report nothing should have been spent, and the budget is the best guess. */
export function paceDay({ today, dayBudgetMicros, isInFlight, spend, shape }: PacingInput): PacingResult {
  const knownUntilMs = clamp(spend?.knownUntil.getTime() ?? today.startsAtMs, today.startsAtMs, today.endsAtMs);
  const share = shareBefore(shape, today, knownUntilMs);
  const actualMicros = spend?.spentMicros ?? 0n;
  const targetMicros = divideRounded(dayBudgetMicros * share.numerator, share.denominator);
  return {
    knownUntil: spend ? new Date(knownUntilMs) : null,
    dayBudgetMicros,
    targetMicros,
    actualMicros,
    index: spend ? pacingIndex(actualMicros, targetMicros) : null,
    projectionMicros: projectDay(actualMicros, dayBudgetMicros, share),
    status: statusOf(isInFlight, spend && { actualMicros, targetMicros }),
  };
}

/** How much the budget weighs against what was spent: k. At half the day it has a ninth of the say, at the end none. */
export const budgetWeight: Share = { numerator: 1n, denominator: 8n };

/**
 * What the day ends at if it goes on like this: Ŷ = (S + k·B·(1−F)) / (F + k·(1−F)), with S spent, B the budget and F
 * the share of the day that lies before. It is B before anything was spent, S at the end of the day, and S/F for k = 0.
 */
export function projectDay(
  spentMicros: bigint,
  budgetMicros: bigint,
  { numerator: done, denominator: whole }: Share,
  { numerator: k, denominator: scale }: Share = budgetWeight,
): bigint {
  const left = whole - done;
  const weight = scale * done + k * left;
  // Only for k = 0, before the day has any share: then the budget is all there is.
  return weight === 0n ? budgetMicros : divideRounded(scale * whole * spentMicros + k * left * budgetMicros, weight);
}

/** actual / target to six decimals; null while the target is zero. */
export function pacingIndex(actualMicros: bigint, targetMicros: bigint): number | null {
  if (targetMicros === 0n) return null;
  return Number(divideRounded(actualMicros * 1_000_000n, targetMicros)) / 1e6;
}

/** On track is from 0.9 to 1.1 of the target, both included. */
function statusOf(
  isInFlight: boolean,
  known: { readonly actualMicros: bigint; readonly targetMicros: bigint } | undefined,
): PacingStatus {
  if (!isInFlight) return 'NOT_IN_FLIGHT';
  if (!known) return 'NO_DATA';
  if (known.actualMicros * 10n < known.targetMicros * 9n) return 'BEHIND';
  return known.actualMicros * 10n > known.targetMicros * 11n ? 'AHEAD' : 'ON_TRACK';
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
