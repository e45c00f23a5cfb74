// How a platform delivers: how far above a daily budget it may go, when its reports know of it, and how these still move.

export interface OverdeliveryRule {
  /** The most a day may cost, in percent of the daily budget. */
  readonly dayPercent: number;
  /** What a longer period may cost at most, as a multiple of the daily budget in thousandths; null for no such promise. */
  readonly period: PeriodRule | null;
  /**
   * What a new budget means for the rest of the day on which it is set: its share by the hours that are left, or by the
   * traffic that is still expected.
   */
  readonly midDayChange: 'HOURS_LEFT' | 'TRAFFIC_LEFT';
}

interface PeriodRule {
  readonly length: 'MONTH' | 'WEEK_FROM_SUNDAY' | 'WEEK_FROM_MONDAY';
  readonly thousandths: number;
}

export interface RestatementRule {
  /** For so many days after a day has ended its numbers move. */
  readonly settleDays: number;
  /** At most this share of a day is told late: its numbers rise. */
  readonly lateShare: number;
  /** At most this share of a day is taken back afterwards, as invalid: its numbers fall. */
  readonly invalidShare: number;
}

export interface DeliveryRules {
  readonly overdelivery: OverdeliveryRule;
  readonly restatement: RestatementRule;
  /** Reports know nothing that is younger. */
  readonly reportLagMs: number;
  /** How likely it is, for each budget and day, that the platform raises it by a tenth on its own. */
  readonly automaticRaisesPerDay: number;
}

/** Nothing above the budget, everything known at once and for good: what every other rule is a departure from. */
export const strictRules: DeliveryRules = {
  overdelivery: { dayPercent: 100, period: null, midDayChange: 'TRAFFIC_LEFT' },
  restatement: { settleDays: 0, lateShare: 0, invalidShare: 0 },
  reportLagMs: 0,
  automaticRaisesPerDay: 0,
};
