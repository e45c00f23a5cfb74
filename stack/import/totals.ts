import type { ObservedFact } from './report-facts.ts';
import type { Level } from './mapping.ts';

/** What an import's facts of one level add up to in one currency. Levels tell the same money again and are never added together. */
export interface Total {
  readonly level: Level;
  /** The names of the columns a report is broken down by, '' for whole numbers. A breakdown is part of a whole, not more of it. */
  readonly breakdown: string;
  readonly currency: string;
  spendMicros: bigint;
  impressions: bigint;
  clicks: bigint;
}

/** Adds facts to the totals they belong to. */
export function addTotals(totals: Total[], facts: Iterable<ObservedFact>): void {
  for (const fact of facts) {
    const total = totalOf(totals, fact);
    total.spendMicros += fact.spendMicros;
    total.impressions += fact.impressions;
    total.clicks += fact.clicks;
  }
}

function totalOf(totals: Total[], { level, currency, breakdown }: ObservedFact): Total {
  const names = breakdown === '' ? '' : namesOf(breakdown);
  const known = totals.find(
    (total) => total.level === level && total.currency === currency && total.breakdown === names,
  );
  if (known !== undefined) return known;
  const total = { level, breakdown: names, currency, spendMicros: 0n, impressions: 0n, clicks: 0n };
  totals.push(total);
  return total;
}

function namesOf(breakdown: string): string {
  return breakdown
    .split('&')
    .map((part) => part.slice(0, part.indexOf('=')))
    .join(', ');
}
