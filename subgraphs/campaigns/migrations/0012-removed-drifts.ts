import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What has drifted is over, too, when its entity is gone from its platform. */
export const removedDriftsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`/* widenDriftEnds */
      alter table drift
        drop constraint drift_ended_as_check,
        add constraint drift_ended_as_check
          check (ended_as in ('ADOPTED', 'REASSERTED', 'WENT_AWAY', 'CHANGED', 'REMOVED'))`.execute(db);
  },
};
