// One schedule of chaos, chosen by its seed: people ask for budgets, workers deliver them, stand still, end and are taken over,
// the platform throttles, loses answers and does things late, somebody edits it, kill switches are tripped and access expires.
// Time is told, not waited for. What must hold at every moment is checked as it happens, the rest when all is quiet.
import { createRandom } from '../../../stack/sample-data/random.ts';
import type { CampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import { type Deed, deedsOn } from './deeds.ts';
import { createEstate } from './estate.ts';
import { findFaults } from './find-faults.ts';
import type { ScheduleRecord } from './record.ts';
import { type AskForBudget, type DatabaseServer, Stage } from './stage.ts';

export interface Outcome extends Readonly<Pick<ScheduleRecord, 'trace'>> {
  readonly seed: number;
  /** What should never have happened; empty where all is well. */
  readonly faults: readonly string[];
  /** How often what was reached: states of requests, steps at which a worker ended. */
  readonly reached: ReadonlyMap<string, number>;
}

const stepsPerSchedule = 24;
const roundsUntilQuiet = 8;

/** Runs the schedule on a subgraph that has an advertiser of its own for it; with a server to take down, does so too. */
export async function runSchedule(
  seed: number,
  subgraph: CampaignsSubgraph,
  askForBudget: AskForBudget,
  server?: DatabaseServer,
): Promise<Outcome> {
  const estate = await createEstate(subgraph, seed);
  const stage = new Stage({ seed, random: createRandom(seed), subgraph, estate, askForBudget });
  const deeds = deedsOn(stage, server);
  for (let step = 0; step < stepsPerSchedule; step += 1) await drawDeed(stage, deeds)();
  await comeToRest(stage);
  const { platform, hasForeignEdits, record } = stage;
  const { faults, trace, reached } = record;
  const left = await findFaults(subgraph, estate, platform, { hasForeignEdits, reached });
  await stage.close();
  return { seed, faults: [...faults, ...left], trace, reached };
}

function drawDeed({ random }: Stage, deeds: readonly Deed[]): Deed[1] {
  let draw = random.below(deeds.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, happen] of deeds) {
    if (draw < weight) return happen;
    draw -= weight;
  }
  throw new Error('no deed has so little weight');
}

/** No more trouble: everything that was begun comes to its end. */
async function comeToRest(stage: Stage): Promise<void> {
  await stage.calm();
  const worker = stage.hire();
  for (let round = 0; round < roundsUntilQuiet; round += 1) {
    await stage.pass(70_000);
    await stage.reconcile(worker);
    await stage.deliver(worker);
    if (round > 2 && (await stage.isQuiet())) break;
  }
  stage.record.say('all is quiet');
}
