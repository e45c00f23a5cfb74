import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Advertiser as AdvertiserModel, AdAccount as AdAccountModel, AdEntity as AdEntityModel } from './ad-entity.ts';
import type { AppliedChange as AppliedChangeModel, ChangeAnswer as ChangeAnswerModel, AppliedAnswer as AppliedAnswerModel, PreviewedAnswer as PreviewedAnswerModel, RefusedAnswer as RefusedAnswerModel } from './applied-change.ts';
import type { AdEntityChanged as AdEntityChangedModel } from './ad-entity-changed.ts';
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
  /** A three-letter ISO 4217 currency code in upper case, such as USD. */
  CurrencyCode: { input: string; output: string; }
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

/** A single ad. */
export type Ad = AdEntity & {
  readonly __typename?: 'Ad';
  /** The account it runs in. */
  readonly adAccount: AdAccount;
  /** The ad group it belongs to. */
  readonly adGroup: AdGroup;
  /** Always null: no platform lets a single ad hold a budget. */
  readonly budget?: Maybe<Budget>;
  /** What was changed on it through this graph, newest first. */
  readonly changeHistory: AppliedChangeConnection;
  /** The currency of its amounts, which is its account's. */
  readonly currency: Scalars['CurrencyCode']['output'];
  /** The platform's own identifier. */
  readonly externalId: Scalars['String']['output'];
  /** The flight of its campaign. */
  readonly flight?: Maybe<Flight>;
  /** An opaque, stable identifier beginning with ad_. */
  readonly id: Scalars['ID']['output'];
  /** The name people know it by. */
  readonly name: Scalars['String']['output'];
  /** Its measured performance over a period. */
  readonly performance: Performance;
  /** The platform it runs on. */
  readonly platform: Scalars['PlatformCode']['output'];
  /** Whether it may spend. */
  readonly status: AdEntityStatus;
  /** The time zone of its days, which is its account's. */
  readonly timeZone: Scalars['TimeZone']['output'];
  /** Counts the changes seen on it. */
  readonly version: Scalars['Int']['output'];
};


/** A single ad. */
export type AdChangeHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A single ad. */
export type AdPerformanceArgs = {
  period: PeriodInput;
};

/** An account on an advertising platform. */
export type AdAccount = {
  readonly __typename?: 'AdAccount';
  /** The advertiser the account belongs to. */
  readonly advertiser: Advertiser;
  /** The account's campaigns, in the order they were created. */
  readonly campaigns: CampaignConnection;
  /** The currency all amounts of the account are in. */
  readonly currency: Scalars['CurrencyCode']['output'];
  /** The platform's own identifier of the account. */
  readonly externalId: Scalars['String']['output'];
  /** An opaque, stable identifier beginning with acc_. */
  readonly id: Scalars['ID']['output'];
  /** The name people know it by. */
  readonly name: Scalars['String']['output'];
  /** The platform the account is on. */
  readonly platform: Scalars['PlatformCode']['output'];
  /** The time zone in which the account's days begin and end. */
  readonly timeZone: Scalars['TimeZone']['output'];
};


/** An account on an advertising platform. */
export type AdAccountCampaignsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CampaignFilterInput>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of ad accounts. */
export type AdAccountConnection = {
  readonly __typename?: 'AdAccountConnection';
  /** The page with a cursor for each account. */
  readonly edges: ReadonlyArray<AdAccountEdge>;
  /** The accounts of this page. */
  readonly nodes: ReadonlyArray<AdAccount>;
  /** Where this page starts and ends. */
  readonly pageInfo: PageInfo;
};

/** An ad account in a page. */
export type AdAccountEdge = {
  readonly __typename?: 'AdAccountEdge';
  /** Where in the list this account stands. */
  readonly cursor: Scalars['String']['output'];
  /** The account. */
  readonly node: AdAccount;
};

/** A page of ads. */
export type AdConnection = {
  readonly __typename?: 'AdConnection';
  /** The page with a cursor for each ad. */
  readonly edges: ReadonlyArray<AdEdge>;
  /** The ads of this page. */
  readonly nodes: ReadonlyArray<Ad>;
  /** Where this page starts and ends. */
  readonly pageInfo: PageInfo;
};

/** An ad in a page. */
export type AdEdge = {
  readonly __typename?: 'AdEdge';
  /** Where in the list this ad stands. */
  readonly cursor: Scalars['String']['output'];
  /** The ad. */
  readonly node: Ad;
};

/** What campaigns, ad groups and ads have in common: each can be switched on and off, may carry a budget, and is reported on. */
export type AdEntity = {
  /** The account it runs in. */
  readonly adAccount: AdAccount;
  /** Its own budget; null where the budget is held by another level. */
  readonly budget?: Maybe<Budget>;
  /** What was changed on it through this graph, newest first. */
  readonly changeHistory: AppliedChangeConnection;
  /** The currency of its amounts, which is its account's. */
  readonly currency: Scalars['CurrencyCode']['output'];
  /** The platform's own identifier. */
  readonly externalId: Scalars['String']['output'];
  /** The days on which it may spend; null where the platform did not say. An ad group and an ad have their campaign's. */
  readonly flight?: Maybe<Flight>;
  /** An opaque, stable identifier whose prefix tells the level: cmp_, adg_ or ad_. */
  readonly id: Scalars['ID']['output'];
  /** The name people know it by. */
  readonly name: Scalars['String']['output'];
  /** Its measured performance over a period: one scope over one period, filled in by every domain that measures it. */
  readonly performance: Performance;
  /** The platform it runs on. */
  readonly platform: Scalars['PlatformCode']['output'];
  /** Whether it may spend. */
  readonly status: AdEntityStatus;
  /** The time zone of its days, which is its account's. */
  readonly timeZone: Scalars['TimeZone']['output'];
  /** Counts the changes made to it through this graph or seen on the platform. Pass it as expectedVersion when you change it. */
  readonly version: Scalars['Int']['output'];
};


/** What campaigns, ad groups and ads have in common: each can be switched on and off, may carry a budget, and is reported on. */
export type AdEntityChangeHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What campaigns, ad groups and ads have in common: each can be switched on and off, may carry a budget, and is reported on. */
export type AdEntityPerformanceArgs = {
  period: PeriodInput;
};

/** A budget or bid was changed. */
export type AdEntityChanged = {
  readonly __typename?: 'AdEntityChanged';
  /** The change that was made. */
  readonly change: AppliedChange;
  /** Where in the stream this event stands. */
  readonly cursor: Scalars['String']['output'];
  /** The entity after the change. */
  readonly entity: AdEntity;
};

/** Whether a campaign, ad group or ad may spend. */
export type AdEntityStatus =
  /** May spend. */
  | 'ENABLED'
  /** Switched off, can be switched on again. */
  | 'PAUSED'
  /** Gone for good; kept for its history. */
  | 'REMOVED';

/** An ad group (ad set, ad squad or line item, depending on the platform). */
export type AdGroup = AdEntity & {
  readonly __typename?: 'AdGroup';
  /** The account it runs in. */
  readonly adAccount: AdAccount;
  /** Its ads, in the order they were created. */
  readonly ads: AdConnection;
  /** What is offered in auctions; null where the platform bids by itself. */
  readonly bid?: Maybe<Bid>;
  /** Its own budget; null where the campaign holds the budget. */
  readonly budget?: Maybe<Budget>;
  /** The campaign it belongs to. */
  readonly campaign: Campaign;
  /** What was changed on it through this graph, newest first. */
  readonly changeHistory: AppliedChangeConnection;
  /** The currency of its amounts, which is its account's. */
  readonly currency: Scalars['CurrencyCode']['output'];
  /** The platform's own identifier. */
  readonly externalId: Scalars['String']['output'];
  /** The flight of its campaign. */
  readonly flight?: Maybe<Flight>;
  /** An opaque, stable identifier beginning with adg_. */
  readonly id: Scalars['ID']['output'];
  /** The name people know it by. */
  readonly name: Scalars['String']['output'];
  /** Its measured performance over a period. */
  readonly performance: Performance;
  /** The platform it runs on. */
  readonly platform: Scalars['PlatformCode']['output'];
  /** Whether it may spend. */
  readonly status: AdEntityStatus;
  /** The time zone of its days, which is its account's. */
  readonly timeZone: Scalars['TimeZone']['output'];
  /** Counts the changes made to it; pass it as expectedVersion when you change it. */
  readonly version: Scalars['Int']['output'];
};


/** An ad group (ad set, ad squad or line item, depending on the platform). */
export type AdGroupAdsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** An ad group (ad set, ad squad or line item, depending on the platform). */
export type AdGroupChangeHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** An ad group (ad set, ad squad or line item, depending on the platform). */
export type AdGroupPerformanceArgs = {
  period: PeriodInput;
};

/** A page of ad groups. */
export type AdGroupConnection = {
  readonly __typename?: 'AdGroupConnection';
  /** The page with a cursor for each ad group. */
  readonly edges: ReadonlyArray<AdGroupEdge>;
  /** The ad groups of this page. */
  readonly nodes: ReadonlyArray<AdGroup>;
  /** Where this page starts and ends. */
  readonly pageInfo: PageInfo;
};

/** An ad group in a page. */
export type AdGroupEdge = {
  readonly __typename?: 'AdGroupEdge';
  /** Where in the list this ad group stands. */
  readonly cursor: Scalars['String']['output'];
  /** The ad group. */
  readonly node: AdGroup;
};

/** The company whose money is spent; the boundary between tenants. */
export type Advertiser = {
  readonly __typename?: 'Advertiser';
  /** The advertiser's accounts on all platforms, by name. */
  readonly adAccounts: AdAccountConnection;
  /** An opaque, stable identifier beginning with adv_. */
  readonly id: Scalars['ID']['output'];
  /** The name people know it by. */
  readonly name: Scalars['String']['output'];
};


/** The company whose money is spent; the boundary between tenants. */
export type AdvertiserAdAccountsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of advertisers. */
export type AdvertiserConnection = {
  readonly __typename?: 'AdvertiserConnection';
  /** The page with a cursor for each advertiser. */
  readonly edges: ReadonlyArray<AdvertiserEdge>;
  /** The advertisers of this page. */
  readonly nodes: ReadonlyArray<Advertiser>;
  /** Where this page starts and ends. */
  readonly pageInfo: PageInfo;
};

/** An advertiser in a page. */
export type AdvertiserEdge = {
  readonly __typename?: 'AdvertiserEdge';
  /** Where in the list this advertiser stands. */
  readonly cursor: Scalars['String']['output'];
  /** The advertiser. */
  readonly node: Advertiser;
};

/** A change that was made through this graph and is part of the audit trail. */
export type AppliedChange = {
  readonly __typename?: 'AppliedChange';
  /** Who made it: the subject of their token. */
  readonly actor: Scalars['String']['output'];
  /** The value after. */
  readonly after: Money;
  /** When it was made. */
  readonly at: Scalars['Instant']['output'];
  /** The value before. */
  readonly before: Money;
  /** The entity that was changed. */
  readonly entity: AdEntity;
  /** Which value was replaced. */
  readonly field: ChangedField;
  /** An opaque, stable identifier beginning with chg_. */
  readonly id: Scalars['ID']['output'];
  /** Why it was made, in the words of whoever made it. */
  readonly reason: Scalars['String']['output'];
  /** The entity's version once the change was made. */
  readonly version: Scalars['Int']['output'];
};

/** A page of applied changes. */
export type AppliedChangeConnection = {
  readonly __typename?: 'AppliedChangeConnection';
  /** The page with a cursor for each change. */
  readonly edges: ReadonlyArray<AppliedChangeEdge>;
  /** The changes of this page. */
  readonly nodes: ReadonlyArray<AppliedChange>;
  /** Where this page starts and ends. */
  readonly pageInfo: PageInfo;
};

/** An applied change in a page. */
export type AppliedChangeEdge = {
  readonly __typename?: 'AppliedChangeEdge';
  /** Where in the list this change stands. */
  readonly cursor: Scalars['String']['output'];
  /** The change. */
  readonly node: AppliedChange;
};

/** What is offered in auctions for an ad group. */
export type Bid = {
  readonly __typename?: 'Bid';
  /** The bid, cap or target, depending on the strategy. */
  readonly amount: Money;
  /** How the platform uses the amount. */
  readonly strategy: BidStrategy;
};

/** How a platform turns a bid into auction bids. */
export type BidStrategy =
  /** Keep the average cost of a result near the amount. */
  | 'COST_CAP'
  /** Spend the budget at the lowest cost, never bidding above the amount. */
  | 'LOWEST_COST_WITH_BID_CAP'
  /** Pay up to the amount for a click. */
  | 'MANUAL_CPC'
  /** Pay up to the amount for a thousand impressions. */
  | 'MANUAL_CPM'
  /** Aim for the amount as the cost of a conversion. */
  | 'TARGET_CPA';

/** What may be spent on an ad entity. */
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

/** A campaign on a platform. */
export type Campaign = AdEntity & {
  readonly __typename?: 'Campaign';
  /** The account it runs in. */
  readonly adAccount: AdAccount;
  /** Its ad groups, in the order they were created. */
  readonly adGroups: AdGroupConnection;
  /** Its budget; null where its ad groups hold the budgets. */
  readonly budget?: Maybe<Budget>;
  /** What was changed on it through this graph, newest first. */
  readonly changeHistory: AppliedChangeConnection;
  /** The currency of its amounts, which is its account's. */
  readonly currency: Scalars['CurrencyCode']['output'];
  /** The platform's own identifier. */
  readonly externalId: Scalars['String']['output'];
  /** The days on which it may spend; null where the platform did not say. */
  readonly flight?: Maybe<Flight>;
  /** An opaque, stable identifier beginning with cmp_. */
  readonly id: Scalars['ID']['output'];
  /** The name people know it by. */
  readonly name: Scalars['String']['output'];
  /** What the campaign is for, in the platform's own word; null where the platform did not say. */
  readonly objective?: Maybe<Scalars['String']['output']>;
  /** Its measured performance over a period. */
  readonly performance: Performance;
  /** The platform it runs on. */
  readonly platform: Scalars['PlatformCode']['output'];
  /** Whether it may spend. */
  readonly status: AdEntityStatus;
  /** The time zone of its days, which is its account's. */
  readonly timeZone: Scalars['TimeZone']['output'];
  /** Counts the changes made to it; pass it as expectedVersion when you change it. */
  readonly version: Scalars['Int']['output'];
};


/** A campaign on a platform. */
export type CampaignAdGroupsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A campaign on a platform. */
export type CampaignChangeHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A campaign on a platform. */
export type CampaignPerformanceArgs = {
  period: PeriodInput;
};

/** A page of campaigns. */
export type CampaignConnection = {
  readonly __typename?: 'CampaignConnection';
  /** The page with a cursor for each campaign. */
  readonly edges: ReadonlyArray<CampaignEdge>;
  /** The campaigns of this page. */
  readonly nodes: ReadonlyArray<Campaign>;
  /** Where this page starts and ends. */
  readonly pageInfo: PageInfo;
};

/** A campaign in a page. */
export type CampaignEdge = {
  readonly __typename?: 'CampaignEdge';
  /** Where in the list this campaign stands. */
  readonly cursor: Scalars['String']['output'];
  /** The campaign. */
  readonly node: Campaign;
};

/** Which campaigns a list shows. */
export type CampaignFilterInput = {
  /** Only those of these advertisers. Naming an advertiser you may not see is refused. */
  readonly advertiserIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Only those whose name contains this text, whatever its case. 1 to 100 characters. */
  readonly nameContains?: InputMaybe<Scalars['String']['input']>;
  /** Only those on these platforms. */
  readonly platforms?: InputMaybe<ReadonlyArray<Scalars['PlatformCode']['input']>>;
  /** Only those in one of these states. */
  readonly statuses?: InputMaybe<ReadonlyArray<AdEntityStatus>>;
};

/** The change was made. */
export type ChangeApplied = {
  readonly __typename?: 'ChangeApplied';
  /** The change, as it stands in the audit trail. */
  readonly change: AppliedChange;
  /** The entity after the change. */
  readonly entity: AdEntity;
};

/** Change the amount of an ad group's bid. */
export type ChangeBidInput = {
  /** The ad group. */
  readonly adGroupId: Scalars['ID']['input'];
  /** The new amount, absolute. */
  readonly amount: MoneyInput;
  /** Chosen by you, 1 to 128 characters, one per intended change; budgets and bids of an advertiser share their keys. Sending it again with the same input answers the same and changes nothing; with another input for the same advertiser it is refused. */
  readonly clientMutationKey: Scalars['String']['input'];
  /** Answer what would happen and change nothing. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /** The version you looked at; the change is refused if the ad group has moved on. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** Change the amount of a budget. */
export type ChangeBudgetInput = {
  /** The new amount, absolute. */
  readonly amount: MoneyInput;
  /** Chosen by you, 1 to 128 characters, one per intended change; budgets and bids of an advertiser share their keys. Sending it again with the same input answers the same and changes nothing; with another input for the same advertiser it is refused. */
  readonly clientMutationKey: Scalars['String']['input'];
  /** Answer what would happen and change nothing. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /** The campaign or ad group that holds the budget. */
  readonly entityId: Scalars['ID']['input'];
  /** The version you looked at; the change is refused if the entity has moved on. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The change would be made; nothing was changed. */
export type ChangePreviewed = {
  readonly __typename?: 'ChangePreviewed';
  /** The value the change would set. */
  readonly after: Money;
  /** The value now. */
  readonly before: Money;
  /** The entity as it is. */
  readonly entity: AdEntity;
  /** Which value would be replaced. */
  readonly field: ChangedField;
};

/** Why a change was refused. */
export type ChangeRefusalCode =
  /** The amount is not a multiple of the currency's smallest unit. */
  | 'AMOUNT_NOT_BILLABLE'
  /** The amount is zero, negative or larger than any budget or bid may be. */
  | 'AMOUNT_OUT_OF_RANGE'
  /** The amount is not in the currency of the ad account. */
  | 'CURRENCY_MISMATCH'
  /** There is no such entity, or it is not yours to see. */
  | 'ENTITY_NOT_FOUND'
  /** The entity is removed and can no longer be changed. */
  | 'ENTITY_REMOVED'
  /** The input breaks a stated limit, such as an empty reason. */
  | 'INVALID_INPUT'
  /** The clientMutationKey was used before, for another change of the same advertiser. */
  | 'MUTATION_KEY_REUSED'
  /** The entity holds no budget or bid of its own that could be changed. */
  | 'NOTHING_TO_CHANGE'
  /** The entity was changed since you looked at it. */
  | 'VERSION_CONFLICT';

/** The change was refused; nothing was changed. */
export type ChangeRefused = {
  readonly __typename?: 'ChangeRefused';
  /** Why, for programs. */
  readonly code: ChangeRefusalCode;
  /** The entity as it is now, where there is one that you may see. */
  readonly currentEntity?: Maybe<AdEntity>;
  /** Why, for people: what was expected, what came, what to do. */
  readonly message: Scalars['String']['output'];
};

/** What became of a change. */
export type ChangeResult = ChangeApplied | ChangePreviewed | ChangeRefused;

/** What kind of value a change replaced. */
export type ChangedField =
  /** The amount of a bid. */
  | 'BID'
  /** The amount of a budget. */
  | 'BUDGET';

/** The days on which a campaign may spend, both ends included, in the time zone of its ad account. */
export type Flight = {
  readonly __typename?: 'Flight';
  /** The last day; null for a flight without an end. */
  readonly endsOn?: Maybe<Scalars['LocalDate']['output']>;
  /** The first day. */
  readonly startsOn: Scalars['LocalDate']['output'];
};

/** An exact amount of money. Never a float. */
export type Money = {
  readonly __typename?: 'Money';
  /** Millionths of the currency's major unit. */
  readonly amountMicros: Scalars['Micros']['output'];
  /** The currency of the amount; amounts in two currencies are never added. */
  readonly currency: Scalars['CurrencyCode']['output'];
};

/** An exact amount of money, as input. */
export type MoneyInput = {
  /** Millionths of the currency's major unit; a multiple of the currency's smallest unit. */
  readonly amountMicros: Scalars['Micros']['input'];
  /** The currency of the amount; it must be the currency of the ad account. */
  readonly currency: Scalars['CurrencyCode']['input'];
};

/** What can be changed. The fields of one request are carried out one after another, in order. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Change the bid of an ad group. */
  readonly changeBid: ChangeResult;
  /** Change the budget of a campaign or ad group. */
  readonly changeBudget: ChangeResult;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationChangeBidArgs = {
  input: ChangeBidInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationChangeBudgetArgs = {
  input: ChangeBudgetInput;
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

/** One scope over one period. Its identifier encodes both, so that a metric which needs two domains is an ordinary field. */
export type Performance = {
  readonly __typename?: 'Performance';
  /** The first day reported on. */
  readonly firstDay: Scalars['LocalDate']['output'];
  /** An opaque identifier beginning with prf_, made of the entity, the period and the time zone. */
  readonly id: Scalars['ID']['output'];
  /** The last day reported on, included. */
  readonly lastDay: Scalars['LocalDate']['output'];
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
  /** One campaign, ad group or ad; null when there is none by that id that you may see. */
  readonly adEntity?: Maybe<AdEntity>;
  /** The advertisers you may see, by name. */
  readonly advertisers: AdvertiserConnection;
  /** One campaign; null when there is none by that id that you may see. */
  readonly campaign?: Maybe<Campaign>;
  /** The campaigns you may see, in the order they were created. */
  readonly campaigns: CampaignConnection;
};


/** What can be read. */
export type QueryAdEntityArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryAdvertisersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryCampaignArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryCampaignsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CampaignFilterInput>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** What can be watched as it happens. */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /** Budgets and bids as they are changed through this graph. Events of one entity arrive in order. */
  readonly adEntityChanged: AdEntityChanged;
};


/** What can be watched as it happens. */
export type SubscriptionAdEntityChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  entityIds: ReadonlyArray<Scalars['ID']['input']>;
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
  Ad: Ad;
  AdAccount: AdAccount;
  AdEntity: AdEntity;
  AdGroup: AdGroup;
  Advertiser: Advertiser;
  Campaign: Campaign;
  Performance: Performance;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Ad:
    ( { __typename: 'Ad' }
    & GraphQLRecursivePick<FederationTypes['Ad'], {"id":true}> );
  AdAccount:
    ( { __typename: 'AdAccount' }
    & GraphQLRecursivePick<FederationTypes['AdAccount'], {"id":true}> );
  AdEntity:
    ( { __typename: 'AdEntity' }
    & GraphQLRecursivePick<FederationTypes['AdEntity'], {"id":true}> );
  AdGroup:
    ( { __typename: 'AdGroup' }
    & GraphQLRecursivePick<FederationTypes['AdGroup'], {"id":true}> );
  Advertiser:
    ( { __typename: 'Advertiser' }
    & GraphQLRecursivePick<FederationTypes['Advertiser'], {"id":true}> );
  Campaign:
    ( { __typename: 'Campaign' }
    & GraphQLRecursivePick<FederationTypes['Campaign'], {"id":true}> );
  Performance:
    ( { __typename: 'Performance' }
    & GraphQLRecursivePick<FederationTypes['Performance'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Ad: ResolverTypeWrapper<AdEntityModel>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AdAccount: ResolverTypeWrapper<AdAccountModel>;
  AdAccountConnection: ResolverTypeWrapper<Omit<AdAccountConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['AdAccountEdge']>, nodes: ReadonlyArray<ResolversTypes['AdAccount']> }>;
  AdAccountEdge: ResolverTypeWrapper<Omit<AdAccountEdge, 'node'> & { node: ResolversTypes['AdAccount'] }>;
  AdConnection: ResolverTypeWrapper<Omit<AdConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['AdEdge']>, nodes: ReadonlyArray<ResolversTypes['Ad']> }>;
  AdEdge: ResolverTypeWrapper<Omit<AdEdge, 'node'> & { node: ResolversTypes['Ad'] }>;
  AdEntity: ResolverTypeWrapper<AdEntityModel>;
  AdEntityChanged: ResolverTypeWrapper<AdEntityChangedModel>;
  AdEntityStatus: AdEntityStatus;
  AdGroup: ResolverTypeWrapper<AdEntityModel>;
  AdGroupConnection: ResolverTypeWrapper<Omit<AdGroupConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['AdGroupEdge']>, nodes: ReadonlyArray<ResolversTypes['AdGroup']> }>;
  AdGroupEdge: ResolverTypeWrapper<Omit<AdGroupEdge, 'node'> & { node: ResolversTypes['AdGroup'] }>;
  Advertiser: ResolverTypeWrapper<AdvertiserModel>;
  AdvertiserConnection: ResolverTypeWrapper<Omit<AdvertiserConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['AdvertiserEdge']>, nodes: ReadonlyArray<ResolversTypes['Advertiser']> }>;
  AdvertiserEdge: ResolverTypeWrapper<Omit<AdvertiserEdge, 'node'> & { node: ResolversTypes['Advertiser'] }>;
  AppliedChange: ResolverTypeWrapper<AppliedChangeModel>;
  AppliedChangeConnection: ResolverTypeWrapper<Omit<AppliedChangeConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['AppliedChangeEdge']>, nodes: ReadonlyArray<ResolversTypes['AppliedChange']> }>;
  AppliedChangeEdge: ResolverTypeWrapper<Omit<AppliedChangeEdge, 'node'> & { node: ResolversTypes['AppliedChange'] }>;
  Bid: ResolverTypeWrapper<Bid>;
  BidStrategy: BidStrategy;
  Budget: ResolverTypeWrapper<Budget>;
  BudgetKind: BudgetKind;
  Campaign: ResolverTypeWrapper<AdEntityModel>;
  CampaignConnection: ResolverTypeWrapper<Omit<CampaignConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['CampaignEdge']>, nodes: ReadonlyArray<ResolversTypes['Campaign']> }>;
  CampaignEdge: ResolverTypeWrapper<Omit<CampaignEdge, 'node'> & { node: ResolversTypes['Campaign'] }>;
  CampaignFilterInput: CampaignFilterInput;
  ChangeApplied: ResolverTypeWrapper<AppliedAnswerModel>;
  ChangeBidInput: ChangeBidInput;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ChangeBudgetInput: ChangeBudgetInput;
  ChangePreviewed: ResolverTypeWrapper<PreviewedAnswerModel>;
  ChangeRefusalCode: ChangeRefusalCode;
  ChangeRefused: ResolverTypeWrapper<RefusedAnswerModel>;
  ChangeResult: ResolverTypeWrapper<ChangeAnswerModel>;
  ChangedField: ChangedField;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  Flight: ResolverTypeWrapper<Flight>;
  Instant: ResolverTypeWrapper<Scalars['Instant']['output']>;
  LocalDate: ResolverTypeWrapper<Scalars['LocalDate']['output']>;
  Micros: ResolverTypeWrapper<Scalars['Micros']['output']>;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Performance: ResolverTypeWrapper<Performance>;
  PeriodInput: PeriodInput;
  PlatformCode: ResolverTypeWrapper<Scalars['PlatformCode']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TimeZone: ResolverTypeWrapper<Scalars['TimeZone']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Ad: AdEntityModel;
  String: Scalars['String']['output'];
  Int: Scalars['Int']['output'];
  ID: Scalars['ID']['output'];
  AdAccount: AdAccountModel;
  AdAccountConnection: Omit<AdAccountConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['AdAccountEdge']>, nodes: ReadonlyArray<ResolversParentTypes['AdAccount']> };
  AdAccountEdge: Omit<AdAccountEdge, 'node'> & { node: ResolversParentTypes['AdAccount'] };
  AdConnection: Omit<AdConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['AdEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Ad']> };
  AdEdge: Omit<AdEdge, 'node'> & { node: ResolversParentTypes['Ad'] };
  AdEntity: AdEntityModel;
  AdEntityChanged: AdEntityChangedModel;
  AdGroup: AdEntityModel;
  AdGroupConnection: Omit<AdGroupConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['AdGroupEdge']>, nodes: ReadonlyArray<ResolversParentTypes['AdGroup']> };
  AdGroupEdge: Omit<AdGroupEdge, 'node'> & { node: ResolversParentTypes['AdGroup'] };
  Advertiser: AdvertiserModel;
  AdvertiserConnection: Omit<AdvertiserConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['AdvertiserEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Advertiser']> };
  AdvertiserEdge: Omit<AdvertiserEdge, 'node'> & { node: ResolversParentTypes['Advertiser'] };
  AppliedChange: AppliedChangeModel;
  AppliedChangeConnection: Omit<AppliedChangeConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['AppliedChangeEdge']>, nodes: ReadonlyArray<ResolversParentTypes['AppliedChange']> };
  AppliedChangeEdge: Omit<AppliedChangeEdge, 'node'> & { node: ResolversParentTypes['AppliedChange'] };
  Bid: Bid;
  Budget: Budget;
  Campaign: AdEntityModel;
  CampaignConnection: Omit<CampaignConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['CampaignEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Campaign']> };
  CampaignEdge: Omit<CampaignEdge, 'node'> & { node: ResolversParentTypes['Campaign'] };
  CampaignFilterInput: CampaignFilterInput;
  ChangeApplied: AppliedAnswerModel;
  ChangeBidInput: ChangeBidInput;
  Boolean: Scalars['Boolean']['output'];
  ChangeBudgetInput: ChangeBudgetInput;
  ChangePreviewed: PreviewedAnswerModel;
  ChangeRefused: RefusedAnswerModel;
  ChangeResult: ChangeAnswerModel;
  CurrencyCode: Scalars['CurrencyCode']['output'];
  Flight: Flight;
  Instant: Scalars['Instant']['output'];
  LocalDate: Scalars['LocalDate']['output'];
  Micros: Scalars['Micros']['output'];
  Money: Money;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Performance: Performance | FederationReferenceTypes['Performance'];
  PeriodInput: PeriodInput;
  PlatformCode: Scalars['PlatformCode']['output'];
  Query: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  TimeZone: Scalars['TimeZone']['output'];
};

export type AdResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Ad'] = ResolversParentTypes['Ad'], FederationReferenceType extends FederationReferenceTypes['Ad'] = FederationReferenceTypes['Ad']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Ad']> | FederationReferenceType, FederationReferenceType, ContextType>;
  adAccount?: Resolver<ResolversTypes['AdAccount'], ParentType, ContextType>;
  adGroup?: Resolver<ResolversTypes['AdGroup'], ParentType, ContextType>;
  budget?: Resolver<Maybe<ResolversTypes['Budget']>, ParentType, ContextType>;
  changeHistory?: Resolver<ResolversTypes['AppliedChangeConnection'], ParentType, ContextType, RequireFields<AdChangeHistoryArgs, 'first'>>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  flight?: Resolver<Maybe<ResolversTypes['Flight']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  performance?: Resolver<ResolversTypes['Performance'], ParentType, ContextType, RequireFields<AdPerformanceArgs, 'period'>>;
  platform?: Resolver<ResolversTypes['PlatformCode'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['AdEntityStatus'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AdAccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdAccount'] = ResolversParentTypes['AdAccount'], FederationReferenceType extends FederationReferenceTypes['AdAccount'] = FederationReferenceTypes['AdAccount']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['AdAccount']> | FederationReferenceType, FederationReferenceType, ContextType>;
  advertiser?: Resolver<ResolversTypes['Advertiser'], ParentType, ContextType>;
  campaigns?: Resolver<ResolversTypes['CampaignConnection'], ParentType, ContextType, RequireFields<AdAccountCampaignsArgs, 'first'>>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  platform?: Resolver<ResolversTypes['PlatformCode'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
};

export type AdAccountConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdAccountConnection'] = ResolversParentTypes['AdAccountConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AdAccountEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AdAccount']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AdAccountEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdAccountEdge'] = ResolversParentTypes['AdAccountEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AdAccount'], ParentType, ContextType>;
};

export type AdConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdConnection'] = ResolversParentTypes['AdConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AdEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Ad']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AdEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdEdge'] = ResolversParentTypes['AdEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Ad'], ParentType, ContextType>;
};

export type AdEntityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdEntity'] = ResolversParentTypes['AdEntity'], FederationReferenceType extends FederationReferenceTypes['AdEntity'] = FederationReferenceTypes['AdEntity']> = {
  __resolveType: TypeResolveFn<'Ad' | 'AdGroup' | 'Campaign', ParentType, ContextType>;
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['AdEntity']> | FederationReferenceType, FederationReferenceType, ContextType>;
};

export type AdEntityChangedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdEntityChanged'] = ResolversParentTypes['AdEntityChanged']> = {
  change?: Resolver<ResolversTypes['AppliedChange'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['AdEntity'], ParentType, ContextType>;
};

export type AdGroupResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdGroup'] = ResolversParentTypes['AdGroup'], FederationReferenceType extends FederationReferenceTypes['AdGroup'] = FederationReferenceTypes['AdGroup']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['AdGroup']> | FederationReferenceType, FederationReferenceType, ContextType>;
  adAccount?: Resolver<ResolversTypes['AdAccount'], ParentType, ContextType>;
  ads?: Resolver<ResolversTypes['AdConnection'], ParentType, ContextType, RequireFields<AdGroupAdsArgs, 'first'>>;
  bid?: Resolver<Maybe<ResolversTypes['Bid']>, ParentType, ContextType>;
  budget?: Resolver<Maybe<ResolversTypes['Budget']>, ParentType, ContextType>;
  campaign?: Resolver<ResolversTypes['Campaign'], ParentType, ContextType>;
  changeHistory?: Resolver<ResolversTypes['AppliedChangeConnection'], ParentType, ContextType, RequireFields<AdGroupChangeHistoryArgs, 'first'>>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  flight?: Resolver<Maybe<ResolversTypes['Flight']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  performance?: Resolver<ResolversTypes['Performance'], ParentType, ContextType, RequireFields<AdGroupPerformanceArgs, 'period'>>;
  platform?: Resolver<ResolversTypes['PlatformCode'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['AdEntityStatus'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AdGroupConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdGroupConnection'] = ResolversParentTypes['AdGroupConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AdGroupEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AdGroup']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AdGroupEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdGroupEdge'] = ResolversParentTypes['AdGroupEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AdGroup'], ParentType, ContextType>;
};

export type AdvertiserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Advertiser'] = ResolversParentTypes['Advertiser'], FederationReferenceType extends FederationReferenceTypes['Advertiser'] = FederationReferenceTypes['Advertiser']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Advertiser']> | FederationReferenceType, FederationReferenceType, ContextType>;
  adAccounts?: Resolver<ResolversTypes['AdAccountConnection'], ParentType, ContextType, RequireFields<AdvertiserAdAccountsArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AdvertiserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdvertiserConnection'] = ResolversParentTypes['AdvertiserConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AdvertiserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Advertiser']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AdvertiserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdvertiserEdge'] = ResolversParentTypes['AdvertiserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Advertiser'], ParentType, ContextType>;
};

export type AppliedChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppliedChange'] = ResolversParentTypes['AppliedChange']> = {
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  after?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['AdEntity'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['ChangedField'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AppliedChangeConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppliedChangeConnection'] = ResolversParentTypes['AppliedChangeConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AppliedChangeEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AppliedChange']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AppliedChangeEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppliedChangeEdge'] = ResolversParentTypes['AppliedChangeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AppliedChange'], ParentType, ContextType>;
};

export type BidResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Bid'] = ResolversParentTypes['Bid']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  strategy?: Resolver<ResolversTypes['BidStrategy'], ParentType, ContextType>;
};

export type BudgetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Budget'] = ResolversParentTypes['Budget']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['BudgetKind'], ParentType, ContextType>;
};

export type CampaignResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Campaign'] = ResolversParentTypes['Campaign'], FederationReferenceType extends FederationReferenceTypes['Campaign'] = FederationReferenceTypes['Campaign']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Campaign']> | FederationReferenceType, FederationReferenceType, ContextType>;
  adAccount?: Resolver<ResolversTypes['AdAccount'], ParentType, ContextType>;
  adGroups?: Resolver<ResolversTypes['AdGroupConnection'], ParentType, ContextType, RequireFields<CampaignAdGroupsArgs, 'first'>>;
  budget?: Resolver<Maybe<ResolversTypes['Budget']>, ParentType, ContextType>;
  changeHistory?: Resolver<ResolversTypes['AppliedChangeConnection'], ParentType, ContextType, RequireFields<CampaignChangeHistoryArgs, 'first'>>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  flight?: Resolver<Maybe<ResolversTypes['Flight']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  objective?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  performance?: Resolver<ResolversTypes['Performance'], ParentType, ContextType, RequireFields<CampaignPerformanceArgs, 'period'>>;
  platform?: Resolver<ResolversTypes['PlatformCode'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['AdEntityStatus'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CampaignConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CampaignConnection'] = ResolversParentTypes['CampaignConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CampaignEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Campaign']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CampaignEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CampaignEdge'] = ResolversParentTypes['CampaignEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Campaign'], ParentType, ContextType>;
};

export type ChangeAppliedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeApplied'] = ResolversParentTypes['ChangeApplied']> = {
  change?: Resolver<ResolversTypes['AppliedChange'], ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['AdEntity'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangePreviewedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangePreviewed'] = ResolversParentTypes['ChangePreviewed']> = {
  after?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['AdEntity'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['ChangedField'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangeRefusedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeRefused'] = ResolversParentTypes['ChangeRefused']> = {
  code?: Resolver<ResolversTypes['ChangeRefusalCode'], ParentType, ContextType>;
  currentEntity?: Resolver<Maybe<ResolversTypes['AdEntity']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangeResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeResult'] = ResolversParentTypes['ChangeResult']> = {
  __resolveType: TypeResolveFn<'ChangeApplied' | 'ChangePreviewed' | 'ChangeRefused', ParentType, ContextType>;
};

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export type FlightResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Flight'] = ResolversParentTypes['Flight']> = {
  endsOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  startsOn?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
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
  changeBid?: Resolver<ResolversTypes['ChangeResult'], ParentType, ContextType, RequireFields<MutationChangeBidArgs, 'input'>>;
  changeBudget?: Resolver<ResolversTypes['ChangeResult'], ParentType, ContextType, RequireFields<MutationChangeBudgetArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PerformanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Performance'] = ResolversParentTypes['Performance'], FederationReferenceType extends FederationReferenceTypes['Performance'] = FederationReferenceTypes['Performance']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Performance']> | FederationReferenceType, FederationReferenceType, ContextType>;
  firstDay?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastDay?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
};

export interface PlatformCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PlatformCode'], any> {
  name: 'PlatformCode';
}

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  adEntity?: Resolver<Maybe<ResolversTypes['AdEntity']>, ParentType, ContextType, RequireFields<QueryAdEntityArgs, 'id'>>;
  advertisers?: Resolver<ResolversTypes['AdvertiserConnection'], ParentType, ContextType, RequireFields<QueryAdvertisersArgs, 'first'>>;
  campaign?: Resolver<Maybe<ResolversTypes['Campaign']>, ParentType, ContextType, RequireFields<QueryCampaignArgs, 'id'>>;
  campaigns?: Resolver<ResolversTypes['CampaignConnection'], ParentType, ContextType, RequireFields<QueryCampaignsArgs, 'first'>>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  adEntityChanged?: SubscriptionResolver<ResolversTypes['AdEntityChanged'], "adEntityChanged", ParentType, ContextType, RequireFields<SubscriptionAdEntityChangedArgs, 'entityIds'>>;
};

export interface TimeZoneScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TimeZone'], any> {
  name: 'TimeZone';
}

export type Resolvers<ContextType = Context> = {
  Ad?: AdResolvers<ContextType>;
  AdAccount?: AdAccountResolvers<ContextType>;
  AdAccountConnection?: AdAccountConnectionResolvers<ContextType>;
  AdAccountEdge?: AdAccountEdgeResolvers<ContextType>;
  AdConnection?: AdConnectionResolvers<ContextType>;
  AdEdge?: AdEdgeResolvers<ContextType>;
  AdEntity?: AdEntityResolvers<ContextType>;
  AdEntityChanged?: AdEntityChangedResolvers<ContextType>;
  AdGroup?: AdGroupResolvers<ContextType>;
  AdGroupConnection?: AdGroupConnectionResolvers<ContextType>;
  AdGroupEdge?: AdGroupEdgeResolvers<ContextType>;
  Advertiser?: AdvertiserResolvers<ContextType>;
  AdvertiserConnection?: AdvertiserConnectionResolvers<ContextType>;
  AdvertiserEdge?: AdvertiserEdgeResolvers<ContextType>;
  AppliedChange?: AppliedChangeResolvers<ContextType>;
  AppliedChangeConnection?: AppliedChangeConnectionResolvers<ContextType>;
  AppliedChangeEdge?: AppliedChangeEdgeResolvers<ContextType>;
  Bid?: BidResolvers<ContextType>;
  Budget?: BudgetResolvers<ContextType>;
  Campaign?: CampaignResolvers<ContextType>;
  CampaignConnection?: CampaignConnectionResolvers<ContextType>;
  CampaignEdge?: CampaignEdgeResolvers<ContextType>;
  ChangeApplied?: ChangeAppliedResolvers<ContextType>;
  ChangePreviewed?: ChangePreviewedResolvers<ContextType>;
  ChangeRefused?: ChangeRefusedResolvers<ContextType>;
  ChangeResult?: ChangeResultResolvers<ContextType>;
  CurrencyCode?: GraphQLScalarType;
  Flight?: FlightResolvers<ContextType>;
  Instant?: GraphQLScalarType;
  LocalDate?: GraphQLScalarType;
  Micros?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Performance?: PerformanceResolvers<ContextType>;
  PlatformCode?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TimeZone?: GraphQLScalarType;
};

