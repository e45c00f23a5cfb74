// The writes of a change and the reads of the audit trail.
import { type Kysely, sql } from 'kysely';
import type { AppliedChange } from './applied-change.ts';
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

/**
 * Sets the amount of an entity that the transaction has locked, and counts up its version. The amount is known as of
 * now, or from just after the platform's own value where its clock is ahead, so that no report from before wins again.
 */
export async function setAmount(trx: Kysely<Tables>, change: AppliedChange): Promise<void> {
  const [amount, knownAt] =
    change.field === 'BUDGET' ? ['budget_micros', 'budget_known_at'] : ['bid_micros', 'bid_known_at'];
  await sql`/* setAmount */
    update ad_entity
    set ${sql.ref(amount)} = ${change.afterMicros},
      ${sql.ref(knownAt)} = greatest(${change.at}::timestamptz, ${sql.ref(knownAt)} + interval '1 microsecond'),
      version = ${change.version}
    where advertiser_id = ${change.advertiserId} and id = ${change.entityId}`.execute(trx);
}

/** Adds a line to the audit trail. */
export async function insertAppliedChange(trx: Kysely<Tables>, change: AppliedChange): Promise<void> {
  await sql`/* insertAppliedChange */
    insert into applied_change
      (advertiser_id, entity_id, version, id, field, before_micros, after_micros, currency, reason, actor, at)
    values (${change.advertiserId}, ${change.entityId}, ${change.version}, ${change.id}, ${change.field},
      ${change.beforeMicros}, ${change.afterMicros}, ${change.currency}, ${change.reason}, ${change.actor},
      ${change.at})`.execute(trx);
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
      select id, advertiser_id as "advertiserId", entity_id as "entityId", field, before_micros as "beforeMicros",
        after_micros as "afterMicros", currency, version, reason, actor, at
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
