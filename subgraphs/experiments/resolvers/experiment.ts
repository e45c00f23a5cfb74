import { badInput, requireScopes } from '../../common/access.ts';
import { compareArms, toMajorUnits } from '../compare-arms.ts';
import type { Arm } from '../experiment.ts';
import type { ArmResolvers, ExperimentResolvers, ExperimentResultResolvers } from '../schema.generated.ts';
import { roundedQuotient } from '../statistics/moments.ts';

export const experimentResolvers = {
  async __resolveReference({ id }, context) {
    requireScopes(context, 'experiments:read');
    return (await context.loaders.experiment.load(id)) ?? null;
  },
  campaign: ({ campaignId }) => ({ id: campaignId }),
  arms: async ({ id }, _, { loaders }) => await loaders.armsOf.load(id),
  async result({ id }, { armId, confidenceLevel }, { loaders }) {
    const level = readConfidenceLevel(confidenceLevel);
    const arms = await loaders.armsOf.load(id);
    const control = arms.find(({ isControl }) => isControl);
    const treatment = findTreatment(arms, armId);
    return (control && compareArms(arms, control, treatment, level)) ?? null;
  },
} satisfies ExperimentResolvers;

const defaultConfidenceLevel = 0.95;

function readConfidenceLevel(given: number | null | undefined): number {
  const level = given ?? defaultConfidenceLevel;
  if (!(level > 0.5 && level < 1)) throw badInput(`confidenceLevel is ${level}; it must be above 0.5 and below 1.`);
  return level;
}

function findTreatment(arms: readonly Arm[], armId: string | null | undefined): Arm {
  const treatments = arms.filter(({ isControl }) => !isControl);
  const treatment = armId == null ? treatments[0] : treatments.find(({ id }) => id === armId);
  if (!treatment) throw badInput('armId is not a treatment arm of this experiment.');
  return treatment;
}

export const armResolvers = {
  async __resolveReference({ id }, context) {
    requireScopes(context, 'experiments:read');
    return (await context.loaders.arm.load(id)) ?? null;
  },
  meanValue: ({ participants, sum, currency }) =>
    participants === 0n ? null : { amountMicros: roundedQuotient(sum, participants), currency },
} satisfies ArmResolvers;

export const experimentResultResolvers = {
  difference: ({ differenceMicros }) => differenceMicros / 1e6,
  differenceInterval: ({ differenceIntervalMicros }) => toMajorUnits(differenceIntervalMicros),
  incrementalValue: ({ incrementalMicros, control }) => ({
    amountMicros: incrementalMicros,
    currency: control.currency,
  }),
} satisfies ExperimentResultResolvers;
