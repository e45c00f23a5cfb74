// What Snap does with a PATCH: each entity is taken or refused on its own.
import { z } from 'zod';
import type { EntityLevel, PlatformBid } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type { Editor, EstateAccount, EstateAdGroup, EstateChange } from '../estate/estate-config.ts';
import { minorUnitMicros } from '../../subgraphs/common/money.ts';
import { invalid, notFound, sayEntity, sayRefused, type TwinEnvelope, TwinRefusal } from './twin-answer.ts';
import { findBudget, livingAccount, sayAd, sayAdSquad, sayCampaign } from './twin-entities.ts';

const id = z.string().min(1);
const micros = z.number().int().nonnegative();
const status = z.enum(['ACTIVE', 'PAUSED']).optional();

const campaignPatch = z.strictObject({
  id,
  status,
  daily_budget_micro: micros.optional(),
  lifetime_spend_cap_micro: micros.optional(),
});

const adSquadPatch = z.strictObject({
  id,
  status,
  daily_budget_micro: micros.optional(),
  lifetime_budget_micro: micros.optional(),
  bid_micro: micros.optional(),
  bid_strategy: z.enum(['AUTO_BID', 'LOWEST_COST_WITH_MAX_BID', 'TARGET_COST', 'MIN_ROAS']).optional(),
});

const adPatch = z.strictObject({ id, status });

export interface Desk {
  readonly estate: Estate;
  readonly account: EstateAccount;
  readonly editor: Editor;
}

/** The entities of a collection as they are after the change, each in its envelope. */
export function patchCampaigns(desk: Desk, patches: readonly unknown[]): readonly TwinEnvelope[] {
  return each(desk, patches, campaignPatch, 'campaign', (patch) => {
    const campaign = find(desk.account.campaigns, patch.id);
    const { daily_budget_micro: daily, lifetime_spend_cap_micro: lifetime } = patch;
    setBudget(desk, campaign.budgetExternalId, { daily, lifetime }, leastCampaignMicros);
    switchStatus(desk, 'CAMPAIGN', patch);
    return (account) => sayCampaign(account, find(account.campaigns, patch.id));
  });
}

export function patchAdSquads(desk: Desk, campaignId: string, patches: readonly unknown[]): readonly TwinEnvelope[] {
  const siblings = desk.account.adGroups.filter(({ campaignExternalId }) => campaignExternalId === campaignId);
  return each(desk, patches, adSquadPatch, 'adsquad', (patch) => {
    const adGroup = find(siblings, patch.id);
    const { daily_budget_micro: daily, lifetime_budget_micro: lifetime } = patch;
    const bid = plannedBid(desk.account, adGroup, patch);
    setBudget(desk, adGroup.budgetExternalId, { daily, lifetime }, leastAdSquadMicros);
    if (bid) edit(desk, { field: 'BID', adGroupExternalId: adGroup.externalId, bid });
    switchStatus(desk, 'AD_GROUP', patch);
    return (account) => sayAdSquad(account, find(account.adGroups, patch.id));
  });
}

export function patchAds(desk: Desk, adSquadId: string, patches: readonly unknown[]): readonly TwinEnvelope[] {
  const siblings = desk.account.ads.filter(({ adGroupExternalId }) => adGroupExternalId === adSquadId);
  return each(desk, patches, adPatch, 'ad', (patch) => {
    find(siblings, patch.id);
    switchStatus(desk, 'AD', patch);
    return (account) => sayAd(find(account.ads, patch.id));
  });
}

/** The same number of micros in every currency. */
const leastAdSquadMicros = 5_000_000n;
const leastCampaignMicros = 20_000_000n;

function each<Patch>(
  { estate, account }: Desk,
  patches: readonly unknown[],
  shape: z.ZodType<Patch>,
  singular: string,
  apply: (patch: Patch) => (account: EstateAccount) => unknown,
): readonly TwinEnvelope[] {
  return patches.map((given) => {
    try {
      const patch = shape.safeParse(given);
      if (!patch.success) throw immutableOrInvalid(patch.error);
      const say = apply(patch.data);
      return sayEntity(singular, say(livingAccount(estate, account.externalId)));
    } catch (error) {
      if (error instanceof TwinRefusal) return sayRefused(error);
      throw error;
    }
  });
}

function immutableOrInvalid({ issues: [issue] }: z.ZodError): TwinRefusal {
  if (issue?.code === 'unrecognized_keys') return immutable(issue.keys.join(', '));
  return invalid(`${issue?.path.join('.')}: ${issue?.message}`);
}

function immutable(attribute: string): TwinRefusal {
  return new TwinRefusal(400, 'E2023', `${attribute} can not be updated`);
}

function find<Entity extends { readonly externalId: string }>(entities: readonly Entity[], externalId: string): Entity {
  const entity = entities.find((one) => one.externalId === externalId);
  if (!entity) throw notFound();
  return entity;
}

interface Amounts {
  readonly daily: number | undefined;
  readonly lifetime: number | undefined;
}

/** Which of its budgets an entity has is decided when it is made. */
function setBudget(desk: Desk, externalId: string | null, { daily, lifetime }: Amounts, leastMicros: bigint): void {
  const amount = daily ?? lifetime;
  if (amount === undefined) return;
  const attribute = daily === undefined ? 'The lifetime budget' : 'daily_budget_micro';
  const budget = findBudget(desk.account, externalId);
  if (budget?.kind !== (daily === undefined ? 'LIFETIME' : 'DAILY')) throw immutable(attribute);
  const amountMicros = payable(desk.account, attribute, amount);
  if (budget.kind === 'DAILY' && amountMicros < leastMicros)
    throw invalid(`${attribute} must be at least ${leastMicros}`);
  edit(desk, { field: 'BUDGET', budgetExternalId: budget.externalId, amountMicros });
}

type BidFields = Pick<z.infer<typeof adSquadPatch>, 'bid_micro' | 'bid_strategy'>;

/** Bids have bounds in each currency: one of its smallest units, and a thousand of its units. */
function plannedBid(account: EstateAccount, { bid }: EstateAdGroup, patch: BidFields): PlatformBid | undefined {
  const { bid_micro: amount, bid_strategy: word } = patch;
  if (amount === undefined) return undefined;
  const strategyWord = bid?.strategy === 'COST_CAP' ? 'TARGET_COST' : 'LOWEST_COST_WITH_MAX_BID';
  if (!bid || (word !== undefined && word !== strategyWord)) throw immutable('bid_strategy');
  const least = minorUnitMicros(account.currency);
  const most = least * 100_000n;
  const amountMicros = BigInt(amount);
  if (amountMicros < least) throw invalid(`bid_micro must be at least ${least}`);
  if (amountMicros > most) throw invalid(`bid_micro must be at most ${most}`);
  return { strategy: bid.strategy, amountMicros: payable(account, 'bid_micro', amount) };
}

function payable({ currency }: EstateAccount, attribute: string, amount: number): bigint {
  const amountMicros = BigInt(amount);
  if (amountMicros % minorUnitMicros(currency) === 0n) return amountMicros;
  throw invalid(`${attribute} is no amount of ${currency}`);
}

const estateStatuses = { ACTIVE: 'ENABLED', PAUSED: 'PAUSED' } as const;

function switchStatus(
  desk: Desk,
  level: EntityLevel,
  patch: { readonly id: string; readonly status?: keyof typeof estateStatuses | undefined },
): void {
  if (patch.status === undefined) return;
  edit(desk, { field: 'STATUS', level, externalId: patch.id, status: estateStatuses[patch.status] });
}

function edit({ estate, account, editor }: Desk, change: EstateChange): void {
  estate.edit(account.externalId, change, editor);
}
