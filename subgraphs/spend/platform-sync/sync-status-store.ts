// How the reading of followed accounts stands, all of them together.
import { type Kysely, sql } from 'kysely';
import type { SpendTables } from '../tables.ts';

/** The followed accounts of one platform. */
export interface PlatformStatus {
  readonly platform: string;
  readonly followed: number;
  /** Those of which no report was ever asked for with success. */
  readonly unread: number;
  /** Of the account that waits longest, how long ago its last complete report of a running day was; null where none was read. */
  readonly oldestSeconds: number | null;
}

export interface PausedAccounts {
  readonly platform: string;
  /** The kind of the last failure. */
  readonly reason: string;
  readonly accounts: number;
}

/**
 * By platform. An account's last complete report is that of its newest day; where rows of that are lacking since it began, it is
 * as old as the day at least.
 */
export async function listPlatformStatus(db: Kysely<SpendTables>, now: Date): Promise<readonly PlatformStatus[]> {
  const { rows } = await sql<PlatformStatus>`/* listPlatformStatus */
    select a.platform, count(*)::integer as followed, (count(*) filter (where newest.day is null))::integer as unread,
      max(greatest(0, extract(epoch from
        ${now}::timestamptz - coalesce(newest.read_at, newest.day::timestamp at time zone a.time_zone))))::float8
        as "oldestSeconds"
    from followed_account as a left join lateral (
      select day, read_at from reported_day as reported
      where reported.advertiser_id = a.advertiser_id and reported.account_id = a.account_id and level = 'CAMPAIGN'
      order by day desc limit 1
    ) as newest on true
    where a.mode <> 'NONE'
    group by a.platform`.execute(db);
  return rows;
}

/** Accounts that are left alone since their reports could not be read, by platform and the kind of failure. */
export async function countPausedAccounts(db: Kysely<SpendTables>): Promise<readonly PausedAccounts[]> {
  const { rows } = await sql<PausedAccounts>`/* countPausedAccounts */
    select platform, last_failure as reason, count(*)::integer as accounts from followed_account
    where mode <> 'NONE' and failures > 0 and last_failure is not null
    group by platform, last_failure`.execute(db);
  return rows;
}
