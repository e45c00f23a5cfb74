// What an estate is made of, before anybody edits it and any time passes. None of it belongs to a platform's wire.
import type { EntityLevel, EntityStatus, PlatformAccount, PlatformBid, PlatformBudget } from '../ad-platform.ts';
import type { DeliveryRules } from './delivery-rules.ts';

export interface Flight {
  readonly startsOn: string;
  readonly endsOn: string | null;
}

/** Money for one campaign or ad group, or shared by several campaigns. */
export interface EstateBudget {
  readonly externalId: string;
  readonly kind: PlatformBudget['kind'];
  readonly amountMicros: bigint;
  readonly isShared: boolean;
  /** What was spent from it before the estate began, which counts against a lifetime budget; nothing where it is left out. */
  readonly spentBeforeMicros?: bigint | undefined;
}

/** How a whole campaign bids, where the platform has that set for campaigns. */
export interface CampaignBidding {
  /** In the platform's own word, such as MAXIMIZE_CONVERSIONS. */
  readonly strategy: string;
  /** What a conversion is to cost; null where there is no such target. */
  readonly targetMicros: bigint | null;
  /** The strategy that campaigns share, and whose target it then is; null for one of the campaign's own. */
  readonly portfolioExternalId: string | null;
}

export interface EstateCampaign {
  readonly externalId: string;
  readonly name: string;
  readonly status: EntityStatus;
  readonly objective: string;
  readonly flight: Flight;
  /** Null where each ad group has a budget of its own. */
  readonly budgetExternalId: string | null;
  /** Left out where its ad groups bid, or the platform does by itself. */
  readonly bidding?: CampaignBidding | undefined;
}

export interface EstateAdGroup {
  readonly externalId: string;
  readonly campaignExternalId: string;
  readonly name: string;
  readonly status: EntityStatus;
  /** Its own budget, which takes the place of the campaign's. */
  readonly budgetExternalId: string | null;
  /** Its own, which takes the place of the campaign's. */
  readonly bid: PlatformBid | null;
}

export interface EstateAd {
  readonly externalId: string;
  readonly adGroupExternalId: string;
  readonly name: string;
  readonly status: EntityStatus;
}

export interface EstateAccount extends PlatformAccount {
  readonly budgets: readonly EstateBudget[];
  readonly campaigns: readonly EstateCampaign[];
  readonly adGroups: readonly EstateAdGroup[];
  readonly ads: readonly EstateAd[];
}

export interface EstateConfig {
  readonly seed: number;
  /** The local day on which delivery began in each account, or an instant of it; nothing was spent before that day. */
  readonly beganOn: string | Date;
  readonly rules: DeliveryRules;
  readonly accounts: readonly EstateAccount[];
}

export type EstateChange =
  | { readonly field: 'BUDGET'; readonly budgetExternalId: string; readonly amountMicros: bigint }
  | { readonly field: 'BID'; readonly adGroupExternalId: string; readonly bid: PlatformBid }
  | { readonly field: 'BIDDING'; readonly campaignExternalId: string; readonly bidding: CampaignBidding }
  | StatusChange
  | NameChange;

interface StatusChange {
  readonly field: 'STATUS';
  readonly level: EntityLevel;
  readonly externalId: string;
  readonly status: EntityStatus;
}

interface NameChange {
  readonly field: 'NAME';
  readonly level: EntityLevel;
  readonly externalId: string;
  readonly name: string;
}

/** Who made an edit: a program through the API, a person in the platform's own pages, or the platform by itself. */
export interface Editor {
  readonly by: 'API' | 'PERSON' | 'PLATFORM';
  readonly name: string;
  /** The program, for edits through the API: what its developer's credentials are known by. */
  readonly programId: string | null;
}

export interface EstateEdit {
  /** Counts from 1 within the estate. */
  readonly number: number;
  readonly at: Date;
  readonly accountExternalId: string;
  readonly change: EstateChange;
  /** Micros for amounts, a word for the rest. */
  readonly before: string;
  readonly after: string;
  readonly editor: Editor;
}

/** Where an estate's edits are kept beyond the life of its process. */
export interface EstateMemory {
  /** All edits so far, oldest first. */
  readonly edits: readonly EstateEdit[];
  /** Keeps one more before it counts. What it throws, whoever makes the edit is told, and the edit is not made. */
  readonly keep: (edit: EstateEdit) => void;
}
