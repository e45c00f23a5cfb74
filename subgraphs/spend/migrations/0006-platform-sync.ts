import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Whose reports are read from their platforms, and how far that has come. */
export const platformSyncMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`/* createFollowedAccount */
      create table followed_account (
        advertiser_id text collate "C" not null,
        account_id text collate "C" not null,
        platform text collate "C" not null,
        external_id text collate "C" not null,
        currency text collate "C" not null,
        time_zone text collate "C" not null,
        mode text collate "C" not null check (mode in ('NONE', 'TWIN', 'LIVE')),
        since date,
        due_at timestamptz not null default now(),
        lease_until timestamptz,
        fence bigint not null default 0,
        read_at timestamptz,
        succeeded_at timestamptz,
        failures integer not null default 0,
        failed_at timestamptz,
        last_failure text,
        primary key (advertiser_id, account_id),
        unique (platform, external_id)
      )`.execute(db);
    // Request pattern: the account that waits longest.
    await sql`/* indexFollowedAccount */
      create index followed_account_due on followed_account (due_at) where mode <> 'NONE'`.execute(db);
    await sql`/* createReportedDay */
      create table reported_day (
        advertiser_id text collate "C" not null,
        account_id text collate "C" not null,
        level text collate "C" not null check (level in ('CAMPAIGN', 'AD_GROUP')),
        day date not null,
        read_at timestamptz,
        failed_at timestamptz,
        is_final boolean not null default false,
        primary key (advertiser_id, account_id, level, day),
        foreign key (advertiser_id, account_id) references followed_account on delete cascade
      )`.execute(db);
  },
  async down(db: Kysely<unknown>) {
    await sql`/* dropPlatformSync */ drop table reported_day, followed_account`.execute(db);
  },
};
