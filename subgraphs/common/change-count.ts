// How often anything that a query reads was changed. Every transaction that writes such rows counts itself, so whoever
// sees its rows sees its count, and the other way round: as long as the count stands still, so does every answer.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What `countChange` writes to; each subgraph has it among its tables. */
export interface ChangeCountTable {
  readonly advertiser_id: string;
  readonly slot: number;
  readonly changes: bigint;
}

/** Counts what belongs to no advertiser and may be seen by all, such as exchange rates. */
export const everyAdvertiser = '';

/** Writers of one advertiser that would meet in one row take turns; in one of several they seldom meet. */
const slots = 8;

/** Creates the table of counts; each subgraph runs it among its migrations. */
export const changeCountMigration: Migration = {
  async up(db) {
    await sql`
      create table change_count (
        advertiser_id text collate "C" not null,
        slot smallint not null,
        changes bigint not null,
        primary key (advertiser_id, slot)
      )`.execute(db);
  },
  async down(db) {
    await sql`drop table change_count`.execute(db);
  },
};

/**
 * Counts one change of what these advertisers can read. To be the last statement of the transaction that makes it: the
 * row is held until the transaction ends, and whoever holds it takes no other lock.
 */
export async function countChange<Tables>(trx: Transaction<Tables>, advertiserIds: readonly string[]): Promise<void> {
  if (advertiserIds.length === 0) return;
  await sql`/* countChange */
    insert into change_count as known (advertiser_id, slot, changes)
    select distinct advertiser_id, pg_backend_pid() % ${sql.lit(slots)}, 1
    from unnest(${[...advertiserIds]}::text[]) as given (advertiser_id)
    order by advertiser_id
    on conflict (advertiser_id, slot) do update set changes = known.changes + 1`.execute(trx);
}

/** How often what these advertisers can read was changed, by advertiser; those that never were are left out. */
export async function readChangeCounts<Tables>(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await sql<{ id: string; changes: bigint }>`/* readChangeCounts */
    select advertiser_id as id, sum(changes)::bigint as changes
    from change_count
    where advertiser_id = any(${[...advertiserIds]}::text[])
    group by advertiser_id`.execute(db);
  return new Map(rows.map(({ id, changes }) => [id, changes]));
}
