// The statements of one ingest, in the order they run. `incoming_spend` is a temporary table of the connection: it has
// no index and no log, and is empty again at the end of every transaction.
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { PostgresDialect, sql, type Transaction } from 'kysely';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { copyChunks } from './copy-lines.ts';
import type { SpendEntity } from './spend-entity.ts';
import type { Restatement } from './restatement.ts';
import type { SpendFact, SpendGrain } from './spend-fact.ts';
import type { SpendTables } from './tables.ts';

type Trx = Transaction<SpendTables>;

/** The dialect of one connection: COPY needs the connection itself, beside the transaction that kysely runs on it. */
export function dialectOf(client: pg.PoolClient): PostgresDialect {
  return new PostgresDialect({ pool: { connect: async () => client, end: async () => {}, options: {} } });
}

/** Loads take longer than queries may. */
export async function allowLongStatements(trx: Trx): Promise<void> {
  await sql`/* allowLongStatements */ set local statement_timeout = '10min'`.execute(trx);
}

/**
 * Two loads of one account run one after the other, so that the second sees what the first wrote; loads of different
 * accounts run side by side. Locks are taken in one order everywhere, so that no two loads wait for each other.
 */
export async function lockAccounts(trx: Trx, accountIds: readonly string[]): Promise<void> {
  await sql`
    /* lockSpendAccounts */
    select pg_advisory_xact_lock(key)
    from (select distinct hashtextextended(account_id, 0) as key from unnest(${[...accountIds]}::text[]) as account_id
          order by key) as ordered`.execute(trx);
}

/** Records where entities stand. The newest report wins; what it leaves open stays as it was known. */
export async function saveEntities(trx: Trx, entities: readonly SpendEntity[], observedAt: Date): Promise<void> {
  const column = (name: keyof SpendEntity) => entities.map((entity) => entity[name]);
  await sql`
    /* saveSpendEntities */
    insert into spend_entity as known
      (advertiser_id, entity_id, level, platform, account_id, campaign_id, ad_group_id, ad_id, time_zone, observed_at)
    select incoming.*, ${observedAt}::timestamptz
    from unnest(${column('advertiserId')}::text[], ${column('entityId')}::text[], ${column('level')}::text[],
      ${column('platform')}::text[], ${column('accountId')}::text[], ${column('campaignId')}::text[],
      ${column('adGroupId')}::text[], ${column('adId')}::text[], ${column('timeZone')}::text[]) as incoming
    on conflict (advertiser_id, entity_id) do update set
      campaign_id = case when excluded.observed_at >= known.observed_at
        then coalesce(excluded.campaign_id, known.campaign_id) else coalesce(known.campaign_id, excluded.campaign_id) end,
      ad_group_id = case when excluded.observed_at >= known.observed_at
        then coalesce(excluded.ad_group_id, known.ad_group_id) else coalesce(known.ad_group_id, excluded.ad_group_id) end,
      ad_id = case when excluded.observed_at >= known.observed_at
        then coalesce(excluded.ad_id, known.ad_id) else coalesce(known.ad_id, excluded.ad_id) end,
      time_zone = case when excluded.observed_at >= known.observed_at then excluded.time_zone else known.time_zone end,
      observed_at = greatest(excluded.observed_at, known.observed_at)
    where (coalesce(excluded.campaign_id, ''), coalesce(excluded.ad_group_id, ''), coalesce(excluded.ad_id, ''), excluded.time_zone)
      is distinct from (coalesce(known.campaign_id, ''), coalesce(known.ad_group_id, ''), coalesce(known.ad_id, ''), known.time_zone)
    `.execute(trx);
}

/** Copies the facts to `incoming_spend` on the transaction's own connection. */
export async function copyIncoming(trx: Trx, client: pg.PoolClient, facts: readonly SpendFact[]): Promise<void> {
  await sql`
    /* createIncomingSpend */
    create temporary table if not exists incoming_spend (
      ordinal integer not null,
      advertiser_id text collate "C" not null,
      entity_id text collate "C" not null,
      starts_at timestamptz not null,
      grain text collate "C" not null,
      breakdown text collate "C" not null,
      day date not null,
      currency text collate "C" not null,
      spend_micros bigint not null,
      impressions bigint not null,
      clicks bigint not null
    ) on commit delete rows`.execute(trx);
  await pipeline(
    Readable.from(copyChunks(facts)),
    client.query(copyFrom('/* copyIncomingSpend */ copy incoming_spend from stdin')),
  );
}

/** The planner knows nothing of a temporary table; that matters once hash joins are at stake. */
export async function analyzeIncoming(trx: Trx): Promise<void> {
  await sql`/* analyzeIncomingSpend */ analyze incoming_spend`.execute(trx);
}

/** Places in the call of the facts whose key is known already. */
export async function findKnownOrdinals(trx: Trx): Promise<readonly number[]> {
  const { rows } = await sql<{ ordinal: number }>`
    /* findKnownSpend */
    select incoming.ordinal
    from incoming_spend as incoming
    join spend_fact using (advertiser_id, entity_id, starts_at, grain, breakdown)`.execute(trx);
  return rows.map(({ ordinal }) => ordinal);
}

/** A key that the call holds more than once, for the message about it. */
export interface DuplicateKey {
  readonly entityId: string;
  readonly startsAt: Date;
  readonly grain: SpendGrain;
  readonly breakdown: string;
}

export async function findDuplicate(trx: Trx): Promise<DuplicateKey | undefined> {
  const { rows } = await sql<DuplicateKey>`
    /* findDuplicateSpend */
    select entity_id as "entityId", starts_at as "startsAt", grain, breakdown
    from incoming_spend
    group by advertiser_id, entity_id, starts_at, grain, breakdown
    having count(*) > 1
    limit 1`.execute(trx);
  return rows[0];
}

/** How many facts of a campaign were new; the campaign is null for facts above campaigns. */
export interface InsertedCount {
  readonly advertiserId: string;
  readonly campaignId: string | null;
  readonly count: number;
}

/** Inserts the facts whose key is not known, in the order of the key, so that the index grows at one place. */
export async function insertNew(trx: Trx, observedAt: Date): Promise<readonly InsertedCount[]> {
  const { rows } = await sql<InsertedCount>`
    /* insertSpend */
    with inserted as (
      insert into spend_fact (advertiser_id, entity_id, starts_at, grain, breakdown, day, currency,
        spend_micros, impressions, clicks, known_since, observed_at)
      select advertiser_id, entity_id, starts_at, grain, breakdown, day, currency,
        spend_micros, impressions, clicks, ${observedAt}::timestamptz, ${observedAt}::timestamptz
      from incoming_spend as incoming
      where not exists (
        select from spend_fact as known
        where known.advertiser_id = incoming.advertiser_id and known.entity_id = incoming.entity_id
          and known.starts_at = incoming.starts_at and known.grain = incoming.grain
          and known.breakdown = incoming.breakdown)
      order by advertiser_id, entity_id, starts_at, grain, breakdown
      returning advertiser_id, entity_id
    ), counted as (
      select advertiser_id, entity_id, count(*)::integer as count from inserted group by advertiser_id, entity_id
    )
    select advertiser_id as "advertiserId", campaign_id as "campaignId", sum(count)::integer as count
    from counted join spend_entity using (advertiser_id, entity_id)
    group by advertiser_id, campaign_id
    order by advertiser_id, campaign_id`.execute(trx);
  return rows;
}

/** The columns of `Restatement`, of a row source `changed` that names them so in snake case. */
export const restatementColumns =
  sql.raw(`changed.ordinal, changed.advertiser_id as "advertiserId", changed.entity_id as "entityId",
  entity.level, entity.campaign_id as "campaignId", changed.starts_at as "startsAt", changed.grain, changed.breakdown,
  changed.revision, changed.day_before as "dayBefore", changed.currency_before as "currencyBefore",
  changed.spend_before as "spendMicrosBefore", changed.impressions_before as "impressionsBefore",
  changed.clicks_before as "clicksBefore", changed.day_after as "dayAfter", changed.currency_after as "currencyAfter",
  changed.spend_after as "spendMicrosAfter", changed.impressions_after as "impressionsAfter",
  changed.clicks_after as "clicksAfter", changed.changed_at as "changedAt"`);

/** Keeps the numbers that changed as a revision each, and puts the new ones in their place. */
export async function restateChanged(trx: Trx, observedAt: Date): Promise<readonly Restatement[]> {
  const { rows } = await sql<Restatement>`
    /* restateSpend */
    with changed as materialized (
      select ordinal, advertiser_id, entity_id, starts_at, grain, breakdown, known.revision, known.known_since,
        known.day as day_before, known.currency as currency_before, known.spend_micros as spend_before,
        known.impressions as impressions_before, known.clicks as clicks_before,
        incoming.day as day_after, incoming.currency as currency_after, incoming.spend_micros as spend_after,
        incoming.impressions as impressions_after, incoming.clicks as clicks_after,
        ${observedAt}::timestamptz as changed_at
      from incoming_spend as incoming
      join spend_fact as known using (advertiser_id, entity_id, starts_at, grain, breakdown)
      where known.observed_at <= ${observedAt}::timestamptz
        and (known.spend_micros, known.impressions, known.clicks, known.day, known.currency)
          is distinct from (incoming.spend_micros, incoming.impressions, incoming.clicks, incoming.day, incoming.currency)
    ), kept as (
      insert into spend_revision (advertiser_id, entity_id, starts_at, grain, breakdown, revision,
        day, currency, spend_micros, impressions, clicks, known_since)
      select advertiser_id, entity_id, starts_at, grain, breakdown, revision,
        day_before, currency_before, spend_before, impressions_before, clicks_before, known_since
      from changed
    ), replaced as (
      update spend_fact as known set
        day = day_after, currency = currency_after, spend_micros = spend_after, impressions = impressions_after,
        clicks = clicks_after, known_since = changed_at, observed_at = changed_at, revision = known.revision + 1
      from changed
      where known.advertiser_id = changed.advertiser_id and known.entity_id = changed.entity_id
        and known.starts_at = changed.starts_at and known.grain = changed.grain and known.breakdown = changed.breakdown
    )
    select ${restatementColumns}
    from changed join spend_entity as entity using (advertiser_id, entity_id)
    order by changed.ordinal`.execute(trx);
  return rows;
}

/** Notes of the facts whose numbers are as they were known that they were seen again. */
export async function confirmUnchanged(trx: Trx, observedAt: Date): Promise<void> {
  await sql`
    /* confirmSpend */
    update spend_fact as known set observed_at = ${observedAt}::timestamptz
    from incoming_spend as incoming
    where known.advertiser_id = incoming.advertiser_id and known.entity_id = incoming.entity_id
      and known.starts_at = incoming.starts_at and known.grain = incoming.grain
      and known.breakdown = incoming.breakdown and known.observed_at < ${observedAt}::timestamptz`.execute(trx);
}
