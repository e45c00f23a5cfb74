import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { CampaignReference, PerformanceReference } from './references.ts';
import type { Experiment as ExperimentModel, Arm as ArmModel } from './experiment.ts';
import type { Comparison } from './compare-arms.ts';
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
  _FieldSet: { input: string; output: string; }
};

/** One of the groups that an experiment compares. */
export type Arm = {
  readonly __typename?: 'Arm';
  /** The share of people meant for it, above 0 and below 1; the shares of an experiment add up to 1. */
  readonly allocation: Scalars['Float']['output'];
  /** An opaque, stable identifier beginning with arm_. */
  readonly id: Scalars['ID']['output'];
  /** Whether the others are compared with this one. */
  readonly isControl: Scalars['Boolean']['output'];
  /** The average value a participant; null while there are none. In millionths of the experiment's currency, rounded half away from zero. */
  readonly meanValue?: Maybe<Money>;
  /** The name people know it by. */
  readonly name: Scalars['String']['output'];
  /** How many people are in it. */
  readonly participants: Scalars['Count']['output'];
};

/** A campaign, as experiments see it. */
export type Campaign = {
  readonly __typename?: 'Campaign';
  /** The experiments run on it, newest first. */
  readonly experiments: ExperimentConnection;
  /** An opaque, stable identifier beginning with cmp_. */
  readonly id: Scalars['ID']['output'];
};


/** A campaign, as experiments see it. */
export type CampaignExperimentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A range that covers the true value with the confidence asked for. */
export type ConfidenceInterval = {
  readonly __typename?: 'ConfidenceInterval';
  /** The upper end; null when there is none. */
  readonly high?: Maybe<Scalars['Float']['output']>;
  /** How low and high are to be read. */
  readonly kind: IntervalKind;
  /** The lower end; null when there is none. */
  readonly low?: Maybe<Scalars['Float']['output']>;
};

/** A controlled experiment on a campaign: people are split into arms by chance, and the arms are compared. */
export type Experiment = {
  readonly __typename?: 'Experiment';
  /** Its arms, two or more, the control first. */
  readonly arms: ReadonlyArray<Arm>;
  /** The campaign it is run on; null while its structure is not known, as when a report came before it. */
  readonly campaign?: Maybe<Campaign>;
  /** The currency of the measured values. */
  readonly currency: Scalars['CurrencyCode']['output'];
  /** The last day of measuring; null while it is a draft. */
  readonly endsOn?: Maybe<Scalars['LocalDate']['output']>;
  /** What is expected to happen, and why. */
  readonly hypothesis: Scalars['String']['output'];
  /** An opaque, stable identifier beginning with exp_. */
  readonly id: Scalars['ID']['output'];
  /** The name people know it by. */
  readonly name: Scalars['String']['output'];
  /** The comparison of a treatment arm with the control; null until both have at least two people. */
  readonly result?: Maybe<ExperimentResult>;
  /** The first day of measuring; null while it is a draft. */
  readonly startsOn?: Maybe<Scalars['LocalDate']['output']>;
  /** Where it is in its life. */
  readonly state: ExperimentState;
};


/** A controlled experiment on a campaign: people are split into arms by chance, and the arms are compared. */
export type ExperimentResultArgs = {
  armId?: InputMaybe<Scalars['ID']['input']>;
  confidenceLevel?: InputMaybe<Scalars['Float']['input']>;
};

/** A page of experiments. */
export type ExperimentConnection = {
  readonly __typename?: 'ExperimentConnection';
  /** The page with a cursor for each experiment. */
  readonly edges: ReadonlyArray<ExperimentEdge>;
  /** The experiments of this page. */
  readonly nodes: ReadonlyArray<Experiment>;
  /** Where this page starts and ends. */
  readonly pageInfo: PageInfo;
};

/** An experiment in a page. */
export type ExperimentEdge = {
  readonly __typename?: 'ExperimentEdge';
  /** Where in the list this experiment stands. */
  readonly cursor: Scalars['String']['output'];
  /** The experiment. */
  readonly node: Experiment;
};

/** Two arms compared: Welch's test on the difference of means, and Fieller's interval for the relative lift, by the same critical value: both intervals and the p-value always agree on whether there is a difference. */
export type ExperimentResult = {
  readonly __typename?: 'ExperimentResult';
  /** The arm that others are compared with. */
  readonly control: Arm;
  /** Welch's degrees of freedom. */
  readonly degreesOfFreedom: Scalars['Float']['output'];
  /** The treatment's mean value minus the control's, in the experiment's currency's major unit. */
  readonly difference: Scalars['Float']['output'];
  /** The range of the difference. */
  readonly differenceInterval: ConfidenceInterval;
  /** The value that the treatment caused: the difference times the treatment's participants. */
  readonly incrementalValue: Money;
  /** The two-sided p-value of no difference. Only to be read once the experiment is concluded: looking early and stopping makes it too small. */
  readonly pValue: Scalars['Float']['output'];
  /** The difference divided by the control's mean: 0.1 is a tenth more. Null when that mean is zero. */
  readonly relativeLift?: Maybe<Scalars['Float']['output']>;
  /** The range of the relative lift. */
  readonly relativeLiftInterval: ConfidenceInterval;
  /** Whether the split of participants among all arms fits the planned allocation. */
  readonly sampleRatio: SampleRatioCheck;
  /** The arm that is compared. */
  readonly treatment: Arm;
};

/** Where an experiment is in its life. */
export type ExperimentState =
  /** Ended early; its numbers are kept but say nothing. */
  | 'ABANDONED'
  /** Measuring is over; the result is final. */
  | 'CONCLUDED'
  /** Being designed; nobody is assigned yet. */
  | 'DRAFT'
  /** People are assigned and measured. */
  | 'RUNNING';

/** What an experiment says of the return that spend really caused. */
export type IncrementalReturn = {
  readonly __typename?: 'IncrementalReturn';
  /** The incremental value divided by the spend of the period. */
  readonly estimate: Scalars['Float']['output'];
  /** The experiment it comes from. */
  readonly experiment: Experiment;
  /** The range of the estimate at 95 percent, with the spend taken as exact. */
  readonly interval: ConfidenceInterval;
};

/** How an estimate's uncertainty is bounded. */
export type IntervalKind =
  /** All values from low to high; an end that is null is open. */
  | 'BOUNDED'
  /** All values up to low, and all from high: the control's mean is too near zero for a bounded interval. */
  | 'COMPLEMENT'
  /** Any value: the data does not rule anything out. */
  | 'UNBOUNDED';

/** An exact amount of money. Never a float. */
export type Money = {
  readonly __typename?: 'Money';
  /** Millionths of the currency's major unit. */
  readonly amountMicros: Scalars['Micros']['output'];
  /** The currency of the amount; amounts in two currencies are never added. */
  readonly currency: Scalars['CurrencyCode']['output'];
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

/** One scope over one period, as experiments see it. */
export type Performance = {
  readonly __typename?: 'Performance';
  /** An opaque identifier beginning with prf_. */
  readonly id: Scalars['ID']['output'];
  /** The incremental return on ad spend, by the first treatment arm of the newest concluded experiment on the campaign whose days of measuring are exactly this period's. Null when there is none, when nothing was spent, when the currencies differ, when an arm has fewer than two people, or when the split of people shows that the experiment must not be trusted. */
  readonly incrementalRoas?: Maybe<IncrementalReturn>;
  /** What was spent; owned by spend. */
  readonly spend?: Maybe<Money>;
};

/** What can be read. */
export type Query = {
  readonly __typename?: 'Query';
  /** One experiment; null when there is none by that id that you may see. */
  readonly experiment?: Maybe<Experiment>;
  /** The experiments you may see, newest first. */
  readonly experiments: ExperimentConnection;
};


/** What can be read. */
export type QueryExperimentArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryExperimentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  states?: InputMaybe<ReadonlyArray<ExperimentState>>;
};

/** A test of the split of participants against the planned allocation (Pearson's chi-squared). */
export type SampleRatioCheck = {
  readonly __typename?: 'SampleRatioCheck';
  /** Whether the split is so unlikely, below 0.001, that the result must not be trusted. */
  readonly isMismatch: Scalars['Boolean']['output'];
  /** The p-value of the planned allocation. */
  readonly pValue: Scalars['Float']['output'];
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
  Arm: Arm;
  Campaign: Campaign;
  Experiment: Experiment;
  Performance: Performance;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Arm:
    ( { __typename: 'Arm' }
    & GraphQLRecursivePick<FederationTypes['Arm'], {"id":true}> );
  Campaign:
    ( { __typename: 'Campaign' }
    & GraphQLRecursivePick<FederationTypes['Campaign'], {"id":true}> );
  Experiment:
    ( { __typename: 'Experiment' }
    & GraphQLRecursivePick<FederationTypes['Experiment'], {"id":true}> );
  Performance:
    ( { __typename: 'Performance' }
    & GraphQLRecursivePick<FederationTypes['Performance'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Performance'], {"spend":{"amountMicros":true,"currency":true}}> ) );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Arm: ResolverTypeWrapper<ArmModel>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Campaign: ResolverTypeWrapper<CampaignReference>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ConfidenceInterval: ResolverTypeWrapper<ConfidenceInterval>;
  Count: ResolverTypeWrapper<Scalars['Count']['output']>;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  Experiment: ResolverTypeWrapper<ExperimentModel>;
  ExperimentConnection: ResolverTypeWrapper<Omit<ExperimentConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ExperimentEdge']>, nodes: ReadonlyArray<ResolversTypes['Experiment']> }>;
  ExperimentEdge: ResolverTypeWrapper<Omit<ExperimentEdge, 'node'> & { node: ResolversTypes['Experiment'] }>;
  ExperimentResult: ResolverTypeWrapper<Comparison>;
  ExperimentState: ExperimentState;
  IncrementalReturn: ResolverTypeWrapper<Omit<IncrementalReturn, 'experiment'> & { experiment: ResolversTypes['Experiment'] }>;
  Instant: ResolverTypeWrapper<Scalars['Instant']['output']>;
  IntervalKind: IntervalKind;
  LocalDate: ResolverTypeWrapper<Scalars['LocalDate']['output']>;
  Micros: ResolverTypeWrapper<Scalars['Micros']['output']>;
  Money: ResolverTypeWrapper<Money>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Performance: ResolverTypeWrapper<PerformanceReference>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SampleRatioCheck: ResolverTypeWrapper<SampleRatioCheck>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Arm: ArmModel;
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  Boolean: Scalars['Boolean']['output'];
  String: Scalars['String']['output'];
  Campaign: CampaignReference;
  Int: Scalars['Int']['output'];
  ConfidenceInterval: ConfidenceInterval;
  Count: Scalars['Count']['output'];
  CurrencyCode: Scalars['CurrencyCode']['output'];
  Experiment: ExperimentModel;
  ExperimentConnection: Omit<ExperimentConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ExperimentEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Experiment']> };
  ExperimentEdge: Omit<ExperimentEdge, 'node'> & { node: ResolversParentTypes['Experiment'] };
  ExperimentResult: Comparison;
  IncrementalReturn: Omit<IncrementalReturn, 'experiment'> & { experiment: ResolversParentTypes['Experiment'] };
  Instant: Scalars['Instant']['output'];
  LocalDate: Scalars['LocalDate']['output'];
  Micros: Scalars['Micros']['output'];
  Money: Money;
  PageInfo: PageInfo;
  Performance: PerformanceReference;
  Query: Record<PropertyKey, never>;
  SampleRatioCheck: SampleRatioCheck;
};

export type ArmResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Arm'] = ResolversParentTypes['Arm'], FederationReferenceType extends FederationReferenceTypes['Arm'] = FederationReferenceTypes['Arm']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Arm']> | FederationReferenceType, FederationReferenceType, ContextType>;
  allocation?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isControl?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  meanValue?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  participants?: Resolver<ResolversTypes['Count'], ParentType, ContextType>;
};

export type CampaignResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Campaign'] = ResolversParentTypes['Campaign'], FederationReferenceType extends FederationReferenceTypes['Campaign'] = FederationReferenceTypes['Campaign']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Campaign']> | FederationReferenceType, FederationReferenceType, ContextType>;
  experiments?: Resolver<ResolversTypes['ExperimentConnection'], ParentType, ContextType, RequireFields<CampaignExperimentsArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ConfidenceIntervalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConfidenceInterval'] = ResolversParentTypes['ConfidenceInterval']> = {
  high?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['IntervalKind'], ParentType, ContextType>;
  low?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export interface CountScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Count'], any> {
  name: 'Count';
}

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export type ExperimentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Experiment'] = ResolversParentTypes['Experiment'], FederationReferenceType extends FederationReferenceTypes['Experiment'] = FederationReferenceTypes['Experiment']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Experiment']> | FederationReferenceType, FederationReferenceType, ContextType>;
  arms?: Resolver<ReadonlyArray<ResolversTypes['Arm']>, ParentType, ContextType>;
  campaign?: Resolver<Maybe<ResolversTypes['Campaign']>, ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  endsOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  hypothesis?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  result?: Resolver<Maybe<ResolversTypes['ExperimentResult']>, ParentType, ContextType, RequireFields<ExperimentResultArgs, 'confidenceLevel'>>;
  startsOn?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ExperimentState'], ParentType, ContextType>;
};

export type ExperimentConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExperimentConnection'] = ResolversParentTypes['ExperimentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ExperimentEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Experiment']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ExperimentEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExperimentEdge'] = ResolversParentTypes['ExperimentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Experiment'], ParentType, ContextType>;
};

export type ExperimentResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExperimentResult'] = ResolversParentTypes['ExperimentResult']> = {
  control?: Resolver<ResolversTypes['Arm'], ParentType, ContextType>;
  degreesOfFreedom?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  difference?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  differenceInterval?: Resolver<ResolversTypes['ConfidenceInterval'], ParentType, ContextType>;
  incrementalValue?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  pValue?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  relativeLift?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  relativeLiftInterval?: Resolver<ResolversTypes['ConfidenceInterval'], ParentType, ContextType>;
  sampleRatio?: Resolver<ResolversTypes['SampleRatioCheck'], ParentType, ContextType>;
  treatment?: Resolver<ResolversTypes['Arm'], ParentType, ContextType>;
};

export type IncrementalReturnResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IncrementalReturn'] = ResolversParentTypes['IncrementalReturn']> = {
  estimate?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  experiment?: Resolver<ResolversTypes['Experiment'], ParentType, ContextType>;
  interval?: Resolver<ResolversTypes['ConfidenceInterval'], ParentType, ContextType>;
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

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PerformanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Performance'] = ResolversParentTypes['Performance'], FederationReferenceType extends FederationReferenceTypes['Performance'] = FederationReferenceTypes['Performance']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Performance']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  incrementalRoas?: Resolver<Maybe<ResolversTypes['IncrementalReturn']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  experiment?: Resolver<Maybe<ResolversTypes['Experiment']>, ParentType, ContextType, RequireFields<QueryExperimentArgs, 'id'>>;
  experiments?: Resolver<ResolversTypes['ExperimentConnection'], ParentType, ContextType, RequireFields<QueryExperimentsArgs, 'first'>>;
};

export type SampleRatioCheckResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SampleRatioCheck'] = ResolversParentTypes['SampleRatioCheck']> = {
  isMismatch?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  pValue?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Arm?: ArmResolvers<ContextType>;
  Campaign?: CampaignResolvers<ContextType>;
  ConfidenceInterval?: ConfidenceIntervalResolvers<ContextType>;
  Count?: GraphQLScalarType;
  CurrencyCode?: GraphQLScalarType;
  Experiment?: ExperimentResolvers<ContextType>;
  ExperimentConnection?: ExperimentConnectionResolvers<ContextType>;
  ExperimentEdge?: ExperimentEdgeResolvers<ContextType>;
  ExperimentResult?: ExperimentResultResolvers<ContextType>;
  IncrementalReturn?: IncrementalReturnResolvers<ContextType>;
  Instant?: GraphQLScalarType;
  LocalDate?: GraphQLScalarType;
  Micros?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Performance?: PerformanceResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  SampleRatioCheck?: SampleRatioCheckResolvers<ContextType>;
};

