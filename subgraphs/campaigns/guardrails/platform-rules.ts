// What advertising platforms are documented to do with budgets: how far they spend beyond one, the least they take, how
// often they let it be changed, and what makes them learn anew. Figures are the platforms' own help pages, 2026.
import { minorUnitMicros } from '../../common/money.ts';
import type { BudgetKind, Level } from '../ad-entity.ts';
import type { ChangedField } from '../change-request.ts';

/** An exact number, such as 30.4. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export type WeekStart = 'SUNDAY' | 'MONDAY';

/** How much of daily budgets a platform may spend in a day, a week of its own and a calendar month. */
export interface Overdelivery {
  readonly day: Ratio;
  readonly week: { readonly days: Ratio; readonly startsOn: WeekStart } | undefined;
  readonly month: Ratio | undefined;
  /** Which budget of a day that has had several counts for its ceiling. */
  readonly dayCeiling: 'NEWEST' | 'HIGHEST';
}

const times = (numerator: bigint, denominator = 1n): Ratio => ({ numerator, denominator });
const week = (startsOn: WeekStart) => ({ days: times(7n), startsOn });

/** Where nothing is documented the most that is documented anywhere is assumed: what is not known is not promised. */
const undocumented: Overdelivery = { day: times(2n), week: undefined, month: undefined, dayCeiling: 'HIGHEST' };

const overdeliveryOfPlatform = new Map<string, Overdelivery>([
  ['GOOGLE_ADS', { day: times(2n), week: undefined, month: times(304n, 10n), dayCeiling: 'NEWEST' }],
  ['META', { day: times(175n, 100n), week: week('SUNDAY'), month: undefined, dayCeiling: 'NEWEST' }],
  // That of dynamic daily budgets; classic ones are not exceeded, and reports do not tell them apart.
  ['TIKTOK', { day: times(125n, 100n), week: week('MONDAY'), month: undefined, dayCeiling: 'HIGHEST' }],
  // Flexible daily budgets average over a week; how far a single day may go is not said.
  ['PINTEREST', { ...undocumented, week: week('SUNDAY') }],
]);

export function overdeliveryOf(platform: string): Overdelivery {
  return overdeliveryOfPlatform.get(platform) ?? undocumented;
}

/** Whether a budget that is changed during the day counts for what is left of it only, in proportion. */
export function isProrated(platform: string): boolean {
  return platform === 'TIKTOK';
}

interface BudgetHolder {
  readonly platform: string;
  readonly level: Level;
  readonly currency: string;
  readonly objective: string | null;
}

const dollar = 1_000_000n;

/**
 * The least that a platform takes as a budget, in micros; undefined where that is not documented. Only for dollars:
 * platforms have a table for other currencies that they do not publish, and refuse by themselves.
 */
export function minimumBudgetMicros(holder: BudgetHolder, kind: BudgetKind): bigint | undefined {
  const { platform, level, currency, objective } = holder;
  if (currency !== 'USD' || kind !== 'DAILY') return undefined;
  switch (platform) {
    case 'GOOGLE_ADS':
      return objective === 'DEMAND_GEN' ? 5n * dollar : undefined;
    case 'TIKTOK':
      return level === 'CAMPAIGN' ? 50n * dollar : 20n * dollar;
    case 'SNAP':
      return level === 'CAMPAIGN' ? 20n * dollar : 5n * dollar;
    default:
      return undefined;
  }
}

/** How often an hour a platform lets a value be changed; undefined where it does not count. */
export function maxChangesAnHour(platform: string, kind: ChangedField): number | undefined {
  return platform === 'META' && kind === 'BUDGET' ? 4 : undefined;
}

export type LearningRisk = 'NONE' | 'LIKELY' | 'UNKNOWN';

/**
 * Whether a change of an amount is likely to make delivery learn anew. Rules of thumb, in per cent of the amount before:
 * more than 20 on Meta, more than 50 on TikTok; others do not say.
 */
export function learningRiskOf(platform: string, beforeMicros: bigint, afterMicros: bigint): LearningRisk {
  const limitPercent = platform === 'META' ? 20n : platform === 'TIKTOK' ? 50n : undefined;
  if (beforeMicros === afterMicros) return 'NONE';
  if (limitPercent === undefined) return 'UNKNOWN';
  const difference = afterMicros > beforeMicros ? afterMicros - beforeMicros : beforeMicros - afterMicros;
  return difference * 100n > beforeMicros * limitPercent ? 'LIKELY' : 'NONE';
}

/** The amount cut to what can be paid: downwards, because a promise must hold. */
export function roundDownToBillable(micros: bigint, currency: string): bigint {
  const unit = minorUnitMicros(currency);
  return (micros / unit) * unit;
}
