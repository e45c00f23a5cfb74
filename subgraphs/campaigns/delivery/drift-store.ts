// The SQL of drift: what we think that a platform holds, and where it holds something else.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { AdEntity, Bid, BidStrategy, Budget, BudgetKind, Flight } from '../ad-entity.ts';
import type { ChangedField } from '../change-request.ts';
import type { Tables } from '../tables.ts';
import type { Place } from './delivery-store.ts';
import type { DriftDecision, DriftEnd, DriftKind } from './drift.ts';

type FromAdEntity = 'id' | 'level' | 'campaignId' | 'adGroupId' | 'externalId' | 'name' | 'status' | 'objective';

/** An entity of an account as we know it. */
export interface KnownEntity extends Pick<AdEntity, FromAdEntity> {
  readonly budget: Budget | null;
  readonly bid: Bid | null;
  readonly flight: Flight | null;
  readonly version: number;
}

/** A value of a platform that is another than we think, or was until `endedAt`. Values are micros, or a status. */
export interface DriftRecord extends DriftDecision {
  readonly id: string;
  readonly advertiserId: string;
  readonly entityId: string;
  readonly accountId: string;
  readonly field: ChangedField;
  readonly kind: DriftKind;
  readonly known: string;
  readonly live: string;
  readonly actor: string | null;
  readonly editedAt: Date | null;
  readonly detectedAt: Date;
  /** The request that asks for our value again. */
  readonly requestId: string | null;
  readonly endedAt: Date | null;
  readonly endedAs: DriftEnd | null;
}

/** Everything we know of an account. */
export async function listKnownEntities(
  db: Kysely<Tables>,
  { advertiserId, accountId }: Place,
): Promise<readonly KnownEntity[]> {
  const { rows } = await sql<KnownRow>`/* listKnownEntities */
    select id, level, campaign_id as "campaignId", ad_group_id as "adGroupId", external_id as "externalId", name, status, objective, version,
      budget_micros as "budgetMicros", budget_kind as "budgetKind", bid_micros as "bidMicros",
      bid_strategy as "bidStrategy",
      starts_on as "startsOn", ends_on as "endsOn"
    from ad_entity
    where advertiser_id = ${advertiserId} and account_id = ${accountId}`.execute(db);
  return rows.map(toKnownEntity);
}

/** A value that was sent to a platform at some time. */
export interface SentValue {
  readonly entityId: string;
  readonly field: ChangedField;
  /** Micros, or a status. */
  readonly value: string;
  readonly requestId: string;
  /** Whether nobody knows what became of it. */
  readonly isUnanswered: boolean;
}

export async function listSentValues(
  db: Kysely<Tables>,
  advertiserId: string,
  entityIds: readonly string[],
): Promise<readonly SentValue[]> {
  const { rows } = await sql<SentValue>`/* listSentValues */
    select r.entity_id as "entityId", r.kind as field, coalesce(r.after_status, r.after_micros::text) as value,
      r.id as "requestId", r.state in ('SENT', 'UNKNOWN') as "isUnanswered"
    from change_request as r
    where r.advertiser_id = ${advertiserId} and r.entity_id = any(${[...entityIds]}::text[])
      and exists (
        select from change_transition as t
        where t.advertiser_id = r.advertiser_id and t.request_id = r.id and t.to_state = 'SENT'
      )`.execute(db);
  return rows;
}

/** The drifts of an account that are not over. */
export async function listOpenDrifts(
  db: Kysely<Tables>,
  { advertiserId, accountId }: Place,
): Promise<readonly DriftRecord[]> {
  const { rows } = await sql<DriftRecord>`/* listOpenDrifts */
    select ${columns} from drift
    where advertiser_id = ${advertiserId} and account_id = ${accountId} and ended_at is null
    order by id`.execute(db);
  return rows;
}

/** The newest drifts of the advertisers first, one more than asked for; those before `after` where it is given. */
export async function listDrifts(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  { limit, after, isOpen }: { readonly limit: number; readonly after: string | undefined; readonly isOpen: boolean },
): Promise<readonly DriftRecord[]> {
  const { rows } = await sql<DriftRecord>`/* listDrifts */
    select d.*
    from (select distinct unnest(${[...advertiserIds]}::text[]) as advertiser_id) as v
    cross join lateral (
      select ${columns} from drift
      where advertiser_id = v.advertiser_id and (${after ?? null}::text is null or id < ${after ?? null}::text)
        and (not ${isOpen}::boolean or ended_at is null)
      order by id desc
      limit ${limit + 1}
    ) as d
    order by d.id desc
    limit ${limit + 1}`.execute(db);
  return rows;
}

export async function insertDrift(trx: Transaction<Tables>, drift: DriftRecord): Promise<void> {
  await sql`/* insertDrift */
    insert into drift
      (advertiser_id, id, entity_id, account_id, field, kind, known, live, actor, edited_at, detected_at, policy,
        decided_by, policy_id, policy_version, request_id, ended_at, ended_as)
    values (${drift.advertiserId}, ${drift.id}, ${drift.entityId}, ${drift.accountId}, ${drift.field}, ${drift.kind},
      ${drift.known}, ${drift.live}, ${drift.actor}, ${drift.editedAt}, ${drift.detectedAt}, ${drift.policy},
      ${drift.decidedBy}, ${drift.policyId}, ${drift.policyVersion}, ${drift.requestId}, ${drift.endedAt}, ${drift.endedAs})`.execute(
    trx,
  );
}

export async function endDrift(
  trx: Transaction<Tables>,
  { advertiserId, id, ...decision }: DriftRecord,
  end: { readonly at: Date; readonly as: DriftEnd },
): Promise<void> {
  await sql`/* endDrift */
    update drift
    set ended_at = ${end.at}, ended_as = ${end.as}, policy = ${decision.policy}, decided_by = ${decision.decidedBy},
      policy_id = ${decision.policyId}, policy_version = ${decision.policyVersion}
    where advertiser_id = ${advertiserId} and id = ${id} and ended_at is null`.execute(trx);
}

/** How often a value of an entity was asked for again. */
export interface Reassertions {
  readonly entityId: string;
  readonly field: ChangedField;
  readonly count: number;
}

/**
 * How often, since then, values of the entities were asked for again over what others had set, without anybody's asking for
 * that: fields that were not are left out.
 */
export async function countReassertions(
  trx: Transaction<Tables>,
  advertiserId: string,
  { entityIds, since }: { readonly entityIds: readonly string[]; readonly since: Date },
): Promise<readonly Reassertions[]> {
  const { rows } = await sql<Reassertions>`/* countReassertions */
    select entity_id as "entityId", field, count(*)::integer as count from drift
    where advertiser_id = ${advertiserId} and entity_id = any(${[...entityIds]}::text[])
      and ended_as = 'REASSERTED' and decided_by = 'DRIFT_POLICY' and kind in ('FOREIGN_EDIT', 'PLATFORM_AUTO')
      and ended_at > ${since}
    group by entity_id, field`.execute(trx);
  return rows;
}

/** Notes which request asks for our value again. */
export async function noteReassertion(
  db: Kysely<Tables>,
  { advertiserId, id }: Pick<DriftRecord, 'advertiserId' | 'id'>,
  requestId: string,
): Promise<void> {
  await sql`/* noteReassertion */
    update drift set request_id = ${requestId}
    where advertiser_id = ${advertiserId} and id = ${id}`.execute(db);
}

/** Drifts of an account whose value was to be asked for again and was not yet. */
export async function listUnasserted(
  db: Kysely<Tables>,
  { advertiserId, accountId }: Place,
): Promise<readonly DriftRecord[]> {
  const { rows } = await sql<DriftRecord>`/* listUnasserted */
    select ${columns} from drift
    where advertiser_id = ${advertiserId} and account_id = ${accountId} and ended_as = 'REASSERTED'
      and request_id is null
    order by id`.execute(db);
  return rows;
}

/** Our value cannot be asked for again: the platform's stands. Returns whether that is new. */
export async function giveUpReassertion(
  trx: Transaction<Tables>,
  { advertiserId, id }: Pick<DriftRecord, 'advertiserId' | 'id'>,
): Promise<boolean> {
  const { rows } = await sql`/* giveUpReassertion */
    update drift set ended_as = 'ADOPTED'
    where advertiser_id = ${advertiserId} and id = ${id} and ended_as = 'REASSERTED' and request_id is null
    returning id`.execute(trx);
  return rows.length > 0;
}

interface KnownRow extends Omit<KnownEntity, 'budget' | 'bid' | 'flight'> {
  readonly budgetMicros: bigint | null;
  readonly budgetKind: BudgetKind | null;
  readonly bidMicros: bigint | null;
  readonly bidStrategy: BidStrategy | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
}

function toKnownEntity({ budgetMicros, budgetKind, bidMicros, bidStrategy, startsOn, endsOn, ...rest }: KnownRow) {
  return {
    ...rest,
    budget: budgetMicros === null || budgetKind === null ? null : { amountMicros: budgetMicros, kind: budgetKind },
    bid: bidMicros === null || bidStrategy === null ? null : { amountMicros: bidMicros, strategy: bidStrategy },
    flight: startsOn === null ? null : { startsOn, endsOn },
  };
}

const columns = sql`id, advertiser_id as "advertiserId", entity_id as "entityId", account_id as "accountId", field, kind,
  known, live, actor, edited_at as "editedAt", detected_at as "detectedAt", policy,
  decided_by as "decidedBy", policy_id as "policyId", policy_version as "policyVersion", request_id as "requestId",
  ended_at as "endedAt", ended_as as "endedAs"`;
