// Reads of campaigns, ad groups and ads. Every statement is bound to the viewer's advertisers, and shows an entity only
// once its whole line of parents has been seen: reports arrive in any order.
import { type Kysely, sql } from 'kysely';
import type { AdEntity, BidStrategy, BudgetKind, Level, Status } from './ad-entity.ts';
import type { Tables } from './tables.ts';

/** Where a page begins: after the entity that stands at `ordinal`, and how many follow. */
export interface OrdinalPage {
  readonly limit: number;
  readonly after: { readonly ordinal: bigint; readonly id: string } | undefined;
}

/** What a campaign must be like to be listed; undefined asks for nothing. */
export interface CampaignFilter {
  readonly platforms?: readonly string[] | undefined;
  readonly statuses?: readonly Status[] | undefined;
  /** Whatever its case. */
  readonly nameContains?: string | undefined;
}

/** The ad account, campaign or ad group whose campaigns, ad groups or ads are listed. */
export interface Parent {
  readonly advertiserId: string;
  readonly id: string;
}

/** An entity by its advertiser. */
export interface OwnedId {
  readonly advertiserId: string;
  readonly id: string;
}

/** What is below these accounts, campaigns and ad groups, one more than the limit; nothing for more of them than that. */
export async function findBelow(
  trx: Kysely<Tables>,
  advertiserIds: readonly string[],
  ids: readonly string[],
  limit: number,
): Promise<readonly OwnedId[]> {
  if (ids.length === 0 || ids.length > limit) return [];
  const { rows } = await sql<OwnedId>`/* findBelow */
    with recursive below as (
      select advertiser_id, id from ad_entity
      where advertiser_id = any(${advertiserIds}) and parent_id = any(${ids})
      union
      select e.advertiser_id, e.id from below join ad_entity as e
        on e.advertiser_id = below.advertiser_id and e.parent_id = below.id
    )
    select advertiser_id as "advertiserId", id from below limit ${limit + 1}`.execute(trx);
  return rows;
}

/** The entities among `ids` that belong to one of `advertiserIds`, in no order. */
export async function findAdEntities(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  ids: readonly string[],
): Promise<readonly AdEntity[]> {
  const { rows } = await sql<AdEntityRow>`/* findAdEntities */
    select ${columns} from ${completeAdEntities}
    and e.advertiser_id = any(${advertiserIds}) and e.id = any(${ids})`.execute(db);
  return rows.map(toAdEntity);
}

/**
 * Locks the rows of an advertiser's entities until the transaction ends and reads them as they are once locked, in no
 * order. To be called with their turns taken (`awaitTurns`): a report may still wait for the rows, or be waited for.
 */
export async function lockAdEntities(
  trx: Kysely<Tables>,
  advertiserId: string,
  ids: readonly string[],
): Promise<readonly AdEntity[]> {
  const { rows } = await sql<AdEntityRow>`/* lockAdEntities */
    select ${columns} from ${completeAdEntities}
    and e.advertiser_id = ${advertiserId} and e.id = any(${ids})
    order by e.id collate "C"
    for update of e`.execute(trx);
  return rows.map(toAdEntity);
}

/**
 * Campaigns of the advertisers in the order they were first seen, one more than the page holds.
 *
 * One index scan an advertiser, each stopping after a page, so the cost grows with the advertisers asked for and not
 * with the campaigns they have.
 */
export async function listCampaigns(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  filter: CampaignFilter,
  page: OrdinalPage,
): Promise<readonly AdEntity[]> {
  const { rows } = await campaignsQuery(advertiserIds, filter, page).execute(db);
  return rows.map(toAdEntity);
}

/** The statement behind listCampaigns, so that a test can have its plan explained. */
export function campaignsQuery(advertiserIds: readonly string[], filter: CampaignFilter, page: OrdinalPage) {
  return sql<AdEntityRow>`/* listCampaigns */
    select e.*
    from (select distinct unnest(${advertiserIds}::text[]) as advertiser_id) as p
    cross join lateral (
      select ${columns} from ${completeAdEntities}
      and e.advertiser_id = p.advertiser_id and e.level = 'CAMPAIGN'
      and ${matches(filter)} ${pageOf(page)}
    ) as e
    order by e.ordinal, e.id
    limit ${page.limit + 1}`;
}

/**
 * The children of each parent in the order they were first seen, for each parent one more than the page holds: the
 * campaigns of accounts, the ad groups of campaigns, the ads of ad groups. Only campaigns can be filtered.
 */
export async function listChildren(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  parents: readonly Parent[],
  filter: CampaignFilter,
  page: OrdinalPage,
): Promise<ReadonlyMap<string, readonly AdEntity[]>> {
  const { rows } = await sql<AdEntityRow & { readonly parentId: string }>`/* listChildren */
    select p.id as "parentId", e.*
    from unnest(${parents.map(({ advertiserId }) => advertiserId)}::text[], ${parents.map(({ id }) => id)}::text[])
      as p(advertiser_id, id)
    cross join lateral (
      select ${columns} from ${completeAdEntities}
      and e.advertiser_id = p.advertiser_id and e.parent_id = p.id
      and ${matches(filter)} ${pageOf(page)}
    ) as e
    where p.advertiser_id = any(${advertiserIds})
    order by e.ordinal, e.id`.execute(db);
  const rowsOfParent = Map.groupBy(rows, ({ parentId }) => parentId);
  return new Map(Array.from(rowsOfParent, ([parentId, children]) => [parentId, children.map(toAdEntity)]));
}

interface AdEntityRow {
  readonly level: Level;
  readonly id: string;
  readonly advertiserId: string;
  readonly accountId: string;
  readonly campaignId: string | null;
  readonly adGroupId: string | null;
  readonly externalId: string;
  readonly name: string;
  readonly status: Status;
  readonly objective: string | null;
  readonly platform: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly budgetMicros: bigint | null;
  readonly budgetKind: BudgetKind | null;
  readonly bidMicros: bigint | null;
  readonly bidStrategy: BidStrategy | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly version: number;
  readonly ordinal: bigint;
}

const columns = sql`
  e.level, e.id, e.advertiser_id as "advertiserId", e.account_id as "accountId", e.campaign_id as "campaignId",
  e.ad_group_id as "adGroupId", e.external_id as "externalId", e.name, e.status, e.objective,
  a.platform, a.currency, a.time_zone as "timeZone",
  e.budget_micros as "budgetMicros", e.budget_kind as "budgetKind",
  e.bid_micros as "bidMicros", e.bid_strategy as "bidStrategy",
  coalesce(c.starts_on, e.starts_on) as "startsOn", coalesce(c.ends_on, e.ends_on) as "endsOn",
  e.version, e.ordinal`;

// Outer joins, and a comparison instead of `is not null`, because the planner takes an inner join to an account for one
// that few entities pass, and would sort a whole tenant for a page (100,000 campaigns of 50 advertisers: 241 ms, not 9).
const completeAdEntities = sql`ad_entity as e
  left join advertiser as v on v.id = e.advertiser_id
  left join ad_account as a on a.advertiser_id = e.advertiser_id and a.id = e.account_id
  left join ad_entity as c on c.advertiser_id = e.advertiser_id and c.id = e.campaign_id
    and c.level = 'CAMPAIGN' and c.account_id = e.account_id
  left join ad_entity as g on g.advertiser_id = e.advertiser_id and g.id = e.ad_group_id
    and g.level = 'AD_GROUP' and g.campaign_id = e.campaign_id and g.account_id = e.account_id
  where coalesce(v.id, '') <> '' and coalesce(a.id, '') <> ''
    and (e.campaign_id is null or c.id is not null) and (e.ad_group_id is null or g.id is not null)`;

// `strpos` and not `like`: the text is a name to look for, not a pattern.
function matches({ platforms, statuses, nameContains }: CampaignFilter) {
  const [wantedPlatforms, wantedStatuses, text] = [platforms ?? null, statuses ?? null, nameContains ?? null];
  return sql`(${wantedPlatforms}::text[] is null or a.platform = any(${wantedPlatforms}::text[]))
    and (${wantedStatuses}::text[] is null or e.status = any(${wantedStatuses}::text[]))
    and (${text}::text is null or strpos(lower(e.name), lower(${text}::text)) > 0)`;
}

function pageOf({ limit, after }: OrdinalPage) {
  return sql`and (e.ordinal, e.id) > (${after?.ordinal ?? -1n}::bigint, ${after?.id ?? ''}::text)
    order by e.ordinal, e.id limit ${limit + 1}`;
}

function toAdEntity(row: AdEntityRow): AdEntity {
  const { budgetMicros, budgetKind, bidMicros, bidStrategy, startsOn, endsOn, ...rest } = row;
  return {
    ...rest,
    budget: budgetMicros === null || budgetKind === null ? null : { amountMicros: budgetMicros, kind: budgetKind },
    bid: bidMicros === null || bidStrategy === null ? null : { amountMicros: bidMicros, strategy: bidStrategy },
    flight: startsOn === null ? null : { startsOn, endsOn },
  };
}
