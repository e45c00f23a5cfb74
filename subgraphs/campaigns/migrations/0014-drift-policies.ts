import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What advertisers want done about drift, every version of it, and on whose word it was done. */
export const driftPoliciesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`/* createDriftPolicy */
      create table drift_policy (
        advertiser_id text not null,
        account_id text not null,
        version integer not null check (version > 0),
        ours_lost text check (ours_lost in ('REASSERT', 'ALERT')),
        foreign_edit text check (foreign_edit in ('ADOPT', 'REASSERT', 'ALERT')),
        platform_auto text check (platform_auto in ('ADOPT', 'REASSERT', 'ALERT')),
        set_by text not null,
        set_at timestamptz not null,
        primary key (advertiser_id, account_id, version)
      )`.execute(db);
    // Of what was seen before nobody knows any more whether it was asked for.
    await sql`/* addDriftDecision */
      alter table drift
        add column decided_by text
          check (decided_by in ('DEFAULT', 'DRIFT_POLICY', 'REQUEST', 'REASSERTION_LIMIT')),
        add column policy_id text,
        add column policy_version integer,
        add check (num_nulls(policy_id, policy_version) in (0, 2))`.execute(db);
    // Request pattern: how often a value was asked for again of late.
    await sql`/* indexReassertedDrift */
      create index drift_reasserted on drift (advertiser_id, entity_id, ended_at)
        where ended_as = 'REASSERTED'`.execute(db);
  },
};
