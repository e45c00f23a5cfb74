// What is particular to each platform in the sample data: which level holds budgets, how bids work, when people see ads.
import type { BidStrategy } from '../../subgraphs/campaigns/ad-entity.ts';

export interface SamplePlatform {
  readonly code: string;
  readonly objectives: readonly string[];
  /** The levels that may hold a campaign's budgets; campaigns take them in turn. */
  readonly budgetLevels: readonly ('CAMPAIGN' | 'AD_GROUP')[];
  /** How campaigns bid; null where the platform bids by itself. */
  readonly bidStrategies: readonly (BidStrategy | null)[];
  /** Cost of a thousand impressions in major units of EUR, USD or GBP, and clicks an impression. */
  readonly costPerMille: number;
  readonly clickRate: number;
  /** How spend falls on the hours of a local day, hour 0 first; relative weights. */
  readonly dayShape: readonly number[];
  /** How spend falls on the days of a week, Sunday first; around 1. */
  readonly weekShape: readonly number[];
}

// People search at work, scroll at lunch and in the evening, and watch clips late.
const searchDay = [2, 1, 1, 1, 1, 2, 4, 7, 9, 11, 12, 11, 10, 11, 11, 10, 9, 9, 9, 10, 10, 8, 6, 4];
const feedDay = [4, 2, 1, 1, 1, 2, 5, 7, 7, 6, 6, 7, 9, 8, 7, 6, 7, 8, 10, 12, 13, 12, 10, 7];
const clipDay = [8, 5, 3, 2, 1, 1, 3, 5, 5, 4, 5, 6, 7, 6, 6, 8, 10, 11, 11, 12, 13, 14, 13, 11];
const chatDay = [6, 4, 2, 1, 1, 1, 4, 8, 6, 4, 5, 6, 9, 7, 6, 10, 12, 12, 11, 11, 11, 11, 10, 8];
const inspirationDay = [3, 2, 1, 1, 1, 2, 4, 5, 6, 7, 8, 8, 8, 8, 7, 7, 7, 8, 10, 13, 15, 14, 10, 6];

const workWeek = [0.82, 1.08, 1.1, 1.08, 1.05, 0.98, 0.86];
const leisureWeek = [1.12, 0.94, 0.93, 0.95, 0.98, 1.02, 1.08];

export const samplePlatforms = {
  GOOGLE_ADS: {
    code: 'GOOGLE_ADS',
    objectives: ['SEARCH', 'PERFORMANCE_MAX', 'DEMAND_GEN'],
    budgetLevels: ['CAMPAIGN'],
    bidStrategies: ['MANUAL_CPC', 'TARGET_CPA', null],
    costPerMille: 18,
    clickRate: 0.042,
    dayShape: searchDay,
    weekShape: workWeek,
  },
  META: {
    code: 'META',
    objectives: ['OUTCOME_SALES', 'OUTCOME_LEADS', 'OUTCOME_TRAFFIC'],
    budgetLevels: ['CAMPAIGN', 'AD_GROUP'],
    bidStrategies: [null, 'LOWEST_COST_WITH_BID_CAP', 'COST_CAP'],
    costPerMille: 9,
    clickRate: 0.013,
    dayShape: feedDay,
    weekShape: leisureWeek,
  },
  TIKTOK: {
    code: 'TIKTOK',
    objectives: ['CONVERSIONS', 'TRAFFIC', 'APP_PROMOTION'],
    budgetLevels: ['AD_GROUP', 'CAMPAIGN'],
    bidStrategies: ['COST_CAP', null],
    costPerMille: 6,
    clickRate: 0.009,
    dayShape: clipDay,
    weekShape: leisureWeek,
  },
  SNAP: {
    code: 'SNAP',
    objectives: ['SALES', 'APP_PROMOTION', 'AWARENESS_AND_ENGAGEMENT'],
    budgetLevels: ['AD_GROUP'],
    bidStrategies: ['LOWEST_COST_WITH_BID_CAP', 'COST_CAP'],
    costPerMille: 5,
    clickRate: 0.008,
    dayShape: chatDay,
    weekShape: leisureWeek,
  },
  PINTEREST: {
    code: 'PINTEREST',
    objectives: ['WEB_CONVERSION', 'CONSIDERATION', 'CATALOG_SALES'],
    budgetLevels: ['CAMPAIGN', 'AD_GROUP'],
    bidStrategies: [null, 'MANUAL_CPC'],
    costPerMille: 5,
    clickRate: 0.006,
    dayShape: inspirationDay,
    weekShape: leisureWeek,
  },
} as const satisfies Record<string, SamplePlatform>;

export type SamplePlatformCode = keyof typeof samplePlatforms;
