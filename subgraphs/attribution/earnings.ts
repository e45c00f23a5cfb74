// What an entity earned over a period: the credit that Performance reports.
import { decodePerformanceId, type PerformanceScope } from '../common/performance-id.ts';
import { addDays, startOfDay } from '../common/period.ts';
import { sharesToConversions } from './credit-path.ts';
import type { CreditColumn, CreditScope, CreditSum } from './credit-store.ts';

export interface Money {
  readonly amountMicros: bigint;
  readonly currency: string;
}

/** A Performance as another subgraph refers to it: its spend is there when a field requires it. */
export interface PerformanceReference {
  readonly id: string;
  readonly scope: PerformanceScope;
  readonly spend: Money | null;
}

export interface Earnings {
  /** The sum of the shares of conversions. */
  readonly conversions: number;
  /** The value, one amount a currency, by currency. */
  readonly values: readonly Money[];
}

/** The Performance by an id; undefined when it is not one of ours. */
export function readPerformance(id: string, spend: Money | null): PerformanceReference | undefined {
  const scope = decodePerformanceId(id);
  return scope && { id, scope, spend };
}

/** The column in which an entity's credit is found, by what its id begins with; undefined for what earns no credit. */
export function creditColumnOf(scopeId: string): CreditColumn | undefined {
  if (scopeId.startsWith('cmp_')) return 'campaign_id';
  if (scopeId.startsWith('adg_')) return 'ad_group_id';
  return scopeId.startsWith('ad_') ? 'ad_id' : undefined;
}

const firstDayOfAll = '1970-01-01';
const lastDayOfAll = '9999-12-31';

/** From when to when a Performance counts. Years that no event can be of, and some clocks cannot say, are left out. */
export function creditScopeOf({ scopeId, firstDay, lastDay, timeZone }: PerformanceScope): CreditScope {
  const startOf = (day: string) => startOfDay(day < firstDayOfAll ? firstDayOfAll : day, timeZone);
  return { scopeId, from: startOf(firstDay), to: startOf(lastDay < lastDayOfAll ? addDays(lastDay, 1) : lastDay) };
}

/** Brings the sums of one scope together; none of them means that nothing was earned. */
export function earningsOf(sums: readonly CreditSum[]): Earnings {
  const shareAttos = sums.reduce((total, sum) => total + sum.shareAttos, 0n);
  const values = sums.flatMap(({ currency, valueMicros }) =>
    currency === null ? [] : [{ amountMicros: valueMicros, currency }],
  );
  return { conversions: sharesToConversions(shareAttos), values };
}

/** What was earned in the currency of the spend for each unit of it; null when nothing was spent. */
export function returnOnAdSpend({ values }: Earnings, spend: Money | null): number | null {
  if (spend === null || spend.amountMicros <= 0n) return null;
  const earned = values.find(({ currency }) => currency === spend.currency)?.amountMicros ?? 0n;
  return Number(earned) / Number(spend.amountMicros);
}
