// What a platform reported of one entity in one hour or one day. Reports of several levels (campaign, ad group, ad) and
// breakdowns stand side by side; which of them make up a total is decided when they are read.

/** The level of the entity a report row is about, from coarse to fine. */
export type SpendLevel = 'ACCOUNT' | 'CAMPAIGN' | 'AD_GROUP' | 'AD' | 'KEYWORD';

/** The width of a report row. */
export type SpendGrain = 'HOUR' | 'DAY';

/** One number of a platform's report. Its key is advertiser, entity, grain, start and breakdown. */
export interface SpendFact {
  readonly advertiserId: string;
  readonly platform: string;
  readonly accountId: string;
  readonly level: SpendLevel;
  readonly entityId: string;
  /** The entities above, as far as the report names them; the entity's own level may be left null. */
  readonly campaignId: string | null;
  readonly adGroupId: string | null;
  readonly adId: string | null;
  /** When the hour or day begins. */
  readonly startsAt: Date;
  /** The local day it belongs to, YYYY-MM-DD. */
  readonly day: string;
  readonly grain: SpendGrain;
  readonly timeZone: string;
  readonly currency: string;
  /** '' for the whole, or the canonical name of a part, such as 'country=US' or 'country=US&device=MOBILE'. */
  readonly breakdown: string;
  readonly spendMicros: bigint;
  readonly impressions: bigint;
  readonly clicks: bigint;
}

/** Where a report came from and when it was read. */
export interface IngestOptions {
  /** Names the report in events, such as 'recordSpend' or a file's name. */
  readonly source: string;
  /** When the numbers were read from the platform. A newer observation replaces an older one, whatever arrives first. */
  readonly observedAt: Date;
  /** Whether to tell what became of each fact; leave it out for large loads. */
  readonly withOutcomes?: boolean;
}

/** INSERTED: not known before; UNCHANGED: the same numbers were known; RESTATED: other numbers were known. */
export type FactOutcome = 'INSERTED' | 'UNCHANGED' | 'RESTATED';

export interface IngestResult {
  readonly inserted: number;
  readonly unchanged: number;
  readonly restated: number;
  /** One a fact, in the order of the call, where `withOutcomes` was set. */
  readonly outcomes?: readonly FactOutcome[];
}
