import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What delivery knows of accounts, and where platforms hold other values than we think. */
export const deliveryMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`/* createDeliveryAccount */
      create table delivery_account (
        advertiser_id text not null,
        account_id text not null,
        stopped_at timestamptz,
        stopped_why jsonb,
        reconcile_after timestamptz not null default now(),
        reconciled_at timestamptz,
        asked_policy text check (asked_policy in ('ADOPT', 'REASSERT', 'ALERT')),
        asked_by text,
        lease_until timestamptz,
        quota_level text not null default 'CALM' check (quota_level in ('CALM', 'PRESSED', 'BLOCKED')),
        primary key (advertiser_id, account_id),
        check ((stopped_at is null) = (stopped_why is null)),
        check (asked_policy is null or asked_by is not null)
      )`.execute(db);
    // Request pattern: what is due of an account, the most urgent first.
    await sql`/* indexChangeOutboxByAccount */
      create index change_outbox_by_account
        on change_outbox (advertiser_id, account_id, priority, enqueued_at, request_id)`.execute(db);
    await sql`/* createDrift */
      create table drift (
        advertiser_id text not null,
        id text not null,
        entity_id text not null,
        account_id text not null,
        field text not null check (field in ('BUDGET', 'BID', 'STATUS')),
        kind text not null check (kind in ('OURS_APPLIED', 'OURS_LOST', 'FOREIGN_EDIT', 'PLATFORM_AUTO')),
        known text not null,
        live text not null,
        actor text,
        edited_at timestamptz,
        detected_at timestamptz not null,
        policy text not null check (policy in ('ADOPT', 'REASSERT', 'ALERT')),
        request_id text,
        ended_at timestamptz,
        ended_as text check (ended_as in ('ADOPTED', 'REASSERTED', 'WENT_AWAY', 'CHANGED')),
        primary key (advertiser_id, id),
        check ((ended_at is null) = (ended_as is null))
      )`.execute(db);
    // One state of things is one row, however often it is seen.
    await sql`/* indexOpenDrift */
      create unique index drift_open on drift (advertiser_id, entity_id, field) where ended_at is null`.execute(db);
    // Request pattern: Query.drift, newest first.
    await sql`/* indexDriftByTime */ create index drift_by_time on drift (advertiser_id, id desc)`.execute(db);
  },
};
