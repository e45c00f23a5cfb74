// What a report is known to lack: rows that could not be read, or were wrong. Pure.
//
// A number that may lack a part of itself is not recorded, and nothing is concluded from the silence of a report about an
// entity of which it lacks something. What the row says of itself bounds that; what it does not say widens it.
import type { SpendFact } from '../spend-fact.ts';

export interface ReportGap {
  /** Undefined where the row does not say: it may be any entity's. */
  readonly externalId: string | undefined;
  /** Undefined for any of the days that were asked for. */
  readonly day: string | undefined;
  /** The hour or day; undefined for any of its day. */
  readonly startsAt: Date | undefined;
  /** Whether the platform itself says that it does not know yet: the day is told as far as it can be. */
  readonly isPending: boolean;
}

type Place = Pick<SpendFact, 'day' | 'startsAt'> & { readonly externalId: string };

/** Whether the report is known to lack something of the day, beside what the platform does not know yet. */
export function isDayLacking(gaps: readonly ReportGap[], day: string): boolean {
  return gaps.some((gap) => !gap.isPending && isOfDay(gap, day));
}

/** Whether what the report does not say of the entity on this day may be what could not be read. */
export function isSilenceVoid(gaps: readonly ReportGap[], day: string, externalId: string): boolean {
  return gaps.some((gap) => isOfDay(gap, day) && (gap.externalId ?? externalId) === externalId);
}

/** Whether a number is known to lack what could not be read, or has it for its own. */
export function isHeldBack(gaps: readonly ReportGap[], place: Place): boolean {
  return gaps.some((gap) => gap.externalId === place.externalId && isOfDay(gap, place.day) && isOfTime(gap, place));
}

/** Whether a number may lack a row that does not say whose it is: less than what was known is not believed then. */
export function mayLackNameless(gaps: readonly ReportGap[], day: string): boolean {
  return gaps.some((gap) => gap.externalId === undefined && isOfDay(gap, day));
}

function isOfDay(gap: ReportGap, day: string): boolean {
  return gap.day === undefined || gap.day === day;
}

function isOfTime({ startsAt }: ReportGap, place: Place): boolean {
  return startsAt === undefined || startsAt.getTime() === place.startsAt.getTime();
}
