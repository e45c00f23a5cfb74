// How often anything was loaded. Each load counts itself in its own transaction, so whoever sees the rows of a load
// sees its count, and the other way round.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { SpendEntity } from './spend-entity.ts';
import type { SpendTables } from './tables.ts';

/**
 * Counts one load of each account of the entities. Loads of one account wait for each other before they come here
 * (`lockAccounts`), so no two of them meet in a row.
 */
export async function countLoad(trx: Transaction<SpendTables>, entities: readonly SpendEntity[]): Promise<void> {
  const column = (name: 'advertiserId' | 'accountId') => entities.map((entity) => entity[name]);
  await sql`
    /* countSpendLoad */
    insert into spend_load as known (advertiser_id, account_id, loads)
    select distinct advertiser_id, account_id, 1
    from unnest(${column('advertiserId')}::text[], ${column('accountId')}::text[]) as given (advertiser_id, account_id)
    on conflict (advertiser_id, account_id) do update set loads = known.loads + 1`.execute(trx);
}

/** How often what these advertisers can read was changed, by advertiser: by loads, and by anything else that counts. */
export async function readSpendChanges(
  db: Kysely<SpendTables>,
  advertiserIds: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const ids = [...advertiserIds];
  const { rows } = await sql<{ id: string; changes: bigint }>`
    /* readSpendChanges */
    select id, sum(changes)::bigint as changes
    from (
      select advertiser_id as id, loads as changes from spend_load where advertiser_id = any(${ids}::text[])
      union all
      select advertiser_id, changes from change_count where advertiser_id = any(${ids}::text[])
    ) as counted
    group by id`.execute(db);
  return new Map(rows.map(({ id, changes }) => [id, changes]));
}
