import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Somebody else may have told of the hours before, within a day. */
export const followedSinceMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`/* widenSince */
      alter table followed_account alter column since type timestamptz using since at time zone time_zone`.execute(db);
  },
  async down(db: Kysely<unknown>) {
    await sql`/* narrowSince */
      alter table followed_account alter column since type date using (since at time zone time_zone)::date`.execute(db);
  },
};
