// Who reads an account, and how far they have come. One process at a time has an account, for as long as its lease lasts; its
// fence, which counts up with every claim, tells it apart from one that had it before and has not noticed that it is gone.
import { type Kysely, sql } from 'kysely';
import type { ConnectedTo, PlatformCode, PlatformFailure } from '../../../platforms/ad-platform.ts';
import type { SpendTables } from '../tables.ts';
import type { FollowedAccount } from './followed-account-store.ts';
import type { ReportedDay, ReportedLevel } from './report-schedule.ts';

type Db = Kysely<SpendTables>;

/** A way to accounts. */
export interface Reach {
  readonly platform: PlatformCode;
  readonly mode: ConnectedTo;
}

/** An account that this process may read now. */
export interface ClaimedAccount extends FollowedAccount, Reach {
  readonly mode: ConnectedTo;
  readonly fence: bigint;
  /** How often in a row it could not be read. */
  readonly failures: number;
}

/** Takes the account that waits longest, but for those that cannot be reached; undefined where none is due. */
export async function claimAccount(
  db: Db,
  { leaseMs, unreachable }: { readonly leaseMs: number; readonly unreachable: readonly Reach[] },
): Promise<ClaimedAccount | undefined> {
  const { rows } = await sql<ClaimedAccount>`/* claimFollowedAccount */
    update followed_account as a
    set lease_until = now() + ${leaseMs} * interval '1 millisecond', fence = a.fence + 1
    from (
      select advertiser_id, account_id from followed_account
      where mode <> 'NONE' and coalesce(lease_until, due_at) <= now()
        and (platform, mode) not in (
          select * from unnest(${unreachable.map(({ platform }) => platform)}::text[],
            ${unreachable.map(({ mode }) => mode)}::text[]))
      order by due_at
      limit 1
      for update skip locked
    ) as due
    where a.advertiser_id = due.advertiser_id and a.account_id = due.account_id
    returning a.advertiser_id as "advertiserId", a.account_id as "accountId", a.platform, a.external_id as "externalId",
      a.currency, a.time_zone as "timeZone", a.mode, a.since, a.fence, a.failures`.execute(db);
  const [row] = rows;
  return row && { ...row, since: row.since ?? undefined };
}

/** Keeps the account for longer; false when it is another's by now. */
export async function renewLease(db: Db, account: ClaimedAccount, leaseMs: number): Promise<boolean> {
  const { rows } = await sql`/* renewFollowedAccount */
    update followed_account set lease_until = now() + ${leaseMs} * interval '1 millisecond'
    where ${isStillOurs(account)}
    returning 1`.execute(db);
  return rows.length > 0;
}

/**
 * The moment at which a report is asked for: now, or just after that of the report before, where the clock of another process
 * is ahead of ours. Undefined when the account is another's by now.
 */
export async function beginReading(db: Db, account: ClaimedAccount, now: Date): Promise<Date | undefined> {
  const { rows } = await sql<{ readonly readAt: Date }>`/* beginReading */
    update followed_account set read_at = greatest(${now}::timestamptz, read_at + interval '1 millisecond')
    where ${isStillOurs(account)}
    returning read_at as "readAt"`.execute(db);
  return rows[0]?.readAt;
}

/** Makes sure that the account stays ours until the transaction ends; false when it is another's already. */
export async function holdAccount(trx: Db, account: ClaimedAccount): Promise<boolean> {
  const { rows } = await sql`/* holdFollowedAccount */
    select 1 from followed_account where ${isStillOurs(account)} for no key update`.execute(trx);
  return rows.length > 0;
}

/** Gives the account back. */
export async function endReading(db: Db, account: ClaimedAccount, dueInMs: number): Promise<void> {
  await sql`/* endReading */
    update followed_account
    set lease_until = null, due_at = now() + ${dueInMs} * interval '1 millisecond', succeeded_at = now(), failures = 0,
      failed_at = null, last_failure = null
    where ${isStillOurs(account)}`.execute(db);
}

/** Gives the account back unread, as if nothing had been. */
export async function giveBack(db: Db, account: ClaimedAccount, dueInMs: number): Promise<void> {
  await sql`/* giveBackFollowedAccount */
    update followed_account set lease_until = null, due_at = now() + ${dueInMs} * interval '1 millisecond'
    where ${isStillOurs(account)}`.execute(db);
}

/** Gives the account back, which could not be read. */
export async function failReading(
  db: Db,
  account: ClaimedAccount,
  { kind, dueInMs }: { readonly kind: PlatformFailure['kind'] | 'INTERNAL'; readonly dueInMs: number },
): Promise<void> {
  await sql`/* failReading */
    update followed_account
    set lease_until = null, due_at = now() + ${dueInMs} * interval '1 millisecond', failures = failures + 1,
      failed_at = now(), last_failure = ${kind}
    where ${isStillOurs(account)}`.execute(db);
}

function isStillOurs({ advertiserId, accountId, fence }: ClaimedAccount) {
  return sql`advertiser_id = ${advertiserId} and account_id = ${accountId} and fence = ${fence} and mode <> 'NONE'`;
}

/** How far the reports of the days from one on have been read. */
export async function listReportedDays(
  db: Db,
  { advertiserId, accountId }: ClaimedAccount,
  firstDay: string,
): Promise<readonly ReportedDay[]> {
  const { rows } = await sql<ReportedDay>`/* listReportedDays */
    select level, day, read_at as "readAt", failed_at as "failedAt", is_final as "isFinal" from reported_day
    where advertiser_id = ${advertiserId} and account_id = ${accountId} and day >= ${firstDay}::date`.execute(db);
  return rows;
}

/** Days of one level. */
export interface Days {
  readonly level: ReportedLevel;
  readonly days: readonly string[];
}

/** Notes that the report of a day was read and recorded; forgets days that are too old to matter. */
export async function saveReportedDay(
  trx: Db,
  { advertiserId, accountId }: ClaimedAccount,
  { level, day, readAt, isFinal }: Omit<ReportedDay, 'failedAt'>,
): Promise<void> {
  await sql`/* saveReportedDay */
    insert into reported_day as known (advertiser_id, account_id, level, day, read_at, is_final)
    values (${advertiserId}, ${accountId}, ${level}, ${day}::date, ${readAt}, ${isFinal})
    on conflict (advertiser_id, account_id, level, day) do update
    set read_at = excluded.read_at, failed_at = null, is_final = excluded.is_final`.execute(trx);
  await sql`/* forgetReportedDays */
    delete from reported_day
    where advertiser_id = ${advertiserId} and account_id = ${accountId} and day < ${day}::date - 400`.execute(trx);
}

/** Notes that the reports of days could not be read. */
export async function saveFailedDays(
  db: Db,
  { advertiserId, accountId }: ClaimedAccount,
  { level, days, failedAt }: Days & { readonly failedAt: Date },
): Promise<void> {
  await sql`/* saveFailedDays */
    insert into reported_day as known (advertiser_id, account_id, level, day, failed_at)
    select ${advertiserId}, ${accountId}, ${level}, day, ${failedAt}::timestamptz
    from unnest(${[...days]}::date[]) as day
    on conflict (advertiser_id, account_id, level, day) do update set failed_at = excluded.failed_at`.execute(db);
}
