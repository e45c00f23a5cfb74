// The outbox as delivery sees it: what is due, who works on it, and until when. Leases and pauses are told by the database's
// clock, because the clocks of two processes may differ by more than a lease.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { ChangedField } from '../change-request.ts';
import type { ChangeState } from '../change-state.ts';
import type { ConnectionMode, Tables } from '../tables.ts';
import type { ConnectedAccount } from './delivery-world.ts';

export interface DueAccount extends ConnectedAccount {
  /** Whether a decrease or pause is among what is due. */
  readonly isUrgent: boolean;
}

/** A request that this process works on, until its lease ends or another one has a higher fencing token. */
export interface ClaimedChange {
  readonly requestId: string;
  readonly entityId: string;
  readonly kind: ChangedField;
  readonly state: ChangeState;
  /** 0 for decreases and pauses, 1 for the rest. */
  readonly priority: number;
  readonly fencingToken: bigint;
  readonly attempts: number;
}

export interface Place {
  readonly advertiserId: string;
  readonly accountId: string;
}

/** The connected accounts of which something is due now. Accounts that were stopped are left out. */
export async function listDueAccounts(db: Kysely<Tables>): Promise<readonly DueAccount[]> {
  const { rows } = await sql<DueAccount>`/* listDueAccounts */
    select o.advertiser_id as "advertiserId", o.account_id as "accountId", a.platform, a.external_id as "externalId",
      c.mode, o.priority = 0 as "isUrgent"
    from (
      select advertiser_id, account_id, min(priority) as priority
      from change_outbox
      where not_before <= now() and (lease_until is null or lease_until <= now())
      group by advertiser_id, account_id
    ) as o
    join ad_account as a on a.advertiser_id = o.advertiser_id and a.id = o.account_id
    join platform_connection as c on c.advertiser_id = o.advertiser_id and c.account_id = o.account_id
      and c.mode <> ${'NONE' satisfies ConnectionMode}
    left join delivery_account as d on d.advertiser_id = o.advertiser_id and d.account_id = o.account_id
    where d.stopped_at is null`.execute(db);
  return rows;
}

/**
 * Takes what is due of an account, the most urgent first, at most one request of an entity at a time unless several were
 * due together. What others hold is passed over, not waited for.
 */
export async function claimChanges(
  db: Kysely<Tables>,
  { advertiserId, accountId }: Place,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<readonly ClaimedChange[]> {
  const { rows } = await sql<ClaimedChange>`/* claimChanges */
    with due as materialized (
      select o.advertiser_id, o.request_id
      from change_outbox as o
      where o.advertiser_id = ${advertiserId} and o.account_id = ${accountId}
        and o.not_before <= now() and (o.lease_until is null or o.lease_until <= now())
        and not exists (
          select from change_outbox as held
          where held.advertiser_id = o.advertiser_id and held.entity_id = o.entity_id and held.lease_until > now()
        )
      order by o.priority, o.enqueued_at, o.request_id
      limit ${limit}
      for update of o skip locked
    ), claimed as (
      update change_outbox as o
      set lease_until = now() + ${leaseMs} * interval '1 millisecond', fencing_token = o.fencing_token + 1
      from due
      where o.advertiser_id = due.advertiser_id and o.request_id = due.request_id
      returning o.*
    )
    select o.request_id as "requestId", o.entity_id as "entityId", o.kind, r.state, o.priority,
      o.fencing_token as "fencingToken", o.attempts
    from claimed as o
    join change_request as r on r.advertiser_id = o.advertiser_id and r.id = o.request_id
    order by o.priority, o.enqueued_at, o.request_id`.execute(db);
  return rows;
}

/** Those of the requests that this process still holds. Locked until the transaction ends. */
export async function lockLeases(
  trx: Transaction<Tables>,
  advertiserId: string,
  claimed: readonly ClaimedChange[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ readonly requestId: string }>`/* lockLeases */
    select o.request_id as "requestId"
    from change_outbox as o
    join unnest(${claimed.map(({ requestId }) => requestId)}::text[],
      ${claimed.map(({ fencingToken }) => fencingToken)}::bigint[]) as mine(request_id, fencing_token)
      on mine.request_id = o.request_id and mine.fencing_token = o.fencing_token
    where o.advertiser_id = ${advertiserId}
    order by o.request_id
    for update of o`.execute(trx);
  return new Set(rows.map(({ requestId }) => requestId));
}

/** A request that is on its way, to be sent or to be looked at. */
export interface UnderWay {
  readonly requestId: string;
  readonly entityId: string;
  readonly field: ChangedField;
  readonly state: ChangeState;
}

/** What of the entities is on its way to their platform. */
export async function listUnderWay(
  trx: Transaction<Tables>,
  advertiserId: string,
  entityIds: readonly string[],
): Promise<readonly UnderWay[]> {
  const { rows } = await sql<UnderWay>`/* listUnderWay */
    select o.request_id as "requestId", o.entity_id as "entityId", o.kind as field, r.state
    from change_outbox as o
    join change_request as r on r.advertiser_id = o.advertiser_id and r.id = o.request_id
    where o.advertiser_id = ${advertiserId} and o.entity_id = any(${[...entityIds]}::text[])`.execute(trx);
  return rows;
}

/**
 * Those of the requests after which another one of the same entity and kind was queued, unless that came to nothing. Their
 * order is that of the audit chain, whatever clocks say.
 */
export async function listOvertaken(
  trx: Transaction<Tables>,
  advertiserId: string,
  requestIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ readonly id: string }>`/* listOvertaken */
    select r.id
    from change_request as r
    where r.advertiser_id = ${advertiserId} and r.id = any(${[...requestIds]}::text[])
      and exists (
        select from change_request as n
        where n.advertiser_id = r.advertiser_id and n.entity_id = r.entity_id and n.kind = r.kind and n.id <> r.id
          and n.state in ('QUEUED', 'SENT', 'UNKNOWN', 'CONFIRMED', 'RECONCILED')
          and ${queuedAs('n')} > ${queuedAs('r')}
      )`.execute(trx);
  return new Set(rows.map(({ id }) => id));
}

/**
 * Those of the requests before which another one of the same entity and kind was sent, of which nobody knows what became:
 * it may yet come after them.
 */
export async function listInDoubt(
  trx: Transaction<Tables>,
  advertiserId: string,
  requestIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ readonly id: string }>`/* listInDoubt */
    select r.id
    from change_request as r
    where r.advertiser_id = ${advertiserId} and r.id = any(${[...requestIds]}::text[])
      and exists (
        select from change_request as n
        where n.advertiser_id = r.advertiser_id and n.entity_id = r.entity_id and n.kind = r.kind and n.id <> r.id
          and n.state = 'UNKNOWN' and ${queuedAs('n')} < ${queuedAs('r')}
      )`.execute(trx);
  return new Set(rows.map(({ id }) => id));
}

/** The entry of the audit chain with which a request was first queued. */
function queuedAs(request: 'r' | 'n') {
  return sql`(
    select min(t.audit_seq) from change_transition as t
    where t.advertiser_id = ${sql.ref(request)}.advertiser_id and t.request_id = ${sql.ref(request)}.id
      and t.to_state = 'QUEUED')`;
}

/** Holds the requests for as long again, from now on. */
export async function extendLeases(
  trx: Transaction<Tables>,
  advertiserId: string,
  requestIds: readonly string[],
  leaseMs: number,
): Promise<void> {
  await sql`/* extendLeases */
    update change_outbox set lease_until = now() + ${leaseMs} * interval '1 millisecond'
    where advertiser_id = ${advertiserId} and request_id = any(${[...requestIds]}::text[])`.execute(trx);
}

export interface Pause {
  readonly requestId: string;
  readonly fencingToken: bigint;
  readonly afterMs: number;
  readonly attempts: number;
}

/** Lets go of requests, for anybody to take up again after a while. What is held by another by now stays as it is. */
export async function putOff(db: Kysely<Tables>, advertiserId: string, pauses: readonly Pause[]): Promise<void> {
  if (pauses.length === 0) return;
  await sql`/* putOff */
    update change_outbox as o
    set lease_until = null, not_before = now() + p.after_ms * interval '1 millisecond', attempts = p.attempts
    from unnest(${pauses.map(({ requestId }) => requestId)}::text[],
      ${pauses.map(({ fencingToken }) => fencingToken)}::bigint[], ${pauses.map(({ afterMs }) => afterMs)}::float8[],
      ${pauses.map(({ attempts }) => attempts)}::integer[]) as p(request_id, fencing_token, after_ms, attempts)
    where o.advertiser_id = ${advertiserId} and o.request_id = p.request_id
      and o.fencing_token = p.fencing_token`.execute(db);
}

/** Has a request of unknown outcome looked at now. */
export async function hastenReadBack(trx: Transaction<Tables>, advertiserId: string, requestId: string): Promise<void> {
  await sql`/* hastenReadBack */
    update change_outbox set not_before = now()
    where advertiser_id = ${advertiserId} and request_id = ${requestId} and not_before > now()`.execute(trx);
}
