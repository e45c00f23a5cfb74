// What Google Ads' resources hold, read off an estate: a record for each row, a value for each field that can be selected.
import { localDay } from '../../subgraphs/common/period.ts';
import type { EntityStatus } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type { EstateAccount, EstateAd, EstateAdGroup, EstateCampaign } from '../estate/estate-config.ts';
import { learningOfCampaign } from './twin-learning.ts';

/** By the field's name in queries; what is absent is not set. */
export type TwinRecord = Readonly<Record<string, TwinValue | undefined>>;
export type TwinValue = string | number | boolean | readonly string[] | object;

export function customerRecord({ externalId, name, currency, timeZone }: EstateAccount): TwinRecord {
  return {
    'customer.resource_name': `customers/${externalId}`,
    'customer.id': externalId,
    'customer.descriptive_name': name,
    'customer.currency_code': currency,
    'customer.time_zone': timeZone,
  };
}

export function budgetRecord(account: EstateAccount, budgetExternalId: string): TwinRecord {
  const budget = account.budgets.find(({ externalId }) => externalId === budgetExternalId);
  if (!budget) return {};
  const isDaily = budget.kind === 'DAILY';
  const users = account.campaigns.filter((campaign) => campaign.budgetExternalId === budgetExternalId);
  return {
    'campaign_budget.resource_name': `customers/${account.externalId}/campaignBudgets/${budgetExternalId}`,
    'campaign_budget.id': budgetExternalId,
    'campaign_budget.amount_micros': isDaily ? String(budget.amountMicros) : undefined,
    'campaign_budget.total_amount_micros': isDaily ? undefined : String(budget.amountMicros),
    'campaign_budget.period': isDaily ? 'DAILY' : 'CUSTOM_PERIOD',
    'campaign_budget.status': 'ENABLED',
    'campaign_budget.delivery_method': 'STANDARD',
    'campaign_budget.explicitly_shared': budget.isShared,
    'campaign_budget.reference_count': String(users.length),
  };
}

export function campaignRecord(account: EstateAccount, campaign: EstateCampaign, estate: Estate): TwinRecord {
  const { externalId, budgetExternalId, flight } = campaign;
  const resource = `customers/${account.externalId}`;
  return {
    'campaign.resource_name': `${resource}/campaigns/${externalId}`,
    'campaign.id': externalId,
    'campaign.name': campaign.name,
    'campaign.status': campaign.status,
    'campaign.primary_status': primaryStatusOf(account, campaign, estate),
    'campaign.advertising_channel_type': campaign.objective,
    ...biddingRecord(account, campaign),
    'campaign.campaign_budget':
      budgetExternalId === null ? undefined : `${resource}/campaignBudgets/${budgetExternalId}`,
    'campaign.start_date_time': `${flight.startsOn} 00:00:00`,
    'campaign.end_date_time': `${flight.endsOn ?? '2037-12-30'} 23:59:59`,
    ...(budgetExternalId === null ? {} : budgetRecord(account, budgetExternalId)),
  };
}

/** A portfolio's target is at the portfolio, and none of the campaign's own. */
function biddingRecord(account: EstateAccount, { externalId, bidding }: EstateCampaign): TwinRecord {
  const portfolio = bidding?.portfolioExternalId;
  const ownTarget = (strategy: string) =>
    bidding?.strategy === strategy && portfolio === null ? bidding.targetMicros?.toString() : undefined;
  return {
    'campaign.bidding_strategy_type': bidding?.strategy ?? strategyOf(account, externalId),
    'campaign.bidding_strategy': portfolio ? portfolioName(account, portfolio) : undefined,
    'campaign.target_cpa.target_cpa_micros': ownTarget('TARGET_CPA'),
    'campaign.maximize_conversions.target_cpa_micros': ownTarget('MAXIMIZE_CONVERSIONS'),
  };
}

export function portfolioName({ externalId }: EstateAccount, portfolioExternalId: string): string {
  return `customers/${externalId}/biddingStrategies/${portfolioExternalId}`;
}

export function adGroupRecord(account: EstateAccount, adGroup: EstateAdGroup): TwinRecord {
  const { externalId, bid } = adGroup;
  const resource = `customers/${account.externalId}`;
  const bidFor = (strategy: string) => (bid?.strategy === strategy ? String(bid.amountMicros) : undefined);
  return {
    'ad_group.resource_name': `${resource}/adGroups/${externalId}`,
    'ad_group.id': externalId,
    'ad_group.name': adGroup.name,
    'ad_group.status': adGroup.status,
    'ad_group.primary_status': eligibleIf(adGroup.status),
    'ad_group.campaign': `${resource}/campaigns/${adGroup.campaignExternalId}`,
    'ad_group.cpc_bid_micros': bidFor('MANUAL_CPC'),
    'ad_group.cpm_bid_micros': bidFor('MANUAL_CPM'),
    'ad_group.target_cpa_micros': bidFor('TARGET_CPA'),
  };
}

export function adRecord(account: EstateAccount, ad: EstateAd): TwinRecord {
  const resource = `customers/${account.externalId}`;
  return {
    'ad_group_ad.resource_name': `${resource}/adGroupAds/${ad.adGroupExternalId}~${ad.externalId}`,
    'ad_group_ad.status': ad.status,
    'ad_group_ad.primary_status': eligibleIf(ad.status),
    'ad_group_ad.ad_group': `${resource}/adGroups/${ad.adGroupExternalId}`,
    'ad_group_ad.ad.resource_name': `${resource}/ads/${ad.externalId}`,
    'ad_group_ad.ad.id': ad.externalId,
    'ad_group_ad.ad.name': ad.name,
  };
}

/** The strategy of all ad groups of a campaign. */
function strategyOf(account: EstateAccount, campaignExternalId: string): string {
  const adGroups = account.adGroups.filter((each) => each.campaignExternalId === campaignExternalId);
  return adGroups.find(({ bid }) => bid)?.bid?.strategy ?? 'MAXIMIZE_CONVERSION_VALUE';
}

function primaryStatusOf(account: EstateAccount, campaign: EstateCampaign, estate: Estate): string {
  const today = localDay(estate.now(), account.timeZone);
  if (campaign.status !== 'ENABLED') return campaign.status;
  if (today < campaign.flight.startsOn) return 'PENDING';
  if (campaign.flight.endsOn !== null && today > campaign.flight.endsOn) return 'ENDED';
  return learningOfCampaign(account, campaign.externalId, estate) ? 'LEARNING' : 'ELIGIBLE';
}

function eligibleIf(status: EntityStatus): string {
  return status === 'ENABLED' ? 'ELIGIBLE' : status;
}
