// Campaigns, ad squads and ads of Snap in the words of the graph. What is deleted is gone: none of them is ever REMOVED.
import type { ClientSettings, EntityStatus, PlatformBid, PlatformBudget, PlatformEntity } from '../ad-platform.ts';
import { knownWord } from '../known-word.ts';
import { localDay } from '../../subgraphs/common/period.ts';
import type { WireAd, WireAdSquad, WireCampaign } from './wire.ts';

export function readCampaign(campaign: WireCampaign, settings: ClientSettings, timeZone: string): PlatformEntity {
  return {
    level: 'CAMPAIGN',
    externalId: campaign.id,
    name: campaign.name,
    parentExternalId: null,
    ...readStatus('campaign', campaign, settings),
    objective: campaign.objective ?? null,
    flight: readFlight(campaign, timeZone),
    budget: readBudget(campaign.daily_budget_micro, campaign.lifetime_spend_cap_micro),
    bid: null,
    learning: null,
  };
}

export function readAdSquad(adSquad: WireAdSquad, settings: ClientSettings, timeZone: string): PlatformEntity {
  return {
    level: 'AD_GROUP',
    externalId: adSquad.id,
    name: adSquad.name,
    parentExternalId: adSquad.campaign_id,
    ...readStatus('adsquad', adSquad, settings),
    objective: null,
    flight: readFlight(adSquad, timeZone),
    budget: readBudget(adSquad.daily_budget_micro, adSquad.lifetime_budget_micro),
    bid: readBid(adSquad, settings),
    learning: null,
  };
}

export function readAd(ad: WireAd, settings: ClientSettings): PlatformEntity {
  return {
    level: 'AD',
    externalId: ad.id,
    name: ad.name,
    parentExternalId: ad.ad_squad_id,
    ...readStatus('ad', ad, settings),
    objective: null,
    flight: null,
    budget: null,
    bid: null,
    learning: null,
  };
}

const statuses: ReadonlyMap<string, EntityStatus> = new Map([
  ['ACTIVE', 'ENABLED'],
  ['PAUSED', 'PAUSED'],
]);

interface WithStatus {
  readonly status: string;
  readonly delivery_status?: readonly string[] | null | undefined;
}

function readStatus(
  resource: string,
  { status: word, delivery_status: delivery }: WithStatus,
  settings: ClientSettings,
): Pick<PlatformEntity, 'status' | 'platformStatus'> {
  const where = { platform: 'SNAP', field: `${resource}.status` } as const;
  return {
    status: knownWord(statuses, word, where, settings) ?? 'ENABLED',
    platformStatus: delivery?.length ? delivery.join(' ') : word,
  };
}

function readBudget(daily: number | null | undefined, lifetime: number | null | undefined): PlatformBudget | null {
  if (daily) return { amountMicros: BigInt(daily), kind: 'DAILY', sharedBy: 1 };
  return lifetime ? { amountMicros: BigInt(lifetime), kind: 'LIFETIME', sharedBy: 1 } : null;
}

const bidStrategies: ReadonlyMap<string, PlatformBid['strategy']> = new Map([
  ['LOWEST_COST_WITH_MAX_BID', 'LOWEST_COST_WITH_BID_CAP'],
  ['TARGET_COST', 'COST_CAP'],
]);

/** A bid without a strategy, as old ad squads have it, is the most that they pay. */
const untoldStrategy = 'LOWEST_COST_WITH_MAX_BID';

/** Null where Snap bids by itself, and for a return on spend, which is no amount. */
function readBid({ bid_micro: amount, bid_strategy: word }: WireAdSquad, settings: ClientSettings): PlatformBid | null {
  if (!amount || word === 'AUTO_BID' || word === 'MIN_ROAS') return null;
  const where = { platform: 'SNAP', field: 'adsquad.bid_strategy' } as const;
  const strategy = knownWord(bidStrategies, word ?? untoldStrategy, where, settings);
  return strategy === undefined ? null : { amountMicros: BigInt(amount), strategy };
}

interface WithTimes {
  readonly start_time?: string | null | undefined;
  readonly end_time?: string | null | undefined;
}

function readFlight({ start_time: start, end_time: end }: WithTimes, timeZone: string): PlatformEntity['flight'] {
  const startMs = Date.parse(start ?? '');
  if (Number.isNaN(startMs)) return null;
  // The end is the first moment without delivery.
  const lastMs = Date.parse(end ?? '') - 1;
  return {
    startsOn: localDay(new Date(startMs), timeZone),
    endsOn: Number.isNaN(lastMs) ? null : localDay(new Date(lastMs), timeZone),
  };
}
