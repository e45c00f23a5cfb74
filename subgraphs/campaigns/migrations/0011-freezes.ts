import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who set a freeze, and who lifted it. A freeze is never deleted. */
export const freezesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    // Whatever was set before was set by hand.
    await sql`/* addFreezeAuthors */
      alter table freeze_window
        add column set_by text not null default 'unknown',
        add column set_at timestamptz not null default now(),
        add column lifted_by text,
        add column lifted_at timestamptz,
        add check (num_nulls(lifted_by, lifted_at) in (0, 2))`.execute(db);
    await sql`/* dropFreezeDefaults */
      alter table freeze_window alter column set_by drop default, alter column set_at drop default`.execute(db);
  },
};
