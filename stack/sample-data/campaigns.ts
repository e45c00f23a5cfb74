// Campaigns with their ad groups and ads: sixty of them, six an account, mixed so that any page shows several platforms.
import type { Bid, BidStrategy, Budget, Flight, Status } from '../../subgraphs/campaigns/ad-entity.ts';
import type {
  PlatformStructure,
  SeenAd,
  SeenAdGroup,
  SeenCampaign,
} from '../../subgraphs/campaigns/structure-store.ts';
import { platformId } from '../../subgraphs/common/identifiers.ts';
import { minorUnitMicros } from '../../subgraphs/common/money.ts';
import { addDays, daysBetween } from '../../subgraphs/common/period.ts';
import { type SampleAccount, sampleAccounts, sampleAdvertisers } from './accounts.ts';
import { type SamplePlatform, samplePlatforms } from './platforms.ts';
import type { Random } from './random.ts';

export interface SampleCampaign {
  readonly id: string;
  readonly externalId: string;
  readonly account: SampleAccount;
  readonly platform: SamplePlatform;
  readonly name: string;
  readonly status: Status;
  readonly flight: Flight;
  readonly objective: string;
  /** Which level holds the budgets, and so which level the platform reports by the hour. */
  readonly budgetLevel: 'CAMPAIGN' | 'AD_GROUP';
  /** What the whole campaign may spend on a day. */
  readonly dayBudgetMicros: bigint;
  readonly isLifetime: boolean;
  readonly adGroups: readonly SampleAdGroup[];
}

export interface SampleAdGroup {
  readonly id: string;
  readonly externalId: string;
  readonly name: string;
  readonly bid: Bid | null;
  readonly ads: readonly { readonly id: string; readonly externalId: string; readonly name: string }[];
}

/** How far back spend is known. */
export const historyDays = 28;

const campaignsPerAccount = 6;
const audiences = ['Newcomers', 'Returning', 'Lookalike', 'Cart leavers'];
const formats = ['Video', 'Carousel', 'Image', 'Story'];

/** Amounts in yen have a hundred times as many units for the same worth. */
const unitsPerEuro: Readonly<Record<string, number>> = { EUR: 1, USD: 1, GBP: 1, JPY: 160 };

/** All campaigns, the accounts' first ones first. `today` is a day of UTC; flights lie around it. */
export function createCampaigns(random: Random, today: string): readonly SampleCampaign[] {
  return Array.from({ length: campaignsPerAccount }).flatMap((_, turn) =>
    sampleAccounts.map((account) => createCampaign(random.fork(`${account.id} ${turn}`), account, turn, today)),
  );
}

function createCampaign(random: Random, account: SampleAccount, turn: number, today: string): SampleCampaign {
  const platform: SamplePlatform = samplePlatforms[account.platform];
  const product = account.advertiser.products[turn % account.advertiser.products.length] ?? '';
  const objective = platform.objectives[turn % platform.objectives.length] ?? '';
  const externalId = String(10_000_000_000 + random.below(89_999_999_999));
  const isLifetime = turn === 4;
  return {
    id: idOf('cmp', account, 'CAMPAIGN', externalId),
    externalId,
    account,
    platform,
    name: `${product} · ${titleCase(objective)} · ${account.market}`,
    status: turn === 5 ? random.pick<Status>(['PAUSED', 'REMOVED']) : 'ENABLED',
    flight: isLifetime
      ? { startsOn: addDays(today, 1 - historyDays), endsOn: addDays(today, 12) }
      : { startsOn: addDays(today, -60 + turn), endsOn: null },
    objective,
    budgetLevel: platform.budgetLevels[turn % platform.budgetLevels.length] ?? 'CAMPAIGN',
    // From 60 on: TikTok takes nothing below 50 for a campaign, and 20 for an ad group.
    dayBudgetMicros: inUnits(account.currency, 20 * (3 + random.below(9))),
    isLifetime,
    // Platforms bid for a whole campaign in one way.
    adGroups: createAdGroups(random, account, random.pick(platform.bidStrategies)),
  };
}

function createAdGroups(
  random: Random,
  account: SampleAccount,
  strategy: BidStrategy | null,
): readonly SampleAdGroup[] {
  return [0, 1].map((place) => createAdGroup(random, account, strategy, place));
}

function createAdGroup(
  random: Random,
  account: SampleAccount,
  strategy: BidStrategy | null,
  place: number,
): SampleAdGroup {
  const externalId = String(20_000_000_000 + random.below(79_999_999_999));
  const bidUnits = strategy === 'MANUAL_CPC' ? 1 : 24;
  return {
    id: idOf('adg', account, 'AD_GROUP', externalId),
    externalId,
    name: `${audiences[(place * 2 + random.below(2)) % audiences.length]}`,
    bid: strategy ? { strategy, amountMicros: inUnits(account.currency, bidUnits) } : null,
    ads: [0, 1].map((adPlace) => {
      const adExternalId = String(30_000_000_000 + random.below(69_999_999_999));
      return {
        id: idOf('ad', account, 'AD', adExternalId),
        externalId: adExternalId,
        name: `${formats[(adPlace * 2 + random.below(2)) % formats.length]} ${adPlace + 1}`,
      };
    }),
  };
}

function idOf(prefix: string, account: SampleAccount, level: string, externalId: string): string {
  return platformId(prefix, account.advertiser.id, account.platform, account.externalId, level, externalId);
}

function titleCase(constant: string): string {
  const words = constant
    .toLowerCase()
    .replace(/^outcome_/, '')
    .split('_');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

/** A whole number of the currency's smallest unit, worth about so many euros. */
export function inUnits(currency: string, euros: number): bigint {
  const unit = minorUnitMicros(currency);
  const micros = BigInt(Math.round(euros * (unitsPerEuro[currency] ?? 1) * 1_000_000));
  return (micros / unit) * unit;
}

/** The campaigns as a platform would report them at `seenAt`. */
export function toStructure(campaigns: readonly SampleCampaign[], seenAt: Date): PlatformStructure {
  const parts = campaigns.map((campaign) => toSeen(campaign, seenAt));
  return {
    advertisers: sampleAdvertisers.map(({ id, name }) => ({ id, name })),
    accounts: sampleAccounts.map(({ id, advertiser, platform, externalId, name, currency, timeZone }) => ({
      id,
      advertiserId: advertiser.id,
      platform,
      externalId,
      name,
      currency,
      timeZone,
      updatedAt: seenAt,
    })),
    campaigns: parts.map(({ campaign }) => campaign),
    adGroups: parts.flatMap(({ adGroups }) => adGroups),
    ads: parts.flatMap(({ ads }) => ads),
  };
}

interface SeenParts {
  readonly campaign: SeenCampaign;
  readonly adGroups: readonly SeenAdGroup[];
  readonly ads: readonly SeenAd[];
}

function toSeen(campaign: SampleCampaign, seenAt: Date): SeenParts {
  const { id, account, status, adGroups } = campaign;
  const common = { advertiserId: account.advertiser.id, accountId: account.id, status, updatedAt: seenAt };
  const isHolder = campaign.budgetLevel === 'CAMPAIGN';
  return {
    campaign: {
      ...common,
      id,
      externalId: campaign.externalId,
      name: campaign.name,
      objective: campaign.objective,
      flight: campaign.flight,
      budget: isHolder ? budgetOf(campaign, 1n) : null,
    },
    adGroups: adGroups.map((adGroup) => ({
      ...common,
      id: adGroup.id,
      externalId: adGroup.externalId,
      campaignId: id,
      name: adGroup.name,
      bid: adGroup.bid,
      budget: isHolder ? null : budgetOf(campaign, BigInt(adGroups.length)),
    })),
    ads: adGroups.flatMap((adGroup) =>
      adGroup.ads.map((ad) => ({ ...common, ...ad, campaignId: id, adGroupId: adGroup.id })),
    ),
  };
}

/** The share of the campaign's budget that each of `holders` has; a lifetime budget is for the whole flight. */
function budgetOf({ dayBudgetMicros, isLifetime, flight }: SampleCampaign, holders: bigint): Budget {
  const days = isLifetime && flight.endsOn !== null ? daysBetween(flight.startsOn, flight.endsOn) + 1 : 1;
  return { kind: isLifetime ? 'LIFETIME' : 'DAILY', amountMicros: (dayBudgetMicros * BigInt(days)) / holders };
}
