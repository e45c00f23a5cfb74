import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Advertiser as AdvertiserModel, AdAccount as AdAccountModel, AdEntity as AdEntityModel } from './ad-entity.ts';
import type { AppliedChange as AppliedChangeModel, ChangeAnswer as ChangeAnswerModel, AppliedAnswer as AppliedAnswerModel, PendingAnswer as PendingAnswerModel, ScheduledAnswer as ScheduledAnswerModel, QueuedAnswer as QueuedAnswerModel, PreviewedAnswer as PreviewedAnswerModel, RefusedAnswer as RefusedAnswerModel } from './applied-change.ts';
import type { ChangeRequest as ChangeRequestModel } from './change-request.ts';
import type { Approval as ApprovalModel } from './approval-store.ts';
import type { KillSwitch as KillSwitchModel } from './kill-switch.ts';
import type { SetPolicy } from './guardrails/policy-store.ts';
import type { PolicySet as PolicySetModel, FreezeSet as FreezeSetModel, DriftPolicySet as DriftPolicySetModel, PreviewResult as PreviewResultModel, WorstCaseIn as WorstCaseModel, BatchResult as BatchResultModel, Decided as DecidedModel, Switched as SwitchedModel } from './graph-answers.ts';
import type { PolicyAnswer } from './set-policy.ts';
import type { Freeze as FreezeModel } from './guardrails/freeze.ts';
import type { FreezeAnswer } from './set-freeze.ts';
import type { SetDriftPolicy as SetDriftPolicyModel, DriftRule as DriftRuleModel } from './delivery/drift-policy.ts';
import type { DriftPolicyAnswer } from './set-drift-policy.ts';
import type { AuditEntry as AuditEntryModel } from './audit.ts';
import type { PreviewAnswer as PreviewAnswerModel, PreviewItem as PreviewItemModel } from './preview-changes.ts';
import type { BatchItem as BatchItemModel, BatchAnswer as BatchAnswerModel } from './make-batch.ts';
import type { DecisionAnswer as DecisionAnswerModel } from './decide-request.ts';
import type { SwitchAnswer as SwitchAnswerModel } from './switch-off.ts';
import type { ChangeRequestMoved as ChangeRequestMovedModel } from './change-request-moved.ts';
import type { KillSwitchChanged as KillSwitchChangedModel } from './kill-switch-changed.ts';
import type { AdEntityChanged as AdEntityChangedModel } from './ad-entity-changed.ts';
import type { DriftRecord } from './delivery/drift-store.ts';
import type { DriftDetected as DriftDetectedModel } from './delivery/drift-detected.ts';
import type { QuotaPressureEvent } from './delivery/quota-pressure.ts';
import type { ReconcileAnswer, AskedAnswer, RefusedAnswer as RefusedReconciliation } from './delivery/ask-to-reconcile.ts';
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
  /** The words on which its answers depend. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
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
  /** The words on which its answers depend. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
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
  /** The words on which the list depends. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
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
  /** The words on which the list depends. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
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
  /** The words on which its answers depend. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
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
  /** Gone from its platform, with all that was in it; kept for its history. It can no longer be changed. Where its platform shows it again, it is switched on or off as it is there. */
  | 'REMOVED';

/** An ad group (ad set, ad squad or line item, depending on the platform). */
export type AdGroup = AdEntity & {
  readonly __typename?: 'AdGroup';
  /** The account it runs in. */
  readonly adAccount: AdAccount;
  /** Its ads, in the order they were created. */
  readonly ads: AdConnection;
  /** What is offered in auctions, in place of its campaign's bid where that has one; null where it has none of its own. */
  readonly bid?: Maybe<Bid>;
  /** Its own budget; null where the campaign holds the budget. */
  readonly budget?: Maybe<Budget>;
  /** The campaign it belongs to. */
  readonly campaign: Campaign;
  /** What was changed on it through this graph, newest first. */
  readonly changeHistory: AppliedChangeConnection;
  /** The words on which its answers depend. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
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
  /** The words on which the list depends. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
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
  /** The words on which its answers depend. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
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
  /** The words on which the list depends. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
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

/** A change that was made through this graph and is in effect. */
export type AppliedChange = {
  readonly __typename?: 'AppliedChange';
  /** Who made it: the subject of their token. */
  readonly actor: Scalars['String']['output'];
  /** The amount after; null where the field is STATUS. */
  readonly after?: Maybe<Money>;
  /** The status after; null where an amount was replaced. */
  readonly afterStatus?: Maybe<AdEntityStatus>;
  /** When it was made. */
  readonly at: Scalars['Instant']['output'];
  /** The amount before; null where the field is STATUS. */
  readonly before?: Maybe<Money>;
  /** The status before; null where an amount was replaced. */
  readonly beforeStatus?: Maybe<AdEntityStatus>;
  /** The entity that was changed. */
  readonly entity: AdEntity;
  /** Which value was replaced. */
  readonly field: ChangedField;
  /** An opaque, stable identifier beginning with chg_: that of the request it came of. */
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

/** The decision about a request by somebody other than who asked for it. */
export type Approval = {
  readonly __typename?: 'Approval';
  /** Who decided: the subject of their token. */
  readonly approver: Scalars['String']['output'];
  /** When. */
  readonly at: Scalars['Instant']['output'];
  /** What was decided. */
  readonly decision: ApprovalDecision;
  /** Why, in their words. */
  readonly reason: Scalars['String']['output'];
};

/** What somebody who may decide about a request may say of it. */
export type ApprovalDecision =
  /** It may be done, or was rightly done. */
  | 'APPROVED'
  /** It may not be done, or was wrongly done. */
  | 'REJECTED';

/** Approve somebody else's request. */
export type ApproveInput = {
  /** The fingerprint of the request as you looked at it. */
  readonly contentHash: Scalars['String']['input'];
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
  /** The request. */
  readonly requestId: Scalars['ID']['input'];
};

/** An entry of the audit trail. Its hash covers the entry before it. */
export type AuditEntry = {
  readonly __typename?: 'AuditEntry';
  /** What was done, such as change-request.moved or kill-switch.engaged. */
  readonly action: Scalars['String']['output'];
  /** Who or what did it. */
  readonly actor: Scalars['String']['output'];
  /** When it happened. */
  readonly at: Scalars['Instant']['output'];
  /** What happened, as canonical JSON: the very bytes that were hashed. */
  readonly body: Scalars['String']['output'];
  /** SHA-256 of prevHash and body, 64 hexadecimal digits. */
  readonly hash: Scalars['String']['output'];
  /** The hash of the entry before, 64 hexadecimal digits; zeros for the first one. */
  readonly prevHash: Scalars['String']['output'];
  /** Its number in the advertiser's chain, from 1. */
  readonly seq: Scalars['Count']['output'];
  /** The request, kill switch, policy or freeze it is about. */
  readonly subject: Scalars['ID']['output'];
};

/** A page of the audit trail. */
export type AuditEntryConnection = {
  readonly __typename?: 'AuditEntryConnection';
  /** The page with a cursor for each entry. */
  readonly edges: ReadonlyArray<AuditEntryEdge>;
  /** The entries of this page. */
  readonly nodes: ReadonlyArray<AuditEntry>;
  /** Where this page starts and ends. */
  readonly pageInfo: PageInfo;
};

/** An entry in a page. */
export type AuditEntryEdge = {
  readonly __typename?: 'AuditEntryEdge';
  /** Where in the trail this entry stands. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: AuditEntry;
};

/** What became of one change of a batch: either a request, or a refusal. */
export type BatchItem = {
  readonly __typename?: 'BatchItem';
  /** Why it was refused, for programs; null where it was not. */
  readonly code?: Maybe<ChangeRefusalCode>;
  /** The entity that was to be changed. */
  readonly entityId: Scalars['ID']['output'];
  /** Why it was refused, for people; null where it was not. */
  readonly message?: Maybe<Scalars['String']['output']>;
  /** The request that was made; null where it was refused. */
  readonly request?: Maybe<ChangeRequest>;
};

/** What became of the changes of a batch. */
export type BatchMade = {
  readonly __typename?: 'BatchMade';
  /** An opaque, stable identifier beginning with bat_: its requests carry it. */
  readonly id: Scalars['ID']['output'];
  /** What became of each change, in the order they were given; a roll-back's by entity. */
  readonly items: ReadonlyArray<BatchItem>;
};

/** What is to become of a batch of which some changes are refused. */
export type BatchMode =
  /** Nothing is done unless everything can be. */
  | 'ATOMIC'
  /** What can be done is done. */
  | 'BEST_EFFORT';

/** What became of a batch. */
export type BatchResult = BatchMade | ChangeRefused;

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

/** Change many values of entities of one advertiser. */
export type BulkChangeInput = {
  /** The changes, 1 to 1,000, of no value two. */
  readonly changes: ReadonlyArray<EntityChangeInput>;
  /** Chosen by you, 1 to 128 characters, one per batch; all changes of an advertiser share their keys. */
  readonly clientMutationKey: Scalars['String']['input'];
  /** What is to become of the batch if some changes are refused. */
  readonly mode: BatchMode;
  /** The token of a preview of exactly this. The change is then refused if anything that was previewed has moved since. */
  readonly previewToken?: InputMaybe<Scalars['String']['input']>;
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** A campaign on a platform. */
export type Campaign = AdEntity & {
  readonly __typename?: 'Campaign';
  /** The account it runs in. */
  readonly adAccount: AdAccount;
  /** Its ad groups, in the order they were created. */
  readonly adGroups: AdGroupConnection;
  /** The target that is set for the whole campaign, as on Google Ads; null where its ad groups bid, where the platform bids by itself, and where it follows a strategy that campaigns share, whose target is not its own. */
  readonly bid?: Maybe<Bid>;
  /** Its budget; null where its ad groups hold the budgets. */
  readonly budget?: Maybe<Budget>;
  /** What was changed on it through this graph, newest first. */
  readonly changeHistory: AppliedChangeConnection;
  /** The words on which its answers depend. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
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
  /** The words on which the list depends. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
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

/** The change is in effect. */
export type ChangeApplied = {
  readonly __typename?: 'ChangeApplied';
  /** The change, as it stands in the entity's history. */
  readonly change: AppliedChange;
  /** The entity after the change. */
  readonly entity: AdEntity;
};

/** Somebody else has to approve the change first. */
export type ChangeAwaitsApproval = {
  readonly __typename?: 'ChangeAwaitsApproval';
  /** The entity as it is. */
  readonly entity: AdEntity;
  /** The request, as it was when it was made. */
  readonly request: ChangeRequest;
  /** Why it needs an approval. */
  readonly verdicts: ReadonlyArray<GuardrailVerdict>;
};

/** Change the amount of a campaign's or an ad group's bid. */
export type ChangeBidInput = {
  /**
   * The ad group, where entityId is left out.
   * @deprecated Use entityId, which takes campaigns too.
   */
  readonly adGroupId?: InputMaybe<Scalars['ID']['input']>;
  /** The new amount, absolute. */
  readonly amount: MoneyInput;
  /** Do without an approval that would be needed; somebody else has to review it afterwards. Needs the scope changes:break-glass. */
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
  /** Chosen by you, 1 to 128 characters, one per intended change; budgets and bids of an advertiser share their keys. Sending it again with the same input answers the same and changes nothing; with another input for the same advertiser it is refused. */
  readonly clientMutationKey: Scalars['String']['input'];
  /** Answer what would happen and change nothing. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /** The campaign or ad group. */
  readonly entityId?: InputMaybe<Scalars['ID']['input']>;
  /** The version you looked at; the change is refused if the entity has moved on. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** The token of a preview of exactly this. The change is then refused if anything that was previewed has moved since. */
  readonly previewToken?: InputMaybe<Scalars['String']['input']>;
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** Change the amount of a budget. */
export type ChangeBudgetInput = {
  /** The new amount, absolute. */
  readonly amount: MoneyInput;
  /** Do without an approval that would be needed; somebody else has to review it afterwards. Needs the scope changes:break-glass. */
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
  /** Chosen by you, 1 to 128 characters, one per intended change; budgets and bids of an advertiser share their keys. Sending it again with the same input answers the same and changes nothing; with another input for the same advertiser it is refused. */
  readonly clientMutationKey: Scalars['String']['input'];
  /** Answer what would happen and change nothing. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /** The campaign or ad group that holds the budget. */
  readonly entityId: Scalars['ID']['input'];
  /** The version you looked at; the change is refused if the entity has moved on. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** The token of a preview of exactly this. The change is then refused if anything that was previewed has moved since. */
  readonly previewToken?: InputMaybe<Scalars['String']['input']>;
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** It was decided. */
export type ChangeDecided = {
  readonly __typename?: 'ChangeDecided';
  /** The request after the decision. */
  readonly request: ChangeRequest;
};

/** Whether a change may cost more or only less. */
export type ChangeDirection =
  /** A lower amount, or the same. */
  | 'DECREASE'
  /** Lets an entity spend again. */
  | 'ENABLE'
  /** A higher amount. */
  | 'INCREASE'
  /** Stops spending. */
  | 'PAUSE';

/** What one change would do. */
export type ChangePreviewItem = {
  readonly __typename?: 'ChangePreviewItem';
  /** The amount the change would set; null where the kind is STATUS. */
  readonly after?: Maybe<Money>;
  /** The status the change would set; null where the kind is not STATUS. */
  readonly afterStatus?: Maybe<AdEntityStatus>;
  /** The amount now; null where the kind is STATUS. */
  readonly before?: Maybe<Money>;
  /** The status now; null where the kind is not STATUS. */
  readonly beforeStatus?: Maybe<AdEntityStatus>;
  /** Why it would be refused, for programs; null where it would not. */
  readonly code?: Maybe<ChangeRefusalCode>;
  /** The same, as it is; null where there is none that you may see. */
  readonly entity?: Maybe<AdEntity>;
  /** The entity that would be changed. */
  readonly entityId: Scalars['ID']['output'];
  /** Which value would be replaced. */
  readonly kind: ChangedField;
  /** Whether delivery is likely to learn anew. */
  readonly learningRisk: LearningRisk;
  /** Why it would be refused, for people; null where it would not. */
  readonly message?: Maybe<Scalars['String']['output']>;
  /** What the platform would aim at for what is left of today; null where it does not prorate. */
  readonly restOfToday?: Maybe<Money>;
  /** What the guardrails have to say of it. */
  readonly verdicts: ReadonlyArray<GuardrailVerdict>;
  /** The worst case after the change; null for a bid, and where the entity holds no budget. */
  readonly worstCaseAfter?: Maybe<WorstCase>;
  /** The worst case with the budget as it is; null for a bid, and where the entity holds no budget. */
  readonly worstCaseBefore?: Maybe<WorstCase>;
};

/** The change would be made; nothing was changed. */
export type ChangePreviewed = {
  readonly __typename?: 'ChangePreviewed';
  /** The amount the change would set; null where the field is STATUS. */
  readonly after?: Maybe<Money>;
  /** The amount now; null where the field is STATUS. */
  readonly before?: Maybe<Money>;
  /** The entity as it is. */
  readonly entity: AdEntity;
  /** Which value would be replaced. */
  readonly field: ChangedField;
  /** What the guardrails have to say of it; empty where they have nothing against it. */
  readonly verdicts: ReadonlyArray<GuardrailVerdict>;
};

/** The change is on its way to the platform; `changeRequest` tells what becomes of it. */
export type ChangeQueued = {
  readonly __typename?: 'ChangeQueued';
  /** The entity as it is while the platform has not confirmed the change. */
  readonly entity: AdEntity;
  /** The request, as it was when it was queued. */
  readonly request: ChangeRequest;
};

/** Why a change was refused. */
export type ChangeRefusalCode =
  /** The amount is not a multiple of the currency's smallest unit. */
  | 'AMOUNT_NOT_BILLABLE'
  /** The amount is zero, negative or larger than any budget or bid may be. */
  | 'AMOUNT_OUT_OF_RANGE'
  /** Another change of an atomic batch was refused. */
  | 'BATCH_REFUSED'
  /** The amount is less than the platform takes. */
  | 'BELOW_PLATFORM_MINIMUM'
  /** At worst more would be spent on a day than the cap of the account or the advertiser allows. */
  | 'CAP_EXCEEDED'
  /** The contentHash is not that of the request. */
  | 'CONTENT_MISMATCH'
  /** The amount is not in the currency of the ad account. */
  | 'CURRENCY_MISMATCH'
  /** With what was raised before, the raise is larger than the policy allows within 24 hours. */
  | 'DAY_TOO_LARGE'
  /** There is no such entity, or it is not yours to see. */
  | 'ENTITY_NOT_FOUND'
  /** The entity is removed and can no longer be changed. */
  | 'ENTITY_REMOVED'
  /** There is no such freeze, or it is not yours to see. */
  | 'FREEZE_NOT_FOUND'
  /** Nothing may be raised at present: a freeze. */
  | 'FROZEN'
  /** The input breaks a stated limit, such as an empty reason. */
  | 'INVALID_INPUT'
  /** A kill switch stops all increases. */
  | 'KILL_SWITCH_ENGAGED'
  /** The clientMutationKey was used before, for another change of the same advertiser. */
  | 'MUTATION_KEY_REUSED'
  /** The entity holds no budget or bid of its own that could be changed. */
  | 'NOTHING_TO_CHANGE'
  /** There is nothing to decide about the request, or it was decided about. */
  | 'NOT_PENDING'
  /** There is nothing in effect to take back, or the value was changed again since. */
  | 'NOT_REVERSIBLE'
  /** No policy, or no cap, covers the account: nothing may be raised on it. */
  | 'NO_POLICY'
  /** The amount is outside what the policy allows at all. */
  | 'OUT_OF_BOUNDS'
  /** You asked for it yourself: somebody else has to decide. */
  | 'OWN_REQUEST'
  /** The preview is older than half an hour. */
  | 'PREVIEW_EXPIRED'
  /** The previewToken is of another preview, or of none. */
  | 'PREVIEW_MISMATCH'
  /** What was previewed has changed since. */
  | 'PREVIEW_OUTDATED'
  /** The request was to be approved before now. */
  | 'REQUEST_EXPIRED'
  /** There is no such request, or it is not yours to see. */
  | 'REQUEST_NOT_FOUND'
  /** Your last change without approval has not been reviewed by anybody yet. */
  | 'REVIEW_OUTSTANDING'
  /** What is known of the entity is too old to raise anything on. */
  | 'STALE_DATA'
  /** The raise is larger than the policy allows at once. */
  | 'STEP_TOO_LARGE'
  /** There is no such kill switch, or it is not yours to see. */
  | 'SWITCH_NOT_FOUND'
  /** The entity was changed as often within the hour as the policy or the platform allows. */
  | 'TOO_MANY_CHANGES'
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
  /** What the guardrails had to say, where they were asked. */
  readonly verdicts: ReadonlyArray<GuardrailVerdict>;
};

/** An intent to set one value of one ad entity, and how far it has come. */
export type ChangeRequest = {
  readonly __typename?: 'ChangeRequest';
  /** The amount asked for; null where the kind is STATUS. */
  readonly after?: Maybe<Money>;
  /** The status asked for; null for an amount. */
  readonly afterStatus?: Maybe<AdEntityStatus>;
  /** Somebody else's decision about it; null while there is none. */
  readonly approval?: Maybe<Approval>;
  /** The batch it was made with; null for one on its own. */
  readonly batchId?: Maybe<Scalars['ID']['output']>;
  /** The amount when it was asked for; null where the kind is STATUS. */
  readonly before?: Maybe<Money>;
  /** The status when it was asked for; null for an amount. */
  readonly beforeStatus?: Maybe<AdEntityStatus>;
  /** The words on which its answers depend. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
  /** A fingerprint of what is asked for. An approval is of this: pass it to approve and reject. */
  readonly contentHash: Scalars['String']['output'];
  /** Whether it may cost more or only less. */
  readonly direction: ChangeDirection;
  /** The entity to be changed. */
  readonly entity: AdEntity;
  /** When it is given up, if it is not approved or not sent by then. */
  readonly expiresAt: Scalars['Instant']['output'];
  /** An opaque, stable identifier beginning with chg_. */
  readonly id: Scalars['ID']['output'];
  /** Whether it was made without the approval it needed, to be reviewed afterwards. */
  readonly isBreakGlass: Scalars['Boolean']['output'];
  /** Which value is to be replaced. */
  readonly kind: ChangedField;
  /** The version of the policy it was checked against; null where none was needed. */
  readonly policyVersion?: Maybe<Scalars['Int']['output']>;
  /** Why, in the words of whoever asked for it. */
  readonly reason: Scalars['String']['output'];
  /** When it was asked for. */
  readonly requestedAt: Scalars['Instant']['output'];
  /** Who asked for it: the subject of their token. */
  readonly requestedBy: Scalars['String']['output'];
  /** The request whose effect it takes back. */
  readonly rollbackOf?: Maybe<ChangeRequest>;
  /** When it is to be done; null for as soon as may be. */
  readonly scheduledFor?: Maybe<Scalars['Instant']['output']>;
  /** How far it has come. */
  readonly state: ChangeState;
  /** Since when it is there. */
  readonly stateAt: Scalars['Instant']['output'];
  /** Every step of it, the first one first. */
  readonly transitions: ReadonlyArray<ChangeTransition>;
  /** The rules that had something to say when it was made: what needs an approval, what it was warned of. */
  readonly warnings: ReadonlyArray<GuardrailRule>;
};

/** A page of requests. */
export type ChangeRequestConnection = {
  readonly __typename?: 'ChangeRequestConnection';
  /** The page with a cursor for each request. */
  readonly edges: ReadonlyArray<ChangeRequestEdge>;
  /** The requests of this page. */
  readonly nodes: ReadonlyArray<ChangeRequest>;
  /** Where this page starts and ends. */
  readonly pageInfo: PageInfo;
};

/** A request in a page. */
export type ChangeRequestEdge = {
  readonly __typename?: 'ChangeRequestEdge';
  /** Where in the list this request stands. */
  readonly cursor: Scalars['String']['output'];
  /** The request. */
  readonly node: ChangeRequest;
};

/** A request has moved on to another state. */
export type ChangeRequestProgress = {
  readonly __typename?: 'ChangeRequestProgress';
  /** Where in the stream this event stands. */
  readonly cursor: Scalars['String']['output'];
  /** The request, as it was then. */
  readonly request: ChangeRequest;
};

/** What became of a change. */
export type ChangeResult = ChangeApplied | ChangeAwaitsApproval | ChangePreviewed | ChangeQueued | ChangeRefused | ChangeScheduled;

/** The change is going to be made at its time. */
export type ChangeScheduled = {
  readonly __typename?: 'ChangeScheduled';
  /** The entity as it is. */
  readonly entity: AdEntity;
  /** The request, as it was when it was made. */
  readonly request: ChangeRequest;
};

/** How far a request to change something has come. */
export type ChangeState =
  /** It may be done: by policy, or because somebody approved it. */
  | 'APPROVED'
  /** In effect. */
  | 'CONFIRMED'
  /** Being made; nobody ever sees one. */
  | 'DRAFT'
  /** Not approved, or not sent, in time. */
  | 'EXPIRED'
  /** The platform would not do it. */
  | 'FAILED'
  /** Somebody else has to approve it. */
  | 'PENDING_APPROVAL'
  /** On its way to the platform. */
  | 'QUEUED'
  /** In effect, as reading it back has shown. */
  | 'RECONCILED'
  /** Somebody, or a kill switch, decided against it; or its entity was removed on its platform before it had left. */
  | 'REJECTED'
  /** It was in effect, and has been taken back by another. */
  | 'ROLLED_BACK'
  /** Told to the platform, which has not answered yet. */
  | 'SENT'
  /** A newer request for the same value took its place. */
  | 'SUPERSEDED'
  /** Told to the platform, and nobody knows yet what became of it; being read back. */
  | 'UNKNOWN'
  /** Nothing speaks against it. */
  | 'VALIDATED';

/** A step of a request from one state to another. */
export type ChangeTransition = {
  readonly __typename?: 'ChangeTransition';
  /** Who or what made it: the subject of a token, or a part of the system. */
  readonly actor: Scalars['String']['output'];
  /** When. */
  readonly at: Scalars['Instant']['output'];
  /** The state before; null for the first step. */
  readonly from?: Maybe<ChangeState>;
  /** By what name the platform knows what it did, where it was told something. */
  readonly platformRequestId?: Maybe<Scalars['String']['output']>;
  /** The state after. */
  readonly to: ChangeState;
};

/** What kind of value a change replaces. */
export type ChangedField =
  /** The amount of a bid. */
  | 'BID'
  /** The amount of a budget. */
  | 'BUDGET'
  /** Whether an entity may spend. */
  | 'STATUS';

/** What a change touched; see @liveSource. */
export type ChangedKeys = {
  readonly __typename?: 'ChangedKeys';
  /** Where in the stream this event stands. */
  readonly cursor: Scalars['String']['output'];
  /** The words of what was changed. */
  readonly keys: ReadonlyArray<Scalars['String']['output']>;
};

/** What changes would do as things are; nothing was changed. */
export type ChangesPreviewed = {
  readonly __typename?: 'ChangesPreviewed';
  /** Until when the token is good. */
  readonly expiresAt: Scalars['Instant']['output'];
  /** What each change would do, in the order they were given. */
  readonly items: ReadonlyArray<ChangePreviewItem>;
  /** Proof of what was looked at, for the change itself. */
  readonly previewToken: Scalars['String']['output'];
};

/** What became of a decision. */
export type DecisionResult = ChangeDecided | ChangeRefused;

/** A value that a platform holds, and that is another than this graph thinks, or was until `endedAt`. */
export type Drift = {
  readonly __typename?: 'Drift';
  /** On whose word; null for drifts from before that was noted. */
  readonly decidedBy?: Maybe<DriftDecider>;
  /** When it was seen first. */
  readonly detectedAt: Scalars['Instant']['output'];
  /** When, by the platform's clock; null where it does not say. */
  readonly editedAt?: Maybe<Scalars['Instant']['output']>;
  /** Who has set it, as the platform says; null where it does not say. */
  readonly editedBy?: Maybe<Scalars['String']['output']>;
  /** How it ended; null while it has not. */
  readonly endedAs?: Maybe<DriftEnd>;
  /** When it was over; null while it is not. */
  readonly endedAt?: Maybe<Scalars['Instant']['output']>;
  /** Whose value it is. */
  readonly entity: AdEntity;
  /** Which value. */
  readonly field: ChangedField;
  /** An opaque, stable identifier beginning with drf_. */
  readonly id: Scalars['ID']['output'];
  /** Why, as far as the platform tells. */
  readonly kind: DriftKind;
  /** What this graph thought; null for a status. */
  readonly known?: Maybe<Money>;
  /** What this graph thought; null for an amount. */
  readonly knownStatus?: Maybe<AdEntityStatus>;
  /** What the platform holds; null for a status. */
  readonly live?: Maybe<Money>;
  /** What the platform holds; null for an amount. */
  readonly liveStatus?: Maybe<AdEntityStatus>;
  /** What is done about it. */
  readonly policy: DriftPolicy;
  /** The drift policy that was followed; null where none was. */
  readonly policyId?: Maybe<Scalars['ID']['output']>;
  /** Which version of it; null where none was followed. */
  readonly policyVersion?: Maybe<Scalars['Int']['output']>;
  /** The request that asks for the graph's value again, or of which the answer was lost. */
  readonly request?: Maybe<ChangeRequest>;
};

/** A page of drifts, the newest first. */
export type DriftConnection = {
  readonly __typename?: 'DriftConnection';
  /** The drifts with their cursors. */
  readonly edges: ReadonlyArray<DriftEdge>;
  /** The drifts alone. */
  readonly nodes: ReadonlyArray<Drift>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** Who has said what is done about a drift. */
export type DriftDecider =
  /** Nobody: it is what is done where nothing is set. */
  | 'DEFAULT'
  /** A drift policy that the advertiser has set. */
  | 'DRIFT_POLICY'
  /** A drift policy would have had the graph's value asked for again, and has had so three times within 24 hours: people are told instead. */
  | 'REASSERTION_LIMIT'
  /** Whoever asked for the account to be compared, with `reconcileNow`. */
  | 'REQUEST';

/** A drift was seen, or is over. */
export type DriftDetected = {
  readonly __typename?: 'DriftDetected';
  /** Where in the stream this event stands. */
  readonly cursor: Scalars['String']['output'];
  /** The drift as it was then. */
  readonly drift: Drift;
};

/** A drift in a page. */
export type DriftEdge = {
  readonly __typename?: 'DriftEdge';
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The drift. */
  readonly node: Drift;
};

/** How a drift came to its end. */
export type DriftEnd =
  /** The platform's value was taken over. */
  | 'ADOPTED'
  /** The platform's value has become yet another one; see the next drift. */
  | 'CHANGED'
  /** The graph's value was asked for again. */
  | 'REASSERTED'
  /** The entity is gone from its platform. */
  | 'REMOVED'
  /** The platform holds the graph's value again. */
  | 'WENT_AWAY';

/** Why a platform holds another value than this graph thinks. */
export type DriftKind =
  /** A person or another program has set it. */
  | 'FOREIGN_EDIT'
  /** What was sent was done after all, although the answer was lost. */
  | 'OURS_APPLIED'
  /** What was set through this graph is gone, and nobody else has set it anew. */
  | 'OURS_LOST'
  /** The platform has set it by itself. */
  | 'PLATFORM_AUTO';

/** What is done about a value that has drifted. */
export type DriftPolicy =
  /** The platform's value is taken over. */
  | 'ADOPT'
  /** People are told. Until it is adopted or asked for again, nothing raises the value. */
  | 'ALERT'
  /** The graph's value is asked for again, as a request like any other. */
  | 'REASSERT';

/** The drift policy is in force. */
export type DriftPolicySet = {
  readonly __typename?: 'DriftPolicySet';
  /** The policy, as it was put into force. */
  readonly policy: StandingDriftPolicy;
};

/** What is done about a kind of drift. */
export type DriftRule = {
  readonly __typename?: 'DriftRule';
  /** On whose word: DEFAULT or DRIFT_POLICY. */
  readonly decidedBy: DriftDecider;
  /** The kind. */
  readonly kind: DriftKind;
  /** What is done. */
  readonly policy: DriftPolicy;
  /** The drift policy that says so; null where none does. */
  readonly policyId?: Maybe<Scalars['ID']['output']>;
  /** Which version of it; null where none does. */
  readonly policyVersion?: Maybe<Scalars['Int']['output']>;
};

/** Which values of drift are listed. */
export type DriftScope =
  /** Those of the past too. */
  | 'ALL'
  /** Those that differ now. */
  | 'OPEN';

/** Stop all increases at once. */
export type EngageKillSwitchInput = {
  /** Whose increases. */
  readonly advertiserId: Scalars['ID']['input'];
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
  /** Of how much of what they have. */
  readonly scope: KillSwitchScope;
  /** The platform's code, or the id of the account or campaign; leave it out for GLOBAL. */
  readonly scopeId?: InputMaybe<Scalars['String']['input']>;
};

/** One value of one entity. Give exactly one of budget, bid and status. */
export type EntityChangeInput = {
  /** The new amount of its bid, absolute. */
  readonly bid?: InputMaybe<MoneyInput>;
  /** The new amount of its budget, absolute. */
  readonly budget?: InputMaybe<MoneyInput>;
  /** The entity. */
  readonly entityId: Scalars['ID']['input'];
  /** The version you looked at. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** What to switch it to. */
  readonly status?: InputMaybe<SettableStatus>;
};

/** The days on which a campaign may spend, both ends included, in the time zone of its ad account. */
export type Flight = {
  readonly __typename?: 'Flight';
  /** The last day; null for a flight without an end. */
  readonly endsOn?: Maybe<Scalars['LocalDate']['output']>;
  /** The first day. */
  readonly startsOn: Scalars['LocalDate']['output'];
};

/** A time in which nothing may be raised. Decreases and pauses pass. */
export type Freeze = {
  readonly __typename?: 'Freeze';
  /** The ad account; null: all of them. */
  readonly account?: Maybe<AdAccount>;
  /** Whose budgets and bids. */
  readonly advertiser: Advertiser;
  /** When it ends, unless it is lifted before. */
  readonly endsAt: Scalars['Instant']['output'];
  /** An opaque, stable identifier beginning with frz_. */
  readonly id: Scalars['ID']['output'];
  /** When; null while nobody has. */
  readonly liftedAt?: Maybe<Scalars['Instant']['output']>;
  /** Who lifted it; null while nobody has. */
  readonly liftedBy?: Maybe<Scalars['String']['output']>;
  /** Why, in the words of who set it. */
  readonly reason: Scalars['String']['output'];
  /** When. */
  readonly setAt: Scalars['Instant']['output'];
  /** Who set it: the subject of their token. */
  readonly setBy: Scalars['String']['output'];
  /** When it begins. */
  readonly startsAt: Scalars['Instant']['output'];
};

/** What became of a freeze. */
export type FreezeResult = ChangeRefused | FreezeSet;

/** The freeze is as was asked for. */
export type FreezeSet = {
  readonly __typename?: 'FreezeSet';
  /** The freeze, as it was then. */
  readonly freeze: Freeze;
};

/** What follows from what a rule has to say. */
export type GuardrailOutcome =
  /** Somebody else has to approve the change. */
  | 'NEEDS_APPROVAL'
  /** The change is refused. */
  | 'REFUSED'
  /** The change may be made; look at it again. */
  | 'WARNED';

/** Limits that increases are held to. Decreases and pauses always pass. */
export type GuardrailPolicy = {
  readonly __typename?: 'GuardrailPolicy';
  /** The ad account they are for; null: all accounts in the currency that have no policy of their own. */
  readonly account?: Maybe<AdAccount>;
  /** Whose limits. */
  readonly advertiser: Advertiser;
  /** Raises of the worst case of a day by more than this need an approval. */
  readonly approvalAbove: Money;
  /** Raises by more than this within 24 hours, in per cent, need an approval. */
  readonly approvalAbovePercent: Scalars['Int']['output'];
  /** The currency of the amounts. */
  readonly currency: Scalars['CurrencyCode']['output'];
  /** The most that may be spent on a day at worst, over all accounts that this is for; those of the currency together, where it is for all. */
  readonly dayCap: Money;
  /** An opaque, stable identifier beginning with pol_, the same for all versions: the subject of its entries in the audit trail. */
  readonly id: Scalars['ID']['output'];
  /** The most a raised bid may be. */
  readonly maxBid: Money;
  /** The most a raised budget may be. */
  readonly maxBudget: Money;
  /** How often an entity may be changed within an hour and still be raised. */
  readonly maxChangesAnHour: Scalars['Int']['output'];
  /** How old what is known of an entity may be when it is raised; null where that does not matter. */
  readonly maxDataAgeMinutes?: Maybe<Scalars['Int']['output']>;
  /** By how much a value may be raised at once, in per cent. */
  readonly maxIncreasePercent: Scalars['Int']['output'];
  /** By how much a value may be raised within 24 hours, in per cent. */
  readonly maxIncreasePercentADay: Scalars['Int']['output'];
  /** The least a raised bid may be. */
  readonly minBid: Money;
  /** The least a raised budget may be. */
  readonly minBudget: Money;
  /** How long a request may wait for its approval, or for its platform. */
  readonly requestLivesMinutes: Scalars['Int']['output'];
  /** When. */
  readonly setAt: Scalars['Instant']['output'];
  /** Who set this version: the subject of their token, or the program that did. */
  readonly setBy: Scalars['String']['output'];
  /** Counts up by one with each policy that takes the place of another. */
  readonly version: Scalars['Int']['output'];
};

/** The policy is in force. */
export type GuardrailPolicySet = {
  readonly __typename?: 'GuardrailPolicySet';
  /** The policy, as it was put into force. */
  readonly policy: GuardrailPolicy;
};

/** A rule of what an advertiser allows. Increases are held to all of them; decreases and pauses always pass. */
export type GuardrailRule =
  /** Larger raises need somebody else's approval. */
  | 'APPROVAL'
  /** The least and the most an amount may be. */
  | 'BOUNDS'
  /** How much may be spent on a day at worst, by all together. */
  | 'CAP'
  /** How far an amount may be raised within 24 hours. */
  | 'DAY'
  /** No increase during a freeze. */
  | 'FREEZE'
  /** How often an entity may be changed within the hour. */
  | 'FREQUENCY'
  /** No increase on data that is too old. */
  | 'FRESHNESS'
  /** A cut to nearly nothing is a pause by another name. */
  | 'HIDDEN_PAUSE'
  /** No increase while a kill switch is engaged. */
  | 'KILL_SWITCH'
  /** No increase without a policy and a cap that cover it. */
  | 'POLICY'
  /** How far an amount may be raised at once. */
  | 'STEP';

/** What one rule has to say of a change. */
export type GuardrailVerdict = {
  readonly __typename?: 'GuardrailVerdict';
  /** For people: what is allowed, and what came. */
  readonly message: Scalars['String']['output'];
  /** What follows from it. */
  readonly outcome: GuardrailOutcome;
  /** The rule. */
  readonly rule: GuardrailRule;
};

/** What an advertiser allows. */
export type Guardrails = {
  readonly __typename?: 'Guardrails';
  /** What was set to be done about values that drift: the policies in force, that of all accounts first. Empty where nothing was set. */
  readonly driftPolicies: ReadonlyArray<StandingDriftPolicy>;
  /** What is done about each kind of drift on accounts that have no policy of their own, defaults included. */
  readonly driftRules: ReadonlyArray<DriftRule>;
  /** The freezes of now and to come, the first to begin first, without those that were lifted. One that has ended may stay for a quarter of an hour. */
  readonly freezes: ReadonlyArray<Freeze>;
  /** The policies in force, those of all accounts in a currency first. An account that has one is held to that; the caps of both bind it. */
  readonly policies: ReadonlyArray<GuardrailPolicy>;
};

/** A switch that stops all increases while it is engaged. Decreases and pauses pass. */
export type KillSwitch = {
  readonly __typename?: 'KillSwitch';
  /** Whose increases it stops. */
  readonly advertiser: Advertiser;
  /** When. */
  readonly engagedAt: Scalars['Instant']['output'];
  /** Who engaged it: the subject of their token. */
  readonly engagedBy: Scalars['String']['output'];
  /** An opaque, stable identifier beginning with kil_. */
  readonly id: Scalars['ID']['output'];
  /** When; null while it is engaged. */
  readonly rearmedAt?: Maybe<Scalars['Instant']['output']>;
  /** Who re-armed it; null while it is engaged. */
  readonly rearmedBy?: Maybe<Scalars['String']['output']>;
  /** Why, in their words. */
  readonly reason: Scalars['String']['output'];
  /** Of how much of what they have. */
  readonly scope: KillSwitchScope;
  /** The platform's code, or the id of the account or campaign; null for GLOBAL. */
  readonly scopeId?: Maybe<Scalars['String']['output']>;
};

/** What became of a switch. */
export type KillSwitchResult = ChangeRefused | KillSwitchSet;

/** What a kill switch stops the increases of. */
export type KillSwitchScope =
  /** One ad account. */
  | 'ACCOUNT'
  /** One campaign, with its ad groups and ads. */
  | 'CAMPAIGN'
  /** Everything of the advertiser. */
  | 'GLOBAL'
  /** One platform. */
  | 'PLATFORM';

/** The switch is as was asked for. */
export type KillSwitchSet = {
  readonly __typename?: 'KillSwitchSet';
  /** The switch. */
  readonly killSwitch: KillSwitch;
  /** How many increases that were queued before were given up. */
  readonly stoppedRequests: Scalars['Int']['output'];
};

/** A kill switch was engaged or re-armed. */
export type KillSwitchTripped = {
  readonly __typename?: 'KillSwitchTripped';
  /** Where in the stream this event stands. */
  readonly cursor: Scalars['String']['output'];
  /** The switch, as it was then. */
  readonly killSwitch: KillSwitch;
};

/** Whether a change is likely to make a platform's delivery learn anew. */
export type LearningRisk =
  /** It is, by the platform's rule of thumb. */
  | 'LIKELY'
  /** It is not. */
  | 'NONE'
  /** The platform does not say. */
  | 'UNKNOWN';

/** A freeze to be ended. */
export type LiftFreezeInput = {
  /** The freeze. */
  readonly freezeId: Scalars['ID']['input'];
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
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
  /** Approve somebody else's request: it is checked once more and done. Or say of one that was done without approval that it was right. */
  readonly approve: DecisionResult;
  /** Change many values under one key. */
  readonly bulkChange: BatchResult;
  /** Change the bid of a campaign or an ad group, whichever has one. */
  readonly changeBid: ChangeResult;
  /** Change the budget of a campaign or ad group. */
  readonly changeBudget: ChangeResult;
  /** Stop all increases of a scope at once: none is accepted, approved or sent from now on, and those that were queued are given up. */
  readonly engageKillSwitch: KillSwitchResult;
  /** End a freeze before its time, or call it off. */
  readonly liftFreeze: FreezeResult;
  /** Let increases pass again. */
  readonly rearm: KillSwitchResult;
  /** Have accounts compared with their platforms as soon as possible, and what differs dealt with. What is gone from a platform is removed here whatever the policy. */
  readonly reconcileNow: ReconcileNowResult;
  /** Reject somebody else's request. Or say of one that was done without approval that it was wrong; to take it back is a roll-back. */
  readonly reject: DecisionResult;
  /** Take back what is in effect, by new requests for earlier values that are checked like any other. */
  readonly rollback: BatchResult;
  /** Change a value at a time to come. */
  readonly scheduleChange: ChangeResult;
  /** Say what is done about values that drift from now on, on one account or on all that have no policy of their own. What has drifted already stays as it is until `reconcileNow` asks. */
  readonly setDriftPolicy: SetDriftPolicyResult;
  /** Let nothing be raised for some time. What was accepted before goes on; to stop that too, engage a kill switch. */
  readonly setFreeze: FreezeResult;
  /** Put limits into force, for one account or for all accounts in a currency. Every change that is decided from then on is held to them, and previews of before no longer hold. */
  readonly setGuardrailPolicy: PolicyResult;
  /** Switch a campaign, ad group or ad on or off. */
  readonly setStatus: ChangeResult;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationApproveArgs = {
  input: ApproveInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationBulkChangeArgs = {
  input: BulkChangeInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationChangeBidArgs = {
  input: ChangeBidInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationChangeBudgetArgs = {
  input: ChangeBudgetInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationEngageKillSwitchArgs = {
  input: EngageKillSwitchInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationLiftFreezeArgs = {
  input: LiftFreezeInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationRearmArgs = {
  input: RearmInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationReconcileNowArgs = {
  input: ReconcileNowInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationRejectArgs = {
  input: RejectInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationRollbackArgs = {
  input: RollbackInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationScheduleChangeArgs = {
  input: ScheduleChangeInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationSetDriftPolicyArgs = {
  input: SetDriftPolicyInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationSetFreezeArgs = {
  input: SetFreezeInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationSetGuardrailPolicyArgs = {
  input: SetGuardrailPolicyInput;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationSetStatusArgs = {
  input: SetStatusInput;
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
  /** The words on which its answers depend. */
  readonly changeKeys: ReadonlyArray<Scalars['String']['output']>;
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

/** What became of a policy. */
export type PolicyResult = ChangeRefused | GuardrailPolicySet;

/** Changes to be looked at before they are made. */
export type PreviewChangeInput = {
  /** The changes, 1 to 1,000, of no value two, of entities of one advertiser. */
  readonly changes: ReadonlyArray<EntityChangeInput>;
};

/** What became of the wish to look at changes. */
export type PreviewResult = ChangeRefused | ChangesPreviewed;

/** What can be read. */
export type Query = {
  readonly __typename?: 'Query';
  /** One campaign, ad group or ad; null when there is none by that id that you may see. */
  readonly adEntity?: Maybe<AdEntity>;
  /** The advertisers you may see, by name. */
  readonly advertisers: AdvertiserConnection;
  /** What was done about money, newest first: the advertiser's chain, or what of it is about one entity or request. */
  readonly auditTrail: AuditEntryConnection;
  /** One campaign; null when there is none by that id that you may see. */
  readonly campaign?: Maybe<Campaign>;
  /** The campaigns you may see, in the order they were created. */
  readonly campaigns: CampaignConnection;
  /** One request to change something; null when there is none by that id that you may see. */
  readonly changeRequest?: Maybe<ChangeRequest>;
  /** The cursor of now in the stream of changes: what is changed from here on comes after it. */
  readonly changesCursor: Scalars['String']['output'];
  /** Values that platforms hold and that are others than this graph thinks, the newest first. */
  readonly drift: DriftConnection;
  /** What an advertiser allows: the policies in force, the freezes of now and to come, and what is done about values that drift. */
  readonly guardrailPolicies: Guardrails;
  /** The kill switches that are engaged, the oldest first. */
  readonly killSwitches: ReadonlyArray<KillSwitch>;
  /** The words on which depends what is audited. */
  readonly ledgerKeys: ReadonlyArray<Scalars['String']['output']>;
  /** Requests that wait for a decision by somebody other than who asked for them, or for a review, the oldest first. */
  readonly pendingApprovals: ChangeRequestConnection;
  /** What changes would do: the difference, what the guardrails say, the worst case, and a token by which exactly this can be made. */
  readonly previewChange: PreviewResult;
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
export type QueryAuditTrailArgs = {
  advertiserId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  entityId?: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  subject?: InputMaybe<Scalars['ID']['input']>;
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


/** What can be read. */
export type QueryChangeRequestArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryDriftArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  scope?: InputMaybe<DriftScope>;
};


/** What can be read. */
export type QueryGuardrailPoliciesArgs = {
  advertiserId: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryPendingApprovalsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryPreviewChangeArgs = {
  input: PreviewChangeInput;
};

/** How hard the platform of an account is pressed. */
export type QuotaLevel =
  /** The platform wants to be left alone for a while. */
  | 'BLOCKED'
  /** Requests go at their own pace. */
  | 'CALM'
  /** Requests go slower, so that some of the quota is left for decreases and pauses. */
  | 'PRESSED';

/** An account's platform is pressed harder, or less hard, than before. */
export type QuotaPressure = {
  readonly __typename?: 'QuotaPressure';
  /** The account. */
  readonly account: AdAccount;
  /** When requests go again; null where they do. */
  readonly blockedUntil?: Maybe<Scalars['Instant']['output']>;
  /** Where in the stream this event stands. */
  readonly cursor: Scalars['String']['output'];
  /** How hard it is pressed. */
  readonly level: QuotaLevel;
  /** How much of the platform's quota is used, in per cent; null where the platform does not say. */
  readonly usedPercent?: Maybe<Scalars['Int']['output']>;
};

/** Let increases pass again. */
export type RearmInput = {
  /** The switch. */
  readonly killSwitchId: Scalars['ID']['input'];
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** Accounts to be compared with their platforms. */
export type ReconcileNowInput = {
  /** The ad accounts, 1 to 100. */
  readonly accountIds: ReadonlyArray<Scalars['ID']['input']>;
  /** What to do about everything that differs, what is known already included. Leave it out to do what the drift policies say about what is new; where nothing is set, losses are asked for again, and what others set is told. */
  readonly policy?: InputMaybe<DriftPolicy>;
};

/** What became of the wish to compare accounts. */
export type ReconcileNowResult = ReconciliationAsked | ReconciliationRefused;

/** Accounts will be compared as soon as their platforms allow; `driftDetected` tells what is found. */
export type ReconciliationAsked = {
  readonly __typename?: 'ReconciliationAsked';
  /** The accounts. */
  readonly accounts: ReadonlyArray<AdAccount>;
};

/** Why accounts cannot be compared. */
export type ReconciliationRefusalCode =
  /** There is no such account that you may see. */
  | 'ACCOUNT_NOT_FOUND'
  /** The account is not connected to its platform. */
  | 'NOT_CONNECTED';

/** Nothing was asked for. */
export type ReconciliationRefused = {
  readonly __typename?: 'ReconciliationRefused';
  /** Why, for programs. */
  readonly code: ReconciliationRefusalCode;
  /** Why, for people. */
  readonly message: Scalars['String']['output'];
};

/** Reject somebody else's request. */
export type RejectInput = {
  /** The fingerprint of the request as you looked at it. */
  readonly contentHash: Scalars['String']['input'];
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
  /** The request. */
  readonly requestId: Scalars['ID']['input'];
};

/** Take back what is in effect. Give either requestId, or advertiserId and since. */
export type RollbackInput = {
  /** Only those on this account. */
  readonly accountId?: InputMaybe<Scalars['ID']['input']>;
  /** Whose changes to take back. */
  readonly advertiserId?: InputMaybe<Scalars['ID']['input']>;
  /** Chosen by you, 1 to 128 characters, one per roll-back; all changes of an advertiser share their keys. */
  readonly clientMutationKey: Scalars['String']['input'];
  /** What is to become of the roll-back if parts of it are refused. */
  readonly mode?: InputMaybe<BatchMode>;
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
  /** The one request to take back. Refused if its value was changed again since. */
  readonly requestId?: InputMaybe<Scalars['ID']['input']>;
  /** Take back everything that came into effect at this moment or later: each value becomes what it was before. */
  readonly since?: InputMaybe<Scalars['Instant']['input']>;
};

/** Change a value at a time to come. */
export type ScheduleChangeInput = {
  /** When to make it, a year ahead at most. It is checked now, and again when it is due; the value is set whatever has happened to the entity until then. */
  readonly at: Scalars['Instant']['input'];
  /** The change. */
  readonly change: EntityChangeInput;
  /** Chosen by you, 1 to 128 characters, one per intended change; all changes of an advertiser share their keys. */
  readonly clientMutationKey: Scalars['String']['input'];
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** What is to be done about values that drift, by whose doing it is. A kind that is left out is dealt with as if the policy were not there: an account's as the policy of all accounts says, that of all accounts as is the default. What was done after all (OURS_APPLIED) is always adopted. */
export type SetDriftPolicyInput = {
  /** Only those of this ad account, whatever the policy of all accounts says; leave it out for all accounts that have no policy of their own. */
  readonly accountId?: InputMaybe<Scalars['ID']['input']>;
  /** Whose values. */
  readonly advertiserId: Scalars['ID']['input'];
  /** Chosen by you, 1 to 128 characters, one for each policy or freeze you set. Sent again with the same input it does nothing more and answers the same. */
  readonly clientMutationKey: Scalars['String']['input'];
  /** The version you looked at; 0 where there is none yet. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** What to do when a person or another program has set a value: ALERT (the default), ADOPT, whatever the value is, or REASSERT. After three times within 24 hours that a value was asked for again over what others have set, it is ALERT. */
  readonly foreignEdit?: InputMaybe<DriftPolicy>;
  /** What to do when a value of the graph's is gone and nobody has set it anew: REASSERT (the default) or ALERT. ADOPT is refused: it would undo cuts and pauses without anybody's looking. */
  readonly oursLost?: InputMaybe<DriftPolicy>;
  /** What to do when the platform has set a value by itself, as an automation that is switched on there does: as of foreignEdit, within the same three times. */
  readonly platformAuto?: InputMaybe<DriftPolicy>;
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** What became of a drift policy. */
export type SetDriftPolicyResult = ChangeRefused | DriftPolicySet;

/** A time in which nothing is to be raised. */
export type SetFreezeInput = {
  /** Only those of this ad account. */
  readonly accountId?: InputMaybe<Scalars['ID']['input']>;
  /** Whose budgets and bids. */
  readonly advertiserId: Scalars['ID']['input'];
  /** Chosen by you, 1 to 128 characters, one for each policy or freeze you set. Sent again with the same input it does nothing more and answers the same. */
  readonly clientMutationKey: Scalars['String']['input'];
  /** When it ends, within a year. */
  readonly endsAt: Scalars['Instant']['input'];
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
  /** When it begins; left out, or in the past, it begins now. */
  readonly startsAt?: InputMaybe<Scalars['Instant']['input']>;
};

/** Limits to come into force. Amounts are of the currency, multiples of its smallest unit. */
export type SetGuardrailPolicyInput = {
  /** The ad account they are for; leave it out for all accounts in the currency that have no policy of their own. */
  readonly accountId?: InputMaybe<Scalars['ID']['input']>;
  /** Whose limits. */
  readonly advertiserId: Scalars['ID']['input'];
  /** Raises of the worst case of a day by more than this need an approval. */
  readonly approvalAboveMicros: Scalars['Micros']['input'];
  /** Raises by more than this within 24 hours need an approval; in per cent, 0 to 100,000. */
  readonly approvalAbovePercent: Scalars['Int']['input'];
  /** Chosen by you, 1 to 128 characters, one for each policy or freeze you set. Sent again with the same input it does nothing more and answers the same. */
  readonly clientMutationKey: Scalars['String']['input'];
  /** The currency of the amounts; that of the account, where there is one. */
  readonly currency: Scalars['CurrencyCode']['input'];
  /** The most that may be spent on a day at worst, over all accounts that this is for; 0 lets nothing be raised. */
  readonly dayCapMicros: Scalars['Micros']['input'];
  /** The version you looked at; 0 where there is none yet. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** The most a raised bid may be. */
  readonly maxBidMicros: Scalars['Micros']['input'];
  /** The most a raised budget may be. */
  readonly maxBudgetMicros: Scalars['Micros']['input'];
  /** How often an entity may be changed within an hour and still be raised, 0 to 10,000. */
  readonly maxChangesAnHour: Scalars['Int']['input'];
  /** How old what is known of an entity may be when it is raised, 1 to 527,040; leave it out where that does not matter. */
  readonly maxDataAgeMinutes?: InputMaybe<Scalars['Int']['input']>;
  /** By how much a value may be raised at once, in per cent, 0 to 100,000. */
  readonly maxIncreasePercent: Scalars['Int']['input'];
  /** By how much a value may be raised within 24 hours, in per cent, 0 to 100,000. */
  readonly maxIncreasePercentADay: Scalars['Int']['input'];
  /** The least a raised bid may be; more than nothing. */
  readonly minBidMicros: Scalars['Micros']['input'];
  /** The least a raised budget may be; more than nothing. */
  readonly minBudgetMicros: Scalars['Micros']['input'];
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
  /** How long a request may wait for its approval, or for its platform, 1 to 527,040. */
  readonly requestLivesMinutes: Scalars['Int']['input'];
};

/** Switch a campaign, ad group or ad on or off. */
export type SetStatusInput = {
  /** Do without an approval that would be needed; somebody else has to review it afterwards. Needs the scope changes:break-glass. */
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
  /** Chosen by you, 1 to 128 characters, one per intended change; all changes of an advertiser share their keys. */
  readonly clientMutationKey: Scalars['String']['input'];
  /** Answer what would happen and change nothing. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /** The campaign, ad group or ad. */
  readonly entityId: Scalars['ID']['input'];
  /** The version you looked at; the change is refused if the entity has moved on. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** The token of a preview of exactly this. The change is then refused if anything that was previewed has moved since. */
  readonly previewToken?: InputMaybe<Scalars['String']['input']>;
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: Scalars['String']['input'];
  /** What to switch it to. */
  readonly status: SettableStatus;
};

/** What an entity may be switched to. */
export type SettableStatus =
  /** May spend. */
  | 'ENABLED'
  /** Switched off, can be switched on again. */
  | 'PAUSED';

/** What is done about values that drift, as somebody has set it. It decides about each drift when that is seen first; what is open when it is set stays as it is until `reconcileNow` asks. As long as a platform has not told who made an edit, it counts as a person's. */
export type StandingDriftPolicy = {
  readonly __typename?: 'StandingDriftPolicy';
  /** The ad account it is for; null: all accounts that have no policy of their own. */
  readonly account?: Maybe<AdAccount>;
  /** Whose values. */
  readonly advertiser: Advertiser;
  /** What is done when a person or another program has set a value; null: as if this policy were not there. */
  readonly foreignEdit?: Maybe<DriftPolicy>;
  /** An opaque, stable identifier beginning with drp_, the same for all versions: the subject of its entries in the audit trail. */
  readonly id: Scalars['ID']['output'];
  /** What is done when a value of the graph's is gone and nobody has set it anew; null: as if this policy were not there. */
  readonly oursLost?: Maybe<DriftPolicy>;
  /** What is done when the platform has set a value by itself; null: as if this policy were not there. */
  readonly platformAuto?: Maybe<DriftPolicy>;
  /** When. */
  readonly setAt: Scalars['Instant']['output'];
  /** Who set this version: the subject of their token. */
  readonly setBy: Scalars['String']['output'];
  /** Counts up by one with each policy that takes the place of another. */
  readonly version: Scalars['Int']['output'];
};

/** What can be watched as it happens. */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /** Budgets and bids as they are changed through this graph. Events of one entity arrive in order, and none is left out, however slow the client. */
  readonly adEntityChanged: AdEntityChanged;
  /** What was changed of the structure and through this graph, for whoever keeps answers up to date. */
  readonly campaignsChanged: ChangedKeys;
  /** Requests as they move from state to state. None of their events is left out, however slow the client. */
  readonly changeRequestProgress: ChangeRequestProgress;
  /** Values of platforms that are found to be others than this graph thinks, and their ends. Events of one entity arrive in order, and none is left out, however slow the client. */
  readonly driftDetected: DriftDetected;
  /** Kill switches as they are engaged and re-armed. None is left out, however slow the client. */
  readonly killSwitchTripped: KillSwitchTripped;
  /** How hard the platforms of your accounts are pressed, whenever that becomes another level. */
  readonly quotaPressure: QuotaPressure;
};


/** What can be watched as it happens. */
export type SubscriptionAdEntityChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  entityIds: ReadonlyArray<Scalars['ID']['input']>;
};


/** What can be watched as it happens. */
export type SubscriptionCampaignsChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
};


/** What can be watched as it happens. */
export type SubscriptionChangeRequestProgressArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  requestIds: ReadonlyArray<Scalars['ID']['input']>;
};


/** What can be watched as it happens. */
export type SubscriptionDriftDetectedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
};


/** What can be watched as it happens. */
export type SubscriptionKillSwitchTrippedArgs = {
  advertiserIds: ReadonlyArray<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** What can be watched as it happens. */
export type SubscriptionQuotaPressureArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
};

/** The most that may yet be spent from a budget by the platform's rules of overdelivery. Upper bounds: nothing of week and month counts as spent before today. */
export type WorstCase = {
  readonly __typename?: 'WorstCase';
  /** From today to the end of the calendar month. */
  readonly month: Money;
  /** Today. */
  readonly today: Money;
  /** From today to the end of the platform's week. */
  readonly week: Money;
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
  Approval: ResolverTypeWrapper<ApprovalModel>;
  ApprovalDecision: ApprovalDecision;
  ApproveInput: ApproveInput;
  AuditEntry: ResolverTypeWrapper<AuditEntryModel>;
  AuditEntryConnection: ResolverTypeWrapper<Omit<AuditEntryConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['AuditEntryEdge']>, nodes: ReadonlyArray<ResolversTypes['AuditEntry']> }>;
  AuditEntryEdge: ResolverTypeWrapper<Omit<AuditEntryEdge, 'node'> & { node: ResolversTypes['AuditEntry'] }>;
  BatchItem: ResolverTypeWrapper<BatchItemModel>;
  BatchMade: ResolverTypeWrapper<BatchAnswerModel>;
  BatchMode: BatchMode;
  BatchResult: ResolverTypeWrapper<BatchResultModel>;
  Bid: ResolverTypeWrapper<Bid>;
  BidStrategy: BidStrategy;
  Budget: ResolverTypeWrapper<Budget>;
  BudgetKind: BudgetKind;
  BulkChangeInput: BulkChangeInput;
  Campaign: ResolverTypeWrapper<AdEntityModel>;
  CampaignConnection: ResolverTypeWrapper<Omit<CampaignConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['CampaignEdge']>, nodes: ReadonlyArray<ResolversTypes['Campaign']> }>;
  CampaignEdge: ResolverTypeWrapper<Omit<CampaignEdge, 'node'> & { node: ResolversTypes['Campaign'] }>;
  CampaignFilterInput: CampaignFilterInput;
  ChangeApplied: ResolverTypeWrapper<AppliedAnswerModel>;
  ChangeAwaitsApproval: ResolverTypeWrapper<PendingAnswerModel>;
  ChangeBidInput: ChangeBidInput;
  ChangeBudgetInput: ChangeBudgetInput;
  ChangeDecided: ResolverTypeWrapper<DecidedModel>;
  ChangeDirection: ChangeDirection;
  ChangePreviewItem: ResolverTypeWrapper<PreviewItemModel>;
  ChangePreviewed: ResolverTypeWrapper<PreviewedAnswerModel>;
  ChangeQueued: ResolverTypeWrapper<QueuedAnswerModel>;
  ChangeRefusalCode: ChangeRefusalCode;
  ChangeRefused: ResolverTypeWrapper<RefusedAnswerModel>;
  ChangeRequest: ResolverTypeWrapper<ChangeRequestModel>;
  ChangeRequestConnection: ResolverTypeWrapper<Omit<ChangeRequestConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ChangeRequestEdge']>, nodes: ReadonlyArray<ResolversTypes['ChangeRequest']> }>;
  ChangeRequestEdge: ResolverTypeWrapper<Omit<ChangeRequestEdge, 'node'> & { node: ResolversTypes['ChangeRequest'] }>;
  ChangeRequestProgress: ResolverTypeWrapper<ChangeRequestMovedModel>;
  ChangeResult: ResolverTypeWrapper<ChangeAnswerModel>;
  ChangeScheduled: ResolverTypeWrapper<ScheduledAnswerModel>;
  ChangeState: ChangeState;
  ChangeTransition: ResolverTypeWrapper<ChangeTransition>;
  ChangedField: ChangedField;
  ChangedKeys: ResolverTypeWrapper<ChangedKeys>;
  ChangesPreviewed: ResolverTypeWrapper<PreviewAnswerModel>;
  Count: ResolverTypeWrapper<Scalars['Count']['output']>;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  DecisionResult: ResolverTypeWrapper<DecisionAnswerModel>;
  Drift: ResolverTypeWrapper<DriftRecord>;
  DriftConnection: ResolverTypeWrapper<Omit<DriftConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['DriftEdge']>, nodes: ReadonlyArray<ResolversTypes['Drift']> }>;
  DriftDecider: DriftDecider;
  DriftDetected: ResolverTypeWrapper<DriftDetectedModel>;
  DriftEdge: ResolverTypeWrapper<Omit<DriftEdge, 'node'> & { node: ResolversTypes['Drift'] }>;
  DriftEnd: DriftEnd;
  DriftKind: DriftKind;
  DriftPolicy: DriftPolicy;
  DriftPolicySet: ResolverTypeWrapper<DriftPolicySetModel>;
  DriftRule: ResolverTypeWrapper<DriftRuleModel>;
  DriftScope: DriftScope;
  EngageKillSwitchInput: EngageKillSwitchInput;
  EntityChangeInput: EntityChangeInput;
  Flight: ResolverTypeWrapper<Flight>;
  Freeze: ResolverTypeWrapper<FreezeModel>;
  FreezeResult: ResolverTypeWrapper<FreezeAnswer>;
  FreezeSet: ResolverTypeWrapper<FreezeSetModel>;
  GuardrailOutcome: GuardrailOutcome;
  GuardrailPolicy: ResolverTypeWrapper<SetPolicy>;
  GuardrailPolicySet: ResolverTypeWrapper<PolicySetModel>;
  GuardrailRule: GuardrailRule;
  GuardrailVerdict: ResolverTypeWrapper<GuardrailVerdict>;
  Guardrails: ResolverTypeWrapper<Omit<Guardrails, 'driftPolicies' | 'driftRules' | 'freezes' | 'policies'> & { driftPolicies: ReadonlyArray<ResolversTypes['StandingDriftPolicy']>, driftRules: ReadonlyArray<ResolversTypes['DriftRule']>, freezes: ReadonlyArray<ResolversTypes['Freeze']>, policies: ReadonlyArray<ResolversTypes['GuardrailPolicy']> }>;
  Instant: ResolverTypeWrapper<Scalars['Instant']['output']>;
  KillSwitch: ResolverTypeWrapper<KillSwitchModel>;
  KillSwitchResult: ResolverTypeWrapper<SwitchAnswerModel>;
  KillSwitchScope: KillSwitchScope;
  KillSwitchSet: ResolverTypeWrapper<SwitchedModel>;
  KillSwitchTripped: ResolverTypeWrapper<KillSwitchChangedModel>;
  LearningRisk: LearningRisk;
  LiftFreezeInput: LiftFreezeInput;
  LocalDate: ResolverTypeWrapper<Scalars['LocalDate']['output']>;
  Micros: ResolverTypeWrapper<Scalars['Micros']['output']>;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Performance: ResolverTypeWrapper<Performance>;
  PeriodInput: PeriodInput;
  PlatformCode: ResolverTypeWrapper<Scalars['PlatformCode']['output']>;
  PolicyResult: ResolverTypeWrapper<PolicyAnswer>;
  PreviewChangeInput: PreviewChangeInput;
  PreviewResult: ResolverTypeWrapper<PreviewResultModel>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuotaLevel: QuotaLevel;
  QuotaPressure: ResolverTypeWrapper<QuotaPressureEvent>;
  RearmInput: RearmInput;
  ReconcileNowInput: ReconcileNowInput;
  ReconcileNowResult: ResolverTypeWrapper<ReconcileAnswer>;
  ReconciliationAsked: ResolverTypeWrapper<AskedAnswer>;
  ReconciliationRefusalCode: ReconciliationRefusalCode;
  ReconciliationRefused: ResolverTypeWrapper<RefusedReconciliation>;
  RejectInput: RejectInput;
  RollbackInput: RollbackInput;
  ScheduleChangeInput: ScheduleChangeInput;
  SetDriftPolicyInput: SetDriftPolicyInput;
  SetDriftPolicyResult: ResolverTypeWrapper<DriftPolicyAnswer>;
  SetFreezeInput: SetFreezeInput;
  SetGuardrailPolicyInput: SetGuardrailPolicyInput;
  SetStatusInput: SetStatusInput;
  SettableStatus: SettableStatus;
  StandingDriftPolicy: ResolverTypeWrapper<SetDriftPolicyModel>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TimeZone: ResolverTypeWrapper<Scalars['TimeZone']['output']>;
  WorstCase: ResolverTypeWrapper<WorstCaseModel>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Ad: AdEntityModel;
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
  Approval: ApprovalModel;
  ApproveInput: ApproveInput;
  AuditEntry: AuditEntryModel;
  AuditEntryConnection: Omit<AuditEntryConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['AuditEntryEdge']>, nodes: ReadonlyArray<ResolversParentTypes['AuditEntry']> };
  AuditEntryEdge: Omit<AuditEntryEdge, 'node'> & { node: ResolversParentTypes['AuditEntry'] };
  BatchItem: BatchItemModel;
  BatchMade: BatchAnswerModel;
  BatchResult: BatchResultModel;
  Bid: Bid;
  Budget: Budget;
  BulkChangeInput: BulkChangeInput;
  Campaign: AdEntityModel;
  CampaignConnection: Omit<CampaignConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['CampaignEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Campaign']> };
  CampaignEdge: Omit<CampaignEdge, 'node'> & { node: ResolversParentTypes['Campaign'] };
  CampaignFilterInput: CampaignFilterInput;
  ChangeApplied: AppliedAnswerModel;
  ChangeAwaitsApproval: PendingAnswerModel;
  ChangeBidInput: ChangeBidInput;
  ChangeBudgetInput: ChangeBudgetInput;
  ChangeDecided: DecidedModel;
  ChangePreviewItem: PreviewItemModel;
  ChangePreviewed: PreviewedAnswerModel;
  ChangeQueued: QueuedAnswerModel;
  ChangeRefused: RefusedAnswerModel;
  ChangeRequest: ChangeRequestModel;
  ChangeRequestConnection: Omit<ChangeRequestConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ChangeRequestEdge']>, nodes: ReadonlyArray<ResolversParentTypes['ChangeRequest']> };
  ChangeRequestEdge: Omit<ChangeRequestEdge, 'node'> & { node: ResolversParentTypes['ChangeRequest'] };
  ChangeRequestProgress: ChangeRequestMovedModel;
  ChangeResult: ChangeAnswerModel;
  ChangeScheduled: ScheduledAnswerModel;
  ChangeTransition: ChangeTransition;
  ChangedKeys: ChangedKeys;
  ChangesPreviewed: PreviewAnswerModel;
  Count: Scalars['Count']['output'];
  CurrencyCode: Scalars['CurrencyCode']['output'];
  DecisionResult: DecisionAnswerModel;
  Drift: DriftRecord;
  DriftConnection: Omit<DriftConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['DriftEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Drift']> };
  DriftDetected: DriftDetectedModel;
  DriftEdge: Omit<DriftEdge, 'node'> & { node: ResolversParentTypes['Drift'] };
  DriftPolicySet: DriftPolicySetModel;
  DriftRule: DriftRuleModel;
  EngageKillSwitchInput: EngageKillSwitchInput;
  EntityChangeInput: EntityChangeInput;
  Flight: Flight;
  Freeze: FreezeModel;
  FreezeResult: FreezeAnswer;
  FreezeSet: FreezeSetModel;
  GuardrailPolicy: SetPolicy;
  GuardrailPolicySet: PolicySetModel;
  GuardrailVerdict: GuardrailVerdict;
  Guardrails: Omit<Guardrails, 'driftPolicies' | 'driftRules' | 'freezes' | 'policies'> & { driftPolicies: ReadonlyArray<ResolversParentTypes['StandingDriftPolicy']>, driftRules: ReadonlyArray<ResolversParentTypes['DriftRule']>, freezes: ReadonlyArray<ResolversParentTypes['Freeze']>, policies: ReadonlyArray<ResolversParentTypes['GuardrailPolicy']> };
  Instant: Scalars['Instant']['output'];
  KillSwitch: KillSwitchModel;
  KillSwitchResult: SwitchAnswerModel;
  KillSwitchSet: SwitchedModel;
  KillSwitchTripped: KillSwitchChangedModel;
  LiftFreezeInput: LiftFreezeInput;
  LocalDate: Scalars['LocalDate']['output'];
  Micros: Scalars['Micros']['output'];
  Money: Money;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Performance: Performance | FederationReferenceTypes['Performance'];
  PeriodInput: PeriodInput;
  PlatformCode: Scalars['PlatformCode']['output'];
  PolicyResult: PolicyAnswer;
  PreviewChangeInput: PreviewChangeInput;
  PreviewResult: PreviewResultModel;
  Query: Record<PropertyKey, never>;
  QuotaPressure: QuotaPressureEvent;
  RearmInput: RearmInput;
  ReconcileNowInput: ReconcileNowInput;
  ReconcileNowResult: ReconcileAnswer;
  ReconciliationAsked: AskedAnswer;
  ReconciliationRefused: RefusedReconciliation;
  RejectInput: RejectInput;
  RollbackInput: RollbackInput;
  ScheduleChangeInput: ScheduleChangeInput;
  SetDriftPolicyInput: SetDriftPolicyInput;
  SetDriftPolicyResult: DriftPolicyAnswer;
  SetFreezeInput: SetFreezeInput;
  SetGuardrailPolicyInput: SetGuardrailPolicyInput;
  SetStatusInput: SetStatusInput;
  StandingDriftPolicy: SetDriftPolicyModel;
  Subscription: Record<PropertyKey, never>;
  TimeZone: Scalars['TimeZone']['output'];
  WorstCase: WorstCaseModel;
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

export type AdResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Ad'] = ResolversParentTypes['Ad'], FederationReferenceType extends FederationReferenceTypes['Ad'] = FederationReferenceTypes['Ad']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Ad']> | FederationReferenceType, FederationReferenceType, ContextType>;
  adAccount?: Resolver<ResolversTypes['AdAccount'], ParentType, ContextType>;
  adGroup?: Resolver<ResolversTypes['AdGroup'], ParentType, ContextType>;
  budget?: Resolver<Maybe<ResolversTypes['Budget']>, ParentType, ContextType>;
  changeHistory?: Resolver<ResolversTypes['AppliedChangeConnection'], ParentType, ContextType, RequireFields<AdChangeHistoryArgs, 'first'>>;
  changeKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
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
  changeKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  platform?: Resolver<ResolversTypes['PlatformCode'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
};

export type AdAccountConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdAccountConnection'] = ResolversParentTypes['AdAccountConnection']> = {
  changeKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['AdAccountEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AdAccount']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AdAccountEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdAccountEdge'] = ResolversParentTypes['AdAccountEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AdAccount'], ParentType, ContextType>;
};

export type AdConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdConnection'] = ResolversParentTypes['AdConnection']> = {
  changeKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
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
  changeKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
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
  changeKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
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
  changeKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AdvertiserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdvertiserConnection'] = ResolversParentTypes['AdvertiserConnection']> = {
  changeKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
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
  after?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  afterStatus?: Resolver<Maybe<ResolversTypes['AdEntityStatus']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  beforeStatus?: Resolver<Maybe<ResolversTypes['AdEntityStatus']>, ParentType, ContextType>;
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

export type ApprovalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Approval'] = ResolversParentTypes['Approval']> = {
  approver?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  decision?: Resolver<ResolversTypes['ApprovalDecision'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AuditEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEntry'] = ResolversParentTypes['AuditEntry']> = {
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prevHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Count'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type AuditEntryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEntryConnection'] = ResolversParentTypes['AuditEntryConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AuditEntryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AuditEntry']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEntryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEntryEdge'] = ResolversParentTypes['AuditEntryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEntry'], ParentType, ContextType>;
};

export type BatchItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BatchItem'] = ResolversParentTypes['BatchItem']> = {
  code?: Resolver<Maybe<ResolversTypes['ChangeRefusalCode']>, ParentType, ContextType>;
  entityId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['ChangeRequest']>, ParentType, ContextType>;
};

export type BatchMadeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BatchMade'] = ResolversParentTypes['BatchMade']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  items?: Resolver<ReadonlyArray<ResolversTypes['BatchItem']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BatchResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BatchResult'] = ResolversParentTypes['BatchResult']> = {
  __resolveType: TypeResolveFn<'BatchMade' | 'ChangeRefused', ParentType, ContextType>;
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
  bid?: Resolver<Maybe<ResolversTypes['Bid']>, ParentType, ContextType>;
  budget?: Resolver<Maybe<ResolversTypes['Budget']>, ParentType, ContextType>;
  changeHistory?: Resolver<ResolversTypes['AppliedChangeConnection'], ParentType, ContextType, RequireFields<CampaignChangeHistoryArgs, 'first'>>;
  changeKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
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
  changeKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
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

export type ChangeAwaitsApprovalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeAwaitsApproval'] = ResolversParentTypes['ChangeAwaitsApproval']> = {
  entity?: Resolver<ResolversTypes['AdEntity'], ParentType, ContextType>;
  request?: Resolver<ResolversTypes['ChangeRequest'], ParentType, ContextType>;
  verdicts?: Resolver<ReadonlyArray<ResolversTypes['GuardrailVerdict']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangeDecidedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeDecided'] = ResolversParentTypes['ChangeDecided']> = {
  request?: Resolver<ResolversTypes['ChangeRequest'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangePreviewItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangePreviewItem'] = ResolversParentTypes['ChangePreviewItem']> = {
  after?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  afterStatus?: Resolver<Maybe<ResolversTypes['AdEntityStatus']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  beforeStatus?: Resolver<Maybe<ResolversTypes['AdEntityStatus']>, ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['ChangeRefusalCode']>, ParentType, ContextType>;
  entity?: Resolver<Maybe<ResolversTypes['AdEntity']>, ParentType, ContextType>;
  entityId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ChangedField'], ParentType, ContextType>;
  learningRisk?: Resolver<ResolversTypes['LearningRisk'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  restOfToday?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  verdicts?: Resolver<ReadonlyArray<ResolversTypes['GuardrailVerdict']>, ParentType, ContextType>;
  worstCaseAfter?: Resolver<Maybe<ResolversTypes['WorstCase']>, ParentType, ContextType>;
  worstCaseBefore?: Resolver<Maybe<ResolversTypes['WorstCase']>, ParentType, ContextType>;
};

export type ChangePreviewedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangePreviewed'] = ResolversParentTypes['ChangePreviewed']> = {
  after?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['AdEntity'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['ChangedField'], ParentType, ContextType>;
  verdicts?: Resolver<ReadonlyArray<ResolversTypes['GuardrailVerdict']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangeQueuedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeQueued'] = ResolversParentTypes['ChangeQueued']> = {
  entity?: Resolver<ResolversTypes['AdEntity'], ParentType, ContextType>;
  request?: Resolver<ResolversTypes['ChangeRequest'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangeRefusedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeRefused'] = ResolversParentTypes['ChangeRefused']> = {
  code?: Resolver<ResolversTypes['ChangeRefusalCode'], ParentType, ContextType>;
  currentEntity?: Resolver<Maybe<ResolversTypes['AdEntity']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verdicts?: Resolver<ReadonlyArray<ResolversTypes['GuardrailVerdict']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangeRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeRequest'] = ResolversParentTypes['ChangeRequest']> = {
  after?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  afterStatus?: Resolver<Maybe<ResolversTypes['AdEntityStatus']>, ParentType, ContextType>;
  approval?: Resolver<Maybe<ResolversTypes['Approval']>, ParentType, ContextType>;
  batchId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  beforeStatus?: Resolver<Maybe<ResolversTypes['AdEntityStatus']>, ParentType, ContextType>;
  changeKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['ChangeDirection'], ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['AdEntity'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isBreakGlass?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ChangedField'], ParentType, ContextType>;
  policyVersion?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  requestedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rollbackOf?: Resolver<Maybe<ResolversTypes['ChangeRequest']>, ParentType, ContextType>;
  scheduledFor?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ChangeState'], ParentType, ContextType>;
  stateAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  transitions?: Resolver<ReadonlyArray<ResolversTypes['ChangeTransition']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['GuardrailRule']>, ParentType, ContextType>;
};

export type ChangeRequestConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeRequestConnection'] = ResolversParentTypes['ChangeRequestConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ChangeRequestEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ChangeRequest']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ChangeRequestEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeRequestEdge'] = ResolversParentTypes['ChangeRequestEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ChangeRequest'], ParentType, ContextType>;
};

export type ChangeRequestProgressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeRequestProgress'] = ResolversParentTypes['ChangeRequestProgress']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  request?: Resolver<ResolversTypes['ChangeRequest'], ParentType, ContextType>;
};

export type ChangeResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeResult'] = ResolversParentTypes['ChangeResult']> = {
  __resolveType: TypeResolveFn<'ChangeApplied' | 'ChangeAwaitsApproval' | 'ChangePreviewed' | 'ChangeQueued' | 'ChangeRefused' | 'ChangeScheduled', ParentType, ContextType>;
};

export type ChangeScheduledResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeScheduled'] = ResolversParentTypes['ChangeScheduled']> = {
  entity?: Resolver<ResolversTypes['AdEntity'], ParentType, ContextType>;
  request?: Resolver<ResolversTypes['ChangeRequest'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangeTransitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeTransition'] = ResolversParentTypes['ChangeTransition']> = {
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['ChangeState']>, ParentType, ContextType>;
  platformRequestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['ChangeState'], ParentType, ContextType>;
};

export type ChangedKeysResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangedKeys'] = ResolversParentTypes['ChangedKeys']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  keys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ChangesPreviewedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangesPreviewed'] = ResolversParentTypes['ChangesPreviewed']> = {
  expiresAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  items?: Resolver<ReadonlyArray<ResolversTypes['ChangePreviewItem']>, ParentType, ContextType>;
  previewToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface CountScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Count'], any> {
  name: 'Count';
}

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export type DecisionResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DecisionResult'] = ResolversParentTypes['DecisionResult']> = {
  __resolveType: TypeResolveFn<'ChangeDecided' | 'ChangeRefused', ParentType, ContextType>;
};

export type DriftResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Drift'] = ResolversParentTypes['Drift']> = {
  decidedBy?: Resolver<Maybe<ResolversTypes['DriftDecider']>, ParentType, ContextType>;
  detectedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  editedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  editedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endedAs?: Resolver<Maybe<ResolversTypes['DriftEnd']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['AdEntity'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['ChangedField'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['DriftKind'], ParentType, ContextType>;
  known?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  knownStatus?: Resolver<Maybe<ResolversTypes['AdEntityStatus']>, ParentType, ContextType>;
  live?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  liveStatus?: Resolver<Maybe<ResolversTypes['AdEntityStatus']>, ParentType, ContextType>;
  policy?: Resolver<ResolversTypes['DriftPolicy'], ParentType, ContextType>;
  policyId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  policyVersion?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['ChangeRequest']>, ParentType, ContextType>;
};

export type DriftConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DriftConnection'] = ResolversParentTypes['DriftConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DriftEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Drift']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DriftDetectedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DriftDetected'] = ResolversParentTypes['DriftDetected']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  drift?: Resolver<ResolversTypes['Drift'], ParentType, ContextType>;
};

export type DriftEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DriftEdge'] = ResolversParentTypes['DriftEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Drift'], ParentType, ContextType>;
};

export type DriftPolicySetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DriftPolicySet'] = ResolversParentTypes['DriftPolicySet']> = {
  policy?: Resolver<ResolversTypes['StandingDriftPolicy'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DriftRuleResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DriftRule'] = ResolversParentTypes['DriftRule']> = {
  decidedBy?: Resolver<ResolversTypes['DriftDecider'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['DriftKind'], ParentType, ContextType>;
  policy?: Resolver<ResolversTypes['DriftPolicy'], ParentType, ContextType>;
  policyId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  policyVersion?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type FlightResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Flight'] = ResolversParentTypes['Flight']> = {
  endsOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  startsOn?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
};

export type FreezeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Freeze'] = ResolversParentTypes['Freeze']> = {
  account?: Resolver<Maybe<ResolversTypes['AdAccount']>, ParentType, ContextType>;
  advertiser?: Resolver<ResolversTypes['Advertiser'], ParentType, ContextType>;
  endsAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  liftedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  liftedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  setAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  setBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  startsAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
};

export type FreezeResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FreezeResult'] = ResolversParentTypes['FreezeResult']> = {
  __resolveType: TypeResolveFn<'ChangeRefused' | 'FreezeSet', ParentType, ContextType>;
};

export type FreezeSetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FreezeSet'] = ResolversParentTypes['FreezeSet']> = {
  freeze?: Resolver<ResolversTypes['Freeze'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type GuardrailPolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GuardrailPolicy'] = ResolversParentTypes['GuardrailPolicy']> = {
  account?: Resolver<Maybe<ResolversTypes['AdAccount']>, ParentType, ContextType>;
  advertiser?: Resolver<ResolversTypes['Advertiser'], ParentType, ContextType>;
  approvalAbove?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  approvalAbovePercent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  dayCap?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  maxBid?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  maxBudget?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  maxChangesAnHour?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxDataAgeMinutes?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  maxIncreasePercent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxIncreasePercentADay?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  minBid?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  minBudget?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  requestLivesMinutes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  setAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  setBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type GuardrailPolicySetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GuardrailPolicySet'] = ResolversParentTypes['GuardrailPolicySet']> = {
  policy?: Resolver<ResolversTypes['GuardrailPolicy'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type GuardrailVerdictResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GuardrailVerdict'] = ResolversParentTypes['GuardrailVerdict']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['GuardrailOutcome'], ParentType, ContextType>;
  rule?: Resolver<ResolversTypes['GuardrailRule'], ParentType, ContextType>;
};

export type GuardrailsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Guardrails'] = ResolversParentTypes['Guardrails']> = {
  driftPolicies?: Resolver<ReadonlyArray<ResolversTypes['StandingDriftPolicy']>, ParentType, ContextType>;
  driftRules?: Resolver<ReadonlyArray<ResolversTypes['DriftRule']>, ParentType, ContextType>;
  freezes?: Resolver<ReadonlyArray<ResolversTypes['Freeze']>, ParentType, ContextType>;
  policies?: Resolver<ReadonlyArray<ResolversTypes['GuardrailPolicy']>, ParentType, ContextType>;
};

export interface InstantScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Instant'], any> {
  name: 'Instant';
}

export type KillSwitchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KillSwitch'] = ResolversParentTypes['KillSwitch']> = {
  advertiser?: Resolver<ResolversTypes['Advertiser'], ParentType, ContextType>;
  engagedAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  engagedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  rearmedAt?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  rearmedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  scope?: Resolver<ResolversTypes['KillSwitchScope'], ParentType, ContextType>;
  scopeId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type KillSwitchResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KillSwitchResult'] = ResolversParentTypes['KillSwitchResult']> = {
  __resolveType: TypeResolveFn<'ChangeRefused' | 'KillSwitchSet', ParentType, ContextType>;
};

export type KillSwitchSetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KillSwitchSet'] = ResolversParentTypes['KillSwitchSet']> = {
  killSwitch?: Resolver<ResolversTypes['KillSwitch'], ParentType, ContextType>;
  stoppedRequests?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type KillSwitchTrippedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KillSwitchTripped'] = ResolversParentTypes['KillSwitchTripped']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  killSwitch?: Resolver<ResolversTypes['KillSwitch'], ParentType, ContextType>;
};

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
  approve?: Resolver<ResolversTypes['DecisionResult'], ParentType, ContextType, RequireFields<MutationApproveArgs, 'input'>>;
  bulkChange?: Resolver<ResolversTypes['BatchResult'], ParentType, ContextType, RequireFields<MutationBulkChangeArgs, 'input'>>;
  changeBid?: Resolver<ResolversTypes['ChangeResult'], ParentType, ContextType, RequireFields<MutationChangeBidArgs, 'input'>>;
  changeBudget?: Resolver<ResolversTypes['ChangeResult'], ParentType, ContextType, RequireFields<MutationChangeBudgetArgs, 'input'>>;
  engageKillSwitch?: Resolver<ResolversTypes['KillSwitchResult'], ParentType, ContextType, RequireFields<MutationEngageKillSwitchArgs, 'input'>>;
  liftFreeze?: Resolver<ResolversTypes['FreezeResult'], ParentType, ContextType, RequireFields<MutationLiftFreezeArgs, 'input'>>;
  rearm?: Resolver<ResolversTypes['KillSwitchResult'], ParentType, ContextType, RequireFields<MutationRearmArgs, 'input'>>;
  reconcileNow?: Resolver<ResolversTypes['ReconcileNowResult'], ParentType, ContextType, RequireFields<MutationReconcileNowArgs, 'input'>>;
  reject?: Resolver<ResolversTypes['DecisionResult'], ParentType, ContextType, RequireFields<MutationRejectArgs, 'input'>>;
  rollback?: Resolver<ResolversTypes['BatchResult'], ParentType, ContextType, RequireFields<MutationRollbackArgs, 'input'>>;
  scheduleChange?: Resolver<ResolversTypes['ChangeResult'], ParentType, ContextType, RequireFields<MutationScheduleChangeArgs, 'input'>>;
  setDriftPolicy?: Resolver<ResolversTypes['SetDriftPolicyResult'], ParentType, ContextType, RequireFields<MutationSetDriftPolicyArgs, 'input'>>;
  setFreeze?: Resolver<ResolversTypes['FreezeResult'], ParentType, ContextType, RequireFields<MutationSetFreezeArgs, 'input'>>;
  setGuardrailPolicy?: Resolver<ResolversTypes['PolicyResult'], ParentType, ContextType, RequireFields<MutationSetGuardrailPolicyArgs, 'input'>>;
  setStatus?: Resolver<ResolversTypes['ChangeResult'], ParentType, ContextType, RequireFields<MutationSetStatusArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PerformanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Performance'] = ResolversParentTypes['Performance'], FederationReferenceType extends FederationReferenceTypes['Performance'] = FederationReferenceTypes['Performance']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Performance']> | FederationReferenceType, FederationReferenceType, ContextType>;
  changeKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  firstDay?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastDay?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
};

export interface PlatformCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PlatformCode'], any> {
  name: 'PlatformCode';
}

export type PolicyResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PolicyResult'] = ResolversParentTypes['PolicyResult']> = {
  __resolveType: TypeResolveFn<'ChangeRefused' | 'GuardrailPolicySet', ParentType, ContextType>;
};

export type PreviewResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PreviewResult'] = ResolversParentTypes['PreviewResult']> = {
  __resolveType: TypeResolveFn<'ChangeRefused' | 'ChangesPreviewed', ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  adEntity?: Resolver<Maybe<ResolversTypes['AdEntity']>, ParentType, ContextType, RequireFields<QueryAdEntityArgs, 'id'>>;
  advertisers?: Resolver<ResolversTypes['AdvertiserConnection'], ParentType, ContextType, RequireFields<QueryAdvertisersArgs, 'first'>>;
  auditTrail?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, RequireFields<QueryAuditTrailArgs, 'advertiserId' | 'first'>>;
  campaign?: Resolver<Maybe<ResolversTypes['Campaign']>, ParentType, ContextType, RequireFields<QueryCampaignArgs, 'id'>>;
  campaigns?: Resolver<ResolversTypes['CampaignConnection'], ParentType, ContextType, RequireFields<QueryCampaignsArgs, 'first'>>;
  changeRequest?: Resolver<Maybe<ResolversTypes['ChangeRequest']>, ParentType, ContextType, RequireFields<QueryChangeRequestArgs, 'id'>>;
  changesCursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  drift?: Resolver<ResolversTypes['DriftConnection'], ParentType, ContextType, RequireFields<QueryDriftArgs, 'first' | 'scope'>>;
  guardrailPolicies?: Resolver<ResolversTypes['Guardrails'], ParentType, ContextType, RequireFields<QueryGuardrailPoliciesArgs, 'advertiserId'>>;
  killSwitches?: Resolver<ReadonlyArray<ResolversTypes['KillSwitch']>, ParentType, ContextType>;
  ledgerKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  pendingApprovals?: Resolver<ResolversTypes['ChangeRequestConnection'], ParentType, ContextType, RequireFields<QueryPendingApprovalsArgs, 'first'>>;
  previewChange?: Resolver<ResolversTypes['PreviewResult'], ParentType, ContextType, RequireFields<QueryPreviewChangeArgs, 'input'>>;
};

export type QuotaPressureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuotaPressure'] = ResolversParentTypes['QuotaPressure']> = {
  account?: Resolver<ResolversTypes['AdAccount'], ParentType, ContextType>;
  blockedUntil?: Resolver<Maybe<ResolversTypes['Instant']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  level?: Resolver<ResolversTypes['QuotaLevel'], ParentType, ContextType>;
  usedPercent?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ReconcileNowResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReconcileNowResult'] = ResolversParentTypes['ReconcileNowResult']> = {
  __resolveType: TypeResolveFn<'ReconciliationAsked' | 'ReconciliationRefused', ParentType, ContextType>;
};

export type ReconciliationAskedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReconciliationAsked'] = ResolversParentTypes['ReconciliationAsked']> = {
  accounts?: Resolver<ReadonlyArray<ResolversTypes['AdAccount']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReconciliationRefusedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReconciliationRefused'] = ResolversParentTypes['ReconciliationRefused']> = {
  code?: Resolver<ResolversTypes['ReconciliationRefusalCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SetDriftPolicyResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetDriftPolicyResult'] = ResolversParentTypes['SetDriftPolicyResult']> = {
  __resolveType: TypeResolveFn<'ChangeRefused' | 'DriftPolicySet', ParentType, ContextType>;
};

export type StandingDriftPolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StandingDriftPolicy'] = ResolversParentTypes['StandingDriftPolicy']> = {
  account?: Resolver<Maybe<ResolversTypes['AdAccount']>, ParentType, ContextType>;
  advertiser?: Resolver<ResolversTypes['Advertiser'], ParentType, ContextType>;
  foreignEdit?: Resolver<Maybe<ResolversTypes['DriftPolicy']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  oursLost?: Resolver<Maybe<ResolversTypes['DriftPolicy']>, ParentType, ContextType>;
  platformAuto?: Resolver<Maybe<ResolversTypes['DriftPolicy']>, ParentType, ContextType>;
  setAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  setBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  adEntityChanged?: SubscriptionResolver<ResolversTypes['AdEntityChanged'], "adEntityChanged", ParentType, ContextType, RequireFields<SubscriptionAdEntityChangedArgs, 'entityIds'>>;
  campaignsChanged?: SubscriptionResolver<ResolversTypes['ChangedKeys'], "campaignsChanged", ParentType, ContextType, Partial<SubscriptionCampaignsChangedArgs>>;
  changeRequestProgress?: SubscriptionResolver<ResolversTypes['ChangeRequestProgress'], "changeRequestProgress", ParentType, ContextType, RequireFields<SubscriptionChangeRequestProgressArgs, 'requestIds'>>;
  driftDetected?: SubscriptionResolver<ResolversTypes['DriftDetected'], "driftDetected", ParentType, ContextType, Partial<SubscriptionDriftDetectedArgs>>;
  killSwitchTripped?: SubscriptionResolver<ResolversTypes['KillSwitchTripped'], "killSwitchTripped", ParentType, ContextType, RequireFields<SubscriptionKillSwitchTrippedArgs, 'advertiserIds'>>;
  quotaPressure?: SubscriptionResolver<ResolversTypes['QuotaPressure'], "quotaPressure", ParentType, ContextType, Partial<SubscriptionQuotaPressureArgs>>;
};

export interface TimeZoneScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TimeZone'], any> {
  name: 'TimeZone';
}

export type WorstCaseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorstCase'] = ResolversParentTypes['WorstCase']> = {
  month?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  today?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  week?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

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
  Approval?: ApprovalResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditEntryConnection?: AuditEntryConnectionResolvers<ContextType>;
  AuditEntryEdge?: AuditEntryEdgeResolvers<ContextType>;
  BatchItem?: BatchItemResolvers<ContextType>;
  BatchMade?: BatchMadeResolvers<ContextType>;
  BatchResult?: BatchResultResolvers<ContextType>;
  Bid?: BidResolvers<ContextType>;
  Budget?: BudgetResolvers<ContextType>;
  Campaign?: CampaignResolvers<ContextType>;
  CampaignConnection?: CampaignConnectionResolvers<ContextType>;
  CampaignEdge?: CampaignEdgeResolvers<ContextType>;
  ChangeApplied?: ChangeAppliedResolvers<ContextType>;
  ChangeAwaitsApproval?: ChangeAwaitsApprovalResolvers<ContextType>;
  ChangeDecided?: ChangeDecidedResolvers<ContextType>;
  ChangePreviewItem?: ChangePreviewItemResolvers<ContextType>;
  ChangePreviewed?: ChangePreviewedResolvers<ContextType>;
  ChangeQueued?: ChangeQueuedResolvers<ContextType>;
  ChangeRefused?: ChangeRefusedResolvers<ContextType>;
  ChangeRequest?: ChangeRequestResolvers<ContextType>;
  ChangeRequestConnection?: ChangeRequestConnectionResolvers<ContextType>;
  ChangeRequestEdge?: ChangeRequestEdgeResolvers<ContextType>;
  ChangeRequestProgress?: ChangeRequestProgressResolvers<ContextType>;
  ChangeResult?: ChangeResultResolvers<ContextType>;
  ChangeScheduled?: ChangeScheduledResolvers<ContextType>;
  ChangeTransition?: ChangeTransitionResolvers<ContextType>;
  ChangedKeys?: ChangedKeysResolvers<ContextType>;
  ChangesPreviewed?: ChangesPreviewedResolvers<ContextType>;
  Count?: GraphQLScalarType;
  CurrencyCode?: GraphQLScalarType;
  DecisionResult?: DecisionResultResolvers<ContextType>;
  Drift?: DriftResolvers<ContextType>;
  DriftConnection?: DriftConnectionResolvers<ContextType>;
  DriftDetected?: DriftDetectedResolvers<ContextType>;
  DriftEdge?: DriftEdgeResolvers<ContextType>;
  DriftPolicySet?: DriftPolicySetResolvers<ContextType>;
  DriftRule?: DriftRuleResolvers<ContextType>;
  Flight?: FlightResolvers<ContextType>;
  Freeze?: FreezeResolvers<ContextType>;
  FreezeResult?: FreezeResultResolvers<ContextType>;
  FreezeSet?: FreezeSetResolvers<ContextType>;
  GuardrailPolicy?: GuardrailPolicyResolvers<ContextType>;
  GuardrailPolicySet?: GuardrailPolicySetResolvers<ContextType>;
  GuardrailVerdict?: GuardrailVerdictResolvers<ContextType>;
  Guardrails?: GuardrailsResolvers<ContextType>;
  Instant?: GraphQLScalarType;
  KillSwitch?: KillSwitchResolvers<ContextType>;
  KillSwitchResult?: KillSwitchResultResolvers<ContextType>;
  KillSwitchSet?: KillSwitchSetResolvers<ContextType>;
  KillSwitchTripped?: KillSwitchTrippedResolvers<ContextType>;
  LocalDate?: GraphQLScalarType;
  Micros?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Performance?: PerformanceResolvers<ContextType>;
  PlatformCode?: GraphQLScalarType;
  PolicyResult?: PolicyResultResolvers<ContextType>;
  PreviewResult?: PreviewResultResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  QuotaPressure?: QuotaPressureResolvers<ContextType>;
  ReconcileNowResult?: ReconcileNowResultResolvers<ContextType>;
  ReconciliationAsked?: ReconciliationAskedResolvers<ContextType>;
  ReconciliationRefused?: ReconciliationRefusedResolvers<ContextType>;
  SetDriftPolicyResult?: SetDriftPolicyResultResolvers<ContextType>;
  StandingDriftPolicy?: StandingDriftPolicyResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TimeZone?: GraphQLScalarType;
  WorstCase?: WorstCaseResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  delivery?: DeliveryDirectiveResolver<any, any, ContextType>;
  liveKeys?: LiveKeysDirectiveResolver<any, any, ContextType>;
  liveSource?: LiveSourceDirectiveResolver<any, any, ContextType>;
};
