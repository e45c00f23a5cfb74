// What Snap is sent for a change: a PATCH of the one attribute, on the parent's collection. Never its PUT, which replaces
// the whole entity, and with it whatever somebody else has changed since it was read.
import type { EntityLevel, PlatformBidStrategy, PlatformFailure, PlatformWrite } from '../ad-platform.ts';

/** The names of a level: of its entities in an envelope, of one of them, and of the collection that they are patched in. */
export interface LevelWords {
  readonly plural: 'campaigns' | 'adsquads' | 'ads';
  readonly singular: 'campaign' | 'adsquad' | 'ad';
  readonly parentPlural: 'adaccounts' | 'campaigns' | 'adsquads';
}

export const levelWords: Readonly<Record<EntityLevel, LevelWords>> = {
  CAMPAIGN: { plural: 'campaigns', singular: 'campaign', parentPlural: 'adaccounts' },
  AD_GROUP: { plural: 'adsquads', singular: 'adsquad', parentPlural: 'campaigns' },
  AD: { plural: 'ads', singular: 'ad', parentPlural: 'adsquads' },
};

export type PlannedWrite =
  | { readonly kind: 'SEND'; readonly attributes: Readonly<Record<string, string | number>> }
  | { readonly kind: 'REFUSE'; readonly failure: PlatformFailure; readonly message: string };

export function planWrite(write: PlatformWrite): PlannedWrite {
  switch (write.field) {
    case 'STATUS':
      return { kind: 'SEND', attributes: { status: write.status === 'ENABLED' ? 'ACTIVE' : 'PAUSED' } };
    case 'BUDGET':
      return planBudget(write.level, write.kind, write.amountMicros);
    case 'BID':
      return planBid(write.level, write.strategy, write.amountMicros);
  }
}

function planBudget(level: EntityLevel, kind: 'DAILY' | 'LIFETIME', amountMicros: bigint): PlannedWrite {
  if (level === 'AD') return refuse({ kind: 'UNSUPPORTED' }, 'A Snap ad has no budget.');
  const lifetime = level === 'CAMPAIGN' ? 'lifetime_spend_cap_micro' : 'lifetime_budget_micro';
  return planAmount(kind === 'DAILY' ? 'daily_budget_micro' : lifetime, amountMicros, {});
}

const bidWords: Readonly<Record<PlatformBidStrategy, string | undefined>> = {
  LOWEST_COST_WITH_BID_CAP: 'LOWEST_COST_WITH_MAX_BID',
  COST_CAP: 'TARGET_COST',
  MANUAL_CPC: undefined,
  MANUAL_CPM: undefined,
  TARGET_CPA: undefined,
};

function planBid(level: EntityLevel, strategy: PlatformBidStrategy, amountMicros: bigint): PlannedWrite {
  const word = bidWords[strategy];
  if (word === undefined || level !== 'AD_GROUP') {
    return refuse({ kind: 'UNSUPPORTED' }, `Snap has no ${strategy} of a ${level}.`);
  }
  return planAmount('bid_micro', amountMicros, { bid_strategy: word });
}

function planAmount(attribute: string, amountMicros: bigint, beside: Readonly<Record<string, string>>): PlannedWrite {
  const amount = Number(amountMicros);
  if (Number.isSafeInteger(amount)) return { kind: 'SEND', attributes: { [attribute]: amount, ...beside } };
  return refuse({ kind: 'INVALID', fieldPath: attribute }, `A JSON number cannot hold ${amountMicros} exactly.`);
}

function refuse(failure: PlatformFailure, message: string): PlannedWrite {
  return { kind: 'REFUSE', failure, message };
}
