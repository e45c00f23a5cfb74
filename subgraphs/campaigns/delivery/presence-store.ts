// The SQL of what is gone from a platform, or there again.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Status } from '../ad-entity.ts';
import type { Tables } from '../tables.ts';

export interface NewStatus {
  readonly entityId: string;
  readonly status: Status;
}

/**
 * Sets the statuses of an advertiser's entities, whatever they were, counts up their versions and returns these by entity.
 * Known as of `at`, or from just after what is known, so that no report from before wins again.
 */
export async function setStatuses(
  trx: Transaction<Tables>,
  advertiserId: string,
  statuses: readonly NewStatus[],
  at: Date,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ readonly entityId: string; readonly version: number }>`/* setStatuses */
    update ad_entity as e
    set status = s.status, known_at = greatest(${at}::timestamptz, e.known_at + interval '1 microsecond'),
      version = e.version + 1
    from unnest(${statuses.map(({ entityId }) => entityId)}::text[], ${statuses.map(({ status }) => status)}::text[])
      as s (entity_id, status)
    where e.advertiser_id = ${advertiserId} and e.id = s.entity_id
    returning e.id as "entityId", e.version`.execute(trx);
  return new Map(rows.map(({ entityId, version }) => [entityId, version]));
}

export interface NotSent {
  readonly id: string;
  readonly entityId: string;
}

/**
 * The requests of the entities of which it is certain that they have not left. One that was sent, or of which nobody knows,
 * is not among them: what became of it is for the platform to say.
 */
export async function listNotSent(
  db: Kysely<Tables>,
  advertiserId: string,
  entityIds: readonly string[],
): Promise<readonly NotSent[]> {
  const { rows } = await sql<NotSent>`/* listNotSent */
    select id, entity_id as "entityId" from change_request
    where advertiser_id = ${advertiserId} and entity_id = any(${[...entityIds]}::text[])
      and state in ('PENDING_APPROVAL', 'APPROVED', 'QUEUED')
    order by requested_at, id`.execute(db);
  return rows;
}
