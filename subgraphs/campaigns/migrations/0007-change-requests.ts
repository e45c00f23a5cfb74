import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { changeStates, changeTransitions } from '../change-state.ts';

/**
 * Requests to change money, from the intent to its effect, and the audit trail of all that becomes of them.
 *
 * What can be wrong is refused by the database itself, without triggers: a state that no legal way leads to, an approval
 * by the requester, an audit entry that does not follow from the one before, or that is changed or taken out later.
 */
export const changeRequestsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await createAudit(db);
    await createStates(db);
    await createRequests(db);
    await createDelivery(db);
    await widenAppliedChange(db);
  },
};

// An entry's hash covers the hash before it. The next entry, or the head, refers to it by number and hash, and the hash is
// checked against the body: no entry can be altered or removed from the chain without the constraints being dropped.
async function createAudit(db: Kysely<unknown>): Promise<void> {
  await sql`/* createAuditEntry */
    create table audit_entry (
      advertiser_id text not null,
      seq bigint not null check (seq > 0),
      prev_seq bigint generated always as (nullif(seq - 1, 0)) stored,
      prev_hash text not null check (seq > 1 or prev_hash = repeat('0', 64)),
      hash text not null,
      body text not null,
      subject text not null generated always as (body::jsonb->>'subject') stored,
      entity_id text generated always as (body::jsonb->>'entityId') stored,
      primary key (advertiser_id, seq),
      unique (advertiser_id, seq, hash),
      foreign key (advertiser_id, prev_seq, prev_hash) references audit_entry (advertiser_id, seq, hash),
      constraint audit_entry_is_hashed check (hash = encode(sha256(convert_to(prev_hash || body, 'UTF8')), 'hex'))
    )`.execute(db);
  // Request patterns: Query.auditTrail of an entity, and of a request.
  await sql`/* indexAuditByEntity */
    create index audit_entry_by_entity on audit_entry (advertiser_id, entity_id, seq)`.execute(db);
  await sql`/* indexAuditBySubject */
    create index audit_entry_by_subject on audit_entry (advertiser_id, subject, seq)`.execute(db);
  await sql`/* createAuditHead */
    create table audit_head (
      advertiser_id text primary key,
      seq bigint not null,
      hash text not null,
      foreign key (advertiser_id, seq, hash) references audit_entry (advertiser_id, seq, hash)
    )`.execute(db);
}

async function createStates(db: Kysely<unknown>): Promise<void> {
  await sql`/* createChangeStateTransition */
    create table change_state_transition (
      from_state text not null,
      to_state text not null,
      primary key (from_state, to_state)
    )`.execute(db);
  const steps = changeStates.flatMap((from) => changeTransitions[from].map((to) => ({ from, to })));
  await sql`/* insertChangeStateTransitions */
    insert into change_state_transition (from_state, to_state)
    select * from unnest(${steps.map(({ from }) => from)}::text[], ${steps.map(({ to }) => to)}::text[])`.execute(db);
  await sql`/* createChangeTransition */
    create table change_transition (
      advertiser_id text not null,
      request_id text not null,
      state_version integer not null,
      from_version integer generated always as (nullif(state_version - 1, 0)) stored,
      from_state text,
      to_state text not null,
      actor text not null,
      at timestamptz not null,
      detail jsonb,
      platform_request_id text,
      audit_seq bigint not null,
      primary key (advertiser_id, request_id, state_version),
      unique (advertiser_id, request_id, state_version, to_state),
      check ((state_version = 1) = (from_state is null)),
      check (from_state is not null or to_state = 'DRAFT'),
      foreign key (from_state, to_state) references change_state_transition (from_state, to_state),
      foreign key (advertiser_id, request_id, from_version, from_state)
        references change_transition (advertiser_id, request_id, state_version, to_state),
      foreign key (advertiser_id, audit_seq) references audit_entry (advertiser_id, seq)
    )`.execute(db);
}

async function createRequests(db: Kysely<unknown>): Promise<void> {
  await sql`/* createChangeRequest */
    create table change_request (
      advertiser_id text not null,
      id text not null,
      entity_id text not null,
      account_id text not null,
      platform text not null,
      kind text not null check (kind in ('BUDGET', 'BID', 'STATUS')),
      direction text not null check (direction in ('INCREASE', 'DECREASE', 'PAUSE', 'ENABLE')),
      before_micros bigint,
      after_micros bigint check (after_micros > 0),
      before_status text check (before_status in ('ENABLED', 'PAUSED')),
      after_status text check (after_status in ('ENABLED', 'PAUSED')),
      currency text not null,
      expected_version integer not null,
      reason text not null,
      actor text not null,
      requested_at timestamptz not null,
      content_hash text not null,
      policy_version integer,
      warnings text[] not null,
      expires_at timestamptz not null,
      scheduled_for timestamptz,
      batch_id text,
      rollback_of text,
      is_break_glass boolean not null,
      state text not null,
      state_version integer not null,
      state_at timestamptz not null,
      primary key (advertiser_id, id),
      unique (advertiser_id, id, actor, content_hash),
      check (num_nulls(before_micros, after_micros) = case when kind = 'STATUS' then 2 else 0 end),
      check (num_nulls(before_status, after_status) = case when kind = 'STATUS' then 0 else 2 end),
      check ((kind = 'STATUS') = (direction in ('PAUSE', 'ENABLE'))),
      foreign key (advertiser_id, id, state_version, state)
        references change_transition (advertiser_id, request_id, state_version, to_state) deferrable initially deferred,
      foreign key (advertiser_id, rollback_of) references change_request (advertiser_id, id)
    )`.execute(db);
  // What stands against a new request of the same entity; what an entity may become yet.
  await sql`/* indexChangeRequestUnderWay */
    create index change_request_under_way on change_request (advertiser_id, entity_id, kind)
    where state in ('QUEUED', 'SENT', 'UNKNOWN')`.execute(db);
  // How often an entity was to be changed within the hour.
  await sql`/* indexChangeRequestByEntity */
    create index change_request_by_entity on change_request (advertiser_id, entity_id, requested_at)`.execute(db);
  // Request pattern: Query.pendingApprovals.
  await sql`/* indexChangeRequestPending */
    create index change_request_pending on change_request (advertiser_id, requested_at, id)
    where state = 'PENDING_APPROVAL'`.execute(db);
  // What the clock moves: what is due, and what was waited for too long.
  await sql`/* indexChangeRequestWaiting */
    create index change_request_waiting on change_request
      ((case when state = 'APPROVED' then coalesce(scheduled_for, expires_at) else expires_at end))
    where state in ('PENDING_APPROVAL', 'APPROVED')`.execute(db);
  await sql`/* indexChangeRequestByBatch */
    create index change_request_by_batch on change_request (advertiser_id, batch_id) where batch_id is not null`.execute(
    db,
  );
}

async function createDelivery(db: Kysely<unknown>): Promise<void> {
  await sql`/* createPlatformConnection */
    create table platform_connection (
      advertiser_id text not null,
      account_id text not null,
      mode text not null check (mode in ('NONE', 'TWIN', 'LIVE')),
      primary key (advertiser_id, account_id)
    )`.execute(db);
  await sql`/* createChangeOutbox */
    create table change_outbox (
      advertiser_id text not null,
      request_id text not null,
      account_id text not null,
      platform text not null,
      entity_id text not null,
      kind text not null,
      priority smallint not null,
      not_before timestamptz not null,
      enqueued_at timestamptz not null,
      lease_until timestamptz,
      fencing_token bigint not null,
      attempts integer not null,
      primary key (advertiser_id, request_id),
      foreign key (advertiser_id, request_id) references change_request (advertiser_id, id)
    )`.execute(db);
  // Deliveries take what is most urgent, then what has waited longest; of one entity one after the other.
  await sql`/* indexChangeOutboxByUrgency */
    create index change_outbox_by_urgency on change_outbox (priority, not_before)`.execute(db);
  await sql`/* indexChangeOutboxByLane */
    create index change_outbox_by_lane on change_outbox (advertiser_id, entity_id)`.execute(db);
  await sql`/* createExposureHold */
    create table exposure_hold (
      advertiser_id text not null,
      request_id text not null,
      account_id text not null,
      currency text not null,
      amount_micros bigint not null check (amount_micros > 0),
      primary key (advertiser_id, request_id),
      foreign key (advertiser_id, request_id) references change_request (advertiser_id, id)
    )`.execute(db);
}

// The history of an entity holds changes of status too, which have no amounts.
async function widenAppliedChange(db: Kysely<unknown>): Promise<void> {
  await sql`/* widenAppliedChange */
    alter table applied_change
      drop constraint applied_change_field_check,
      add constraint applied_change_field_check check (field in ('BUDGET', 'BID', 'STATUS')),
      alter column before_micros drop not null,
      alter column after_micros drop not null,
      add column before_status text,
      add column after_status text,
      add constraint applied_change_value_check
        check (num_nulls(before_micros, after_micros) = case when field = 'STATUS' then 2 else 0 end),
      add constraint applied_change_status_check
        check (num_nulls(before_status, after_status) = case when field = 'STATUS' then 0 else 2 end)`.execute(db);
  // Request pattern: the value an entity had when a window of time began, and everything changed since.
  await sql`/* indexAppliedChangeByTime */
    create index applied_change_by_time on applied_change (advertiser_id, at)`.execute(db);
}
