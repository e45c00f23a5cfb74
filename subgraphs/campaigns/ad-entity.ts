// What campaigns, ad groups and ads have in common is nearly everything, so one shape holds all three.

export type Level = 'CAMPAIGN' | 'AD_GROUP' | 'AD';
export type Status = 'ENABLED' | 'PAUSED' | 'REMOVED';
export type BudgetKind = 'DAILY' | 'LIFETIME';
export type BidStrategy = 'MANUAL_CPC' | 'MANUAL_CPM' | 'TARGET_CPA' | 'LOWEST_COST_WITH_BID_CAP' | 'COST_CAP';

export interface Budget {
  readonly amountMicros: bigint;
  readonly kind: BudgetKind;
}

export interface Bid {
  readonly amountMicros: bigint;
  readonly strategy: BidStrategy;
}

/** Local days of the ad account; `endsOn` is included, null where there is no end. */
export interface Flight {
  readonly startsOn: string;
  readonly endsOn: string | null;
}

/** The company whose money is spent: the tenant. */
export interface Advertiser {
  readonly id: string;
  readonly name: string;
}

/** An account on an advertising platform; all its amounts are in one currency, all its days in one time zone. */
export interface AdAccount {
  readonly id: string;
  readonly advertiserId: string;
  readonly platform: string;
  readonly externalId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
}

/** A campaign, ad group or ad whose whole line of parents is known. */
export interface AdEntity {
  readonly level: Level;
  readonly id: string;
  readonly advertiserId: string;
  readonly accountId: string;
  /** The campaign above an ad group or ad; null for a campaign. */
  readonly campaignId: string | null;
  /** The ad group above an ad; null for the others. */
  readonly adGroupId: string | null;
  readonly externalId: string;
  readonly name: string;
  readonly status: Status;
  readonly objective: string | null;
  readonly platform: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly budget: Budget | null;
  readonly bid: Bid | null;
  /** Its own for a campaign, the campaign's for the others. */
  readonly flight: Flight | null;
  readonly version: number;
  /** Where it stands among its siblings: in the order in which they were first seen. */
  readonly ordinal: bigint;
}
