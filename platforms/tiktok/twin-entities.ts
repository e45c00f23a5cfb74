// An estate's accounts and what they hold, as TikTok would say it.
import type { PlatformBid } from '../ad-platform.ts';
import type { EstateAccount, EstateAd, EstateAdGroup, EstateBudget, EstateCampaign } from '../estate/estate-config.ts';
import { addDays, startOfDay } from '../../subgraphs/common/period.ts';
import { writeAmount } from './amounts.ts';
import { writeUtcTime } from './local-time.ts';
import type { WireAd, WireAdGroup, WireCampaign } from './wire.ts';

export function sayAdvertiser({ externalId, name, currency, timeZone }: EstateAccount) {
  return { advertiser_id: externalId, name, currency, timezone: timeZone, display_timezone: timeZone };
}

export function sayCampaign(account: EstateAccount, campaign: EstateCampaign): WireCampaign {
  return {
    campaign_id: campaign.externalId,
    campaign_name: campaign.name,
    objective_type: campaign.objective,
    ...sayBudget(findBudget(account, campaign.budgetExternalId)),
    ...sayStatus('CAMPAIGN', campaign.status),
  };
}

export function sayAdGroup(account: EstateAccount, adGroup: EstateAdGroup): WireAdGroup {
  const campaign = account.campaigns.find(({ externalId }) => externalId === adGroup.campaignExternalId);
  return {
    adgroup_id: adGroup.externalId,
    adgroup_name: adGroup.name,
    campaign_id: adGroup.campaignExternalId,
    ...sayBudget(findBudget(account, adGroup.budgetExternalId)),
    ...sayBid(adGroup.bid),
    ...saySchedule(account, campaign),
    ...sayStatus('ADGROUP', adGroup.status),
  };
}

export function sayAd(ad: EstateAd): WireAd {
  return {
    ad_id: ad.externalId,
    ad_name: ad.name,
    adgroup_id: ad.adGroupExternalId,
    ...sayStatus('AD', ad.status),
  };
}

export function findBudget(account: EstateAccount, externalId: string | null): EstateBudget | undefined {
  return account.budgets.find((budget) => budget.externalId === externalId);
}

function sayBudget(budget: EstateBudget | undefined) {
  if (!budget) return { budget_mode: 'BUDGET_MODE_INFINITE', budget: 0 };
  const mode = budget.kind === 'LIFETIME' ? 'BUDGET_MODE_TOTAL' : 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET';
  return { budget_mode: mode, budget: writeAmount(budget.amountMicros) ?? 0 };
}

function sayBid(bid: PlatformBid | null) {
  const none = { bid_type: 'BID_TYPE_NO_BID', bid_price: 0, conversion_bid_price: 0, billing_event: 'OCPM' };
  if (!bid) return none;
  const amount = writeAmount(bid.amountMicros) ?? 0;
  const custom = { ...none, bid_type: 'BID_TYPE_CUSTOM' };
  switch (bid.strategy) {
    case 'MANUAL_CPC':
      return { ...custom, bid_price: amount, billing_event: 'CPC' };
    case 'MANUAL_CPM':
      return { ...custom, bid_price: amount, billing_event: 'CPM' };
    case 'COST_CAP':
      return { ...custom, conversion_bid_price: amount };
    case 'TARGET_CPA':
    case 'LOWEST_COST_WITH_BID_CAP':
      throw new Error(`TikTok has no ${bid.strategy}.`);
  }
}

function saySchedule(account: EstateAccount, campaign: EstateCampaign | undefined) {
  if (!campaign) return {};
  const { startsOn, endsOn } = campaign.flight;
  const start = startOfDay(startsOn, account.timeZone);
  // Without an end TikTok writes one that is ten years ahead.
  const end =
    endsOn === null
      ? startOfDay(addDays(startsOn, 3_650), account.timeZone)
      : startOfDay(addDays(endsOn, 1), account.timeZone);
  return {
    schedule_type: endsOn === null ? 'SCHEDULE_FROM_NOW' : 'SCHEDULE_START_END',
    schedule_start_time: writeUtcTime(start),
    schedule_end_time: writeUtcTime(end),
  };
}

/** What is deleted keeps the switch that it had; which one that was the estate does not know. */
function sayStatus(prefix: string, status: EstateCampaign['status']) {
  switch (status) {
    case 'ENABLED':
      return { operation_status: 'ENABLE', secondary_status: `${prefix}_STATUS_DELIVERY_OK` };
    case 'PAUSED':
      return { operation_status: 'DISABLE', secondary_status: `${prefix}_STATUS_DISABLE` };
    case 'REMOVED':
      return { operation_status: 'DISABLE', secondary_status: `${prefix}_STATUS_DELETE` };
  }
}
