import { type Kysely, sql } from 'kysely';

// Says in one short read whether anything was loaded since an answer was worked out; see known-answers.ts.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table spend_load (
      advertiser_id text collate "C" not null,
      account_id text collate "C" not null,
      loads bigint not null,
      primary key (advertiser_id, account_id)
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table spend_load`.execute(db);
}
