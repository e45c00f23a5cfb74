// What an estate's accounts hold, as Snap would say it. What is deleted is not said at all: Snap keeps nothing of it.
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
import { addDays, startOfDay } from '../../subgraphs/common/period.ts';
import { notFound } from './twin-answer.ts';

export function sayAccount({ externalId, name, currency, timeZone }: EstateAccount) {
  return { id: externalId, name, currency, timezone: timeZone, status: 'ACTIVE', type: 'PARTNER' };
}

export function sayCampaign(account: EstateAccount, campaign: EstateCampaign) {
  const budget = findBudget(account, campaign.budgetExternalId);
  return {
    id: campaign.externalId,
    ad_account_id: account.externalId,
    name: campaign.name,
    objective: campaign.objective,
    buy_model: 'AUCTION',
    ...sayStatus(campaign.status),
    ...sayFlight(campaign.flight, account.timeZone),
    ...(budget?.kind === 'DAILY' && { daily_budget_micro: Number(budget.amountMicros) }),
    ...(budget?.kind === 'LIFETIME' && { lifetime_spend_cap_micro: Number(budget.amountMicros) }),
  };
}

export function sayAdSquad(account: EstateAccount, adGroup: EstateAdGroup) {
  const budget = findBudget(account, adGroup.budgetExternalId);
  const campaign = account.campaigns.find(({ externalId }) => externalId === adGroup.campaignExternalId);
  return {
    id: adGroup.externalId,
    campaign_id: adGroup.campaignExternalId,
    name: adGroup.name,
    type: 'SNAP_ADS',
    billing_event: 'IMPRESSION',
    optimization_goal: 'IMPRESSIONS',
    ...sayStatus(adGroup.status),
    ...(campaign && sayFlight(campaign.flight, account.timeZone)),
    ...(budget?.kind === 'DAILY' && { daily_budget_micro: Number(budget.amountMicros) }),
    ...(budget?.kind === 'LIFETIME' && { lifetime_budget_micro: Number(budget.amountMicros) }),
    ...sayBid(adGroup.bid),
  };
}

export function sayAd(ad: EstateAd) {
  return {
    id: ad.externalId,
    ad_squad_id: ad.adGroupExternalId,
    name: ad.name,
    type: 'SNAP_AD',
    review_status: 'APPROVED',
    ...sayStatus(ad.status),
  };
}

export function findBudget(account: EstateAccount, externalId: string | null): EstateBudget | undefined {
  return account.budgets.find((budget) => budget.externalId === externalId);
}

/** The account as it stands, without what is deleted or was under it. */
export function livingAccount(estate: Estate, accountExternalId: string): EstateAccount {
  const account = estate.account(accountExternalId);
  if (!account) throw notFound();
  const isThere = ({ status }: { readonly status: EntityStatus }) => status !== 'REMOVED';
  const idsOf = (entities: readonly { readonly externalId: string }[]) =>
    new Set(entities.map(({ externalId }) => externalId));
  const campaigns = account.campaigns.filter(isThere);
  const campaignIds = idsOf(campaigns);
  const adGroups = account.adGroups.filter((each) => isThere(each) && campaignIds.has(each.campaignExternalId));
  const adGroupIds = idsOf(adGroups);
  const ads = account.ads.filter((each) => isThere(each) && adGroupIds.has(each.adGroupExternalId));
  return { ...account, campaigns, adGroups, ads };
}

/** The account that has the entity; paths of entities do not name it. */
export function accountWith(
  estate: Estate,
  level: 'campaigns' | 'adGroups' | 'ads',
  externalId: string,
): EstateAccount {
  for (const { externalId: accountExternalId } of estate.config.accounts) {
    const account = livingAccount(estate, accountExternalId);
    if (account[level].some((each) => each.externalId === externalId)) return account;
  }
  throw notFound();
}

function sayStatus(status: EntityStatus) {
  const isActive = status === 'ENABLED';
  return { status: isActive ? 'ACTIVE' : 'PAUSED', delivery_status: [isActive ? 'VALID' : 'INVALID_NOT_ACTIVE'] };
}

/** Instants; the end is the first moment without delivery. */
function sayFlight({ startsOn, endsOn }: Flight, timeZone: string) {
  return {
    start_time: startOfDay(startsOn, timeZone).toISOString(),
    ...(endsOn !== null && { end_time: startOfDay(addDays(endsOn, 1), timeZone).toISOString() }),
  };
}

function sayBid(bid: PlatformBid | null) {
  if (!bid) return { bid_strategy: 'AUTO_BID' };
  const isTarget = bid.strategy === 'COST_CAP';
  return { bid_strategy: isTarget ? 'TARGET_COST' : 'LOWEST_COST_WITH_MAX_BID', bid_micro: Number(bid.amountMicros) };
}
