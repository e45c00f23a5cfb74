// Meta's nodes, read off an estate: every field that can be asked for, by its name on the wire.
import { addDays, startOfDay } from '../../subgraphs/common/period.ts';
import type { EntityLevel, EntityStatus } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type { EstateAccount, EstateAd, EstateAdGroup, EstateCampaign } from '../estate/estate-config.ts';
import { unitMicrosOf } from './currency-offset.ts';

export type TwinNode = Readonly<Record<string, unknown>>;

/** In Meta's units, whatever the currency. */
export const minDailyBudgetUnits = 100n;

export function accountNodeOf(account: EstateAccount): TwinNode {
  return {
    id: `act_${account.externalId}`,
    account_id: account.externalId,
    name: account.name,
    currency: account.currency,
    timezone_name: account.timeZone,
    account_status: 1,
    min_daily_budget: Number(minDailyBudgetUnits),
  };
}

export function campaignNodeOf(account: EstateAccount, campaign: EstateCampaign): TwinNode {
  const adGroup = account.adGroups.find((each) => each.campaignExternalId === campaign.externalId);
  const { startsOn, endsOn } = campaign.flight;
  return {
    id: campaign.externalId,
    account_id: account.externalId,
    name: campaign.name,
    ...statusesOf(campaign.status, campaign.status === 'ENABLED' ? 'ACTIVE' : undefined),
    objective: campaign.objective,
    ...budgetFields(account, campaign.budgetExternalId),
    bid_strategy: campaign.budgetExternalId === null ? undefined : strategyOf(adGroup),
    start_time: midnight(startsOn, account.timeZone),
    stop_time: endsOn === null ? undefined : midnight(addDays(endsOn, 1), account.timeZone),
  };
}

export function adSetNodeOf(account: EstateAccount, adGroup: EstateAdGroup, estate: Estate): TwinNode {
  const campaign = account.campaigns.find(({ externalId }) => externalId === adGroup.campaignExternalId);
  const { isLearning, lastResetAt } = estate.learning(account.externalId, adGroup.externalId);
  const endsOn = campaign?.flight.endsOn ?? null;
  return {
    id: adGroup.externalId,
    account_id: account.externalId,
    campaign_id: adGroup.campaignExternalId,
    name: adGroup.name,
    ...statusesOf(adGroup.status, campaign?.status === 'PAUSED' ? 'CAMPAIGN_PAUSED' : 'ACTIVE'),
    ...budgetFields(account, adGroup.budgetExternalId),
    bid_amount: adGroup.bid ? Number(adGroup.bid.amountMicros / unitMicrosOf(account.currency)) : undefined,
    bid_strategy: strategyOf(adGroup),
    start_time: campaign && midnight(campaign.flight.startsOn, account.timeZone),
    end_time: endsOn === null ? undefined : midnight(addDays(endsOn, 1), account.timeZone),
    learning_stage_info: {
      status: isLearning ? 'LEARNING' : 'SUCCESS',
      ...(lastResetAt && { last_sig_edit_ts: Math.floor(lastResetAt.getTime() / 1_000) }),
    },
  };
}

export function adNodeOf(account: EstateAccount, ad: EstateAd): TwinNode {
  const adGroup = account.adGroups.find(({ externalId }) => externalId === ad.adGroupExternalId);
  const campaign = account.campaigns.find(({ externalId }) => externalId === adGroup?.campaignExternalId);
  const above = adGroup?.status === 'PAUSED' ? 'ADSET_PAUSED' : 'ACTIVE';
  return {
    id: ad.externalId,
    account_id: account.externalId,
    adset_id: ad.adGroupExternalId,
    campaign_id: adGroup?.campaignExternalId,
    name: ad.name,
    ...statusesOf(ad.status, campaign?.status === 'PAUSED' ? 'CAMPAIGN_PAUSED' : above),
  };
}

const wireStatuses: Readonly<Record<EntityStatus, string>> = {
  ENABLED: 'ACTIVE',
  PAUSED: 'PAUSED',
  REMOVED: 'DELETED',
};

function statusesOf(status: EntityStatus, effectiveWhenActive: string | undefined) {
  const configured = wireStatuses[status];
  const effective = status === 'ENABLED' ? (effectiveWhenActive ?? configured) : configured;
  return { status: configured, configured_status: configured, effective_status: effective };
}

/** Only the level that holds the budget has one. */
function budgetFields(account: EstateAccount, budgetExternalId: string | null) {
  const budget = account.budgets.find(({ externalId }) => externalId === budgetExternalId);
  if (!budget) return {};
  const units = String(budget.amountMicros / unitMicrosOf(account.currency));
  return budget.kind === 'DAILY' ? { daily_budget: units } : { lifetime_budget: units };
}

function strategyOf(adGroup: EstateAdGroup | undefined): string {
  return adGroup?.bid?.strategy ?? 'LOWEST_COST_WITHOUT_CAP';
}

/** The beginning of a local day, in UTC. */
function midnight(day: string, timeZone: string): string {
  return `${startOfDay(day, timeZone).toISOString().slice(0, 19)}+0000`;
}

const levelOfEdge: Readonly<Record<string, EntityLevel>> = { campaigns: 'CAMPAIGN', adsets: 'AD_GROUP', ads: 'AD' };

/** What an edge of an account lists: all but what was deleted. Undefined for an edge that lists no entities. */
export function edgeNodes(edge: string, account: EstateAccount, estate: Estate): readonly TwinNode[] | undefined {
  const level = levelOfEdge[edge];
  return level && nodesOf(level, account, estate).filter(({ status }) => status !== 'DELETED');
}

function nodesOf(level: EntityLevel, account: EstateAccount, estate: Estate): readonly TwinNode[] {
  switch (level) {
    case 'CAMPAIGN':
      return account.campaigns.map((each) => campaignNodeOf(account, each));
    case 'AD_GROUP':
      return account.adGroups.map((each) => adSetNodeOf(account, each, estate));
    case 'AD':
      return account.ads.map((each) => adNodeOf(account, each));
  }
}

/** The node of an identifier within an account, with what it is. Only that one is made. */
export function findNode(
  id: string,
  account: EstateAccount,
  estate: Estate,
): { readonly level: EntityLevel; readonly node: TwinNode } | undefined {
  const campaign = account.campaigns.find(({ externalId }) => externalId === id);
  if (campaign) return { level: 'CAMPAIGN', node: campaignNodeOf(account, campaign) };
  const adGroup = account.adGroups.find(({ externalId }) => externalId === id);
  if (adGroup) return { level: 'AD_GROUP', node: adSetNodeOf(account, adGroup, estate) };
  const ad = account.ads.find(({ externalId }) => externalId === id);
  return ad && { level: 'AD', node: adNodeOf(account, ad) };
}
