// The SQL of freezes.
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import type { Freeze } from './freeze.ts';

/** The freezes of an advertiser that nobody has lifted and that end after `at`, the first to start first. */
export async function listFreezesAfter(db: Kysely<Tables>, advertiserId: string, at: Date): Promise<readonly Freeze[]> {
  const { rows } = await sql<Freeze>`/* listFreezesAfter */
    select ${columns} from freeze_window
    where advertiser_id = ${advertiserId} and ends_at > ${at} and lifted_at is null
    order by starts_at, id`.execute(db);
  return rows;
}

/** A freeze of one of the advertisers, lifted or not. */
export async function findFreeze(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  id: string,
): Promise<Freeze | undefined> {
  const { rows } = await sql<Freeze>`/* findFreeze */
    select ${columns} from freeze_window where advertiser_id = any(${advertiserIds}) and id = ${id}`.execute(db);
  return rows[0];
}

export async function insertFreeze(trx: Kysely<Tables>, freeze: Freeze): Promise<void> {
  await sql`/* insertFreeze */
    insert into freeze_window (advertiser_id, id, account_id, starts_at, ends_at, reason, set_by, set_at)
    values (${freeze.advertiserId}, ${freeze.id}, ${freeze.accountId}, ${freeze.startsAt}, ${freeze.endsAt},
      ${freeze.reason}, ${freeze.setBy}, ${freeze.setAt})`.execute(trx);
}

export async function updateLifted(trx: Kysely<Tables>, freeze: Freeze): Promise<void> {
  await sql`/* updateLifted */
    update freeze_window set lifted_by = ${freeze.liftedBy}, lifted_at = ${freeze.liftedAt}
    where advertiser_id = ${freeze.advertiserId} and id = ${freeze.id}`.execute(trx);
}

const columns = sql`id, advertiser_id as "advertiserId", account_id as "accountId", starts_at as "startsAt",
  ends_at as "endsAt", reason, set_by as "setBy", set_at as "setAt", lifted_by as "liftedBy", lifted_at as "liftedAt"`;
