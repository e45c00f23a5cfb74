import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What an advertiser allows: limits, caps, freezes, approvals and kill switches.
 *
 * Policies and caps are of an account, or (account_id empty) of all accounts in a currency: amounts of two currencies
 * are never compared. A policy is never altered; a newer version takes its place.
 */
export const guardrailsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await createPolicies(db);
    await createApprovals(db);
    await createKillSwitch(db);
    // What the accounts of an advertiser may spend at most, now.
    await sql`/* indexAdEntityWithBudget */
      create index ad_entity_with_budget on ad_entity (advertiser_id, account_id)
      include (campaign_id, status, budget_micros, budget_kind, ends_on) where budget_micros is not null`.execute(db);
    // What may soon be spent too: whatever is about to be switched on.
    await sql`/* indexEnabling */
      create index change_request_enabling on change_request (advertiser_id, entity_id)
      where direction = 'ENABLE' and state in ('QUEUED', 'SENT', 'UNKNOWN')`.execute(db);
    // Whoever broke the glass waits for a review before doing it again.
    await sql`/* indexBreakGlass */
      create index change_request_break_glass on change_request (advertiser_id, actor, id) where is_break_glass`.execute(
      db,
    );
  },
};

async function createPolicies(db: Kysely<unknown>): Promise<void> {
  await sql`/* createGuardrailPolicy */
    create table guardrail_policy (
      advertiser_id text not null,
      account_id text not null,
      currency text not null,
      version integer not null,
      min_budget_micros bigint not null,
      max_budget_micros bigint not null,
      min_bid_micros bigint not null,
      max_bid_micros bigint not null,
      max_increase_percent integer not null check (max_increase_percent >= 0),
      max_increase_percent_a_day integer not null check (max_increase_percent_a_day >= 0),
      max_changes_an_hour integer not null check (max_changes_an_hour >= 0),
      max_data_age_minutes integer check (max_data_age_minutes > 0),
      approval_above_percent integer not null check (approval_above_percent >= 0),
      approval_above_micros bigint not null check (approval_above_micros >= 0),
      request_lives_minutes integer not null check (request_lives_minutes > 0),
      created_by text not null,
      created_at timestamptz not null,
      primary key (advertiser_id, account_id, currency, version)
    )`.execute(db);
  await sql`/* createExposureCap */
    create table exposure_cap (
      advertiser_id text not null,
      account_id text not null,
      currency text not null,
      day_cap_micros bigint not null check (day_cap_micros >= 0),
      set_by text not null,
      set_at timestamptz not null,
      primary key (advertiser_id, account_id, currency)
    )`.execute(db);
  await sql`/* createFreezeWindow */
    create table freeze_window (
      advertiser_id text not null,
      id text not null,
      account_id text not null,
      starts_at timestamptz not null,
      ends_at timestamptz not null check (ends_at > starts_at),
      reason text not null,
      primary key (advertiser_id, id)
    )`.execute(db);
}

// The reference carries the requester and the hash of what was asked for, so an approval can be of nothing else.
async function createApprovals(db: Kysely<unknown>): Promise<void> {
  await sql`/* createApproval */
    create table approval (
      advertiser_id text not null,
      request_id text not null,
      requester text not null,
      content_hash text not null,
      approver text not null constraint approver_is_not_requester check (approver <> requester),
      decision text not null check (decision in ('APPROVED', 'REJECTED')),
      reason text not null,
      at timestamptz not null,
      primary key (advertiser_id, request_id),
      foreign key (advertiser_id, request_id, requester, content_hash)
        references change_request (advertiser_id, id, actor, content_hash)
    )`.execute(db);
}

async function createKillSwitch(db: Kysely<unknown>): Promise<void> {
  await sql`/* createKillSwitch */
    create table kill_switch (
      advertiser_id text not null,
      id text not null,
      scope text not null check (scope in ('GLOBAL', 'PLATFORM', 'ACCOUNT', 'CAMPAIGN')),
      scope_id text not null check ((scope_id = '') = (scope = 'GLOBAL')),
      tripped_by text not null,
      tripped_at timestamptz not null,
      reason text not null,
      rearmed_by text,
      rearmed_at timestamptz,
      rearm_reason text,
      primary key (advertiser_id, id),
      check (num_nulls(rearmed_by, rearmed_at, rearm_reason) in (0, 3))
    )`.execute(db);
  await sql`/* indexEngagedKillSwitch */
    create unique index kill_switch_engaged on kill_switch (advertiser_id, scope, scope_id)
    where rearmed_at is null`.execute(db);
}
