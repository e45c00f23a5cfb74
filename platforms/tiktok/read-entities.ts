// Campaigns, ad groups and ads of TikTok in the words of the graph.
import type { ClientSettings, EntityStatus, PlatformBid, PlatformBudget, PlatformEntity } from '../ad-platform.ts';
import { knownWord } from '../known-word.ts';
import { malformedAnswer } from '../malformed-answer.ts';
import { localDay } from '../../subgraphs/common/time-zone.ts';
import { readAmount } from './amounts.ts';
import { readUtcTime } from './local-time.ts';
import type { WireAd, WireAdGroup, WireCampaign } from './wire.ts';

export function readCampaign(campaign: WireCampaign, settings: ClientSettings): PlatformEntity {
  return {
    level: 'CAMPAIGN',
    externalId: campaign.campaign_id,
    name: campaign.campaign_name,
    parentExternalId: null,
    ...readStatus('campaign', campaign, settings),
    objective: campaign.objective_type ?? null,
    flight: null,
    budget: readBudget('campaign', campaign, settings),
    bid: null,
    learning: null,
  };
}

export function readAdGroup(adGroup: WireAdGroup, settings: ClientSettings, timeZone: string): PlatformEntity {
  return {
    level: 'AD_GROUP',
    externalId: adGroup.adgroup_id,
    name: adGroup.adgroup_name,
    parentExternalId: adGroup.campaign_id,
    ...readStatus('adgroup', adGroup, settings),
    objective: null,
    flight: readFlight(adGroup, timeZone),
    budget: readBudget('adgroup', adGroup, settings),
    bid: readBid(adGroup),
    learning: null,
  };
}

export function readAd(ad: WireAd, settings: ClientSettings): PlatformEntity {
  return {
    level: 'AD',
    externalId: ad.ad_id,
    name: ad.ad_name,
    parentExternalId: ad.adgroup_id,
    ...readStatus('ad', ad, settings),
    objective: null,
    flight: null,
    budget: null,
    bid: null,
    learning: null,
  };
}

const statuses: ReadonlyMap<string, EntityStatus> = new Map([
  ['ENABLE', 'ENABLED'],
  ['DISABLE', 'PAUSED'],
  ['DELETE', 'REMOVED'],
]);

interface WithStatus {
  readonly operation_status: string;
  readonly secondary_status?: string | null | undefined;
}

function readStatus(
  resource: string,
  { operation_status: operation, secondary_status: secondary }: WithStatus,
  settings: ClientSettings,
): Pick<PlatformEntity, 'status' | 'platformStatus'> {
  const platformStatus = secondary ?? operation;
  // What was deleted keeps the switch it had, and says so in the state of its delivery alone.
  if (secondary?.endsWith('_STATUS_DELETE')) return { status: 'REMOVED', platformStatus };
  const where = { platform: 'TIKTOK', field: `${resource}.operation_status` } as const;
  return { status: knownWord(statuses, operation, where, settings) ?? 'ENABLED', platformStatus };
}

const budgetKinds: ReadonlyMap<string, PlatformBudget['kind']> = new Map([
  ['BUDGET_MODE_DAY', 'DAILY'],
  ['BUDGET_MODE_DYNAMIC_DAILY_BUDGET', 'DAILY'],
  ['BUDGET_MODE_TOTAL', 'LIFETIME'],
]);

interface WithBudget {
  readonly budget_mode?: string | null | undefined;
  readonly budget?: number | null | undefined;
}

/** Null where the other level holds the budget, without a limit, and of a kind that is not known here. */
function readBudget(
  resource: string,
  { budget_mode: mode, budget }: WithBudget,
  settings: ClientSettings,
): PlatformBudget | null {
  // An ad group under a campaign's budget has a mode, and 0.
  if (mode == null || mode === 'BUDGET_MODE_INFINITE' || !budget) return null;
  const kind = knownWord(budgetKinds, mode, { platform: 'TIKTOK', field: `${resource}.budget_mode` }, settings);
  const amountMicros = readAmount(budget);
  if (amountMicros === undefined) throw malformedAnswer('TikTok', `A budget is ${budget}.`);
  return kind === undefined ? null : { amountMicros, kind, sharedBy: 1 };
}

/** Null where TikTok bids by itself, and for bids that are no amount of money, such as a return on spend. */
function readBid(adGroup: WireAdGroup): PlatformBid | null {
  if (adGroup.bid_type !== 'BID_TYPE_CUSTOM') return null;
  const perConversion = readAmount(adGroup.conversion_bid_price ?? 0);
  if (perConversion !== undefined && perConversion > 0n) return { amountMicros: perConversion, strategy: 'COST_CAP' };
  const price = readAmount(adGroup.bid_price ?? 0);
  if (price === undefined || price <= 0n) return null;
  if (adGroup.billing_event === 'CPC') return { amountMicros: price, strategy: 'MANUAL_CPC' };
  if (adGroup.billing_event === 'CPM') return { amountMicros: price, strategy: 'MANUAL_CPM' };
  return null;
}

function readFlight(adGroup: WireAdGroup, timeZone: string): PlatformEntity['flight'] {
  const start = readUtcTime(adGroup.schedule_start_time ?? '');
  if (!start) return null;
  const end = adGroup.schedule_type === 'SCHEDULE_FROM_NOW' ? undefined : readUtcTime(adGroup.schedule_end_time ?? '');
  // The end is the first moment without delivery.
  const lastMoment = end && new Date(end.getTime() - 1);
  return { startsOn: localDay(start, timeZone), endsOn: lastMoment ? localDay(lastMoment, timeZone) : null };
}
