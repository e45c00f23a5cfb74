// Campaigns, ad groups and ads of Google Ads, as the contract has them.
import type { ClientSettings, EntityStatus, PlatformBid, PlatformBudget, PlatformEntity } from '../ad-platform.ts';
import { knownWord } from '../known-word.ts';
import { type AdGroupRow, type AdRow, type CampaignRow, targetFields } from './wire.ts';

/** What `campaignTargetOf` reads. */
export const campaignTargetFields = [
  'campaign.bidding_strategy_type',
  'campaign.bidding_strategy',
  'campaign.target_cpa.target_cpa_micros',
  'campaign.maximize_conversions.target_cpa_micros',
] as const;

export const campaignFields = [
  'campaign.id',
  'campaign.name',
  'campaign.status',
  'campaign.primary_status',
  'campaign.advertising_channel_type',
  ...campaignTargetFields,
  'campaign.start_date_time',
  'campaign.end_date_time',
  'campaign_budget.amount_micros',
  'campaign_budget.total_amount_micros',
  'campaign_budget.period',
  'campaign_budget.reference_count',
  'campaign_budget.explicitly_shared',
].join(', ');

export const adGroupFields = [
  'ad_group.id',
  'ad_group.name',
  'ad_group.status',
  'ad_group.primary_status',
  'ad_group.cpc_bid_micros',
  'ad_group.cpm_bid_micros',
  'ad_group.target_cpa_micros',
  'campaign.id',
  'campaign.bidding_strategy_type',
].join(', ');

export const adFields = [
  'ad_group_ad.ad.id',
  'ad_group_ad.ad.name',
  'ad_group_ad.status',
  'ad_group_ad.primary_status',
  'ad_group_ad.ad_group',
].join(', ');

const statuses: ReadonlyMap<string, EntityStatus> = new Map([
  ['ENABLED', 'ENABLED'],
  ['PAUSED', 'PAUSED'],
  ['REMOVED', 'REMOVED'],
]);

export function campaignOf({ campaign, campaignBudget }: CampaignRow, settings: ClientSettings): PlatformEntity {
  const startsOn = campaign.startDateTime?.slice(0, 10);
  return {
    level: 'CAMPAIGN',
    externalId: campaign.id,
    name: campaign.name ?? '',
    parentExternalId: null,
    ...statusOf('campaign', campaign, settings),
    objective: campaign.advertisingChannelType ?? null,
    flight: startsOn ? { startsOn, endsOn: endOf(campaign.endDateTime) } : null,
    budget: campaignBudget ? budgetOf(campaignBudget, settings) : null,
    bid: targetBid(campaignTargetOf(campaign)?.amountMicros),
    learning: campaign.primaryStatus === 'LEARNING' ? { isLearning: true, lastResetAt: null } : null,
  };
}

export function adGroupOf({ adGroup, campaign }: AdGroupRow, settings: ClientSettings): PlatformEntity {
  return {
    level: 'AD_GROUP',
    externalId: adGroup.id,
    name: adGroup.name ?? '',
    parentExternalId: campaign.id,
    ...statusOf('ad_group', adGroup, settings),
    objective: null,
    flight: null,
    budget: null,
    bid: bidOf(campaign.biddingStrategyType, adGroup),
    learning: null,
  };
}

export function adOf({ adGroupAd }: AdRow, settings: ClientSettings): PlatformEntity {
  return {
    level: 'AD',
    externalId: adGroupAd.ad.id,
    name: adGroupAd.ad.name ?? '',
    parentExternalId: lastPart(adGroupAd.adGroup ?? ''),
    ...statusOf('ad_group_ad', adGroupAd, settings),
    objective: null,
    flight: null,
    budget: null,
    bid: null,
    learning: null,
  };
}

/** The identifier at the end of a resource's name. */
export function lastPart(resourceName: string): string {
  return resourceName.slice(resourceName.lastIndexOf('/') + 1);
}

function statusOf(
  resource: string,
  { status = 'UNSPECIFIED', primaryStatus }: { status?: string | undefined; primaryStatus?: string | undefined },
  settings: ClientSettings,
) {
  const field = `${resource}.status`;
  return {
    status: knownWord(statuses, status, { platform: 'GOOGLE_ADS', field }, settings) ?? 'ENABLED',
    platformStatus: primaryStatus ?? status,
  };
}

/** A campaign without an end has the last day that the platform knows of. */
function endOf(endDateTime: string | undefined): string | null {
  const day = endDateTime?.slice(0, 10);
  return !day || day >= '2037-12-30' ? null : day;
}

const kinds: ReadonlyMap<string, PlatformBudget['kind']> = new Map([
  ['DAILY', 'DAILY'],
  ['CUSTOM_PERIOD', 'LIFETIME'],
]);

function budgetOf(budget: NonNullable<CampaignRow['campaignBudget']>, settings: ClientSettings): PlatformBudget | null {
  const period = budget.period ?? 'DAILY';
  const kind = knownWord(kinds, period, { platform: 'GOOGLE_ADS', field: 'campaign_budget.period' }, settings);
  const amountMicros = kind === 'LIFETIME' ? budget.totalAmountMicros : budget.amountMicros;
  if (!kind || amountMicros === undefined) return null;
  return { amountMicros, kind, sharedBy: Number(budget.referenceCount ?? 1n) };
}

/**
 * The target of a campaign's own strategy, and the field that holds it; undefined where it has none. A portfolio's target is
 * of all campaigns that share it and not this one's, and a target of return on ad spend is no amount.
 */
export function campaignTargetOf(campaign: CampaignRow['campaign']) {
  const field = campaign.biddingStrategy ? undefined : targetFields.get(campaign.biddingStrategyType ?? '');
  const amountMicros = field && campaign[field]?.targetCpaMicros;
  return field && amountMicros ? { field, amountMicros } : undefined;
}

/** Without a target, or with one of 0, the platform bids by itself. */
function targetBid(amountMicros: bigint | undefined): PlatformBid | null {
  return amountMicros ? { strategy: 'TARGET_CPA', amountMicros } : null;
}

/** The ad group's own bid, in what its campaign's strategy makes use of; null where it has the campaign's, or the platform bids. */
function bidOf(strategy: string | undefined, adGroup: AdGroupRow['adGroup']): PlatformBid | null {
  const bid = (kind: PlatformBid['strategy'], amountMicros: bigint | undefined) =>
    amountMicros === undefined ? null : { strategy: kind, amountMicros };
  switch (strategy) {
    case 'MANUAL_CPC':
    case 'ENHANCED_CPC':
      return bid('MANUAL_CPC', adGroup.cpcBidMicros);
    case 'MANUAL_CPM':
      return bid('MANUAL_CPM', adGroup.cpmBidMicros);
    case 'TARGET_CPA':
    case 'MAXIMIZE_CONVERSIONS':
      return targetBid(adGroup.targetCpaMicros);
    default:
      return null;
  }
}
