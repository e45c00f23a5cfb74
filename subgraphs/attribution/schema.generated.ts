import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { CampaignReference } from './campaign-reference.ts';
import type { Conversion as ConversionModel, Touchpoint as TouchpointModel } from './event-store.ts';
import type { CreditRow, CreditedConversion as CreditedConversionModel } from './credit-store.ts';
import type { PerformanceReference } from './earnings.ts';
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
  _FieldSet: { input: string; output: string; }
};

/** What became of one event, in the order of the input. */
export type AttributionEventAcknowledgement = {
  readonly __typename?: 'AttributionEventAcknowledgement';
  /** The key the sender chose. */
  readonly key: Scalars['String']['output'];
  /** What became of it. */
  readonly outcome: AttributionEventOutcome;
  /** Why it was rejected; null otherwise. */
  readonly reason?: Maybe<Scalars['String']['output']>;
};

/** What became of one event. */
export type AttributionEventOutcome =
  /** It was recorded before, with the same content. */
  | 'DUPLICATE'
  /** It was recorded. */
  | 'RECORDED'
  /** It is wrong and was left out; the others were recorded. */
  | 'REJECTED';

/** How the credit for a conversion is shared among the touchpoints before it. */
export type AttributionModel =
  /** All of it to the first touchpoint. */
  | 'FIRST_TOUCH'
  /** All of it to the last touchpoint. */
  | 'LAST_TOUCH'
  /** The same share to each touchpoint. */
  | 'LINEAR';

/** A campaign, as attribution sees it. */
export type Campaign = {
  readonly __typename?: 'Campaign';
  /** The conversions in which the campaign earned credit, newest first. */
  readonly creditedConversions: CreditedConversionConnection;
  /** An opaque, stable identifier beginning with cmp_. */
  readonly id: Scalars['ID']['output'];
};


/** A campaign, as attribution sees it. */
export type CampaignCreditedConversionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  model?: AttributionModel;
};

/** Something of value that a customer did. */
export type Conversion = {
  readonly __typename?: 'Conversion';
  /** How the credit is shared among the path by a model. */
  readonly credits: ReadonlyArray<Credit>;
  /** What was done, such as purchase or sign_up. */
  readonly eventName: Scalars['String']['output'];
  /** An opaque, stable identifier beginning with cnv_. */
  readonly id: Scalars['ID']['output'];
  /** When. */
  readonly occurredAt: Scalars['Instant']['output'];
  /** The touchpoints that may earn credit, oldest first: clicks up to 30 days before it and views up to 24 hours before it. At most 50, the newest; touchpoints at the same moment stand in the order of their ids. */
  readonly path: ReadonlyArray<Touchpoint>;
  /** What it was worth; null where it has no value. */
  readonly value?: Maybe<Money>;
};


/** Something of value that a customer did. */
export type ConversionCreditsArgs = {
  model?: AttributionModel;
};

/** A conversion to record. */
export type ConversionInput = {
  /** Who, as a pseudonymous key of 16 to 128 characters of A-Z, a-z, 0-9 and + / = _ . : -; never an e-mail address or a device identifier in the clear. */
  readonly customerKey: Scalars['String']['input'];
  /** What was done, such as purchase or sign_up: 1 to 64 characters of a-z, 0-9 and _. */
  readonly eventName: Scalars['String']['input'];
  /** Chosen by the sender, 1 to 128 printable ASCII characters without spaces; recording the same key again changes nothing, and other content by a known key is rejected. */
  readonly key: Scalars['String']['input'];
  /** When. Up to 60 days ago and not more than 10 minutes ahead of the server's clock. */
  readonly occurredAt: Scalars['Instant']['input'];
  /** What it was worth; not negative, in any currency. Leave it out where it has no value. */
  readonly value?: InputMaybe<MoneyInput>;
};

/** The share of a conversion that a touchpoint earned. */
export type Credit = {
  readonly __typename?: 'Credit';
  /** Its share, above 0 and at most 1. Kept in units of 10⁻¹⁸, in which the shares of a conversion add up to exactly 1. */
  readonly share: Scalars['Float']['output'];
  /** The touchpoint. */
  readonly touchpoint: Touchpoint;
  /** Its share of the conversion's value, exact: the shares of a conversion add up to its value. Null where the conversion has no value. */
  readonly value?: Maybe<Money>;
};

/** A conversion in which a campaign earned credit. */
export type CreditedConversion = {
  readonly __typename?: 'CreditedConversion';
  /** The conversion. */
  readonly conversion: Conversion;
  /** The campaign's share of it, above 0 and at most 1. */
  readonly share: Scalars['Float']['output'];
  /** The campaign's share of its value; null where it has no value. */
  readonly value?: Maybe<Money>;
};

/** A page of credited conversions. */
export type CreditedConversionConnection = {
  readonly __typename?: 'CreditedConversionConnection';
  /** The page with a cursor for each conversion. */
  readonly edges: ReadonlyArray<CreditedConversionEdge>;
  /** The conversions of this page. */
  readonly nodes: ReadonlyArray<CreditedConversion>;
  /** Where this page starts and ends. */
  readonly pageInfo: PageInfo;
};

/** A credited conversion in a page. */
export type CreditedConversionEdge = {
  readonly __typename?: 'CreditedConversionEdge';
  /** Where in the list this conversion stands. */
  readonly cursor: Scalars['String']['output'];
  /** The conversion. */
  readonly node: CreditedConversion;
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
  /** The currency of the amount; for a budget or bid it must be the currency of the ad account. */
  readonly currency: Scalars['CurrencyCode']['input'];
};

/** What can be changed. The fields of one request are carried out one after another, in order. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Record touchpoints and conversions. Each is acknowledged by itself, and sending a batch again is harmless. */
  readonly recordAttributionEvents: RecordAttributionEventsResult;
};


/** What can be changed. The fields of one request are carried out one after another, in order. */
export type MutationRecordAttributionEventsArgs = {
  input: RecordAttributionEventsInput;
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

/** One scope over one period, as attribution sees it. A conversion counts on the day it happened, in the entity's time zone. An ad group or ad is credited for the touchpoints that named it. */
export type Performance = {
  readonly __typename?: 'Performance';
  /** The conversions credited to the scope: the sum of its shares. */
  readonly conversions: Scalars['Float']['output'];
  /** An opaque identifier beginning with prf_. */
  readonly id: Scalars['ID']['output'];
  /** Return on ad spend: the value credited in the currency of the spend, divided by the spend. Null when nothing was spent. */
  readonly roas?: Maybe<Scalars['Float']['output']>;
  /** What was spent; owned by spend. */
  readonly spend?: Maybe<Money>;
  /** The value credited to the scope, one amount a currency, by currency. */
  readonly values: ReadonlyArray<Money>;
};


/** One scope over one period, as attribution sees it. A conversion counts on the day it happened, in the entity's time zone. An ad group or ad is credited for the touchpoints that named it. */
export type PerformanceConversionsArgs = {
  model?: AttributionModel;
};


/** One scope over one period, as attribution sees it. A conversion counts on the day it happened, in the entity's time zone. An ad group or ad is credited for the touchpoints that named it. */
export type PerformanceRoasArgs = {
  model?: AttributionModel;
};


/** One scope over one period, as attribution sees it. A conversion counts on the day it happened, in the entity's time zone. An ad group or ad is credited for the touchpoints that named it. */
export type PerformanceValuesArgs = {
  model?: AttributionModel;
};

/** What can be read. */
export type Query = {
  readonly __typename?: 'Query';
  /** One conversion; null when there is none by that id that you may see. Once recorded its facts never change, while touchpoints may still be reported late: its path and credits are current. */
  readonly conversion?: Maybe<Conversion>;
};


/** What can be read. */
export type QueryConversionArgs = {
  id: Scalars['ID']['input'];
};

/** Record touchpoints and conversions of an advertiser. */
export type RecordAttributionEventsInput = {
  /** The advertiser whose customers these are. */
  readonly advertiserId: Scalars['ID']['input'];
  /** The conversions, at most 500. Their order does not matter; a touchpoint that arrives after its conversion is still counted. */
  readonly conversions?: InputMaybe<ReadonlyArray<ConversionInput>>;
  /** The touchpoints, at most 500. Their order does not matter. */
  readonly touchpoints?: InputMaybe<ReadonlyArray<TouchpointInput>>;
};

/** What became of the events. */
export type RecordAttributionEventsResult = {
  readonly __typename?: 'RecordAttributionEventsResult';
  /** One acknowledgement a conversion, in the order of the input. */
  readonly conversions: ReadonlyArray<AttributionEventAcknowledgement>;
  /** One acknowledgement a touchpoint, in the order of the input. */
  readonly touchpoints: ReadonlyArray<AttributionEventAcknowledgement>;
};

/** A meeting of a customer with an ad, before a conversion. */
export type Touchpoint = {
  readonly __typename?: 'Touchpoint';
  /** The campaign of the ad; null while its structure is not known, as when an event names a campaign that was not loaded yet. */
  readonly campaign?: Maybe<Campaign>;
  /** An opaque, stable identifier beginning with tch_. */
  readonly id: Scalars['ID']['output'];
  /** Whether the ad was clicked or seen. */
  readonly kind: TouchpointKind;
  /** When. */
  readonly occurredAt: Scalars['Instant']['output'];
};

/** A touchpoint to record. */
export type TouchpointInput = {
  /** The ad group of the ad, where it is known. */
  readonly adGroupId?: InputMaybe<Scalars['ID']['input']>;
  /** The ad, where it is known. */
  readonly adId?: InputMaybe<Scalars['ID']['input']>;
  /** The campaign of the ad. */
  readonly campaignId: Scalars['ID']['input'];
  /** Who, as a pseudonymous key of 16 to 128 characters of A-Z, a-z, 0-9 and + / = _ . : -; never an e-mail address or a device identifier in the clear. */
  readonly customerKey: Scalars['String']['input'];
  /** Chosen by the sender, 1 to 128 printable ASCII characters without spaces; recording the same key again changes nothing, and other content by a known key is rejected. */
  readonly key: Scalars['String']['input'];
  /** Whether the ad was clicked or seen. */
  readonly kind: TouchpointKind;
  /** When. Up to 60 days ago and not more than 10 minutes ahead of the server's clock. */
  readonly occurredAt: Scalars['Instant']['input'];
};

/** How somebody met an ad. */
export type TouchpointKind =
  /** The ad was clicked. */
  | 'CLICK'
  /** The ad was seen. */
  | 'VIEW';



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
  Campaign: Campaign;
  Conversion: Conversion;
  Performance: Performance;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Campaign:
    ( { __typename: 'Campaign' }
    & GraphQLRecursivePick<FederationTypes['Campaign'], {"id":true}> );
  Conversion:
    ( { __typename: 'Conversion' }
    & GraphQLRecursivePick<FederationTypes['Conversion'], {"id":true}> );
  Performance:
    ( { __typename: 'Performance' }
    & GraphQLRecursivePick<FederationTypes['Performance'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Performance'], {"spend":{"amountMicros":true,"currency":true}}> ) );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AttributionEventAcknowledgement: ResolverTypeWrapper<AttributionEventAcknowledgement>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  AttributionEventOutcome: AttributionEventOutcome;
  AttributionModel: AttributionModel;
  Campaign: ResolverTypeWrapper<CampaignReference>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Conversion: ResolverTypeWrapper<ConversionModel>;
  ConversionInput: ConversionInput;
  Credit: ResolverTypeWrapper<CreditRow>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  CreditedConversion: ResolverTypeWrapper<CreditedConversionModel>;
  CreditedConversionConnection: ResolverTypeWrapper<Omit<CreditedConversionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['CreditedConversionEdge']>, nodes: ReadonlyArray<ResolversTypes['CreditedConversion']> }>;
  CreditedConversionEdge: ResolverTypeWrapper<Omit<CreditedConversionEdge, 'node'> & { node: ResolversTypes['CreditedConversion'] }>;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  Instant: ResolverTypeWrapper<Scalars['Instant']['output']>;
  LocalDate: ResolverTypeWrapper<Scalars['LocalDate']['output']>;
  Micros: ResolverTypeWrapper<Scalars['Micros']['output']>;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Performance: ResolverTypeWrapper<PerformanceReference>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RecordAttributionEventsInput: RecordAttributionEventsInput;
  RecordAttributionEventsResult: ResolverTypeWrapper<RecordAttributionEventsResult>;
  Touchpoint: ResolverTypeWrapper<TouchpointModel>;
  TouchpointInput: TouchpointInput;
  TouchpointKind: TouchpointKind;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AttributionEventAcknowledgement: AttributionEventAcknowledgement;
  String: Scalars['String']['output'];
  Campaign: CampaignReference;
  ID: Scalars['ID']['output'];
  Conversion: ConversionModel;
  ConversionInput: ConversionInput;
  Credit: CreditRow;
  Float: Scalars['Float']['output'];
  CreditedConversion: CreditedConversionModel;
  CreditedConversionConnection: Omit<CreditedConversionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['CreditedConversionEdge']>, nodes: ReadonlyArray<ResolversParentTypes['CreditedConversion']> };
  CreditedConversionEdge: Omit<CreditedConversionEdge, 'node'> & { node: ResolversParentTypes['CreditedConversion'] };
  CurrencyCode: Scalars['CurrencyCode']['output'];
  Instant: Scalars['Instant']['output'];
  LocalDate: Scalars['LocalDate']['output'];
  Micros: Scalars['Micros']['output'];
  Money: Money;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Performance: PerformanceReference;
  Query: Record<PropertyKey, never>;
  RecordAttributionEventsInput: RecordAttributionEventsInput;
  RecordAttributionEventsResult: RecordAttributionEventsResult;
  Touchpoint: TouchpointModel;
  TouchpointInput: TouchpointInput;
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
  maxAge?: Maybe<Scalars['Int']['input']>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AttributionEventAcknowledgementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttributionEventAcknowledgement'] = ResolversParentTypes['AttributionEventAcknowledgement']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['AttributionEventOutcome'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CampaignResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Campaign'] = ResolversParentTypes['Campaign'], FederationReferenceType extends FederationReferenceTypes['Campaign'] = FederationReferenceTypes['Campaign']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Campaign']> | FederationReferenceType, FederationReferenceType, ContextType>;
  creditedConversions?: Resolver<ResolversTypes['CreditedConversionConnection'], ParentType, ContextType, RequireFields<CampaignCreditedConversionsArgs, 'first' | 'model'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ConversionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Conversion'] = ResolversParentTypes['Conversion'], FederationReferenceType extends FederationReferenceTypes['Conversion'] = FederationReferenceTypes['Conversion']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Conversion']> | FederationReferenceType, FederationReferenceType, ContextType>;
  credits?: Resolver<ReadonlyArray<ResolversTypes['Credit']>, ParentType, ContextType, RequireFields<ConversionCreditsArgs, 'model'>>;
  eventName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['Touchpoint']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type CreditResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Credit'] = ResolversParentTypes['Credit']> = {
  share?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  touchpoint?: Resolver<ResolversTypes['Touchpoint'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type CreditedConversionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreditedConversion'] = ResolversParentTypes['CreditedConversion']> = {
  conversion?: Resolver<ResolversTypes['Conversion'], ParentType, ContextType>;
  share?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type CreditedConversionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreditedConversionConnection'] = ResolversParentTypes['CreditedConversionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CreditedConversionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['CreditedConversion']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CreditedConversionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreditedConversionEdge'] = ResolversParentTypes['CreditedConversionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CreditedConversion'], ParentType, ContextType>;
};

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

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
  recordAttributionEvents?: Resolver<ResolversTypes['RecordAttributionEventsResult'], ParentType, ContextType, RequireFields<MutationRecordAttributionEventsArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PerformanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Performance'] = ResolversParentTypes['Performance'], FederationReferenceType extends FederationReferenceTypes['Performance'] = FederationReferenceTypes['Performance']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Performance']> | FederationReferenceType, FederationReferenceType, ContextType>;
  conversions?: Resolver<ResolversTypes['Float'], ParentType, ContextType, RequireFields<PerformanceConversionsArgs, 'model'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  roas?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType, RequireFields<PerformanceRoasArgs, 'model'>>;
  values?: Resolver<ReadonlyArray<ResolversTypes['Money']>, ParentType, ContextType, RequireFields<PerformanceValuesArgs, 'model'>>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  conversion?: Resolver<Maybe<ResolversTypes['Conversion']>, ParentType, ContextType, RequireFields<QueryConversionArgs, 'id'>>;
};

export type RecordAttributionEventsResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecordAttributionEventsResult'] = ResolversParentTypes['RecordAttributionEventsResult']> = {
  conversions?: Resolver<ReadonlyArray<ResolversTypes['AttributionEventAcknowledgement']>, ParentType, ContextType>;
  touchpoints?: Resolver<ReadonlyArray<ResolversTypes['AttributionEventAcknowledgement']>, ParentType, ContextType>;
};

export type TouchpointResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Touchpoint'] = ResolversParentTypes['Touchpoint']> = {
  campaign?: Resolver<Maybe<ResolversTypes['Campaign']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TouchpointKind'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['Instant'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  AttributionEventAcknowledgement?: AttributionEventAcknowledgementResolvers<ContextType>;
  Campaign?: CampaignResolvers<ContextType>;
  Conversion?: ConversionResolvers<ContextType>;
  Credit?: CreditResolvers<ContextType>;
  CreditedConversion?: CreditedConversionResolvers<ContextType>;
  CreditedConversionConnection?: CreditedConversionConnectionResolvers<ContextType>;
  CreditedConversionEdge?: CreditedConversionEdgeResolvers<ContextType>;
  CurrencyCode?: GraphQLScalarType;
  Instant?: GraphQLScalarType;
  LocalDate?: GraphQLScalarType;
  Micros?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Performance?: PerformanceResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RecordAttributionEventsResult?: RecordAttributionEventsResultResolvers<ContextType>;
  Touchpoint?: TouchpointResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
