// Fills an empty database with the sample data, through the same functions that real reports come in by.
import { sql } from 'kysely';
import { recordAttributionEvents } from '../../subgraphs/attribution/record-events.ts';
import { savePolicies } from '../../subgraphs/campaigns/save-policies.ts';
import { saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import type { ExperimentToSave } from '../../subgraphs/experiments/experiment.ts';
import { saveExperiment } from '../../subgraphs/experiments/experiment-store.ts';
import { ingestSpend, type SpendFact } from '../../subgraphs/spend/ingest.ts';
import { saveFxRates } from '../../subgraphs/spend/save-fx-rates.ts';
import type { Subgraphs } from '../subgraphs.ts';
import { createCampaigns, type SampleCampaign, toStructure } from './campaigns.ts';
import { createExperiments } from './experiments.ts';
import { createFxRates } from './fx-rates.ts';
import { createJourneys, type EventBatch } from './journeys.ts';
import { createPolicies } from './policies.ts';
import { createRandom } from './random.ts';
import { createAdDays, createHourlySpend, createRestatements } from './spend.ts';

/** What was loaded. */
export interface LoadedSample {
  readonly campaigns: number;
  readonly reportRows: number;
  readonly conversions: number;
}

const seed = 20_261_122;

/** Large enough to spare round trips, small enough that the event log does not wait for long. */
const factsPerCall = 20_000;

/** Whether nothing is known of any advertiser. */
export async function isEmpty({ campaigns }: Subgraphs): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`/* isAnyAdvertiserKnown */
    select exists (select 1 from advertiser) as known`.execute(campaigns.database.db);
  return rows[0]?.known === false;
}

/** A policy that is saved again is a new version of it. */
async function isAnyPolicyKnown({ campaigns }: Subgraphs): Promise<boolean> {
  const { rows } = await sql`/* isAnyPolicyKnown */ select 1 from guardrail_policy limit 1`.execute(
    campaigns.database.db,
  );
  return rows.length > 0;
}

/** The campaigns that are loaded on the day of `now`. */
export function sampleCampaigns(now: Date): readonly SampleCampaign[] {
  return createCampaigns(createRandom(seed), now.toISOString().slice(0, 10));
}

/**
 * Loads campaigns, spend up to the last complete hour before `now`, journeys and experiments; where the running day is told by
 * twins, spend up to the last complete day. Loading it again on the same day changes nothing. The campaigns come last, so that a database where this was interrupted still counts as empty.
 */
export async function loadSampleData(
  subgraphs: Subgraphs,
  now: Date,
  { isOnTwins = false }: { readonly isOnTwins?: boolean } = {},
): Promise<LoadedSample> {
  const random = createRandom(seed);
  const today = now.toISOString().slice(0, 10);
  const campaigns = sampleCampaigns(now);
  const journeys = createJourneys(random.fork('journeys'), campaigns, now);
  const [reportRows] = await Promise.all([
    loadSpend(subgraphs, campaigns, now, isOnTwins ? 'DAY' : 'HOUR'),
    saveFxRates(subgraphs.spend.database, createFxRates(random.fork('rates'), today)),
    loadJourneys(subgraphs, journeys, now),
    loadExperiments(subgraphs, createExperiments(random.fork('experiments'), campaigns, now)),
  ]);
  if (!(await isAnyPolicyKnown(subgraphs)))
    await savePolicies(subgraphs.campaigns.database, createPolicies(now), 'The sample data begins with it.');
  await saveStructure(subgraphs.campaigns.database, toStructure(campaigns, now));
  await analyze(subgraphs);
  const conversions = journeys.reduce((sum, batch) => sum + batch.conversions.length, 0);
  return { campaigns: campaigns.length, reportRows, conversions };
}

/** The database would look at what it got within a minute by itself; until then a dashboard is planned blindly and slow. */
async function analyze({ campaigns, spend, attribution, experiments }: Subgraphs): Promise<void> {
  await sql`/* analyzeSample */ analyze ad_entity, ad_account`.execute(campaigns.database.db);
  await sql`/* analyzeSample */ analyze spend_fact, spend_entity`.execute(spend.database.db);
  await sql`/* analyzeSample */ analyze conversion_credit, conversion, touchpoint`.execute(attribution.database.db);
  await sql`/* analyzeSample */ analyze experiment`.execute(experiments.database.db);
}

async function loadSpend(
  { spend }: Subgraphs,
  campaigns: readonly SampleCampaign[],
  now: Date,
  last: 'HOUR' | 'DAY',
): Promise<number> {
  const random = createRandom(seed).fork('spend');
  const hourly = createHourlySpend(random, campaigns, now, last);
  const facts = [...hourly, ...createAdDays(campaigns, hourly, now)];
  const readAt = new Date(now.getTime() - 60_000);
  for (const some of inParts(facts)) await ingestSpend(spend, some, { source: 'sample', observedAt: readAt });
  await ingestSpend(spend, createRestatements(hourly, now), { source: 'sample', observedAt: now });
  return facts.length;
}

function* inParts(facts: readonly SpendFact[]): Iterable<readonly SpendFact[]> {
  for (let start = 0; start < facts.length; start += factsPerCall) yield facts.slice(start, start + factsPerCall);
}

async function loadJourneys({ attribution }: Subgraphs, batches: readonly EventBatch[], now: Date): Promise<void> {
  for (const batch of batches) await recordAttributionEvents(attribution.database, { ...batch, now });
}

async function loadExperiments({ experiments }: Subgraphs, created: readonly ExperimentToSave[]): Promise<void> {
  for (const experiment of created) await saveExperiment(experiments.database, experiment);
}
