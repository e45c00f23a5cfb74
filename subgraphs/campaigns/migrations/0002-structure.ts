import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Advertisers, ad accounts, and campaigns, ad groups and ads in one table.
 *
 * There are no foreign keys: reports arrive in any order, a child before its parent too. Each group of columns that a
 * report may leave out carries the moment as of which it is known (`…_known_at`): the newest value of each group wins,
 * in whatever order reports are loaded.
 */
export const structureMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`/* createAdvertiser */
      create table advertiser (
        id text primary key,
        name text not null
      )`.execute(db);
    await sql`/* createAdAccount */
      create table ad_account (
        advertiser_id text not null,
        id text not null,
        platform text not null,
        external_id text not null,
        name text not null,
        currency text not null,
        time_zone text not null,
        known_at timestamptz not null,
        primary key (advertiser_id, id)
      )`.execute(db);
    // Request pattern: Advertiser.adAccounts, by name.
    await sql`/* indexAdAccount */
      create index ad_account_by_name on ad_account (advertiser_id, name collate "C", id)`.execute(db);
    await createAdEntity(db);
  },
};

async function createAdEntity(db: Kysely<unknown>): Promise<void> {
  await sql`/* createAdEntity */
    create table ad_entity (
      advertiser_id text not null,
      id text not null,
      level text not null check (level in ('CAMPAIGN', 'AD_GROUP', 'AD')),
      account_id text not null,
      campaign_id text,
      ad_group_id text,
      parent_id text not null generated always as (coalesce(ad_group_id, campaign_id, account_id)) stored,
      external_id text not null,
      name text not null,
      status text not null check (status in ('ENABLED', 'PAUSED', 'REMOVED')),
      known_at timestamptz not null,
      objective text,
      objective_known_at timestamptz,
      budget_micros bigint check (budget_micros >= 0),
      budget_kind text check (budget_kind in ('DAILY', 'LIFETIME')),
      budget_known_at timestamptz,
      bid_micros bigint check (bid_micros >= 0),
      bid_strategy text,
      bid_known_at timestamptz,
      starts_on date,
      ends_on date,
      flight_known_at timestamptz,
      version integer not null default 1,
      ordinal bigint not null,
      primary key (advertiser_id, id),
      check ((campaign_id is null) = (level = 'CAMPAIGN')),
      check ((ad_group_id is not null) = (level = 'AD')),
      check ((budget_micros is null) = (budget_kind is null)),
      check ((bid_micros is null) = (bid_strategy is null)),
      check (level <> 'AD' or budget_micros is null),
      check (level = 'AD_GROUP' or bid_micros is null),
      check (level = 'CAMPAIGN' or starts_on is null),
      check (ends_on is null or starts_on is not null)
    )`.execute(db);
  // Request pattern: Query.campaigns.
  await sql`/* indexCampaign */
    create index campaign_by_ordinal on ad_entity (advertiser_id, ordinal, id) where level = 'CAMPAIGN'`.execute(db);
  // Request patterns: AdAccount.campaigns, Campaign.adGroups, AdGroup.ads.
  await sql`/* indexAdEntityByParent */
    create index ad_entity_by_parent on ad_entity (advertiser_id, parent_id, ordinal, id)`.execute(db);
}
