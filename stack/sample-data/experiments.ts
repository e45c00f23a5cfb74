// Experiments in every state of their life. The people in them are drawn one by one, so their numbers are those of people:
// most buy nothing, some buy something, few buy a lot.
import { platformId } from '../../subgraphs/common/identifiers.ts';
import { addDays, localDay } from '../../subgraphs/common/period.ts';
import type { ArmToSave, ExperimentState, ExperimentToSave } from '../../subgraphs/experiments/experiment.ts';
import { inUnits, type SampleCampaign } from './campaigns.ts';
import type { Random } from './random.ts';

interface Plan {
  /** The place of the campaign in the list. */
  readonly campaign: number;
  readonly name: string;
  readonly hypothesis: string;
  readonly state: ExperimentState;
  /** Days of measuring, counted from the campaign's today; null for a draft. */
  readonly days: readonly [first: number, last: number] | null;
  readonly arms: readonly { readonly name: string; readonly people: number; readonly buyers: number }[];
}

const plans: readonly Plan[] = [
  {
    campaign: 0,
    name: 'Season finder in the ad',
    hypothesis: 'Naming the season a tent is made for brings in buyers who know what they want.',
    state: 'CONCLUDED',
    // The seven complete days up to yesterday: what `performance(period: { lastDays: 7 })` asks for on the first day.
    days: [-7, -1],
    arms: [
      { name: 'Ad as it was', people: 1_520, buyers: 0.05 },
      { name: 'Ad with season', people: 1_486, buyers: 0.083 },
    ],
  },
  {
    campaign: 0,
    name: 'Longer headline',
    hypothesis: 'A second line answers the question that people leave for.',
    state: 'DRAFT',
    days: null,
    arms: [
      { name: 'One line', people: 0, buyers: 0 },
      { name: 'Two lines', people: 0, buyers: 0 },
    ],
  },
  {
    campaign: 1,
    name: 'Video before stills',
    hypothesis: 'A six-second clip is remembered longer than a photograph.',
    state: 'RUNNING',
    days: [-5, 9],
    arms: [
      { name: 'Stills', people: 903, buyers: 0.04 },
      { name: 'Clip', people: 917, buyers: 0.045 },
    ],
  },
  {
    campaign: 2,
    name: 'Free grinder',
    hypothesis: 'A gift moves people who are about to subscribe anyway, so it should not pay for itself.',
    state: 'CONCLUDED',
    days: [-21, -8],
    arms: [
      { name: 'No gift', people: 2_204, buyers: 0.061 },
      { name: 'Gift from 50', people: 2_187, buyers: 0.064 },
      { name: 'Gift for all', people: 2_230, buyers: 0.08 },
    ],
  },
  {
    campaign: 5,
    name: 'Evening only',
    hypothesis: 'Coffee is chosen in the evening.',
    state: 'ABANDONED',
    days: [-14, -9],
    arms: [
      { name: 'All day', people: 310, buyers: 0.03 },
      { name: 'From six', people: 122, buyers: 0.03 },
    ],
  },
  {
    campaign: 8,
    name: 'Map on the landing page',
    hypothesis: 'People book what they can find.',
    state: 'RUNNING',
    days: [-3, 18],
    arms: [
      { name: 'No map', people: 640, buyers: 0.02 },
      { name: 'Map', people: 655, buyers: 0.024 },
    ],
  },
];

/** The experiments, on the first campaigns of the list. */
export function createExperiments(
  random: Random,
  campaigns: readonly SampleCampaign[],
  now: Date,
): readonly ExperimentToSave[] {
  return plans.flatMap((plan, place) => {
    const campaign = campaigns[plan.campaign];
    return campaign
      ? [createExperiment(random.fork(plan.name), campaign, plan, new Date(now.getTime() - place * 60_000))]
      : [];
  });
}

function createExperiment(random: Random, campaign: SampleCampaign, plan: Plan, createdAt: Date): ExperimentToSave {
  const { id: advertiserId } = campaign.account.advertiser;
  const { currency, timeZone } = campaign.account;
  const idOf = (prefix: string, name: string) => platformId(prefix, advertiserId, 'SAMPLE', '', prefix, name);
  const today = localDay(createdAt, timeZone);
  return {
    id: idOf('exp', plan.name),
    advertiserId,
    campaignId: campaign.id,
    name: plan.name,
    hypothesis: plan.hypothesis,
    state: plan.state,
    startsOn: plan.days && addDays(today, plan.days[0]),
    endsOn: plan.days && addDays(today, plan.days[1]),
    currency,
    createdAt,
    arms: plan.arms.map((arm, place) => ({
      id: idOf('arm', `${plan.name}/${arm.name}`),
      name: arm.name,
      isControl: place === 0,
      allocation: 1 / plan.arms.length,
      ...measure(random, currency, arm),
    })),
  };
}

function measure(
  random: Random,
  currency: string,
  { people, buyers }: Plan['arms'][number],
): Pick<ArmToSave, 'participants' | 'sum' | 'sumOfSquares'> {
  let [sum, sumOfSquares] = [0n, 0n];
  for (let person = 0; person < people; person += 1) {
    if (random.next() >= buyers) continue;
    const value = inUnits(currency, random.between(40, 140));
    sum += value;
    sumOfSquares += value * value;
  }
  return { participants: BigInt(people), sum, sumOfSquares };
}
