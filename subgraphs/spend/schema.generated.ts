import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AdEntity as AdEntityModel, AdAccount as AdAccountModel, Advertiser as AdvertiserModel, Performance as PerformanceModel, SpendSeries as SpendSeriesModel } from './graph-models.ts';
import type { Context } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A whole number from 0 to 9,007,199,254,740,991, as a JSON number. */
  Count: { input: bigint; output: bigint; }
  /** A three-letter ISO 4217 currency code in upper case, such as USD. */
  CurrencyCode: { input: string; output: string; }
  /** An exact decimal number written as a string, such as "1.0873". */
  Decimal: { input: string; output: string; }
  /** A moment in UTC, written as RFC 3339 with milliseconds: 2026-11-22T09:30:00.000Z. */
  Instant: { input: Date; output: Date; }
  /** A calendar day without a time zone, written YYYY-MM-DD. */
  LocalDate: { input: string; output: string; }
  /** A signed 64-bit count of millionths of a currency's major unit, written as a decimal string: "12500000" is 12.50 USD. */
  Micros: { input: bigint; output: bigint; }
  /** The code of an advertising platform in upper case with underscores, such as GOOGLE_ADS, META, TIKTOK, SNAP or PINTEREST. Open on purpose: an imported platform brings its own code. */
  PlatformCode: { input: string; output: string; }
  /** An IANA time zone name, such as America/Los_Angeles. */
  TimeZone: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

/** An ad account, as spend sees it. */
export type AdAccount = {
  readonly __typename?: 'AdAccount';
  /** An opaque, stable identifier beginning with acc_. */
  readonly id: Scalars['ID']['output'];
  /** What was spent in the account over a period; null when nothing was reported. */
  readonly spend?: Maybe<Money>;
  /** The words on which its spend depends. */
  readonly spendKeys: ReadonlyArray<Scalars['String']['output']>;
  /** The time zone of its days; owned by campaigns. */
  readonly timeZone: Scalars['TimeZone']['output'];
};


/** An ad account, as spend sees it. */
export type AdAccountSpendArgs = {
  period: PeriodInput;
};

/** A campaign, ad group or ad, as spend sees it. */
export type AdEntity = {
  readonly __typename?: 'AdEntity';
  /** Its own budget; owned by campaigns. */
  readonly budget?: Maybe<Budget>;
  /** The days on which it may spend; owned by campaigns. */
  readonly flight?: Maybe<Flight>;
  /** An opaque, stable identifier whose prefix tells the level: cmp_, adg_ or ad_. */
  readonly id: Scalars['ID']['output'];
  /** How today's spend compares with today's budget; null where the entity holds no budget of its own. */
  readonly pacing?: Maybe<Pacing>;
  /** Its spend over time. */
  readonly spendSeries: SpendSeries;
  /** The time zone of its days; owned by campaigns. */
  readonly timeZone: Scalars['TimeZone']['output'];
};


/** A campaign, ad group or ad, as spend sees it. */
export type AdEntitySpendSeriesArgs = {
  grain?: InputMaybe<SpendGrain>;
  period: PeriodInput;
};

/** An advertiser, as spend sees it. */
export type Advertiser = {
  readonly __typename?: 'Advertiser';
  /** An opaque, stable identifier beginning with adv_. */
  readonly id: Scalars['ID']['output'];
  /** What was spent over a period by all accounts together, one amount a currency. Each account's days are its own local days. */
  readonly spend: ReadonlyArray<Money>;
  /** The words on which its spend depends. */
  readonly spendKeys: ReadonlyArray<Scalars['String']['output']>;
};


/** An advertiser, as spend sees it. */
export type AdvertiserSpendArgs = {
  firstDay: Scalars['LocalDate']['input'];
  lastDay: Scalars['LocalDate']['input'];
};

/** What may be spent on an ad entity; owned by campaigns, read here to compute pacing. */
export type Budget = {
  readonly __typename?: 'Budget';
  /** The amount for a day or for the whole flight, depending on the kind. */
  readonly amount: Money;
  /** Whether the amount is for a day or for the whole flight. */
  readonly kind: BudgetKind;
};

/** How a budget is spread over time. */
export type BudgetKind =
  /** The amount is meant for each day of the flight. */
  | 'DAILY'
  /** The amount is meant for the whole flight. */
  | 'LIFETIME';

/** What a change touched; see @liveSource. */
export type ChangedKeys = {
  readonly __typename?: 'ChangedKeys';
  /** Where in the stream this event stands. */
  readonly cursor: Scalars['String']['output'];
  /** The words of what was changed. */
  readonly keys: ReadonlyArray<Scalars['String']['output']>;
};

/** An amount converted from another currency. The original stays the truth. */
export type ConvertedMoney = {
  readonly __typename?: 'ConvertedMoney';
  /** The amount in the currency asked for, rounded half away from zero to the micro once at the end; null when a rate is missing. */
  readonly amount?: Maybe<Money>;
  /** The days for which no rate is known, at most 366. */
  readonly daysWithoutRate: ReadonlyArray<Scalars['LocalDate']['output']>;
  /** The amount as it was spent. */
  readonly original: Money;
};

/** The days on which an ad entity may spend; owned by campaigns, read here to compute pacing. */
export type Flight = {
  readonly __typename?: 'Flight';
  /** The last day; null for a flight without an end. */
  readonly endsOn?: Maybe<Scalars['LocalDate']['output']>;
  /** The first day. */
  readonly startsOn: Scalars['LocalDate']['output'];
};

/** What one unit of a currency cost in another on a day. */
export type FxRate = {
  readonly __typename?: 'FxRate';
  /** The currency priced. */
  readonly base: Scalars['CurrencyCode']['output'];
  /** The day the rate is of: the day asked for, or the newest one before it, at most 7 days older. */
  readonly day: Scalars['LocalDate']['output'];
  /** The currency of the price. */
  readonly quote: Scalars['CurrencyCode']['output'];
  /** How much of quote one unit of base is worth. */
  readonly rate: Scalars['Decimal']['output'];
  /** Who published it. */
  readonly source: Scalars['String']['output'];
};

/** An exact amount of money. Never a float. */
export type Money = {
  readonly __typename?: 'Money';
  /** Millionths of the currency's major unit. */
  readonly amountMicros: Scalars['Micros']['output'];
  /** The currency of the amount; amounts in two currencies are never added. */
  readonly currency: Scalars['CurrencyCode']['output'];
};

/** What can be changed. The fields of one request are carried out one after another, in order. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Record report rows of a platform. Each row is acknowledged by itself. */
  readonly recordSpend: RecordSpendResult;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationRecordSpendArgs = {
  input: RecordSpendInput;
};

/** How today's spend compares with today's budget. Days and hours are those of the account's time zone. */
export type Pacing = {
  readonly __typename?: 'Pacing';
  /** What was spent up to knownUntil. */
  readonly actual: Money;
  /** The local day the pacing is about. */
  readonly day: Scalars['LocalDate']['output'];
  /** The budget of the day: the daily amount, or what is left of a lifetime amount spread over the days left. */
  readonly dayBudget: Money;
  /** actual divided by target: 1 is on track. Null while the target is zero. */
  readonly index?: Maybe<Scalars['Float']['output']>;
  /** The moment up to which spend is known; targets are computed for that moment. Null when nothing was reported yet. */
  readonly knownUntil?: Maybe<Scalars['Instant']['output']>;
  /** What the day will end at if it goes on like this: actual divided by the share of the day's spend that usually falls before knownUntil, blended with the budget early in the day. */
  readonly projection: Money;
  /** How many past days of this entity the shape of the day was learned from; 0 means the general shape. */
  readonly shapeLearnedFromDays: Scalars['Int']['output'];
  /** Where the index stands: below 0.9, within, or above 1.1. */
  readonly status: PacingStatus;
  /** What should have been spent up to knownUntil, by the learned shape of the day. */
  readonly target: Money;
};

/** Whether spend keeps to its budget today. */
export type PacingStatus =
  /** Spend is well above where it should be by now. */
  | 'AHEAD'
  /** Spend is well below where it should be by now. */
  | 'BEHIND'
  /** The day is outside the flight, so nothing should be spent. */
  | 'NOT_IN_FLIGHT'
  /** Nothing was reported yet for the day. */
  | 'NO_DATA'
  /** Spend is near where it should be by now. */
  | 'ON_TRACK';

/** Spend was reported for a campaign, so its pacing has moved. */
export type PacingUpdated = {
  readonly __typename?: 'PacingUpdated';
  /** The campaign; ask it for name, budget and pacing. It is null while its structure is not known, as when a report came before it. */
  readonly campaign?: Maybe<AdEntity>;
  /** Where in the stream this event stands. */
  readonly cursor: Scalars['String']['output'];
  /** When the spend behind it was recorded; in a snapshot, when the newest report was read. */
  readonly recordedAt: Scalars['Instant']['output'];
};

/** Where a page of a connection starts and ends. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** The cursor of the last edge of this page, null when the page is empty; pass it as `after` for the next page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether another page follows. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge of this page, null when the page is empty. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

/** One scope over one period, as spend sees it. */
export type Performance = {
  readonly __typename?: 'Performance';
  /** How often ads were clicked; null when nothing was reported. */
  readonly clicks?: Maybe<Scalars['Count']['output']>;
  /** An opaque identifier beginning with prf_. */
  readonly id: Scalars['ID']['output'];
  /** How often ads were shown; null when nothing was reported. */
  readonly impressions?: Maybe<Scalars['Count']['output']>;
  /** What was spent; null when nothing was reported for the period. */
  readonly spend?: Maybe<Money>;
  /** What was spent, in another currency: each day at its own rate. Null when nothing was reported. */
  readonly spendIn?: Maybe<ConvertedMoney>;
};


/** One scope over one period, as spend sees it. */
export type PerformanceSpendInArgs = {
  currency: Scalars['CurrencyCode']['input'];
};

/** A span of whole days, both ends included, in the time zone of the ad account it is asked of. */
export type PeriodInput = {
  /** The first day. Give it together with lastDay, or give lastDays instead. */
  readonly firstDay?: InputMaybe<Scalars['LocalDate']['input']>;
  /** The last day, included. */
  readonly lastDay?: InputMaybe<Scalars['LocalDate']['input']>;
  /** The given number of complete days up to and including yesterday, 1 to 366. */
  readonly lastDays?: InputMaybe<Scalars['Int']['input']>;
};

/** What can be read. */
export type Query = {
  readonly __typename?: 'Query';
  /** What one unit of a currency was worth in another on a day; null when no rate is known within the 7 days before. */
  readonly fxRate?: Maybe<FxRate>;
  /** The cursor of now in the streams of spend: what is reported from here on comes after it. */
  readonly spendCursor: Scalars['String']['output'];
};


/** What can be read. */
export type QueryFxRateArgs = {
  base: Scalars['CurrencyCode']['input'];
  day: Scalars['LocalDate']['input'];
  quote: Scalars['CurrencyCode']['input'];
};

/** Record report rows. */
export type RecordSpendInput = {
  /** The rows, 1 to 1,000. Each row replaces what was known of its hour or day; recording it twice changes nothing. */
  readonly rows: ReadonlyArray<SpendReportRowInput>;
};

/** What became of the rows. */
export type RecordSpendResult = {
  readonly __typename?: 'RecordSpendResult';
  /** One acknowledgement a row, in the order of the input. */
  readonly acknowledgements: ReadonlyArray<SpendRowAcknowledgement>;
};

/** The width of one point of a series. */
export type SpendGrain =
  /** One point a day of the account's time zone. */
  | 'DAY'
  /** One point an hour. Needs hourly reports. */
  | 'HOUR';

/** One hour or one day of spend. */
export type SpendPoint = {
  readonly __typename?: 'SpendPoint';
  /** How often ads were clicked. */
  readonly clicks: Scalars['Count']['output'];
  /** The local day the point belongs to. */
  readonly day: Scalars['LocalDate']['output'];
  /** How often ads were shown. */
  readonly impressions: Scalars['Count']['output'];
  /** What was spent. */
  readonly spend: Money;
  /** When the point begins. */
  readonly startsAt: Scalars['Instant']['output'];
};

/** One report row to record. The entity is named as the platform names it; it need not be known yet. */
export type SpendReportRowInput = {
  /** The platform's identifier of the account. */
  readonly accountExternalId: Scalars['String']['input'];
  /** The advertiser whose money was spent. */
  readonly advertiserId: Scalars['ID']['input'];
  /** The platform's identifier of the campaign. */
  readonly campaignExternalId: Scalars['String']['input'];
  /** How often ads were clicked. */
  readonly clicks: Scalars['Count']['input'];
  /** The account's currency. */
  readonly currency: Scalars['CurrencyCode']['input'];
  /** The width of the row. */
  readonly grain: SpendGrain;
  /** How often ads were shown. */
  readonly impressions: Scalars['Count']['input'];
  /** The platform that reports. */
  readonly platform: Scalars['PlatformCode']['input'];
  /** What was spent in the whole hour or day, in the account's currency; may be negative for a credit. */
  readonly spendMicros: Scalars['Micros']['input'];
  /** When the reported hour or day begins. */
  readonly startsAt: Scalars['Instant']['input'];
  /** The account's time zone. */
  readonly timeZone: Scalars['TimeZone']['input'];
};

/** Spend was restated by its platform. */
export type SpendRestated = {
  readonly __typename?: 'SpendRestated';
  /** The campaign; ask it for its name and performance. It is null while its structure is not known, as when a report came before it. */
  readonly campaign?: Maybe<AdEntity>;
  /** Where in the stream this event stands. */
  readonly cursor: Scalars['String']['output'];
  /** The number before and after. */
  readonly restatement: SpendRestatement;
};

/** A number that a platform changed after first reporting it. */
export type SpendRestatement = {
  readonly __typename?: 'SpendRestatement';
  /** What is reported now. */
  readonly after: Money;
  /** What was reported before. */
  readonly before: Money;
  /** The local day it belongs to. */
  readonly day: Scalars['LocalDate']['output'];
  /** An opaque, stable identifier beginning with rst_. */
  readonly id: Scalars['ID']['output'];
  /** When the change was seen. */
  readonly observedAt: Scalars['Instant']['output'];
  /** When the restated hour or day begins. */
  readonly startsAt: Scalars['Instant']['output'];
};

/** What became of one row, in the order of the input. */
export type SpendRowAcknowledgement = {
  readonly __typename?: 'SpendRowAcknowledgement';
  /** The row's place in the input, from 0. */
  readonly index: Scalars['Int']['output'];
  /** What became of it. */
  readonly outcome: SpendRowOutcome;
  /** Why it was rejected; null otherwise. */
  readonly reason?: Maybe<Scalars['String']['output']>;
};

/** What became of one row. */
export type SpendRowOutcome =
  /** The hour or day was not known before. */
  | 'INSERTED'
  /** The row is wrong and was left out; the others were recorded. */
  | 'REJECTED'
  /** Other numbers were known; they are kept as a restatement. */
  | 'RESTATED'
  /** The same numbers were known already. */
  | 'UNCHANGED';

/** Spend over time, as the platforms report it now. */
export type SpendSeries = {
  readonly __typename?: 'SpendSeries';
  /** When the newest report behind the series was read; null for an empty series. */
  readonly asOf?: Maybe<Scalars['Instant']['output']>;
  /** The width of each point. */
  readonly grain: SpendGrain;
  /** The points that have a report, oldest first; a missing point was not reported, which is not the same as zero. */
  readonly points: ReadonlyArray<SpendPoint>;
  /** Numbers in this series that a platform changed after first reporting them, newest first, at most 100. */
  readonly restatements: ReadonlyArray<SpendRestatement>;
  /** The time zone of the days. */
  readonly timeZone: Scalars['TimeZone']['output'];
};

/** What can be watched as it happens. */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /** Pacing of campaigns whenever spend was reported for them. A client that is slow gets the newest of each campaign. */
  readonly pacingUpdated: PacingUpdated;
  /** What was reported, for whoever keeps answers up to date. */
  readonly spendChanged: ChangedKeys;
  /** Restatements of campaigns' spend. None is left out, however slow the client; after RESYNC_REQUIRED, `SpendSeries.restatements` has those that were missed. */
  readonly spendRestated: SpendRestated;
};


/** What can be watched as it happens. */
export type SubscriptionPacingUpdatedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  campaignIds: ReadonlyArray<Scalars['ID']['input']>;
};


/** What can be watched as it happens. */
export type SubscriptionSpendChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
};


/** What can be watched as it happens. */
export type SubscriptionSpendRestatedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  campaignIds: ReadonlyArray<Scalars['ID']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  AdAccount: AdAccount;
  AdEntity: AdEntity;
  Advertiser: Advertiser;
  Performance: Performance;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  AdAccount:
    ( { __typename: 'AdAccount' }
    & GraphQLRecursivePick<FederationTypes['AdAccount'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['AdAccount'], {"timeZone":true}> ) );
  AdEntity:
    ( { __typename: 'AdEntity' }
    & GraphQLRecursivePick<FederationTypes['AdEntity'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['AdEntity'], {"budget":{"amount":{"amountMicros":true,"currency":true},"kind":true},"flight":{"startsOn":true,"endsOn":true},"timeZone":true}>
        | GraphQLRecursivePick<FederationTypes['AdEntity'], {"budget":{"amount":{"amountMicros":true,"currency":true},"kind":true},"flight":{"startsOn":true,"endsOn":true},"timeZone":true}>
        | GraphQLRecursivePick<FederationTypes['AdEntity'], {"timeZone":true}> ) );
  Advertiser:
    ( { __typename: 'Advertiser' }
    & GraphQLRecursivePick<FederationTypes['Advertiser'], {"id":true}> );
  Performance:
    ( { __typename: 'Performance' }
    & GraphQLRecursivePick<FederationTypes['Performance'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AdAccount: ResolverTypeWrapper<AdAccountModel>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AdEntity: ResolverTypeWrapper<AdEntityModel>;
  Advertiser: ResolverTypeWrapper<AdvertiserModel>;
  Budget: ResolverTypeWrapper<Budget>;
  BudgetKind: BudgetKind;
  ChangedKeys: ResolverTypeWrapper<ChangedKeys>;
  ConvertedMoney: ResolverTypeWrapper<ConvertedMoney>;
  Count: ResolverTypeWrapper<Scalars['Count']['output']>;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  Flight: ResolverTypeWrapper<Flight>;
  FxRate: ResolverTypeWrapper<FxRate>;
  Instant: ResolverTypeWrapper<Scalars['Instant']['output']>;
  LocalDate: ResolverTypeWrapper<Scalars['LocalDate']['output']>;
  Micros: ResolverTypeWrapper<Scalars['Micros']['output']>;
  Money: ResolverTypeWrapper<Money>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Pacing: ResolverTypeWrapper<Pacing>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  PacingStatus: PacingStatus;
  PacingUpdated: ResolverTypeWrapper<Omit<PacingUpdated, 'campaign'> & { campaign?: Maybe<ResolversTypes['AdEntity']> }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Performance: ResolverTypeWrapper<PerformanceModel>;
  PeriodInput: PeriodInput;
  PlatformCode: ResolverTypeWrapper<Scalars['PlatformCode']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RecordSpendInput: RecordSpendInput;
  RecordSpendResult: ResolverTypeWrapper<RecordSpendResult>;
  SpendGrain: SpendGrain;
  SpendPoint: ResolverTypeWrapper<SpendPoint>;
  SpendReportRowInput: SpendReportRowInput;
  SpendRestated: ResolverTypeWrapper<Omit<SpendRestated, 'campaign'> & { campaign?: Maybe<ResolversTypes['AdEntity']> }>;
  SpendRestatement: ResolverTypeWrapper<SpendRestatement>;
  SpendRowAcknowledgement: ResolverTypeWrapper<SpendRowAcknowledgement>;
  SpendRowOutcome: SpendRowOutcome;
  SpendSeries: ResolverTypeWrapper<SpendSeriesModel>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TimeZone: ResolverTypeWrapper<Scalars['TimeZone']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AdAccount: AdAccountModel;
  ID: Scalars['ID']['output'];
  AdEntity: AdEntityModel;
  Advertiser: AdvertiserModel;
  Budget: Budget;
  ChangedKeys: ChangedKeys;
  ConvertedMoney: ConvertedMoney;
  Count: Scalars['Count']['output'];
  CurrencyCode: Scalars['CurrencyCode']['output'];
  Decimal: Scalars['Decimal']['output'];
  Flight: Flight;
  FxRate: FxRate;
  Instant: Scalars['Instant']['output'];
  LocalDate: Scalars['LocalDate']['output'];
  Micros: Scalars['Micros']['output'];
  Money: Money;
  Mutation: Record<PropertyKey, never>;
  Pacing: Pacing;
  Float: Scalars['Float']['output'];
  PacingUpdated: Omit<PacingUpdated, 'campaign'> & { campaign?: Maybe<ResolversParentTypes['AdEntity']> };
  PageInfo: PageInfo;
  Performance: PerformanceModel;
  PeriodInput: PeriodInput;
  PlatformCode: Scalars['PlatformCode']['output'];
  Query: Record<PropertyKey, never>;
  RecordSpendInput: RecordSpendInput;
  RecordSpendResult: RecordSpendResult;
  SpendPoint: SpendPoint;
  SpendReportRowInput: SpendReportRowInput;
  SpendRestated: Omit<SpendRestated, 'campaign'> & { campaign?: Maybe<ResolversParentTypes['AdEntity']> };
  SpendRestatement: SpendRestatement;
  SpendRowAcknowledgement: SpendRowAcknowledgement;
  SpendSeries: SpendSeriesModel;
  Subscription: Record<PropertyKey, never>;
  TimeZone: Scalars['TimeZone']['output'];
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type DeliveryDirectiveArgs = {
  contract: Scalars['String']['input'];
  cursor: Scalars['String']['input'];
  head: Scalars['String']['input'];
  key?: Maybe<Scalars['String']['input']>;
  resume: Scalars['String']['input'];
  snapshot?: Maybe<Scalars['String']['input']>;
};

export type DeliveryDirectiveResolver<Result, Parent, ContextType = Context, Args = DeliveryDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type LiveKeysDirectiveArgs = {
  of?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  shared?: Scalars['Boolean']['input'];
};

export type LiveKeysDirectiveResolver<Result, Parent, ContextType = Context, Args = LiveKeysDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type LiveSourceDirectiveArgs = {
  clockSeconds?: Scalars['Int']['input'];
  cursor: Scalars['String']['input'];
  head: Scalars['String']['input'];
  keys: Scalars['String']['input'];
  resume: Scalars['String']['input'];
};

export type LiveSourceDirectiveResolver<Result, Parent, ContextType = Context, Args = LiveSourceDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AdAccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdAccount'] = ResolversParentTypes['AdAccount'], FederationReferenceType extends FederationReferenceTypes['AdAccount'] = FederationReferenceTypes['AdAccount']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['AdAccount']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  spend?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType, RequireFields<AdAccountSpendArgs, 'period'>>;
  spendKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AdEntityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdEntity'] = ResolversParentTypes['AdEntity'], FederationReferenceType extends FederationReferenceTypes['AdEntity'] = FederationReferenceTypes['AdEntity']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['AdEntity']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  pacing?: Resolver<Maybe<ResolversTypes['Pacing']>, ParentType, ContextType>;
  spendSeries?: Resolver<ResolversTypes['SpendSeries'], ParentType, ContextType, RequireFields<AdEntitySpendSeriesArgs, 'grain' | 'period'>>;
};

export type AdvertiserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Advertiser'] = ResolversParentTypes['Advertiser'], FederationReferenceType extends FederationReferenceTypes['Advertiser'] = FederationReferenceTypes['Advertiser']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Advertiser']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  spend?: Resolver<ReadonlyArray<ResolversTypes['Money']>, ParentType, ContextType, RequireFields<AdvertiserSpendArgs, 'firstDay' | 'lastDay'>>;
  spendKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ChangedKeysResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangedKeys'] = ResolversParentTypes['ChangedKeys']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  keys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ConvertedMoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConvertedMoney'] = ResolversParentTypes['ConvertedMoney']> = {
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  daysWithoutRate?: Resolver<ReadonlyArray<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  original?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export interface CountScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Count'], any> {
  name: 'Count';
}

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type FxRateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FxRate'] = ResolversParentTypes['FxRate']> = {
  base?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
  quote?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  rate?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface InstantScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Instant'], any> {
  name: 'Instant';
}

export interface LocalDateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LocalDate'], any> {
  name: 'LocalDate';
}

export interface MicrosScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Micros'], any> {
  name: 'Micros';
}

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amountMicros?: Resolver<ResolversTypes['Micros'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  recordSpend?: Resolver<ResolversTypes['RecordSpendResult'], ParentType, ContextType, RequireFields<MutationRecordSpendArgs, 'input'>>;
};

export type PacingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Pacing'] = ResolversParentTypes['Pacing']> = {
  actual?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
  dayBudget?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  index?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  knownUntil?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  projection?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  shapeLearnedFromDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PacingStatus'], ParentType, ContextType>;
  target?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type PacingUpdatedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PacingUpdated'] = ResolversParentTypes['PacingUpdated']> = {
  campaign?: Resolver<Maybe<ResolversTypes['AdEntity']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PerformanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Performance'] = ResolversParentTypes['Performance'], FederationReferenceType extends FederationReferenceTypes['Performance'] = FederationReferenceTypes['Performance']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Performance']> | FederationReferenceType, FederationReferenceType, ContextType>;
  clicks?: Resolver<Maybe<ResolversTypes['Count']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  impressions?: Resolver<Maybe<ResolversTypes['Count']>, ParentType, ContextType>;
  spend?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  spendIn?: Resolver<Maybe<ResolversTypes['ConvertedMoney']>, ParentType, ContextType, RequireFields<PerformanceSpendInArgs, 'currency'>>;
};

export interface PlatformCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PlatformCode'], any> {
  name: 'PlatformCode';
}

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  fxRate?: Resolver<Maybe<ResolversTypes['FxRate']>, ParentType, ContextType, RequireFields<QueryFxRateArgs, 'base' | 'day' | 'quote'>>;
  spendCursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RecordSpendResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecordSpendResult'] = ResolversParentTypes['RecordSpendResult']> = {
  acknowledgements?: Resolver<ReadonlyArray<ResolversTypes['SpendRowAcknowledgement']>, ParentType, ContextType>;
};

export type SpendPointResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpendPoint'] = ResolversParentTypes['SpendPoint']> = {
  clicks?: Resolver<ResolversTypes['Count'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
  impressions?: Resolver<ResolversTypes['Count'], ParentType, ContextType>;
  spend?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  startsAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
};

export type SpendRestatedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpendRestated'] = ResolversParentTypes['SpendRestated']> = {
  campaign?: Resolver<Maybe<ResolversTypes['AdEntity']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  restatement?: Resolver<ResolversTypes['SpendRestatement'], ParentType, ContextType>;
};

export type SpendRestatementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpendRestatement'] = ResolversParentTypes['SpendRestatement']> = {
  after?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  observedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  startsAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
};

export type SpendRowAcknowledgementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpendRowAcknowledgement'] = ResolversParentTypes['SpendRowAcknowledgement']> = {
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['SpendRowOutcome'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SpendSeriesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpendSeries'] = ResolversParentTypes['SpendSeries']> = {
  asOf?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  grain?: Resolver<ResolversTypes['SpendGrain'], ParentType, ContextType>;
  points?: Resolver<ReadonlyArray<ResolversTypes['SpendPoint']>, ParentType, ContextType>;
  restatements?: Resolver<ReadonlyArray<ResolversTypes['SpendRestatement']>, ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  pacingUpdated?: SubscriptionResolver<ResolversTypes['PacingUpdated'], "pacingUpdated", ParentType, ContextType, RequireFields<SubscriptionPacingUpdatedArgs, 'campaignIds'>>;
  spendChanged?: SubscriptionResolver<ResolversTypes['ChangedKeys'], "spendChanged", ParentType, ContextType, Partial<SubscriptionSpendChangedArgs>>;
  spendRestated?: SubscriptionResolver<ResolversTypes['SpendRestated'], "spendRestated", ParentType, ContextType, RequireFields<SubscriptionSpendRestatedArgs, 'campaignIds'>>;
};

export interface TimeZoneScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TimeZone'], any> {
  name: 'TimeZone';
}

export type Resolvers<ContextType = Context> = {
  AdAccount?: AdAccountResolvers<ContextType>;
  AdEntity?: AdEntityResolvers<ContextType>;
  Advertiser?: AdvertiserResolvers<ContextType>;
  ChangedKeys?: ChangedKeysResolvers<ContextType>;
  ConvertedMoney?: ConvertedMoneyResolvers<ContextType>;
  Count?: GraphQLScalarType;
  CurrencyCode?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  FxRate?: FxRateResolvers<ContextType>;
  Instant?: GraphQLScalarType;
  LocalDate?: GraphQLScalarType;
  Micros?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Pacing?: PacingResolvers<ContextType>;
  PacingUpdated?: PacingUpdatedResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Performance?: PerformanceResolvers<ContextType>;
  PlatformCode?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  RecordSpendResult?: RecordSpendResultResolvers<ContextType>;
  SpendPoint?: SpendPointResolvers<ContextType>;
  SpendRestated?: SpendRestatedResolvers<ContextType>;
  SpendRestatement?: SpendRestatementResolvers<ContextType>;
  SpendRowAcknowledgement?: SpendRowAcknowledgementResolvers<ContextType>;
  SpendSeries?: SpendSeriesResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TimeZone?: GraphQLScalarType;
};

export type DirectiveResolvers<ContextType = Context> = {
  delivery?: DeliveryDirectiveResolver<any, any, ContextType>;
  liveKeys?: LiveKeysDirectiveResolver<any, any, ContextType>;
  liveSource?: LiveSourceDirectiveResolver<any, any, ContextType>;
};
