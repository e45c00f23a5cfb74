// Where experiments are kept, and the only place that reads or writes them.
import { type Kysely, sql, type Transaction } from 'kysely';
import { countChange } from '../common/change-count.ts';
import type { Database } from '../common/database.ts';
import { type Arm, type Experiment, type ExperimentState, type ExperimentToSave, findFlaw } from './experiment.ts';
import type { ExperimentTables } from './tables.ts';

export type ExperimentDb = Kysely<ExperimentTables>;

const experimentColumns = sql`
  experiment.id, experiment.advertiser_id as "advertiserId", experiment.campaign_id as "campaignId", experiment.name,
  experiment.hypothesis, experiment.state, experiment.starts_on as "startsOn", experiment.ends_on as "endsOn",
  experiment.currency, experiment.created_at as "createdAt"`;

/**
 * Saves an experiment with its arms and what was measured in them, replacing what was saved by its id before. Throws
 * when it is not a possible experiment.
 */
export async function saveExperiment({ db }: Database<ExperimentTables>, experiment: ExperimentToSave): Promise<void> {
  const flaw = findFlaw(experiment);
  if (flaw !== undefined) throw new Error(`The experiment ${experiment.id} cannot be: ${flaw}.`);
  await db.transaction().execute(async (trx) => {
    // The row of the experiment is also the lock of its arms.
    await upsertExperiment(trx, experiment);
    await replaceArms(trx, experiment);
    await countChange(trx, [experiment.advertiserId]);
  });
}

async function upsertExperiment(trx: Transaction<ExperimentTables>, experiment: Experiment): Promise<void> {
  const { advertiserId, id, campaignId, name, hypothesis, state, startsOn, endsOn, currency, createdAt } = experiment;
  await sql`/* upsertExperiment */
    insert into experiment
      (advertiser_id, id, campaign_id, name, hypothesis, state, starts_on, ends_on, currency, created_at)
    values
      (${advertiserId}, ${id}, ${campaignId}, ${name}, ${hypothesis}, ${state}, ${startsOn}, ${endsOn}, ${currency},
       ${createdAt.toISOString()})
    on conflict (advertiser_id, id) do update set
      campaign_id = excluded.campaign_id, name = excluded.name, hypothesis = excluded.hypothesis,
      state = excluded.state, starts_on = excluded.starts_on, ends_on = excluded.ends_on,
      currency = excluded.currency, created_at = excluded.created_at`.execute(trx);
}

async function replaceArms(trx: Transaction<ExperimentTables>, experiment: ExperimentToSave): Promise<void> {
  const { advertiserId, id } = experiment;
  await sql`/* deleteArmTotals */
    delete from arm_total using arm
    where arm.advertiser_id = ${advertiserId} and arm.experiment_id = ${id}
      and arm_total.advertiser_id = arm.advertiser_id and arm_total.arm_id = arm.id`.execute(trx);
  await sql`/* deleteArms */
    delete from arm where advertiser_id = ${advertiserId} and experiment_id = ${id}`.execute(trx);
  const arms = experiment.arms.toSorted((one, other) => Number(other.isControl) - Number(one.isControl));
  await sql`/* insertArms */
    insert into arm (advertiser_id, experiment_id, id, name, is_control, allocation, position)
    select ${advertiserId}, ${id}, given.id, given.name, given.is_control, given.allocation, given.place - 1 from unnest(
      ${arms.map((arm) => arm.id)}::text[],
      ${arms.map((arm) => arm.name)}::text[],
      ${arms.map((arm) => arm.isControl)}::boolean[],
      ${arms.map((arm) => arm.allocation)}::double precision[]
    ) with ordinality as given (id, name, is_control, allocation, place)`.execute(trx);
  await sql`/* insertArmTotals */
    insert into arm_total (advertiser_id, arm_id, participants, sum_micros, sum_of_squares)
    select ${advertiserId}, given.* from unnest(
      ${arms.map((arm) => arm.id)}::text[],
      ${arms.map((arm) => arm.participants)}::bigint[],
      ${arms.map((arm) => arm.sum)}::numeric[],
      ${arms.map((arm) => arm.sumOfSquares)}::numeric[]
    ) as given`.execute(trx);
}

/** The experiments by these ids, of these advertisers, in no order. */
export async function findExperiments(
  db: ExperimentDb,
  advertiserIds: readonly string[],
  ids: readonly string[],
): Promise<readonly Experiment[]> {
  const { rows } = await sql<Experiment>`/* findExperiments */
    select ${experimentColumns} from experiment
    where advertiser_id = any(${advertiserIds}::text[]) and id = any(${ids}::text[])`.execute(db);
  return rows;
}

/** A page of experiments, newest first. */
export interface ExperimentPage {
  /** How many rows to fetch. */
  readonly limit: number;
  /** The last experiment of the page before; undefined for the first page. */
  readonly after: { readonly createdAt: Date; readonly id: string } | undefined;
}

function beforePage({ after }: ExperimentPage) {
  return after
    ? sql`and (experiment.created_at, experiment.id) < (${after.createdAt.toISOString()}::timestamptz, ${after.id})`
    : sql``;
}

/** A page of the experiments of these advertisers; only those in one of the states, where states are given. */
export async function listExperiments(
  db: ExperimentDb,
  advertiserIds: readonly string[],
  states: readonly ExperimentState[] | undefined,
  page: ExperimentPage,
): Promise<readonly Experiment[]> {
  const { rows } = await sql<Experiment>`/* listExperiments */
    select newest.* from unnest(${advertiserIds}::text[]) as advertiser (id) cross join lateral (
      select ${experimentColumns} from experiment
      where experiment.advertiser_id = advertiser.id
        ${states ? sql`and experiment.state = any(${states}::text[])` : sql``} ${beforePage(page)}
      order by experiment.created_at desc, experiment.id desc
      limit ${page.limit}
    ) as newest
    order by newest."createdAt" desc, newest.id desc
    limit ${page.limit}`.execute(db);
  return rows;
}

/** One page for each campaign of the experiments on it. */
export async function listExperimentsOfCampaigns(
  db: ExperimentDb,
  advertiserIds: readonly string[],
  campaignIds: readonly string[],
  page: ExperimentPage,
): Promise<readonly Experiment[]> {
  const { rows } = await sql<Experiment>`/* listExperimentsOfCampaigns */
    select newest.* from unnest(${campaignIds}::text[]) as campaign (id) cross join lateral (
      select ${experimentColumns} from unnest(${advertiserIds}::text[]) as advertiser (id)
      join experiment on experiment.advertiser_id = advertiser.id and experiment.campaign_id = campaign.id
      where true ${beforePage(page)}
      order by experiment.created_at desc, experiment.id desc
      limit ${page.limit}
    ) as newest
    order by newest."campaignId", newest."createdAt" desc, newest.id desc`.execute(db);
  return rows;
}

/** The days of a campaign that an experiment may have measured. */
export interface MeasuredDays {
  readonly campaignId: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

/** The newest concluded experiment that measured exactly these days, for each of them that has one. */
export async function findConcludedExperiments(
  db: ExperimentDb,
  advertiserIds: readonly string[],
  wanted: readonly MeasuredDays[],
): Promise<readonly Experiment[]> {
  const { rows } = await sql<Experiment>`/* findConcludedExperiments */
    select distinct on (experiment.campaign_id, experiment.starts_on, experiment.ends_on) ${experimentColumns}
    from unnest(
      ${wanted.map(({ campaignId }) => campaignId)}::text[],
      ${wanted.map(({ firstDay }) => firstDay)}::date[],
      ${wanted.map(({ lastDay }) => lastDay)}::date[]
    ) as wanted (campaign_id, first_day, last_day)
    join experiment on experiment.advertiser_id = any(${advertiserIds}::text[])
      and experiment.campaign_id = wanted.campaign_id and experiment.state = 'CONCLUDED'
      and experiment.starts_on = wanted.first_day and experiment.ends_on = wanted.last_day
    order by experiment.campaign_id, experiment.starts_on, experiment.ends_on,
      experiment.created_at desc, experiment.id desc`.execute(db);
  return rows;
}

/** A sum of up to 60 digits arrives as text, because no 64-bit integer holds it. */
type ArmRow = Omit<Arm, 'sum' | 'sumOfSquares'> & { readonly sum: string; readonly sumOfSquares: string };

function armsWhere(condition: ReturnType<typeof sql>) {
  return sql<ArmRow>`
    arm.id, arm.experiment_id as "experimentId", arm.name, arm.is_control as "isControl", arm.allocation,
      experiment.currency, arm_total.participants, arm_total.sum_micros as sum,
      arm_total.sum_of_squares as "sumOfSquares"
    from arm
    join arm_total on arm_total.advertiser_id = arm.advertiser_id and arm_total.arm_id = arm.id
    join experiment on experiment.advertiser_id = arm.advertiser_id and experiment.id = arm.experiment_id
    where ${condition}
    order by arm.experiment_id, arm.position`;
}

const toArm = (row: ArmRow): Arm => ({ ...row, sum: BigInt(row.sum), sumOfSquares: BigInt(row.sumOfSquares) });

/** The arms by these ids, of these advertisers, in no order. */
export async function findArms(
  db: ExperimentDb,
  advertiserIds: readonly string[],
  ids: readonly string[],
): Promise<readonly Arm[]> {
  const condition = sql`arm.advertiser_id = any(${advertiserIds}::text[]) and arm.id = any(${ids}::text[])`;
  const { rows } = await sql<ArmRow>`/* findArms */ select ${armsWhere(condition)}`.execute(db);
  return rows.map(toArm);
}

/** The arms of these experiments, each one's control first. */
export async function findArmsOfExperiments(
  db: ExperimentDb,
  advertiserIds: readonly string[],
  experimentIds: readonly string[],
): Promise<readonly Arm[]> {
  const condition = sql`
    arm.advertiser_id = any(${advertiserIds}::text[]) and arm.experiment_id = any(${experimentIds}::text[])`;
  const { rows } = await sql<ArmRow>`/* findArmsOfExperiments */ select ${armsWhere(condition)}`.execute(db);
  return rows.map(toArm);
}
