import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The audit trail of changes made through this graph: rows are only ever added. An entity's version grows with each
 * change, so the primary key is also the order in which a history is read.
 */
export const appliedChangeMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`/* createAppliedChange */
      create table applied_change (
        advertiser_id text not null,
        entity_id text not null,
        version integer not null,
        id text not null,
        field text not null check (field in ('BUDGET', 'BID')),
        before_micros bigint not null,
        after_micros bigint not null,
        currency text not null,
        reason text not null,
        actor text not null,
        at timestamptz not null,
        primary key (advertiser_id, entity_id, version)
      )`.execute(db);
  },
};
