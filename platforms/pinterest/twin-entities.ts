// What an estate's account holds, as Pinterest would say it.
import type { EntityStatus, PlatformBid } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type {
  EstateAccount,
  EstateAd,
  EstateAdGroup,
  EstateBudget,
  EstateCampaign,
  Flight,
} from '../estate/estate-config.ts';
import { addDays } from '../../subgraphs/common/period.ts';

const statusWords: Readonly<Record<EntityStatus, string>> = {
  ENABLED: 'ACTIVE',
  PAUSED: 'PAUSED',
  REMOVED: 'ARCHIVED',
};

const summaryWords: Readonly<Record<EntityStatus, string>> = {
  ENABLED: 'RUNNING',
  PAUSED: 'PAUSED',
  REMOVED: 'ARCHIVED',
};

export function statusOf({ status }: { readonly status: EntityStatus }): string {
  return statusWords[status];
}

export function sayAccount({ externalId, name, currency }: EstateAccount) {
  return { id: externalId, name, currency, country: 'US', permissions: ['OWNER'] };
}

export function sayCampaign(account: EstateAccount, campaign: EstateCampaign) {
  const budget = findBudget(account, campaign.budgetExternalId);
  return {
    id: campaign.externalId,
    ad_account_id: account.externalId,
    name: campaign.name,
    type: 'campaign',
    objective_type: campaign.objective,
    status: statusWords[campaign.status],
    summary_status: summaryWords[campaign.status],
    daily_spend_cap: budget?.kind === 'DAILY' ? Number(budget.amountMicros) : null,
    lifetime_spend_cap: budget?.kind === 'LIFETIME' ? Number(budget.amountMicros) : null,
    is_campaign_budget_optimization: budget !== undefined,
    is_flexible_daily_budgets: budget?.kind === 'DAILY',
    ...sayFlight(campaign.flight),
  };
}

export function sayAdGroup(estate: Estate, account: EstateAccount, adGroup: EstateAdGroup) {
  const campaign = account.campaigns.find(({ externalId }) => externalId === adGroup.campaignExternalId);
  const budget = findBudget(account, adGroup.budgetExternalId);
  const { isLearning } = estate.learning(account.externalId, adGroup.externalId);
  return {
    id: adGroup.externalId,
    ad_account_id: account.externalId,
    campaign_id: adGroup.campaignExternalId,
    name: adGroup.name,
    type: 'adgroup',
    status: statusWords[adGroup.status],
    summary_status: summaryWords[adGroup.status],
    budget_type: budget?.kind ?? 'CBO_ADGROUP',
    budget_in_micro_currency: budget ? Number(budget.amountMicros) : null,
    pacing_delivery_type: 'STANDARD',
    placement_group: 'ALL',
    conversion_learning_mode_type: isLearning ? 'ACTIVE' : 'NOT_ACTIVE',
    ...sayBid(adGroup.bid),
    ...(campaign && sayFlight(campaign.flight)),
  };
}

export function sayAd(account: EstateAccount, ad: EstateAd) {
  const adGroup = account.adGroups.find(({ externalId }) => externalId === ad.adGroupExternalId);
  return {
    id: ad.externalId,
    ad_account_id: account.externalId,
    ad_group_id: ad.adGroupExternalId,
    campaign_id: adGroup?.campaignExternalId ?? '0',
    pin_id: ad.externalId,
    name: ad.name,
    type: 'ad',
    creative_type: 'REGULAR',
    review_status: 'APPROVED',
    status: statusWords[ad.status],
    summary_status: ad.status === 'ENABLED' ? 'APPROVED' : summaryWords[ad.status],
  };
}

export function findBudget(account: EstateAccount, externalId: string | null): EstateBudget | undefined {
  return account.budgets.find((budget) => budget.externalId === externalId);
}

export function billedEventOf(bid: PlatformBid | null): 'CLICKTHROUGH' | 'IMPRESSION' {
  return bid?.strategy === 'MANUAL_CPC' ? 'CLICKTHROUGH' : 'IMPRESSION';
}

function sayBid(bid: PlatformBid | null) {
  const event = { billable_event: billedEventOf(bid) };
  if (!bid) return { ...event, bid_strategy_type: 'AUTOMATIC_BID', bid_in_micro_currency: null };
  const type = bid.strategy === 'TARGET_CPA' ? 'TARGET_AVG' : 'MAX_BID';
  return { ...event, bid_strategy_type: type, bid_in_micro_currency: Number(bid.amountMicros) };
}

/** Seconds; the end is the first one without delivery. */
function sayFlight({ startsOn, endsOn }: Flight) {
  const secondsOf = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1_000;
  return { start_time: secondsOf(startsOn), end_time: endsOn === null ? null : secondsOf(addDays(endsOn, 1)) };
}
