// The longer periods of overdelivery: a week or a month, in which the days together keep to their sum.
import { addDays, startOfDay } from '../../subgraphs/common/period.ts';
import type { OverdeliveryRule } from './delivery-rules.ts';

/** From an instant to the end of the period that it is in, with nothing in between that changed the budget. */
export interface Window {
  readonly fromMs: number;
  readonly periodFromMs: number;
  readonly periodToMs: number;
}

/** The whole period around a local day. Without a promise for periods it is the day itself. */
export function periodAround(day: string, rule: OverdeliveryRule, timeZone: string): Window {
  const { firstDay, nextDay } = boundsOf(day, rule.period?.length);
  const periodFromMs = startOfDay(firstDay, timeZone).getTime();
  return { fromMs: periodFromMs, periodFromMs, periodToMs: startOfDay(nextDay, timeZone).getTime() };
}

type PeriodLength = NonNullable<OverdeliveryRule['period']>['length'];

function boundsOf(day: string, length: PeriodLength | undefined): { firstDay: string; nextDay: string } {
  switch (length) {
    case undefined:
      return { firstDay: day, nextDay: addDays(day, 1) };
    case 'MONTH': {
      const firstDay = `${day.slice(0, 7)}-01`;
      return { firstDay, nextDay: `${addDays(firstDay, 31).slice(0, 7)}-01` };
    }
    case 'WEEK_FROM_SUNDAY':
    case 'WEEK_FROM_MONDAY': {
      const daysIn = (weekday(day) + (length === 'WEEK_FROM_SUNDAY' ? 0 : 6)) % 7;
      const firstDay = addDays(day, -daysIn);
      return { firstDay, nextDay: addDays(firstDay, 7) };
    }
  }
}

/** 0 for Sunday to 6 for Saturday. */
export function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/**
 * The most that may be spent from the start of a window to its end under one daily budget: the share of the period's
 * allowance that the window has of its time. A budget that changes begins a new window, so what was spent before counts
 * no more, which is how both Google Ads and Meta plan the remaining days anew. Undefined without such a promise.
 */
export function allowanceMicros(window: Window, budgetMicros: bigint, rule: OverdeliveryRule): bigint | undefined {
  if (!rule.period) return undefined;
  const leftMs = BigInt(window.periodToMs - window.fromMs);
  const wholeMs = BigInt(window.periodToMs - window.periodFromMs);
  return (budgetMicros * BigInt(rule.period.thousandths) * leftMs) / (1_000n * wholeMs);
}
