// The writes of a change and the reads of the audit trail.
import { type Kysely, sql } from 'kysely';
import type { AppliedChange } from './applied-change.ts';
import type { ChangeRequest } from './change-request.ts';
import type { Tables } from './tables.ts';

/** Where a page of a history begins: after (that is, older than) a version, and how many changes follow. */
export interface VersionPage {
  readonly limit: number;
  readonly after: { readonly version: number } | undefined;
}

/** The entity whose history is read. */
export interface HistoryOwner {
  readonly advertiserId: string;
  readonly id: string;
}

/** A value that came into effect, before it is known which version of its entity that makes. */
export type NewValue = Omit<AppliedChange, 'version'>;

/**
 * Sets values of an advertiser's entities, of no entity two, counts up their versions and returns these by entity. A value
 * is known as of now, or from just after the platform's own where its clock is ahead, so that no report from before wins
 * again. What an entity no longer has, or is no longer, is left alone.
 */
export async function setValues(
  trx: Kysely<Tables>,
  advertiserId: string,
  values: readonly NewValue[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ entityId: string; version: number }>`/* setValues */
    update ad_entity as e
    set budget_micros = case when ${isOf('BUDGET')} then v.after_micros else e.budget_micros end,
      budget_known_at = case when ${isOf('BUDGET')} then ${knownFrom('budget_known_at')} else e.budget_known_at end,
      bid_micros = case when ${isOf('BID')} then v.after_micros else e.bid_micros end,
      bid_known_at = case when ${isOf('BID')} then ${knownFrom('bid_known_at')} else e.bid_known_at end,
      status = case when ${isOf('STATUS')} then v.after_status else e.status end,
      known_at = case when ${isOf('STATUS')} then ${knownFrom('known_at')} else e.known_at end,
      version = e.version + 1
    from unnest(${values.map(({ entityId }) => entityId)}::text[], ${values.map(({ field }) => field)}::text[],
      ${values.map(({ afterMicros }) => afterMicros)}::bigint[], ${values.map(({ afterStatus }) => afterStatus)}::text[],
      ${values.map(({ at }) => at)}::timestamptz[]) as v (entity_id, field, after_micros, after_status, at)
    where e.advertiser_id = ${advertiserId} and e.id = v.entity_id
    returning e.id as "entityId", e.version`.execute(trx);
  return new Map(rows.map(({ entityId, version }) => [entityId, version]));
}

const stillHas = {
  BUDGET: sql`e.budget_kind is not null`,
  BID: sql`e.bid_strategy is not null`,
  STATUS: sql`e.status <> 'REMOVED'`,
} as const;

function isOf(field: keyof typeof stillHas) {
  return sql`(v.field = ${sql.lit(field)} and ${stillHas[field]})`;
}

function knownFrom(column: string) {
  return sql`greatest(v.at, e.${sql.ref(column)} + interval '1 microsecond')`;
}

/** Counts up the versions of entities that something was decided about: who looked at them before must look again. */
export async function countVersions(trx: Kysely<Tables>, advertiserId: string, ids: readonly string[]): Promise<void> {
  await sql`/* countVersions */
    update ad_entity as e set version = e.version + n.times
    from (select id, count(*)::integer as times from unnest(${ids}::text[]) as u (id) group by id) as n
    where e.advertiser_id = ${advertiserId} and e.id = n.id`.execute(trx);
}

/** Adds lines to the histories. */
export async function insertAppliedChanges(trx: Kysely<Tables>, changes: readonly AppliedChange[]): Promise<void> {
  const rows = changes.map((change) => ({
    ...change,
    beforeMicros: change.beforeMicros === null ? null : String(change.beforeMicros),
    afterMicros: change.afterMicros === null ? null : String(change.afterMicros),
  }));
  await sql`/* insertAppliedChanges */
    insert into applied_change
      (advertiser_id, entity_id, version, id, field, before_micros, after_micros, before_status, after_status, currency,
        reason, actor, at)
    select "advertiserId", "entityId", version, id, field, "beforeMicros", "afterMicros", "beforeStatus", "afterStatus",
      currency, reason, actor, at
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (
      "advertiserId" text, "entityId" text, version integer, id text, field text, "beforeMicros" bigint,
      "afterMicros" bigint, "beforeStatus" text, "afterStatus" text, currency text, reason text, actor text,
      at timestamptz)`.execute(trx);
}

/** What there was of an entity lately. */
export interface RecentPast {
  readonly entityId: string;
  /** As of when what is known of it is known. */
  readonly knownAt: Date;
  /** How many changes of it were asked for since the hour began. */
  readonly changesThisHour: number;
  /** What the amounts were when the day began, where they were changed since. */
  readonly budgetDayAgoMicros: bigint | null;
  readonly bidDayAgoMicros: bigint | null;
}

/** The past of the entities over the hour and the day (24 hours) before `now`, in no order. */
export async function readRecentPast(
  db: Kysely<Tables>,
  advertiserId: string,
  entityIds: readonly string[],
  now: Date,
): Promise<readonly RecentPast[]> {
  const dayAgo = (field: 'BUDGET' | 'BID') => sql`(
    select before_micros from applied_change as h
    where h.advertiser_id = e.advertiser_id and h.entity_id = e.id and h.field = ${sql.lit(field)}
      and h.at > ${now}::timestamptz - interval '24 hours'
    order by h.version limit 1)`;
  const { rows } = await sql<RecentPast>`/* readRecentPast */
    select e.id as "entityId", greatest(e.known_at, e.budget_known_at, e.bid_known_at) as "knownAt",
      (select count(*)::integer from change_request as r
        where r.advertiser_id = e.advertiser_id and r.entity_id = e.id
          and r.requested_at > ${now}::timestamptz - interval '1 hour') as "changesThisHour",
      ${dayAgo('BUDGET')} as "budgetDayAgoMicros", ${dayAgo('BID')} as "bidDayAgoMicros"
    from ad_entity as e
    where e.advertiser_id = ${advertiserId} and e.id = any(${entityIds})`.execute(db);
  return rows;
}

/** The changes of each entity, newest first, for each one more than the page holds. */
export async function listAppliedChanges(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  owners: readonly HistoryOwner[],
  { limit, after }: VersionPage,
): Promise<ReadonlyMap<string, readonly AppliedChange[]>> {
  const { rows } = await sql<AppliedChange>`/* listAppliedChanges */
    select c.*
    from unnest(${owners.map(({ advertiserId }) => advertiserId)}::text[], ${owners.map(({ id }) => id)}::text[])
      as o(advertiser_id, entity_id)
    cross join lateral (
      select ${columns}
      from applied_change
      where advertiser_id = o.advertiser_id and entity_id = o.entity_id
        and (${after?.version ?? null}::integer is null or version < ${after?.version ?? null}::integer)
      order by version desc
      limit ${limit + 1}
    ) as c
    where o.advertiser_id = any(${advertiserIds})
    order by c.version desc`.execute(db);
  return Map.groupBy(rows, ({ entityId }) => entityId);
}

/** The newest change of the value that a request was about; undefined where it was never changed. */
export async function findLatestOfField(
  db: Kysely<Tables>,
  { advertiserId, entityId, kind }: Pick<ChangeRequest, 'advertiserId' | 'entityId' | 'kind'>,
): Promise<AppliedChange | undefined> {
  const { rows } = await sql<AppliedChange>`/* findLatestOfField */
    select ${columns} from applied_change
    where advertiser_id = ${advertiserId} and entity_id = ${entityId} and field = ${kind}
    order by version desc limit 1`.execute(db);
  return rows[0];
}

/**
 * For each value of an advertiser, or of one of its accounts, that was changed from a moment on: the newest change of it,
 * with what there was before the oldest of them.
 */
export async function listAppliedSince(
  db: Kysely<Tables>,
  scope: { readonly advertiserId: string; readonly accountId: string | undefined; readonly since: Date },
  limit: number,
): Promise<readonly AppliedChange[]> {
  const { rows } = await sql<AppliedChange>`/* listAppliedSince */
    select distinct on (h.entity_id, h.field) h.id, h.advertiser_id as "advertiserId", h.entity_id as "entityId", h.field,
      first_value(h.before_micros) over oldest as "beforeMicros", h.after_micros as "afterMicros",
      first_value(h.before_status) over oldest as "beforeStatus", h.after_status as "afterStatus", h.currency, h.version,
      h.reason, h.actor, h.at
    from applied_change as h
    join ad_entity as e on e.advertiser_id = h.advertiser_id and e.id = h.entity_id
    where h.advertiser_id = ${scope.advertiserId} and h.at >= ${scope.since}
      and (${scope.accountId ?? null}::text is null or e.account_id = ${scope.accountId ?? null}::text)
      and exists (select 1 from change_request as r where r.advertiser_id = h.advertiser_id and r.id = h.id)
    window oldest as (partition by h.entity_id, h.field order by h.version)
    order by h.entity_id, h.field, h.version desc
    limit ${limit}`.execute(db);
  return rows;
}

/** The latest change of each of the entities that belong to the advertisers and were ever changed, by their ids. */
export async function listLatestChanges(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  entityIds: readonly string[],
): Promise<readonly AppliedChange[]> {
  const { rows } = await sql<AppliedChange>`/* listLatestChanges */
    select distinct on (entity_id) ${columns}
    from applied_change
    where advertiser_id = any(${[...advertiserIds]}::text[]) and entity_id = any(${[...entityIds]}::text[])
    order by entity_id, version desc`.execute(db);
  return rows;
}

const columns = sql`id, advertiser_id as "advertiserId", entity_id as "entityId", field, before_micros as "beforeMicros",
  after_micros as "afterMicros", before_status as "beforeStatus", after_status as "afterStatus", currency, version, reason,
  actor, at`;
