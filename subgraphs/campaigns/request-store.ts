// The SQL of requests: what was asked for, how far it has come, and what belongs to a request while it is under way.
import { type Kysely, sql } from 'kysely';
import type { JsonObject } from '../common/json.ts';
import type { ChangeRequest } from './change-request.ts';
import type { ChangeState } from './change-state.ts';
import type { Tables } from './tables.ts';
import { awaitTurns } from './turn-store.ts';

/** A step of a request, as it is recorded. */
export interface NewTransition {
  readonly advertiserId: string;
  readonly requestId: string;
  readonly stateVersion: number;
  readonly from: ChangeState | null;
  readonly to: ChangeState;
  readonly actor: string;
  readonly at: Date;
  readonly detail: JsonObject | null;
  readonly platformRequestId: string | null;
  readonly auditSeq: bigint;
}

/** A step of a request, as it is shown. */
export type Transition = Pick<
  NewTransition,
  'requestId' | 'from' | 'to' | 'actor' | 'at' | 'detail' | 'platformRequestId'
>;

/** The requests among `ids` that belong to one of the advertisers, in no order. */
export async function findRequests(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  ids: readonly string[],
): Promise<readonly ChangeRequest[]> {
  const { rows } = await sql<ChangeRequest>`/* findRequests */
    select ${columns} from change_request
    where advertiser_id = any(${advertiserIds}) and id = any(${ids})`.execute(db);
  return rows;
}

/**
 * Waits for the turns of what the requests are about and reads the requests as they are then, in no order: from here on
 * nobody else moves them. To be the transaction's first statements.
 */
export async function lockRequests(
  trx: Kysely<Tables>,
  advertiserId: string,
  ids: readonly string[],
): Promise<readonly ChangeRequest[]> {
  const requests = await findRequests(trx, [advertiserId], ids);
  await awaitTurns(
    trx,
    advertiserId,
    requests.map(({ entityId }) => entityId),
  );
  return await findRequests(trx, [advertiserId], ids);
}

/** At most so many are moved at a time: the next look is a second later. */
const maxDue = 200;

/** Requests whose time has come, to go on or to be given up, the oldest first. */
export async function listDueRequests(db: Kysely<Tables>, now: Date): Promise<readonly ChangeRequest[]> {
  const { rows } = await sql<ChangeRequest>`/* listDueRequests */
    select ${columns} from change_request
    where state in ('PENDING_APPROVAL', 'APPROVED')
      and case when state = 'APPROVED' then coalesce(scheduled_for, expires_at) else expires_at end <= ${now}
    order by requested_at limit ${maxDue}`.execute(db);
  return rows;
}

/** Requests of the advertisers that wait for a decision of somebody else's, or for a review, the oldest first. */
export async function listUndecided(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  { limit, after }: TimePage,
): Promise<readonly ChangeRequest[]> {
  const { rows } = await sql<ChangeRequest>`/* listUndecided */
    select ${columns} from change_request as r
    where advertiser_id = any(${advertiserIds})
      and (state = 'PENDING_APPROVAL' or (is_break_glass and not exists (
        select 1 from approval as a where a.advertiser_id = r.advertiser_id and a.request_id = r.id)))
      and (requested_at, id) > (${after?.at ?? new Date(0)}::timestamptz, ${after?.id ?? ''}::text)
    order by requested_at, id limit ${limit + 1}`.execute(db);
  return rows;
}

/** Where a page in the order of time begins, and how many follow. */
export interface TimePage {
  readonly limit: number;
  readonly after: { readonly at: Date; readonly id: string } | undefined;
}

/** A request that is under way to its platform, and what is held for it. */
export type UnderWay = ChangeRequest & { readonly heldMicros: bigint };

/** Requests of these entities that are under way, oldest first. */
export async function findUnderWay(
  db: Kysely<Tables>,
  advertiserId: string,
  entityIds: readonly string[],
): Promise<readonly UnderWay[]> {
  const { rows } = await sql<UnderWay>`/* findUnderWay */
    select ${columns}, coalesce((select amount_micros from exposure_hold as h
      where h.advertiser_id = r.advertiser_id and h.request_id = r.id), 0) as "heldMicros"
    from change_request as r
    where advertiser_id = ${advertiserId} and entity_id = any(${entityIds}) and state in ('QUEUED', 'SENT', 'UNKNOWN')
    order by requested_at, id`.execute(db);
  return rows;
}

/** Adds requests as they are to be once their transitions are written, in the same transaction. */
export async function insertRequests(trx: Kysely<Tables>, requests: readonly ChangeRequest[]): Promise<void> {
  const rows = requests.map((request) => ({
    ...request,
    beforeMicros: request.beforeMicros === null ? null : String(request.beforeMicros),
    afterMicros: request.afterMicros === null ? null : String(request.afterMicros),
  }));
  await sql`/* insertRequests */
    insert into change_request
      (advertiser_id, id, entity_id, account_id, platform, kind, direction, before_micros, after_micros, before_status,
        after_status, currency, expected_version, reason, actor, requested_at, content_hash, policy_version, warnings,
        expires_at, scheduled_for, batch_id, rollback_of, is_break_glass, state, state_version, state_at)
    select "advertiserId", id, "entityId", "accountId", platform, kind, direction, "beforeMicros", "afterMicros",
      "beforeStatus", "afterStatus", currency, "expectedVersion", reason, actor, "requestedAt", "contentHash",
      "policyVersion", warnings, "expiresAt", "scheduledFor", "batchId", "rollbackOf", "isBreakGlass", state,
      "stateVersion", "stateAt"
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (
      "advertiserId" text, id text, "entityId" text, "accountId" text, platform text, kind text, direction text,
      "beforeMicros" bigint, "afterMicros" bigint, "beforeStatus" text, "afterStatus" text, currency text,
      "expectedVersion" integer, reason text, actor text, "requestedAt" timestamptz, "contentHash" text,
      "policyVersion" integer, warnings text[], "expiresAt" timestamptz, "scheduledFor" timestamptz, "batchId" text,
      "rollbackOf" text, "isBreakGlass" boolean, state text, "stateVersion" integer, "stateAt" timestamptz)`.execute(
    trx,
  );
}

/** Records steps. The database refuses one that no legal way leads to. */
export async function insertTransitions(trx: Kysely<Tables>, transitions: readonly NewTransition[]): Promise<void> {
  const rows = transitions.map((transition) => ({ ...transition, auditSeq: String(transition.auditSeq) }));
  await sql`/* insertTransitions */
    insert into change_transition
      (advertiser_id, request_id, state_version, from_state, to_state, actor, at, detail, platform_request_id, audit_seq)
    select "advertiserId", "requestId", "stateVersion", "from", "to", actor, at, detail, "platformRequestId", "auditSeq"
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (
      "advertiserId" text, "requestId" text, "stateVersion" integer, "from" text, "to" text, actor text, at timestamptz,
      detail jsonb, "platformRequestId" text, "auditSeq" bigint)`.execute(trx);
}

/**
 * Moves requests of an advertiser on to the states given, each from the state version before the one given by `steps`.
 * Returns how many were: fewer than given means that another has moved one meanwhile.
 */
export async function updateStates(
  trx: Kysely<Tables>,
  advertiserId: string,
  moved: readonly { readonly before: ChangeRequest; readonly after: ChangeRequest }[],
): Promise<number> {
  const { rows } = await sql`/* updateStates */
    update change_request as r set state = m.state, state_version = m.state_version, state_at = m.state_at
    from unnest(${moved.map(({ after }) => after.id)}::text[], ${moved.map(({ before }) => before.stateVersion)}::integer[],
      ${moved.map(({ after }) => after.state)}::text[], ${moved.map(({ after }) => after.stateVersion)}::integer[],
      ${moved.map(({ after }) => after.stateAt)}::timestamptz[]) as m (id, before_version, state, state_version, state_at)
    where r.advertiser_id = ${advertiserId} and r.id = m.id and r.state_version = m.before_version
    returning 1`.execute(trx);
  return rows.length;
}

/**
 * Gives requests their place in the outbox: decreases and pauses (priority 0) before increases. Its times are the
 * database's, the one clock that all who deliver have in common.
 */
export async function enqueue(
  trx: Kysely<Tables>,
  requests: readonly (Omit<ChangeRequest, 'priority'> & { readonly priority: 0 | 1 })[],
): Promise<void> {
  const rows = requests.map(({ advertiserId, id, accountId, platform, entityId, kind, priority }) => {
    return { advertiserId, id, accountId, platform, entityId, kind, priority };
  });
  await sql`/* enqueue */
    insert into change_outbox
      (advertiser_id, request_id, account_id, platform, entity_id, kind, priority, not_before, enqueued_at,
        fencing_token, attempts)
    select "advertiserId", id, "accountId", platform, "entityId", kind, priority, now(), now(), 0, 0
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (
      "advertiserId" text, id text, "accountId" text, platform text, "entityId" text, kind text, priority smallint)`.execute(
    trx,
  );
}

/** Takes requests out of the outbox. */
export async function dequeue(trx: Kysely<Tables>, advertiserId: string, ids: readonly string[]): Promise<void> {
  await sql`/* dequeue */
    delete from change_outbox where advertiser_id = ${advertiserId} and request_id = any(${ids})`.execute(trx);
}

/** All steps of the requests that belong to one of the advertisers, by request, in order. */
export async function listTransitions(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Transition[]>> {
  const { rows } = await sql<Transition>`/* listTransitions */
    select request_id as "requestId", from_state as "from", to_state as "to", actor, at, detail,
      platform_request_id as "platformRequestId"
    from change_transition
    where advertiser_id = any(${advertiserIds}) and request_id = any(${requestIds})
    order by request_id, state_version`.execute(db);
  return Map.groupBy(rows, ({ requestId }) => requestId);
}

const columns = sql`id, advertiser_id as "advertiserId", entity_id as "entityId", account_id as "accountId", platform,
  kind, direction, before_micros as "beforeMicros", after_micros as "afterMicros", before_status as "beforeStatus",
  after_status as "afterStatus", currency, expected_version as "expectedVersion", reason, actor,
  requested_at as "requestedAt", content_hash as "contentHash", policy_version as "policyVersion", warnings,
  expires_at as "expiresAt", scheduled_for as "scheduledFor", batch_id as "batchId", rollback_of as "rollbackOf",
  is_break_glass as "isBreakGlass", state, state_version as "stateVersion", state_at as "stateAt"`;
