import { z } from 'zod';
import { requireScopes } from '../../common/access.ts';
import { readPerformance, returnOnAdSpend } from '../earnings.ts';
import type { PerformanceResolvers } from '../schema.generated.ts';

/** What the gateway sends with a reference for a field that requires the spend; a 64-bit integer travels as text. */
const requiredSchema = z.object({
  spend: z.object({ amountMicros: z.string().regex(/^-?\d{1,19}$/), currency: z.string() }).nullish(),
});

export const performanceResolvers = {
  __resolveReference(reference) {
    const { spend } = requiredSchema.parse(reference);
    const money = spend ? { amountMicros: BigInt(spend.amountMicros), currency: spend.currency } : null;
    return readPerformance(reference.id, money) ?? null;
  },
  async conversions(performance, { model }, context) {
    requireScopes(context, 'attribution:read');
    return (await context.loaders.earningsBy(model).load(performance)).conversions;
  },
  async values(performance, { model }, context) {
    requireScopes(context, 'attribution:read');
    return (await context.loaders.earningsBy(model).load(performance)).values;
  },
  async roas(performance, { model }, context) {
    requireScopes(context, 'attribution:read', 'spend:read');
    return returnOnAdSpend(await context.loaders.earningsBy(model).load(performance), performance.spend);
  },
} satisfies PerformanceResolvers;
