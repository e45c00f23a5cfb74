// Campaigns, ad sets and ads of Meta, as the contract has them.
import { localDay } from '../../subgraphs/common/time-zone.ts';
import type {
  ClientSettings,
  EntityStatus,
  PlatformAccount,
  PlatformBid,
  PlatformBudget,
  PlatformEntity,
} from '../ad-platform.ts';
import { knownWord } from '../known-word.ts';
import { unitMicrosOf } from './currency-offset.ts';
import type { AdNode, AdSetNode, CampaignNode } from './wire.ts';

export const campaignFields =
  'id,account_id,name,status,effective_status,objective,daily_budget,lifetime_budget,bid_strategy,start_time,stop_time';
export const adSetFields =
  'id,account_id,campaign_id,name,status,effective_status,daily_budget,lifetime_budget,bid_amount,bid_strategy,' +
  'start_time,end_time,learning_stage_info';
export const adFields = 'id,account_id,adset_id,name,status,effective_status';

const statuses: ReadonlyMap<string, EntityStatus> = new Map([
  ['ACTIVE', 'ENABLED'],
  ['PAUSED', 'PAUSED'],
  ['ARCHIVED', 'REMOVED'],
  ['DELETED', 'REMOVED'],
]);

export function campaignOf(node: CampaignNode, account: PlatformAccount, settings: ClientSettings): PlatformEntity {
  return {
    level: 'CAMPAIGN',
    externalId: node.id,
    name: node.name,
    parentExternalId: null,
    ...statusOf('campaign', node, settings),
    objective: node.objective ?? null,
    flight: flightOf(node.start_time, node.stop_time, account.timeZone),
    budget: budgetOf(node, account.currency),
    bid: null,
    learning: null,
  };
}

export function adSetOf(node: AdSetNode, account: PlatformAccount, settings: ClientSettings): PlatformEntity {
  const learning = node.learning_stage_info;
  const resetAtSeconds = learning?.last_sig_edit_ts;
  return {
    level: 'AD_GROUP',
    externalId: node.id,
    name: node.name,
    parentExternalId: node.campaign_id,
    ...statusOf('adset', node, settings),
    objective: null,
    flight: flightOf(node.start_time, node.end_time, account.timeZone),
    budget: budgetOf(node, account.currency),
    bid: bidOf(node, account.currency, settings),
    learning: learning
      ? {
          isLearning: learning.status === 'LEARNING',
          lastResetAt: resetAtSeconds ? new Date(resetAtSeconds * 1_000) : null,
        }
      : null,
  };
}

export function adOf(node: AdNode, _account: PlatformAccount, settings: ClientSettings): PlatformEntity {
  return {
    level: 'AD',
    externalId: node.id,
    name: node.name,
    parentExternalId: node.adset_id,
    ...statusOf('ad', node, settings),
    objective: null,
    flight: null,
    budget: null,
    bid: null,
    learning: null,
  };
}

function statusOf(
  node: string,
  { status, effective_status: effective }: { status: string; effective_status?: string | undefined },
  settings: ClientSettings,
) {
  const where = { platform: 'META', field: `${node}.status` } as const;
  return {
    status: knownWord(statuses, status, where, settings) ?? 'ENABLED',
    platformStatus: effective ?? status,
  };
}

/** A flight ends before its end: one that ends at midnight has its last day before it. */
function flightOf(start: string | undefined, end: string | undefined, timeZone: string): PlatformEntity['flight'] {
  const startMs = Date.parse(start ?? '');
  const endMs = Date.parse(end ?? '');
  if (Number.isNaN(startMs)) return null;
  return {
    startsOn: localDay(new Date(startMs), timeZone),
    endsOn: Number.isNaN(endMs) ? null : localDay(new Date(endMs - 1), timeZone),
  };
}

/** The level that holds no budget says 0 or nothing. */
function budgetOf(node: Pick<CampaignNode, 'daily_budget' | 'lifetime_budget'>, currency: string) {
  const budget = (kind: PlatformBudget['kind'], units: bigint): PlatformBudget => ({
    kind,
    amountMicros: units * unitMicrosOf(currency),
    sharedBy: 1,
  });
  if (node.daily_budget) return budget('DAILY', node.daily_budget);
  return node.lifetime_budget ? budget('LIFETIME', node.lifetime_budget) : null;
}

/** Strategies with an amount for each result; the others bid by themselves, or by a return. */
const strategies: ReadonlyMap<string, PlatformBid['strategy'] | null> = new Map([
  ['COST_CAP', 'COST_CAP'],
  ['LOWEST_COST_WITH_BID_CAP', 'LOWEST_COST_WITH_BID_CAP'],
  ['LOWEST_COST_WITHOUT_CAP', null],
  ['LOWEST_COST_WITH_MIN_ROAS', null],
]);

function bidOf(node: AdSetNode, currency: string, settings: ClientSettings): PlatformBid | null {
  if (node.bid_amount === undefined || node.bid_strategy === undefined) return null;
  const where = { platform: 'META', field: 'adset.bid_strategy' } as const;
  const strategy = knownWord(strategies, node.bid_strategy, where, settings);
  return strategy ? { strategy, amountMicros: node.bid_amount * unitMicrosOf(currency) } : null;
}
