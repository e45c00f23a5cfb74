// The ledger of exposure: what may be spent on a day at worst, as budgets are and with all that is under way, against what
// is allowed. It is summed up anew for every increase, from the budgets themselves: a sum that is kept beside them could
// drift. Whoever raises anything holds the rows of the caps meanwhile, so increases that share a cap take turns.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { BudgetKind } from '../ad-entity.ts';
import type { ChangeRequest } from '../change-request.ts';
import type { Tables } from '../tables.ts';

export interface ExposureCap {
  /** Empty: all accounts in the currency. */
  readonly accountId: string;
  readonly currency: string;
  readonly capMicros: bigint;
}

/** Budgets of one kind on one account that may be spent from now, and what is held for its requests under way. */
export interface AccountBudgets {
  readonly accountId: string;
  readonly platform: string;
  readonly currency: string;
  readonly kind: BudgetKind | null;
  readonly budgetMicros: bigint;
  readonly heldMicros: bigint;
}

/** The caps of an advertiser. */
export async function readCaps(db: Kysely<Tables>, advertiserId: string): Promise<readonly ExposureCap[]> {
  const { rows } = await capsQuery(advertiserId, sql``).execute(db);
  return rows;
}

/** The same, held until the transaction ends: nobody else raises what they cap meanwhile. */
export async function lockCaps(trx: Kysely<Tables>, advertiserId: string): Promise<readonly ExposureCap[]> {
  const { rows } = await capsQuery(advertiserId, sql`for update`).execute(trx);
  return rows;
}

function capsQuery(advertiserId: string, locking: RawBuilder<unknown>) {
  return sql<ExposureCap>`/* listCaps */
    select account_id as "accountId", currency, day_cap_micros as "capMicros" from exposure_cap
    where advertiser_id = ${advertiserId} order by account_id, currency ${locking}`;
}

/**
 * What may be spent on the advertiser's accounts, account by account, and what is held on them, in one snapshot. What is
 * about to be switched on counts as if it were: so the order in which requests are confirmed makes no difference.
 */
export async function sumBudgets(
  db: Kysely<Tables>,
  advertiserId: string,
  now: Date,
): Promise<readonly AccountBudgets[]> {
  const { rows } = await sql<AccountBudgets>`/* sumBudgets */
    with enabling as (
      select entity_id from change_request
      where advertiser_id = ${advertiserId} and direction = 'ENABLE' and state in ('QUEUED', 'SENT', 'UNKNOWN')
    )
    select a.id as "accountId", a.platform, a.currency, b.kind, b.micros::bigint as "budgetMicros",
      0::bigint as "heldMicros"
    from ad_account as a
    join (
      select e.account_id, e.budget_kind as kind, sum(e.budget_micros) as micros
      from ad_entity as e
      left join ad_entity as c on c.advertiser_id = e.advertiser_id and c.id = e.campaign_id
      where e.advertiser_id = ${advertiserId} and e.budget_micros is not null
        and (e.status = 'ENABLED' or e.id in (select entity_id from enabling))
        and (coalesce(c.status, 'ENABLED') = 'ENABLED' or c.id in (select entity_id from enabling))
        -- A flight ends with a local day, which no zone ends later than twelve hours after UTC does.
        and coalesce(c.ends_on, e.ends_on, 'infinity') >= (${now}::timestamptz at time zone 'UTC' - interval '12 hours')::date
      group by e.account_id, e.budget_kind
    ) as b on b.account_id = a.id
    where a.advertiser_id = ${advertiserId}
    union all
    select a.id, a.platform, a.currency, null, 0, sum(h.amount_micros)::bigint
    from exposure_hold as h join ad_account as a on a.advertiser_id = h.advertiser_id and a.id = h.account_id
    where h.advertiser_id = ${advertiserId}
    group by a.id, a.platform, a.currency`.execute(db);
  return rows;
}

/** Budgets that would be spent if an entity were switched on: its own, and those switched on below it. */
export interface EnabledBudget {
  readonly entityId: string;
  readonly kind: BudgetKind;
  readonly amountMicros: bigint;
}

export async function listBudgetsBelow(
  db: Kysely<Tables>,
  advertiserId: string,
  entityIds: readonly string[],
): Promise<readonly EnabledBudget[]> {
  const { rows } = await sql<EnabledBudget>`/* listBudgetsBelow */
    select id as "entityId", budget_kind as kind, budget_micros as "amountMicros" from ad_entity
    where advertiser_id = ${advertiserId} and id = any(${entityIds}) and budget_micros is not null
    union all
    select campaign_id, budget_kind, budget_micros from ad_entity
    where advertiser_id = ${advertiserId} and parent_id = any(${entityIds}) and level = 'AD_GROUP'
      and status = 'ENABLED' and budget_micros is not null`.execute(db);
  return rows;
}

/** Holds exposure back from the caps, for those of the requests that can cost anything. */
export async function insertHolds(
  trx: Kysely<Tables>,
  requests: readonly (Pick<ChangeRequest, 'advertiserId' | 'id' | 'accountId' | 'currency'> & {
    readonly amountMicros: bigint;
  })[],
): Promise<void> {
  const holds = requests.filter(({ amountMicros }) => amountMicros > 0n);
  if (holds.length === 0) return;
  await sql`/* insertHolds */
    insert into exposure_hold (advertiser_id, request_id, account_id, currency, amount_micros)
    select * from unnest(${holds.map(({ advertiserId }) => advertiserId)}::text[], ${holds.map(({ id }) => id)}::text[],
      ${holds.map(({ accountId }) => accountId)}::text[], ${holds.map(({ currency }) => currency)}::text[],
      ${holds.map(({ amountMicros }) => amountMicros)}::bigint[])`.execute(trx);
}

/** Gives back what was held for requests that are settled: their effect is in the budgets by now, or never will be. */
export async function releaseHolds(trx: Kysely<Tables>, advertiserId: string, ids: readonly string[]): Promise<void> {
  await sql`/* releaseHolds */
    delete from exposure_hold where advertiser_id = ${advertiserId} and request_id = any(${ids})`.execute(trx);
}
