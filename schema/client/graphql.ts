/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Whether a campaign, ad group or ad may spend. */
export type AdEntityStatus =
  /** May spend. */
  | 'ENABLED'
  /** Switched off, can be switched on again. */
  | 'PAUSED'
  /** Gone from its platform, with all that was in it; kept for its history. It can no longer be changed. Where its platform shows it again, it is switched on or off as it is there. */
  | 'REMOVED';

/** How a budget is spread over time. */
export type BudgetKind =
  /** The amount is meant for each day of the flight. */
  | 'DAILY'
  /** The amount is meant for the whole flight. */
  | 'LIFETIME';

/** Change the amount of a budget. */
export type ChangeBudgetInput = {
  /** The new amount, absolute. */
  readonly amount: MoneyInput;
  /** Do without an approval that would be needed; somebody else has to review it afterwards. Needs the scope changes:break-glass. */
  readonly breakGlass?: boolean | null | undefined;
  /** Chosen by you, 1 to 128 characters, one per intended change; budgets and bids of an advertiser share their keys. Sending it again with the same input answers the same and changes nothing; with another input for the same advertiser it is refused. */
  readonly clientMutationKey: string;
  /** Answer what would happen and change nothing. */
  readonly dryRun?: boolean | null | undefined;
  /** The campaign or ad group that holds the budget. */
  readonly entityId: string;
  /** The version you looked at; the change is refused if the entity has moved on. */
  readonly expectedVersion: number;
  /** The token of a preview of exactly this. The change is then refused if anything that was previewed has moved since. */
  readonly previewToken?: string | null | undefined;
  /** Why, for the audit trail. 1 to 500 characters. */
  readonly reason: string;
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

/** An exact amount of money, as input. */
export type MoneyInput = {
  /** Millionths of the currency's major unit; a multiple of the currency's smallest unit. */
  readonly amountMicros: string;
  /** The currency of the amount; for a budget or bid it must be the currency of the ad account. */
  readonly currency: string;
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

/** How somebody met an ad. */
export type TouchpointKind =
  /** The ad was clicked. */
  | 'CLICK'
  /** The ad was seen. */
  | 'VIEW';

export type CampaignAttributionQueryVariables = Exact<{
  campaignId: string;
  lastDays?: number;
}>;


export type CampaignAttributionQuery = { readonly campaign: { readonly id: string, readonly name: string, readonly platform: string, readonly performance: { readonly firstDay: string, readonly lastDay: string, readonly firstTouch: number, readonly lastTouch: number, readonly linear: number, readonly values: ReadonlyArray<{ readonly amountMicros: string, readonly currency: string }> }, readonly creditedConversions: { readonly nodes: ReadonlyArray<{ readonly share: number, readonly value: { readonly amountMicros: string, readonly currency: string } | null, readonly conversion: { readonly eventName: string, readonly occurredAt: string, readonly path: ReadonlyArray<{ readonly kind: TouchpointKind, readonly occurredAt: string, readonly campaign: { readonly name: string } | null }> } }> } } | null };

export type ChangeBudgetMutationVariables = Exact<{
  input: ChangeBudgetInput;
}>;


export type ChangeBudgetMutation = { readonly changeBudget:
    | { readonly __typename: 'ChangeApplied', readonly change: { readonly id: string, readonly version: number, readonly actor: string, readonly at: string, readonly before: { readonly amountMicros: string, readonly currency: string } | null, readonly after: { readonly amountMicros: string, readonly currency: string } | null }, readonly entity:
        | { readonly id: string, readonly version: number }
        | { readonly id: string, readonly version: number }
        | { readonly id: string, readonly version: number }
       }
    | { readonly __typename: 'ChangeAwaitsApproval' }
    | { readonly __typename: 'ChangePreviewed', readonly before: { readonly amountMicros: string, readonly currency: string } | null, readonly after: { readonly amountMicros: string, readonly currency: string } | null, readonly entity:
        | { readonly id: string, readonly version: number }
        | { readonly id: string, readonly version: number }
        | { readonly id: string, readonly version: number }
       }
    | { readonly __typename: 'ChangeQueued' }
    | { readonly __typename: 'ChangeRefused', readonly code: ChangeRefusalCode, readonly message: string, readonly currentEntity:
        | { readonly id: string, readonly version: number }
        | { readonly id: string, readonly version: number }
        | { readonly id: string, readonly version: number }
       | null }
    | { readonly __typename: 'ChangeScheduled' }
   };

export type DashboardQueryVariables = Exact<{ [key: string]: never; }>;


export type DashboardQuery = { readonly campaigns: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly status: AdEntityStatus, readonly platform: string, readonly adAccount: { readonly name: string }, readonly budget: { readonly kind: BudgetKind, readonly amount: { readonly amountMicros: string, readonly currency: string } } | null, readonly pacing: { readonly index: number | null, readonly status: PacingStatus, readonly projection: { readonly amountMicros: string, readonly currency: string } } | null, readonly performance: { readonly impressions: number | null, readonly clicks: number | null, readonly conversions: number, readonly roas: number | null, readonly spend: { readonly amountMicros: string, readonly currency: string } | null }, readonly experiments: { readonly nodes: ReadonlyArray<{ readonly name: string, readonly state: ExperimentState }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type LivePacingSubscriptionVariables = Exact<{
  campaignIds: ReadonlyArray<string> | string;
  after?: string | null | undefined;
}>;


export type LivePacingSubscription = { readonly pacingUpdated: { readonly cursor: string, readonly recordedAt: string, readonly campaign:
      | { readonly id: string, readonly name: string, readonly budget: { readonly kind: BudgetKind, readonly amount: { readonly amountMicros: string, readonly currency: string } } | null, readonly pacing: { readonly day: string, readonly knownUntil: string | null, readonly index: number | null, readonly status: PacingStatus, readonly target: { readonly amountMicros: string }, readonly actual: { readonly amountMicros: string }, readonly projection: { readonly amountMicros: string } } | null }
      | { readonly id: string, readonly name: string, readonly budget: { readonly kind: BudgetKind, readonly amount: { readonly amountMicros: string, readonly currency: string } } | null, readonly pacing: { readonly day: string, readonly knownUntil: string | null, readonly index: number | null, readonly status: PacingStatus, readonly target: { readonly amountMicros: string }, readonly actual: { readonly amountMicros: string }, readonly projection: { readonly amountMicros: string } } | null }
      | { readonly id: string, readonly name: string, readonly budget: { readonly kind: BudgetKind, readonly amount: { readonly amountMicros: string, readonly currency: string } } | null, readonly pacing: { readonly day: string, readonly knownUntil: string | null, readonly index: number | null, readonly status: PacingStatus, readonly target: { readonly amountMicros: string }, readonly actual: { readonly amountMicros: string }, readonly projection: { readonly amountMicros: string } } | null }
     | null } };

export type ReportedConversionQueryVariables = Exact<{
  id: string;
}>;


export type ReportedConversionQuery = { readonly conversion: { readonly id: string, readonly eventName: string, readonly occurredAt: string, readonly value: { readonly amountMicros: string, readonly currency: string } | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const CampaignAttributionDocument = new TypedDocumentString(`
    query CampaignAttribution($campaignId: ID!, $lastDays: Int! = 7) {
  campaign(id: $campaignId) {
    id
    name
    platform
    performance(period: {lastDays: $lastDays}) {
      firstDay
      lastDay
      firstTouch: conversions(model: FIRST_TOUCH)
      lastTouch: conversions(model: LAST_TOUCH)
      linear: conversions(model: LINEAR)
      values(model: LAST_TOUCH) {
        amountMicros
        currency
      }
    }
    creditedConversions(first: 5, model: LAST_TOUCH) {
      nodes {
        share
        value {
          amountMicros
          currency
        }
        conversion {
          eventName
          occurredAt
          path {
            kind
            occurredAt
            campaign {
              name
            }
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:daf66ab49070b582a4ee970f0fcd230c1b3f49a6171ce53e2d3d82357ebcb14c"}) as unknown as TypedDocumentString<CampaignAttributionQuery, CampaignAttributionQueryVariables>;
export const ChangeBudgetDocument = new TypedDocumentString(`
    mutation ChangeBudget($input: ChangeBudgetInput!) {
  changeBudget(input: $input) {
    __typename
    ... on ChangeApplied {
      change {
        id
        before {
          amountMicros
          currency
        }
        after {
          amountMicros
          currency
        }
        version
        actor
        at
      }
      entity {
        id
        version
      }
    }
    ... on ChangePreviewed {
      before {
        amountMicros
        currency
      }
      after {
        amountMicros
        currency
      }
      entity {
        id
        version
      }
    }
    ... on ChangeRefused {
      code
      message
      currentEntity {
        id
        version
      }
    }
  }
}
    `, {"hash":"sha256:90f19ef45d1477f10d490a727efa04faa717bde8e093d522b963b309eb31b11d"}) as unknown as TypedDocumentString<ChangeBudgetMutation, ChangeBudgetMutationVariables>;
export const DashboardDocument = new TypedDocumentString(`
    query Dashboard {
  campaigns(first: 20) {
    nodes {
      id
      name
      status
      platform
      adAccount {
        name
      }
      budget {
        kind
        amount {
          amountMicros
          currency
        }
      }
      pacing {
        index
        status
        projection {
          amountMicros
          currency
        }
      }
      performance(period: {lastDays: 7}) {
        spend {
          amountMicros
          currency
        }
        impressions
        clicks
        conversions(model: LAST_TOUCH)
        roas(model: LAST_TOUCH)
      }
      experiments(first: 3) {
        nodes {
          name
          state
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:824629eff6a9f5e9623fd9e64478d5d4ae42641afe7ade30697456ed015ac6a5"}) as unknown as TypedDocumentString<DashboardQuery, DashboardQueryVariables>;
export const LivePacingDocument = new TypedDocumentString(`
    subscription LivePacing($campaignIds: [ID!]!, $after: String) {
  pacingUpdated(campaignIds: $campaignIds, after: $after) {
    cursor
    recordedAt
    campaign {
      id
      name
      budget {
        kind
        amount {
          amountMicros
          currency
        }
      }
      pacing {
        day
        knownUntil
        target {
          amountMicros
        }
        actual {
          amountMicros
        }
        index
        projection {
          amountMicros
        }
        status
      }
    }
  }
}
    `, {"hash":"sha256:8f13bef9caa3e6ccaaf02edd19d166ad500d3cd29904ba9d1d7ef43099a38569"}) as unknown as TypedDocumentString<LivePacingSubscription, LivePacingSubscriptionVariables>;
export const ReportedConversionDocument = new TypedDocumentString(`
    query ReportedConversion($id: ID!) {
  conversion(id: $id) {
    id
    eventName
    occurredAt
    value {
      amountMicros
      currency
    }
  }
}
    `, {"hash":"sha256:f62b01c5ab2db2ab802152ff48d9cfb005b5bceff754c3833f9428fd08d0dfc0"}) as unknown as TypedDocumentString<ReportedConversionQuery, ReportedConversionQueryVariables>;