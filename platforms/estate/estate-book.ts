// Everything in an estate that can be edited, over time.
import type { EntityLevel, EntityStatus, PlatformBid } from '../ad-platform.ts';
import type { CampaignBidding, EstateAccount, EstateChange } from './estate-config.ts';
import { createTimeline, type Timeline } from './timeline.ts';

export interface EstateBook {
  readonly amountMicros: (budgetExternalId: string) => Timeline<bigint>;
  readonly bid: (adGroupExternalId: string) => Timeline<PlatformBid | null>;
  /** Of campaigns that had one from the first. */
  readonly bidding: (campaignExternalId: string) => Timeline<CampaignBidding>;
  readonly status: (level: EntityLevel, externalId: string) => Timeline<EntityStatus>;
  readonly name: (level: EntityLevel, externalId: string) => Timeline<string>;
}

/** Opens the book of one account with what its configuration says. Its functions throw for what the account has not. */
export function openBook(account: EstateAccount): EstateBook {
  const entities = [
    ...account.campaigns.map((entity) => ({ key: `CAMPAIGN ${entity.externalId}`, entity })),
    ...account.adGroups.map((entity) => ({ key: `AD_GROUP ${entity.externalId}`, entity })),
    ...account.ads.map((entity) => ({ key: `AD ${entity.externalId}`, entity })),
  ];
  const amounts = new Map(account.budgets.map((each) => [each.externalId, createTimeline(each.amountMicros)]));
  const bids = new Map(account.adGroups.map((each) => [each.externalId, createTimeline(each.bid)]));
  const biddings = new Map(
    account.campaigns.flatMap(({ externalId, bidding }) =>
      bidding ? [[externalId, createTimeline(bidding)] as const] : [],
    ),
  );
  const statuses = new Map(entities.map(({ key, entity }) => [key, createTimeline(entity.status)]));
  const names = new Map(entities.map(({ key, entity }) => [key, createTimeline(entity.name)]));
  return {
    amountMicros: (budgetExternalId) => find(amounts, budgetExternalId),
    bid: (adGroupExternalId) => find(bids, adGroupExternalId),
    bidding: (campaignExternalId) => find(biddings, campaignExternalId),
    status: (level, externalId) => find(statuses, `${level} ${externalId}`),
    name: (level, externalId) => find(names, `${level} ${externalId}`),
  };
}

function find<Value>(timelines: ReadonlyMap<string, Timeline<Value>>, key: string): Timeline<Value> {
  const timeline = timelines.get(key);
  if (!timeline) throw new Error(`The estate has no ${key}.`);
  return timeline;
}

export interface BookEntry {
  /** What is there before and what will be there, as texts; equal if nothing changes. */
  readonly before: string;
  readonly after: string;
  /** Writes it into the book. */
  readonly enter: () => void;
}

/** A change as it would stand in the book from that instant on. */
export function entryOf(book: EstateBook, change: EstateChange, atMs: number): BookEntry {
  switch (change.field) {
    case 'BUDGET':
      return entryIn(book.amountMicros(change.budgetExternalId), change.amountMicros, atMs, String);
    case 'BID':
      return entryIn(book.bid(change.adGroupExternalId), change.bid, atMs, textOfBid);
    case 'BIDDING':
      return entryIn(book.bidding(change.campaignExternalId), change.bidding, atMs, textOfBidding);
    case 'STATUS':
      return entryIn(book.status(change.level, change.externalId), change.status, atMs, String);
    case 'NAME':
      return entryIn(book.name(change.level, change.externalId), change.name, atMs, String);
  }
}

/** The amount alone, as a change history tells it; with the strategy only where that is what changed. */
function textOfBid(bid: PlatformBid | null): string {
  return bid ? `${bid.amountMicros} ${bid.strategy}` : '';
}

/** The target, the strategy and the portfolio, with nothing in the place of what there is not. */
function textOfBidding({ targetMicros, strategy, portfolioExternalId }: CampaignBidding): string {
  return `${targetMicros ?? ''} ${strategy} ${portfolioExternalId ?? ''}`;
}

function entryIn<Value>(
  timeline: Timeline<Value>,
  value: Value,
  atMs: number,
  textOf: (value: Value) => string,
): BookEntry {
  return { before: textOf(timeline.at(atMs)), after: textOf(value), enter: () => timeline.set(atMs, value) };
}
