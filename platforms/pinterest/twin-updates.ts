// What Pinterest does with a batch of changes: each item is taken or refused on its own.
import { z } from 'zod';
import type { EntityLevel, PlatformBid } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type { Editor, EstateAccount, EstateAdGroup, EstateChange } from '../estate/estate-config.ts';
import { minorUnitMicros } from '../../subgraphs/common/money.ts';
import { billedEventOf, findBudget, sayAd, sayAdGroup, sayCampaign } from './twin-entities.ts';

const id = z.string().regex(/^\d+$/);
const micros = z.number().int().positive();
const status = z.enum(['ACTIVE', 'PAUSED', 'ARCHIVED']).optional();

const campaignItem = z.strictObject({
  id,
  ad_account_id: id,
  status,
  daily_spend_cap: micros.nullish(),
  lifetime_spend_cap: micros.nullish(),
});

const adGroupItem = z.strictObject({
  id,
  status,
  budget_in_micro_currency: micros.optional(),
  budget_type: z.enum(['DAILY', 'LIFETIME']).optional(),
  bid_in_micro_currency: micros.optional(),
  bid_strategy_type: z.enum(['AUTOMATIC_BID', 'MAX_BID', 'TARGET_AVG']).optional(),
});

const adItem = z.strictObject({ id, status });

const batchOf = <Item>(item: z.ZodType<Item>) => z.array(item).min(1).max(30);

export const campaignBatch = batchOf(campaignItem);
export const adGroupBatch = batchOf(adGroupItem);
export const adBatch = batchOf(adItem);

export interface Desk {
  readonly estate: Estate;
  readonly account: EstateAccount;
  readonly editor: Editor;
}

/** Why an item is refused. */
class ItemRefusal extends Error {
  override readonly name = 'ItemRefusal';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export function updateCampaigns(desk: Desk, items: z.infer<typeof campaignBatch>) {
  return each(items, (item) => {
    const campaign = findLiving(desk.account.campaigns, item.id, 'Campaign');
    const [kind, amount] = item.daily_spend_cap
      ? ['DAILY', item.daily_spend_cap]
      : ['LIFETIME', item.lifetime_spend_cap];
    if (item.daily_spend_cap && item.lifetime_spend_cap) {
      throw new ItemRefusal(2_800, 'daily_spend_cap and lifetime_spend_cap cannot be set at the same time');
    }
    if (amount) setBudget(desk, campaign.budgetExternalId, kind, amount);
    switchStatus(desk, 'CAMPAIGN', item);
    return sayNow(desk, (account) => account.campaigns.find((one) => one.externalId === item.id), sayCampaign);
  });
}

export function updateAdGroups(desk: Desk, items: z.infer<typeof adGroupBatch>) {
  return each(items, (item) => {
    const adGroup = findLiving(desk.account.adGroups, item.id, 'Ad group');
    const bid = plannedBid(desk, adGroup, item);
    const { budget_in_micro_currency: amount, budget_type: kind } = item;
    if (amount !== undefined) setBudget(desk, adGroup.budgetExternalId, kind, amount);
    if (bid) edit(desk, { field: 'BID', adGroupExternalId: adGroup.externalId, bid });
    switchStatus(desk, 'AD_GROUP', item);
    const say = (account: EstateAccount, one: EstateAdGroup) => sayAdGroup(desk.estate, account, one);
    return sayNow(desk, (account) => account.adGroups.find((one) => one.externalId === item.id), say);
  });
}

/** The exceptions of ads are one alone, where those of the others are a list. */
export function updateAds(desk: Desk, items: z.infer<typeof adBatch>) {
  const told = each(items, (item) => {
    findLiving(desk.account.ads, item.id, 'Ad');
    switchStatus(desk, 'AD', item);
    return sayNow(desk, (account) => account.ads.find((one) => one.externalId === item.id), sayAd);
  });
  return told.map(({ data, exceptions: [exception] }) => (exception ? { exceptions: exception } : { data }));
}

function each<Item>(items: readonly Item[], update: (item: Item) => unknown) {
  return items.map((item) => {
    try {
      return { data: update(item), exceptions: [] };
    } catch (error) {
      if (!(error instanceof ItemRefusal)) throw error;
      return { exceptions: [{ code: error.code, message: error.message }] };
    }
  });
}

function sayNow<Entity>(
  { estate, account }: Desk,
  find: (account: EstateAccount) => Entity | undefined,
  say: (account: EstateAccount, entity: Entity) => unknown,
): unknown {
  const now = estate.account(account.externalId);
  const entity = now && find(now);
  return entity === undefined ? undefined : say(now ?? account, entity);
}

function findLiving<Entity extends { readonly externalId: string; readonly status: string }>(
  entities: readonly Entity[],
  externalId: string,
  name: string,
): Entity {
  const entity = entities.find((one) => one.externalId === externalId);
  if (!entity) throw new ItemRefusal(404, `${name} not found.`);
  if (entity.status === 'REMOVED') throw new ItemRefusal(2_801, `${name} is archived and cannot be updated`);
  return entity;
}

function setBudget(desk: Desk, externalId: string | null, kind: string | undefined, amount: number): void {
  const budget = findBudget(desk.account, externalId);
  if (!budget) throw new ItemRefusal(2_802, 'The budget is held at another level and cannot be changed here');
  if (kind !== budget.kind) throw new ItemRefusal(2_803, `The budget is ${budget.kind}, which cannot be changed`);
  edit(desk, { field: 'BUDGET', budgetExternalId: budget.externalId, amountMicros: payable(desk.account, amount) });
}

type BidFields = Pick<z.infer<typeof adGroupItem>, 'bid_in_micro_currency' | 'bid_strategy_type'>;

function plannedBid({ account }: Desk, { bid }: EstateAdGroup, item: BidFields): PlatformBid | undefined {
  const { bid_in_micro_currency: amount, bid_strategy_type: type } = item;
  if (amount === undefined) return undefined;
  const isTarget = bid?.strategy === 'TARGET_CPA';
  if (!bid || type === 'AUTOMATIC_BID' || (type !== undefined && (type === 'TARGET_AVG') !== isTarget)) {
    throw new ItemRefusal(2_804, 'The bid strategy of the ad group cannot be changed');
  }
  const amountMicros = payable(account, amount);
  if (!isTarget && amountMicros < bidFloorMicros(account.currency, billedEventOf(bid))) {
    throw new ItemRefusal(2_805, 'The bid is lower than the minimum bid');
  }
  return { strategy: bid.strategy, amountMicros };
}

/** Ten of the smallest units for a click, and a hundred for a thousand impressions. */
export function bidFloorMicros(currency: string, event: 'CLICKTHROUGH' | 'IMPRESSION'): bigint {
  return minorUnitMicros(currency) * (event === 'CLICKTHROUGH' ? 10n : 100n);
}

function payable({ currency }: EstateAccount, amount: number): bigint {
  const amountMicros = BigInt(amount);
  if (amountMicros % minorUnitMicros(currency) === 0n) return amountMicros;
  throw new ItemRefusal(400, `${amount} micros is no amount of ${currency}`);
}

const estateStatuses = { ACTIVE: 'ENABLED', PAUSED: 'PAUSED', ARCHIVED: 'REMOVED' } as const;

function switchStatus(
  desk: Desk,
  level: EntityLevel,
  item: { readonly id: string; readonly status?: keyof typeof estateStatuses | undefined },
): void {
  if (item.status === undefined) return;
  edit(desk, { field: 'STATUS', level, externalId: item.id, status: estateStatuses[item.status] });
}

function edit({ estate, account, editor }: Desk, change: EstateChange): void {
  estate.edit(account.externalId, change, editor);
}
