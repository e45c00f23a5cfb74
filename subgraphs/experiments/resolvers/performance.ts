import { z } from 'zod';
import { requireScopes } from '../../common/access.ts';
import { compareArms, incrementalReturn } from '../compare-arms.ts';
import type { Arm } from '../experiment.ts';
import { readPerformance } from '../references.ts';
import type { PerformanceResolvers } from '../schema.generated.ts';

/** What the gateway sends with a reference for a field that requires the spend; a 64-bit integer travels as text. */
const requiredSchema = z.object({
  spend: z.object({ amountMicros: z.string().regex(/^-?\d{1,19}$/), currency: z.string() }).nullish(),
});

const confidenceLevel = 0.95;

export const performanceResolvers = {
  __resolveReference(reference) {
    const { spend } = requiredSchema.parse(reference);
    const money = spend ? { amountMicros: BigInt(spend.amountMicros), currency: spend.currency } : null;
    return readPerformance(reference.id, money) ?? null;
  },
  async incrementalRoas({ scope, spend }, _, context) {
    requireScopes(context, 'experiments:read', 'spend:read');
    if (spend === null || spend.amountMicros <= 0n) return null;
    const { scopeId: campaignId, firstDay, lastDay } = scope;
    const experiment = await context.loaders.concluded.load({ campaignId, firstDay, lastDay });
    if (!experiment || experiment.currency !== spend.currency) return null;
    const comparison = compareFirstTreatment(await context.loaders.armsOf.load(experiment.id));
    // A return from a split that cannot be trusted would be read without the warning that stands beside a result.
    if (!comparison || comparison.sampleRatio.isMismatch) return null;
    return { experiment, ...incrementalReturn(comparison, spend.amountMicros) };
  },
} satisfies PerformanceResolvers;

function compareFirstTreatment(arms: readonly Arm[]) {
  const [control, treatment] = arms;
  return control && treatment && compareArms(arms, control, treatment, confidenceLevel);
}
