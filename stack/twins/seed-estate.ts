// An estate as the graph knows the accounts: what it thinks that their platforms hold is what their twins hold, so that nothing
// differs when they begin.
import { sql } from 'kysely';
import type { EntityStatus, PlatformBidStrategy, PlatformCode } from '../../platforms/ad-platform.ts';
import type { CampaignBidding, EstateAccount, EstateBudget } from '../../platforms/estate/estate-config.ts';
import { localDay } from '../../subgraphs/common/period.ts';
import type { Subgraphs } from '../subgraphs.ts';
import type { KeptEstate, TwinAccount } from './kept-shapes.ts';

/** An account that is to have a twin. */
export interface AccountToTwin {
  readonly id: string;
  readonly advertiserId: string;
  readonly platform: PlatformCode;
  readonly externalId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
}

const seed = 20_261_127;

/** The estate of the accounts, beginning with the local day of each that runs at `now`. */
export async function seedEstate(
  subgraphs: Subgraphs,
  accounts: readonly AccountToTwin[],
  now: Date,
): Promise<KeptEstate> {
  const twins: TwinAccount[] = [];
  for (const account of accounts) {
    const entities = await listEntities(subgraphs, account);
    const spent = await listSpent(subgraphs, account);
    twins.push({ platform: account.platform, account: toEstateAccount(account, entities, spent, now) });
  }
  return { seed, beganAt: now, accounts: twins };
}

interface EntityRow {
  readonly id: string;
  readonly level: 'CAMPAIGN' | 'AD_GROUP' | 'AD';
  readonly campaignExternalId: string | null;
  readonly adGroupExternalId: string | null;
  readonly externalId: string;
  readonly name: string;
  readonly status: EntityStatus;
  readonly objective: string | null;
  readonly budgetMicros: bigint | null;
  readonly budgetKind: EstateBudget['kind'] | null;
  readonly bidMicros: bigint | null;
  readonly bidStrategy: PlatformBidStrategy | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
}

async function listEntities({ campaigns }: Subgraphs, { advertiserId, id }: AccountToTwin) {
  const { rows } = await sql<EntityRow>`/* listEntitiesToTwin */
    select e.id, e.level, c.external_id as "campaignExternalId", g.external_id as "adGroupExternalId",
      e.external_id as "externalId", e.name, e.status, e.objective, e.budget_micros as "budgetMicros",
      e.budget_kind as "budgetKind", e.bid_micros as "bidMicros", e.bid_strategy as "bidStrategy",
      e.starts_on as "startsOn", e.ends_on as "endsOn"
    from ad_entity as e
    left join ad_entity as c on c.advertiser_id = e.advertiser_id and c.id = e.campaign_id
    left join ad_entity as g on g.advertiser_id = e.advertiser_id and g.id = e.ad_group_id
    where e.advertiser_id = ${advertiserId} and e.account_id = ${id}
    order by e.ordinal`.execute(campaigns.database.db);
  return rows;
}

/** What was spent from each entity that has a budget for its lifetime, by its identifier. */
async function listSpent(
  { spend }: Subgraphs,
  { advertiserId, id }: AccountToTwin,
): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await sql<{ readonly id: string; readonly micros: string }>`/* listSpentToTwin */
    select f.entity_id as id, sum(f.spend_micros)::text as micros
    from spend_entity as e
    join spend_fact as f on f.advertiser_id = e.advertiser_id and f.entity_id = e.entity_id
    where e.advertiser_id = ${advertiserId} and e.account_id = ${id} and f.grain = 'HOUR' and f.breakdown = ''
    group by f.entity_id`.execute(spend.database.db);
  return new Map(rows.map(({ id: entityId, micros }) => [entityId, BigInt(micros)]));
}

function toEstateAccount(
  { externalId, name, currency, timeZone }: AccountToTwin,
  entities: readonly EntityRow[],
  spent: ReadonlyMap<string, bigint>,
  beganAt: Date,
): EstateAccount {
  const ofLevel = (level: EntityRow['level']) => entities.filter((entity) => entity.level === level);
  return {
    externalId,
    name,
    currency,
    timeZone,
    budgets: entities.flatMap((entity) => budgetOf(entity, spent)),
    campaigns: ofLevel('CAMPAIGN').map((campaign) => ({
      ...commonOf(campaign),
      objective: campaign.objective ?? '',
      flight: { startsOn: campaign.startsOn ?? localDay(beganAt, timeZone), endsOn: campaign.endsOn },
      budgetExternalId: budgetIdOf(campaign),
      bidding: biddingOf(campaign),
    })),
    adGroups: ofLevel('AD_GROUP').flatMap((adGroup) => {
      const { campaignExternalId, bidMicros, bidStrategy } = adGroup;
      if (campaignExternalId === null) return [];
      const bid =
        bidMicros === null || bidStrategy === null ? null : { amountMicros: bidMicros, strategy: bidStrategy };
      return [{ ...commonOf(adGroup), campaignExternalId, budgetExternalId: budgetIdOf(adGroup), bid }];
    }),
    ads: ofLevel('AD').flatMap((ad) =>
      ad.adGroupExternalId === null ? [] : [{ ...commonOf(ad), adGroupExternalId: ad.adGroupExternalId }],
    ),
  };
}

/** The graph knows of a campaign's bid that it is its own target of cost. */
function biddingOf({ bidMicros, bidStrategy }: EntityRow): CampaignBidding | undefined {
  if (bidMicros === null || bidStrategy === null) return undefined;
  return { strategy: bidStrategy, targetMicros: bidMicros, portfolioExternalId: null };
}

function commonOf({ externalId, name, status }: EntityRow) {
  return { externalId, name, status };
}

/** On Google Ads a budget is a thing of its own; the graph knows it by whose it is. */
function budgetIdOf({ externalId, budgetMicros }: EntityRow): string | null {
  return budgetMicros === null ? null : `${externalId}77`;
}

function budgetOf(entity: EntityRow, spent: ReadonlyMap<string, bigint>): readonly EstateBudget[] {
  const { id, budgetMicros, budgetKind } = entity;
  const externalId = budgetIdOf(entity);
  if (externalId === null || budgetMicros === null || budgetKind === null) return [];
  const spentBeforeMicros = budgetKind === 'LIFETIME' ? spent.get(id) : undefined;
  return [{ externalId, kind: budgetKind, amountMicros: budgetMicros, isShared: false, spentBeforeMicros }];
}
