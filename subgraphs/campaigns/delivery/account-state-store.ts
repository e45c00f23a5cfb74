// What delivery knows of each account: whether it is stopped, and when its platform was last compared with what we think.
import { type Kysely, sql } from 'kysely';
import type { JsonObject } from '../../common/json.ts';
import type { ConnectionMode, Tables } from '../tables.ts';
import type { DriftPolicy } from './drift.ts';
import type { QuotaLevel } from './quota-pressure.ts';
import type { Place } from './delivery-store.ts';
import type { ConnectedAccount } from './delivery-world.ts';

/** Nothing more is sent to the account until it could be read again. */
export async function stopAccount(
  db: Kysely<Tables>,
  { advertiserId, accountId }: Place,
  why: JsonObject,
): Promise<void> {
  await sql`/* stopAccount */
    insert into delivery_account as d (advertiser_id, account_id, stopped_at, stopped_why)
    values (${advertiserId}, ${accountId}, now(), ${JSON.stringify(why)}::jsonb)
    on conflict (advertiser_id, account_id) do update
    set stopped_at = excluded.stopped_at, stopped_why = excluded.stopped_why
    where d.stopped_at is null`.execute(db);
}

/** Has the account compared with its platform as soon as possible, and its drifts dealt with as somebody asks. */
export async function askToReconcile(
  db: Kysely<Tables>,
  { advertiserId, accountId }: Place,
  asked?: { readonly policy: DriftPolicy | null; readonly by: string },
): Promise<void> {
  const [policy, by] = [asked?.policy ?? null, asked?.by ?? null];
  await sql`/* askToReconcile */
    insert into delivery_account as d (advertiser_id, account_id, asked_policy, asked_by)
    values (${advertiserId}, ${accountId}, ${policy}, ${by})
    on conflict (advertiser_id, account_id) do update
    set reconcile_after = now(), asked_policy = coalesce(excluded.asked_policy, d.asked_policy),
      asked_by = coalesce(excluded.asked_by, d.asked_by)`.execute(db);
}

export interface DueReconciliation extends ConnectedAccount {
  readonly askedPolicy: DriftPolicy | null;
  readonly askedBy: string | null;
}

/**
 * Takes a connected account that is due to be compared, the one that waits longest; undefined where none is due. Others
 * leave it alone until the lease ends.
 */
export async function claimReconciliation(
  db: Kysely<Tables>,
  { leaseMs }: { readonly leaseMs: number },
): Promise<DueReconciliation | undefined> {
  await sql`/* knowConnectedAccounts */
    insert into delivery_account (advertiser_id, account_id)
    select advertiser_id, account_id from platform_connection where mode <> ${'NONE' satisfies ConnectionMode}
    on conflict (advertiser_id, account_id) do nothing`.execute(db);
  const { rows } = await sql<DueReconciliation>`/* claimReconciliation */
    update delivery_account as d
    set lease_until = now() + ${leaseMs} * interval '1 millisecond', reconcile_after = 'infinity',
      asked_policy = null, asked_by = null
    from (
      select w.advertiser_id, w.account_id, w.asked_policy, w.asked_by, a.platform, a.external_id, c.mode
      from delivery_account as w
      join platform_connection as c on c.advertiser_id = w.advertiser_id and c.account_id = w.account_id
        and c.mode <> ${'NONE' satisfies ConnectionMode}
      join ad_account as a on a.advertiser_id = w.advertiser_id and a.id = w.account_id
      where w.lease_until <= now() or (w.lease_until is null and w.reconcile_after <= now())
      order by w.reconcile_after
      limit 1
      for update of w skip locked
    ) as due
    where d.advertiser_id = due.advertiser_id and d.account_id = due.account_id
    returning d.advertiser_id as "advertiserId", d.account_id as "accountId", due.platform,
      due.external_id as "externalId", due.mode,
      due.asked_policy as "askedPolicy", due.asked_by as "askedBy"`.execute(db);
  return rows[0];
}

/** The account was compared, so it can be reached: it is no longer stopped. Whoever asked meanwhile has it compared again. */
export async function endReconciliation(
  db: Kysely<Tables>,
  { advertiserId, accountId }: Place,
  againAfterMs: number,
): Promise<void> {
  await sql`/* endReconciliation */
    update delivery_account
    set reconciled_at = now(), lease_until = null,
      reconcile_after = least(reconcile_after, now() + ${againAfterMs} * interval '1 millisecond'),
      stopped_at = null, stopped_why = null
    where advertiser_id = ${advertiserId} and account_id = ${accountId}`.execute(db);
}

/** The account could not be compared. */
export async function postponeReconciliation(
  db: Kysely<Tables>,
  { advertiserId, accountId }: Place,
  afterMs: number,
): Promise<void> {
  await sql`/* postponeReconciliation */
    update delivery_account
    set reconcile_after = least(reconcile_after, now() + ${afterMs} * interval '1 millisecond'), lease_until = null
    where advertiser_id = ${advertiserId} and account_id = ${accountId}`.execute(db);
}

/** Those of the accounts that are connected to their platforms. */
export async function findConnectedAccounts(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  accountIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ readonly id: string }>`/* findConnectedAccounts */
    select account_id as id from platform_connection
    where advertiser_id = any(${[...advertiserIds]}::text[]) and account_id = any(${[...accountIds]}::text[])
      and mode <> ${'NONE' satisfies ConnectionMode}`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Keeps how hard the account is pressed; false where that was known. */
export async function saveQuotaLevel(
  trx: Kysely<Tables>,
  { advertiserId, accountId }: Place,
  level: QuotaLevel,
): Promise<boolean> {
  const { rows } = await sql`/* saveQuotaLevel */
    insert into delivery_account as d (advertiser_id, account_id, quota_level)
    values (${advertiserId}, ${accountId}, ${level})
    on conflict (advertiser_id, account_id) do update set quota_level = excluded.quota_level
    where d.quota_level <> excluded.quota_level
    returning 1`.execute(trx);
  return rows.length > 0;
}
