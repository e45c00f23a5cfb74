// Campaigns, ad groups and ads of Pinterest in the words of the graph.
import type { ClientSettings, EntityStatus, PlatformBid, PlatformBudget, PlatformEntity } from '../ad-platform.ts';
import { knownWord } from '../known-word.ts';
import type { WireAd, WireAdGroup, WireCampaign } from './wire.ts';

export function readCampaign(campaign: WireCampaign, settings: ClientSettings): PlatformEntity {
  return {
    level: 'CAMPAIGN',
    externalId: campaign.id,
    name: campaign.name ?? campaign.id,
    parentExternalId: null,
    ...readStatus('campaign', campaign, settings),
    objective: campaign.objective_type ?? null,
    flight: readFlight(campaign),
    budget: readCaps(campaign),
    bid: null,
    learning: null,
  };
}

export function readAdGroup(adGroup: WireAdGroup, settings: ClientSettings): PlatformEntity {
  return {
    level: 'AD_GROUP',
    externalId: adGroup.id,
    name: adGroup.name ?? adGroup.id,
    parentExternalId: adGroup.campaign_id,
    ...readStatus('ad_group', adGroup, settings),
    objective: null,
    flight: readFlight(adGroup),
    budget: readBudget(adGroup, settings),
    bid: readBid(adGroup, settings),
    learning: readLearning(adGroup),
  };
}

export function readAd(ad: WireAd, settings: ClientSettings): PlatformEntity {
  return {
    level: 'AD',
    externalId: ad.id,
    name: ad.name ?? ad.id,
    parentExternalId: ad.ad_group_id,
    ...readStatus('ad', ad, settings),
    objective: null,
    flight: null,
    budget: null,
    bid: null,
    learning: null,
  };
}

/** A draft delivers nothing, as what is paused. */
const statuses: ReadonlyMap<string, EntityStatus> = new Map([
  ['ACTIVE', 'ENABLED'],
  ['PAUSED', 'PAUSED'],
  ['DRAFT', 'PAUSED'],
  ['ARCHIVED', 'REMOVED'],
  ['DELETED_DRAFT', 'REMOVED'],
]);

function readStatus(
  resource: string,
  entity: { readonly status: string; readonly summary_status?: string | null | undefined },
  settings: ClientSettings,
): Pick<PlatformEntity, 'status' | 'platformStatus'> {
  const where = { platform: 'PINTEREST', field: `${resource}.status` } as const;
  return {
    status: knownWord(statuses, entity.status, where, settings) ?? 'ENABLED',
    platformStatus: entity.summary_status ?? entity.status,
  };
}

/** A campaign has one cap or the other; neither where its ad groups have the budgets. */
function readCaps(campaign: WireCampaign): PlatformBudget | null {
  const { daily_spend_cap: daily, lifetime_spend_cap: lifetime } = campaign;
  if (daily) return { amountMicros: BigInt(daily), kind: 'DAILY', sharedBy: 1 };
  return lifetime ? { amountMicros: BigInt(lifetime), kind: 'LIFETIME', sharedBy: 1 } : null;
}

const budgetKinds: ReadonlyMap<string, PlatformBudget['kind']> = new Map([
  ['DAILY', 'DAILY'],
  ['LIFETIME', 'LIFETIME'],
]);

function readBudget(adGroup: WireAdGroup, settings: ClientSettings): PlatformBudget | null {
  const { budget_type: type, budget_in_micro_currency: amount } = adGroup;
  // Under a campaign's budget, Pinterest shares it out by itself.
  if (!amount || type === 'CBO_ADGROUP') return null;
  const where = { platform: 'PINTEREST', field: 'ad_group.budget_type' } as const;
  const kind = knownWord(budgetKinds, type ?? '', where, settings);
  return kind === undefined ? null : { amountMicros: BigInt(amount), kind, sharedBy: 1 };
}

const bidTypes: ReadonlyMap<string, 'BILLED' | 'TARGET'> = new Map([
  ['MAX_BID', 'BILLED'],
  ['TARGET_AVG', 'TARGET'],
]);

/** A bid without a type, as old ad groups have it, is for what is billed. */
const untypedBid = 'MAX_BID';

/** Null where Pinterest bids by itself, and for events that are neither a click nor an impression. */
function readBid(adGroup: WireAdGroup, settings: ClientSettings): PlatformBid | null {
  const { bid_in_micro_currency: amount, bid_strategy_type: type, billable_event: event } = adGroup;
  if (!amount || type === 'AUTOMATIC_BID') return null;
  const where = { platform: 'PINTEREST', field: 'ad_group.bid_strategy_type' } as const;
  const bidType = knownWord(bidTypes, type ?? untypedBid, where, settings);
  if (bidType === 'TARGET') return { amountMicros: BigInt(amount), strategy: 'TARGET_CPA' };
  if (bidType === undefined || (event !== 'CLICKTHROUGH' && event !== 'IMPRESSION')) return null;
  return { amountMicros: BigInt(amount), strategy: event === 'CLICKTHROUGH' ? 'MANUAL_CPC' : 'MANUAL_CPM' };
}

function readLearning({ conversion_learning_mode_type: mode }: WireAdGroup): PlatformEntity['learning'] {
  return mode == null ? null : { isLearning: mode === 'ACTIVE', lastResetAt: null };
}

interface WithTimes {
  readonly start_time?: number | null | undefined;
  readonly end_time?: number | null | undefined;
}

function readFlight({ start_time: start, end_time: end }: WithTimes): PlatformEntity['flight'] {
  if (!start) return null;
  // The end is the first second without delivery.
  return { startsOn: utcDay(start), endsOn: end ? utcDay(end - 1) : null };
}

function utcDay(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 10);
}
