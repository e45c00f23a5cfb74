// An ad account out of a seed, for tests and for a first look: as large as asked, named as people name things.
import type { PlatformBid } from '../ad-platform.ts';
import { minorUnitMicros } from '../../subgraphs/common/money.ts';
import { draw } from './draw.ts';
import type { EstateAccount, EstateBudget } from './estate-config.ts';

export interface AccountPlan {
  readonly seed: number;
  readonly externalId: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly startsOn: string;
  readonly campaigns: number;
  readonly adGroupsPerCampaign: number;
  readonly adsPerAdGroup: number;
  /** Who has the budgets: campaigns, ad groups, every other campaign, or one budget for the first two campaigns. */
  readonly budgets: 'CAMPAIGN' | 'AD_GROUP' | 'MIXED' | 'SHARED';
  /** The objectives and bid strategies that the platform has; each campaign gets one of both. */
  readonly objectives: readonly string[];
  readonly bidStrategies: readonly PlatformBid['strategy'][];
  /** Strategies that are set for whole campaigns in turn, with a target; left out, ad groups bid. */
  readonly campaignStrategies?: readonly string[];
  /** Daily budgets are drawn from here up to four times as much, in whole smallest units. */
  readonly leastBudgetMicros: bigint;
}

const themes = ['Brand', 'Prospecting', 'Retargeting', 'Launch', 'Always on', 'Seasonal'];

export function drawAccount(plan: AccountPlan): EstateAccount {
  const { externalId, currency, timeZone, seed } = plan;
  const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  const campaigns = range(plan.campaigns).map((number) => drawCampaign(plan, number));
  const adGroups = campaigns.flatMap((campaign) =>
    range(plan.adGroupsPerCampaign).map((number) => drawAdGroup(plan, campaign, number)),
  );
  const ads = adGroups.flatMap((adGroup) =>
    range(plan.adsPerAdGroup).map((number) => ({
      externalId: `${adGroup.externalId}${number}`,
      adGroupExternalId: adGroup.externalId,
      name: `${adGroup.name} ad ${number}`,
      status: 'ENABLED' as const,
    })),
  );
  const holders = [...campaigns, ...adGroups].flatMap(({ budgetExternalId }) => budgetExternalId ?? []);
  const budgets = [...new Set(holders)].map((id) => drawBudget(plan, id, holders));
  return { externalId, name: `Account ${seed}-${externalId}`, currency, timeZone, budgets, campaigns, adGroups, ads };
}

function drawCampaign(plan: AccountPlan, number: number) {
  const externalId = `${plan.externalId}${String(number).padStart(3, '0')}`;
  return {
    externalId,
    name: `${pick(themes, plan.seed, 'theme', externalId)} ${number}`,
    status: 'ENABLED' as const,
    objective: pick(plan.objectives, plan.seed, 'objective', externalId),
    flight: { startsOn: plan.startsOn, endsOn: null },
    budgetExternalId: campaignBudgetOf(plan, number, externalId),
    ...(plan.campaignStrategies && { bidding: drawBidding(plan, externalId, number) }),
  };
}

function campaignBudgetOf({ budgets, externalId }: AccountPlan, number: number, campaignId: string): string | null {
  switch (budgets) {
    case 'AD_GROUP':
      return null;
    case 'MIXED':
      return number % 2 === 1 ? `${campaignId}77` : null;
    case 'SHARED':
      return number <= 2 ? `${externalId}77` : `${campaignId}77`;
    case 'CAMPAIGN':
      return `${campaignId}77`;
  }
}

function drawBidding(plan: AccountPlan, campaignId: string, number: number) {
  const { campaignStrategies: strategies = [] } = plan;
  const strategy = strategies[(number - 1) % strategies.length] ?? '';
  return { strategy, targetMicros: drawBidMicros(plan, campaignId), portfolioExternalId: null };
}

function drawBidMicros({ currency, seed }: AccountPlan, externalId: string): bigint {
  return BigInt(Math.floor(40 + draw(seed, 'bid', externalId) * 200)) * minorUnitMicros(currency);
}

function drawAdGroup(plan: AccountPlan, campaign: ReturnType<typeof drawCampaign>, number: number) {
  const externalId = `${campaign.externalId}${String(number).padStart(2, '0')}`;
  return {
    externalId,
    campaignExternalId: campaign.externalId,
    name: `${campaign.name} group ${number}`,
    status: 'ENABLED' as const,
    budgetExternalId: campaign.budgetExternalId === null ? `${externalId}77` : null,
    bid: plan.campaignStrategies
      ? null
      : {
          amountMicros: drawBidMicros(plan, externalId),
          strategy: pick(plan.bidStrategies, plan.seed, 'strategy', campaign.externalId),
        },
  };
}

function drawBudget(plan: AccountPlan, externalId: string, holders: readonly string[]): EstateBudget {
  const unitMicros = minorUnitMicros(plan.currency);
  const percent = BigInt(Math.floor(100 + draw(plan.seed, 'budget', externalId) * 300));
  const amount = (plan.leastBudgetMicros * percent) / 100n;
  const isShared = holders.filter((holder) => holder === externalId).length > 1;
  return { externalId, kind: 'DAILY', amountMicros: amount - (amount % unitMicros), isShared };
}

function pick<Item>(items: readonly Item[], seed: number, ...names: readonly string[]): Item {
  const item = items[Math.floor(draw(seed, ...names) * items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}
