// What TikTok does with a change: which it takes, and which it refuses with which code.
import { z } from 'zod';
import type { EntityLevel, PlatformBid } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type { Editor, EstateAccount, EstateAdGroup, EstateChange } from '../estate/estate-config.ts';
import { minorUnitMicros } from '../../subgraphs/common/money.ts';
import { daysBetween } from '../../subgraphs/common/period.ts';
import { readAmount } from './amounts.ts';
import { type TwinData, TwinRefusal } from './twin-answer.ts';
import { findBudget } from './twin-entities.ts';

const id = z.string().regex(/^\d+$/, 'must be an id');
const amount = z.number().nonnegative();

/** Fields that a twin has no use for are taken, as TikTok takes them. */
export const campaignUpdateShape = z.object({ advertiser_id: id, campaign_id: id, budget: amount.optional() });

export const adGroupUpdateShape = z.object({
  advertiser_id: id,
  adgroup_id: id,
  budget: amount.optional(),
  bid_price: amount.optional(),
  conversion_bid_price: amount.optional(),
});

const ids = z.array(id).min(1).max(20);
const status = { advertiser_id: id, operation_status: z.enum(['ENABLE', 'DISABLE', 'DELETE']) };

export const campaignStatusShape = z.object({ ...status, campaign_ids: ids });
export const adGroupStatusShape = z.object({ ...status, adgroup_ids: ids });
export const adStatusShape = z.object({ ...status, ad_ids: ids });

export interface Desk {
  readonly estate: Estate;
  readonly account: EstateAccount;
  readonly editor: Editor;
}

export function updateCampaign(desk: Desk, body: z.infer<typeof campaignUpdateShape>): TwinData {
  const campaign = desk.account.campaigns.find(({ externalId }) => externalId === body.campaign_id);
  if (!campaign || campaign.status === 'REMOVED') throw gone('campaign_id');
  if (body.budget !== undefined) setBudget(desk, campaign.budgetExternalId, body.budget, 50n, 1);
  return { data: { campaign_id: body.campaign_id } };
}

export function updateAdGroup(desk: Desk, body: z.infer<typeof adGroupUpdateShape>): TwinData {
  const { account } = desk;
  const adGroup = account.adGroups.find(({ externalId }) => externalId === body.adgroup_id);
  if (!adGroup || adGroup.status === 'REMOVED') throw gone('adgroup_id');
  const bid = plannedBid(desk, adGroup, body);
  if (body.budget !== undefined) {
    setBudget(desk, adGroup.budgetExternalId, body.budget, 20n, scheduledDays(account, adGroup));
  }
  if (bid) edit(desk, { field: 'BID', adGroupExternalId: adGroup.externalId, bid });
  return { data: { adgroup_id: body.adgroup_id } };
}

/**
 * The least budgets are of fifty for a campaign and of twenty a day for an ad group, in dollars; in a currency without
 * decimals a hundred times as many of its units.
 */
function setBudget(desk: Desk, budgetExternalId: string | null, value: number, units: bigint, days: number): void {
  const budget = findBudget(desk.account, budgetExternalId);
  if (!budget) throw new TwinRefusal(40002, 'budget: the budget is held elsewhere, and its mode cannot be switched');
  const amountMicros = payable(desk.account, 'budget', value);
  const leastMicros =
    minorUnitMicros(desk.account.currency) * 100n * units * (budget.kind === 'LIFETIME' ? BigInt(days) : 1n);
  if (amountMicros < leastMicros) {
    const least = `${leastMicros / 1_000_000n} ${desk.account.currency}`;
    throw new TwinRefusal(40002, `budget: must be at least ${least}`);
  }
  edit(desk, { field: 'BUDGET', budgetExternalId: budget.externalId, amountMicros });
}

function scheduledDays(account: EstateAccount, { campaignExternalId }: EstateAdGroup): number {
  const flight = account.campaigns.find(({ externalId }) => externalId === campaignExternalId)?.flight;
  return flight?.endsOn ? daysBetween(flight.startsOn, flight.endsOn) + 1 : 1;
}

type BidFields = Pick<z.infer<typeof adGroupUpdateShape>, 'bid_price' | 'conversion_bid_price'>;

/** Which field holds a bid follows from how the ad group bids, and that is not for an update to change. */
function plannedBid({ account }: Desk, adGroup: EstateAdGroup, body: BidFields): PlatformBid | undefined {
  for (const field of ['bid_price', 'conversion_bid_price'] as const) {
    const value = body[field];
    if (value === undefined) continue;
    const { bid } = adGroup;
    const isHere = bid && (bid.strategy === 'COST_CAP') === (field === 'conversion_bid_price');
    if (!isHere) throw new TwinRefusal(40002, `${field}: is not how the ad group bids`);
    const amountMicros = payable(account, field, value);
    if (amountMicros === 0n) throw new TwinRefusal(40002, `${field}: the bid is too low, at least 0.01`);
    return { strategy: bid.strategy, amountMicros };
  }
  return undefined;
}

function payable({ currency }: EstateAccount, field: string, value: number): bigint {
  const micros = readAmount(value);
  if (micros === undefined || micros % minorUnitMicros(currency) !== 0n) {
    throw new TwinRefusal(40002, `${field}: has more decimals than ${currency}`);
  }
  return micros;
}

const estateStatuses = { ENABLE: 'ENABLED', DISABLE: 'PAUSED', DELETE: 'REMOVED' } as const;

/** Those that exist are switched, and named in the answer; 20001 when they are only some of those asked for. */
export function switchStatus(
  desk: Desk,
  level: EntityLevel,
  externalIds: readonly string[],
  operation: keyof typeof estateStatuses,
): TwinData {
  const { account } = desk;
  const { idsField, entities } = {
    CAMPAIGN: { idsField: 'campaign_ids', entities: account.campaigns },
    AD_GROUP: { idsField: 'adgroup_ids', entities: account.adGroups },
    AD: { idsField: 'ad_ids', entities: account.ads },
  }[level];
  const there = new Set(entities.filter((each) => each.status !== 'REMOVED').map(({ externalId }) => externalId));
  const switched = externalIds.filter((externalId) => there.has(externalId));
  if (switched.length === 0) throw gone(idsField);
  for (const externalId of switched) {
    edit(desk, { field: 'STATUS', level, externalId, status: estateStatuses[operation] });
  }
  return { data: { [idsField]: switched, status: operation }, isPartial: switched.length < externalIds.length };
}

function edit({ estate, account, editor }: Desk, change: EstateChange): void {
  estate.edit(account.externalId, change, editor);
}

function gone(field: string): TwinRefusal {
  return new TwinRefusal(40007, `${field}: does not exist or is deleted`);
}
