// What one schedule of chaos is about: an advertiser of its own with a few campaigns, allowed to spend so much.
import { derivedId } from '../../../subgraphs/common/identifiers.ts';
import { saveStructure } from '../../../subgraphs/campaigns/structure-store.ts';
import type { CampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import type { PlatformEntity } from '../../../platforms/ad-platform.ts';

export interface ChaosEstate {
  readonly advertiserId: string;
  readonly accountId: string;
  readonly campaignIds: readonly string[];
  /** What the platform calls the campaigns, in the same order. */
  readonly externalIds: readonly string[];
  readonly capMicros: bigint;
}

export const million = 1_000_000n;
export const startMicros = 100n * million;
const campaigns = 3;

/** What the platform may spend on a day of twice a budget, as it is allowed to. */
export const overdelivery = 2n;

/** What the platform calls the account and its campaigns. */
export interface ChaosNames {
  readonly account: string;
  readonly campaign: (index: number) => string;
}

/** Makes the advertiser, its policy and its cap: half as much again as its budgets come to. */
export async function createEstate(
  { database }: CampaignsSubgraph,
  seed: number,
  names: ChaosNames = { account: `x-${seed}`, campaign: (index) => `x-${index}` },
): Promise<ChaosEstate> {
  const advertiserId = derivedId('adv', 'chaos', String(seed));
  const accountId = derivedId('acc', 'chaos', String(seed));
  const campaignIds = Array.from({ length: campaigns }, (_, index) => derivedId('cmp', 'chaos', `${seed} ${index}`));
  const updatedAt = new Date('2026-11-01T00:00:00.000Z');
  const flight = { startsOn: '2026-11-01', endsOn: null };
  const budget = { amountMicros: startMicros, kind: 'DAILY' } as const;
  await saveStructure(database, {
    advertisers: [{ id: advertiserId, name: `Chaos ${seed}` }],
    accounts: [
      {
        id: accountId,
        advertiserId,
        platform: 'GOOGLE_ADS',
        externalId: names.account,
        name: 'chaos',
        currency: 'USD',
        timeZone: 'UTC',
        updatedAt,
      },
    ],
    campaigns: campaignIds.map((id, index) => ({
      id,
      advertiserId,
      accountId,
      externalId: names.campaign(index),
      name: id,
      status: 'ENABLED',
      objective: 'SALES',
      flight,
      budget,
      updatedAt,
    })),
  });
  const capMicros = (startMicros * BigInt(campaigns) * overdelivery * 3n) / 2n;
  const { pool } = database;
  await pool.query(`insert into platform_connection values ($1, $2, 'TWIN')`, [advertiserId, accountId]);
  await pool.query(
    `insert into guardrail_policy (advertiser_id, account_id, currency, version, min_budget_micros, max_budget_micros,
       min_bid_micros, max_bid_micros, max_increase_percent, max_increase_percent_a_day, max_changes_an_hour,
       approval_above_percent, approval_above_micros, request_lives_minutes, created_by, created_at)
     values ($1, '', 'USD', 1, 1000000, $2, 1, 1000000, 100000, 100000, 100000, 100000, $2, 60, 'chaos', now())`,
    [advertiserId, String(10n ** 15n)],
  );
  await pool.query(
    `insert into exposure_cap (advertiser_id, account_id, currency, day_cap_micros, set_by, set_at)
     values ($1, '', 'USD', $2, 'chaos', now())`,
    [advertiserId, String(capMicros)],
  );
  const externalIds = campaignIds.map((_, index) => names.campaign(index));
  return { advertiserId, accountId, campaignIds, externalIds, capMicros };
}

/** What the platform holds of it at first. */
export function platformEntities({ campaignIds, externalIds }: ChaosEstate): readonly PlatformEntity[] {
  return campaignIds.map((id, index) => ({
    level: 'CAMPAIGN',
    externalId: externalIds[index] ?? '',
    name: id,
    parentExternalId: null,
    status: 'ENABLED',
    platformStatus: 'ENABLED',
    objective: 'SALES',
    flight: { startsOn: '2026-11-01', endsOn: null },
    budget: { amountMicros: startMicros, kind: 'DAILY', sharedBy: 1 },
    bid: null,
    learning: null,
  }));
}
