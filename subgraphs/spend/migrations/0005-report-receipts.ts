import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table report_receipt (
      subject text collate "C" not null,
      key text collate "C" not null,
      first_line bigint not null,
      last_line bigint not null,
      fingerprint text not null,
      outcomes jsonb not null,
      saved_at timestamptz not null default now(),
      primary key (subject, key, first_line)
    )`.execute(db);
  await sql`create index report_receipt_saved_at on report_receipt (saved_at)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table report_receipt`.execute(db);
}
