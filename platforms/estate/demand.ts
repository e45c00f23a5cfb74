// Who takes part in a budget's spending at an instant, and how much of it each ad takes.
import { draw, drawBetween } from './draw.ts';
import type { EstateBook } from './estate-book.ts';
import type { FundedAdGroup, Purse } from './purse.ts';
import { winShare } from './traffic.ts';

export interface AdShare {
  readonly adExternalId: string;
  /** Of what the budget spends; the shares of all ads add up to 1. */
  readonly share: number;
}

export interface Demand {
  /** How much of the budget's plan the ads that may run can take, 0 to 1.2. */
  readonly strength: number;
  readonly shares: readonly AdShare[];
}

const none: Demand = { strength: 0, shares: [] };

/** The demand on a local day at an instant, as bids and statuses stand then. */
export function demandAt(purse: Purse, book: EstateBook, seed: number, day: string, atMs: number): Demand {
  const wants = purse.adGroups.map((each) => ({
    weight: adGroupWeight(each, seed),
    won: isRunning(each, book, day, atMs) ? wonBy(each, book, seed, atMs) : 0,
    ads: each.ads.filter((ad) => book.status('AD', ad.externalId).at(atMs) === 'ENABLED'),
  }));
  const most = wants.reduce((sum, { weight }) => sum + weight, 0);
  const running = wants.filter(({ won, ads }) => won > 0 && ads.length > 0);
  const wanted = running.reduce((sum, { weight, won }) => sum + weight * won, 0);
  if (wanted === 0) return none;
  const shares = running.flatMap(({ weight, won, ads }) => shareAmong(ads, (weight * won) / wanted, seed));
  // What a paused ad group leaves is taken up by the others in part.
  return { strength: Math.min(1.2, (1.5 * wanted) / most), shares };
}

function adGroupWeight({ adGroup }: FundedAdGroup, seed: number): number {
  return drawBetween(1, 4, seed, 'weight', adGroup.externalId);
}

function isRunning({ campaign, adGroup }: FundedAdGroup, book: EstateBook, day: string, atMs: number): boolean {
  return (
    day >= campaign.flight.startsOn &&
    (campaign.flight.endsOn === null || day <= campaign.flight.endsOn) &&
    book.status('CAMPAIGN', campaign.externalId).at(atMs) === 'ENABLED' &&
    book.status('AD_GROUP', adGroup.externalId).at(atMs) === 'ENABLED'
  );
}

/** The share of auctions that the bid wins. The market's price is near the first bid; without one the platform bids. */
function wonBy({ campaign, adGroup }: FundedAdGroup, book: EstateBook, seed: number, atMs: number): number {
  const target = campaign.bidding && book.bidding(campaign.externalId).at(atMs).targetMicros;
  const bidMicros = book.bid(adGroup.externalId).at(atMs)?.amountMicros ?? target;
  if (bidMicros == null) return 0.8;
  const first = Number(adGroup.bid?.amountMicros ?? campaign.bidding?.targetMicros ?? bidMicros);
  const market = Math.round(first * drawBetween(0.7, 1.1, seed, 'market', adGroup.externalId));
  return winShare(bidMicros, BigInt(market));
}

function shareAmong(ads: FundedAdGroup['ads'], share: number, seed: number): readonly AdShare[] {
  const weights = ads.map((ad) => 0.2 + draw(seed, 'ad', ad.externalId));
  const sum = weights.reduce((before, weight) => before + weight, 0);
  return ads.map((ad, index) => ({ adExternalId: ad.externalId, share: (share * (weights[index] ?? 0)) / sum }));
}
