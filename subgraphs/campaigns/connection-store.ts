// Which accounts are connected to their platforms. The stack says so; an account of which nothing is said is not.
import { type Kysely, sql } from 'kysely';
import type { ConnectionMode, Tables } from './tables.ts';

/** The accounts that are connected in this way, and no others: whatever else was so is not connected any more. */
export async function saveConnections(
  db: Kysely<Tables>,
  mode: Exclude<ConnectionMode, 'NONE'>,
  accounts: readonly { readonly advertiserId: string; readonly accountId: string }[],
): Promise<void> {
  const advertiserIds = accounts.map(({ advertiserId }) => advertiserId);
  const accountIds = accounts.map(({ accountId }) => accountId);
  await sql`/* saveConnections */
    with given as (
      select * from unnest(${advertiserIds}::text[], ${accountIds}::text[]) as given (advertiser_id, account_id)
    ), ended as (
      update platform_connection as known set mode = 'NONE'
      where known.mode = ${mode} and not exists (
        select from given where given.advertiser_id = known.advertiser_id and given.account_id = known.account_id
      )
    )
    insert into platform_connection as known (advertiser_id, account_id, mode)
    select advertiser_id, account_id, ${mode} from given
    on conflict (advertiser_id, account_id) do update set mode = excluded.mode
    where known.mode <> excluded.mode`.execute(db);
}

/** The accounts whose changes are to be told to their platforms. A change of any other is in effect as soon as it is made. */
export async function listConnectedAccounts(db: Kysely<Tables>, advertiserId: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ accountId: string }>`/* listConnectedAccounts */
    select account_id as "accountId" from platform_connection
    where advertiser_id = ${advertiserId} and mode <> 'NONE'`.execute(db);
  return new Set(rows.map(({ accountId }) => accountId));
}
