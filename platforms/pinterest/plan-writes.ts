// What Pinterest is sent for changes: arrays of up to thirty campaigns, ad groups or ads, each with what is set in it.
import type { EntityLevel, PlatformBidStrategy, PlatformFailure, PlatformWrite } from '../ad-platform.ts';

export type WireItem = Readonly<Record<string, string | number>>;

export type PlannedItem =
  | { readonly kind: 'SEND'; readonly item: WireItem }
  | { readonly kind: 'REFUSE'; readonly failure: PlatformFailure; readonly message: string };

/** One array for one level; `indexes` say which writes its items are. */
export interface PlannedRequest {
  readonly level: EntityLevel;
  readonly items: readonly WireItem[];
  readonly indexes: readonly number[];
}

export function planItem(accountExternalId: string, write: PlatformWrite): PlannedItem {
  const of = write.level === 'CAMPAIGN' ? { ad_account_id: accountExternalId } : {};
  switch (write.field) {
    case 'STATUS':
      return send(write, { ...of, status: write.status === 'ENABLED' ? 'ACTIVE' : 'PAUSED' });
    case 'BUDGET':
      return planBudget(write, write, of);
    case 'BID':
      return planBid(write, write.strategy, write.amountMicros);
  }
}

function planBudget(
  write: PlatformWrite,
  { amountMicros, kind }: { readonly amountMicros: bigint; readonly kind: 'DAILY' | 'LIFETIME' },
  of: WireItem,
): PlannedItem {
  const amount = wireMicros(amountMicros);
  if (amount === undefined) return tooLarge(amountMicros);
  switch (write.level) {
    case 'CAMPAIGN':
      return send(write, { ...of, [kind === 'DAILY' ? 'daily_spend_cap' : 'lifetime_spend_cap']: amount });
    case 'AD_GROUP':
      return send(write, { budget_in_micro_currency: amount, budget_type: kind });
    case 'AD':
      return refuse({ kind: 'UNSUPPORTED' }, 'A Pinterest ad has no budget.');
  }
}

const bidTypes: Readonly<Record<PlatformBidStrategy, string | undefined>> = {
  MANUAL_CPC: 'MAX_BID',
  MANUAL_CPM: 'MAX_BID',
  TARGET_CPA: 'TARGET_AVG',
  LOWEST_COST_WITH_BID_CAP: undefined,
  COST_CAP: undefined,
};

function planBid(write: PlatformWrite, strategy: PlatformBidStrategy, amountMicros: bigint): PlannedItem {
  const bidType = bidTypes[strategy];
  if (bidType === undefined || write.level !== 'AD_GROUP') {
    return refuse({ kind: 'UNSUPPORTED' }, `Pinterest has no ${strategy} of a ${write.level}.`);
  }
  const amount = wireMicros(amountMicros);
  if (amount === undefined) return tooLarge(amountMicros);
  return send(write, { bid_in_micro_currency: amount, bid_strategy_type: bidType });
}

/** An integer that JSON numbers hold exactly; undefined for nine billion of a currency and more. */
function wireMicros(micros: bigint): number | undefined {
  const amount = Number(micros);
  return Number.isSafeInteger(amount) ? amount : undefined;
}

/**
 * Requests for the items, in order. An array has one level, and no entity twice: which of the two would stand in the end
 * is said nowhere.
 */
export function planRequests(
  items: readonly { readonly level: EntityLevel; readonly item: WireItem; readonly index: number }[],
): readonly PlannedRequest[] {
  const requests: { level: EntityLevel; items: WireItem[]; indexes: number[] }[] = [];
  for (const { level, item, index } of items) {
    const last = requests.findLast((request) => request.level === level);
    const isFull = !last || last.items.length >= maxItems || last.items.some(({ id }) => id === item['id']);
    const request = isFull ? { level, items: [], indexes: [] } : last;
    if (isFull) requests.push(request);
    request.items.push(item);
    request.indexes.push(index);
  }
  return requests;
}

export const maxItems = 30;

function send({ externalId }: PlatformWrite, fields: WireItem): PlannedItem {
  return { kind: 'SEND', item: { id: externalId, ...fields } };
}

function refuse(failure: PlatformFailure, message: string): PlannedItem {
  return { kind: 'REFUSE', failure, message };
}

function tooLarge(amountMicros: bigint): PlannedItem {
  return refuse({ kind: 'INVALID', fieldPath: undefined }, `A JSON number cannot hold ${amountMicros} exactly.`);
}
