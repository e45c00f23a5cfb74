import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Request patterns: experiments of an advertiser, newest first; those of one campaign, newest first or by their days;
 * the arms of some experiments.
 */
export const createExperiments: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await sql`/* createExperiment */
      create table experiment (
        advertiser_id text collate "C" not null,
        id text collate "C" not null,
        campaign_id text collate "C" not null,
        name text not null,
        hypothesis text not null,
        state text not null check (state in ('DRAFT', 'RUNNING', 'CONCLUDED', 'ABANDONED')),
        starts_on date,
        ends_on date,
        currency text not null,
        created_at timestamptz(3) not null,
        primary key (advertiser_id, id),
        check ((state = 'DRAFT') = (starts_on is null) and (starts_on is null) = (ends_on is null)),
        check (starts_on <= ends_on)
      )`.execute(db);
    await sql`/* indexExperimentByAge */
      create index experiment_by_age on experiment (advertiser_id, created_at, id)`.execute(db);
    await sql`/* indexExperimentByCampaign */
      create index experiment_by_campaign on experiment (advertiser_id, campaign_id, created_at, id)`.execute(db);
    await sql`/* createArm */
      create table arm (
        advertiser_id text collate "C" not null,
        id text collate "C" not null,
        experiment_id text collate "C" not null,
        position integer not null check (position >= 0),
        name text not null,
        is_control boolean not null check (is_control = (position = 0)),
        allocation double precision not null check (allocation > 0 and allocation < 1),
        primary key (advertiser_id, id),
        unique (advertiser_id, experiment_id, position)
      )`.execute(db);
    await sql`/* createArmTotal */
      create table arm_total (
        advertiser_id text collate "C" not null,
        arm_id text collate "C" not null,
        participants bigint not null check (participants between 0 and 9007199254740991),
        sum_micros numeric(60, 0) not null,
        sum_of_squares numeric(60, 0) not null,
        primary key (advertiser_id, arm_id),
        check (participants * sum_of_squares >= sum_micros * sum_micros)
      )`.execute(db);
  },
};
