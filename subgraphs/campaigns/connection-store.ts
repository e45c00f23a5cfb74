// Which accounts are connected to their platforms. The stack says so; an account of which nothing is said is not.
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** The accounts whose changes are to be told to their platforms. A change of any other is in effect as soon as it is made. */
export async function listConnectedAccounts(db: Kysely<Tables>, advertiserId: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ accountId: string }>`/* listConnectedAccounts */
    select account_id as "accountId" from platform_connection
    where advertiser_id = ${advertiserId} and mode <> 'NONE'`.execute(db);
  return new Set(rows.map(({ accountId }) => accountId));
}
