import { type Kysely, sql } from 'kysely';

// Identifiers compare by bytes (collate "C"): no locale is asked, and every database sorts them alike.
// spend_fact has one index, its key: ingest is bound by indexes, and every read comes through spend_entity, which is
// small, and knows the entities of a campaign or an account.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table spend_entity (
      advertiser_id text collate "C" not null,
      entity_id text collate "C" not null,
      level text collate "C" not null check (level in ('ACCOUNT', 'CAMPAIGN', 'AD_GROUP', 'AD', 'KEYWORD')),
      platform text collate "C" not null,
      account_id text collate "C" not null,
      campaign_id text collate "C",
      ad_group_id text collate "C",
      ad_id text collate "C",
      -- Evaluated for its error: a zone that the database does not know is refused when it is written, not when it is read.
      time_zone text collate "C" not null check ((timestamptz '2000-01-01 00:00Z' at time zone time_zone) is not null),
      observed_at timestamptz not null,
      primary key (advertiser_id, entity_id)
    )`.execute(db);
  await sql`create index spend_entity_campaign on spend_entity (advertiser_id, campaign_id)`.execute(db);
  await sql`create index spend_entity_ad_group on spend_entity (advertiser_id, ad_group_id)`.execute(db);
  await sql`create index spend_entity_account on spend_entity (advertiser_id, account_id)`.execute(db);
  await sql`
    create table spend_fact (
      advertiser_id text collate "C" not null,
      entity_id text collate "C" not null,
      starts_at timestamptz not null,
      grain text collate "C" not null check (grain in ('HOUR', 'DAY')),
      breakdown text collate "C" not null,
      day date not null,
      currency text collate "C" not null,
      spend_micros bigint not null,
      impressions bigint not null,
      clicks bigint not null,
      known_since timestamptz not null,
      observed_at timestamptz not null,
      revision integer not null default 0,
      primary key (advertiser_id, entity_id, starts_at, grain, breakdown)
    ) with (fillfactor = 90)`.execute(db);
  await sql`
    create table spend_revision (
      advertiser_id text collate "C" not null,
      entity_id text collate "C" not null,
      starts_at timestamptz not null,
      grain text collate "C" not null,
      breakdown text collate "C" not null,
      revision integer not null,
      day date not null,
      currency text collate "C" not null,
      spend_micros bigint not null,
      impressions bigint not null,
      clicks bigint not null,
      known_since timestamptz not null,
      primary key (advertiser_id, entity_id, starts_at, grain, breakdown, revision)
    )`.execute(db);
  await sql`
    create table fx_rate (
      base text collate "C" not null,
      quote text collate "C" not null,
      day date not null,
      rate numeric not null check (rate > 0),
      source text not null,
      primary key (base, quote, day),
      check (base <> quote)
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table fx_rate, spend_revision, spend_fact, spend_entity`.execute(db);
}
