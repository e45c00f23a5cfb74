import { requireScopes } from '../../common/access.ts';
import { decodePerformanceId } from '../../common/performance-id.ts';
import type { Context } from '../context.ts';
import { convertDays, findRate } from '../fx.ts';
import type { Performance as PerformanceModel } from '../graph-models.ts';
import type { PerformanceResolvers } from '../schema.generated.ts';
import type { SpendTotal } from '../spend-store.ts';
import { money, singleTotal } from './money.ts';

export const Performance: PerformanceResolvers = {
  __resolveReference: ({ id }) => ({ id, scope: decodePerformanceId(id) }),
  spend: async (performance, _, context) => {
    const total = await loadTotal(performance, context);
    return total ? money(total.spendMicros, total.currency) : null;
  },
  impressions: async (performance, _, context) => (await loadTotal(performance, context))?.impressions ?? null,
  clicks: async (performance, _, context) => (await loadTotal(performance, context))?.clicks ?? null,
  spendIn: async ({ scope }, { currency }, context) => {
    requireScopes(context, 'spend:read');
    if (!scope) return null;
    const { scopeId, firstDay, lastDay } = scope;
    const days = await context.loaders.days.load({ scopeId, firstDay, lastDay });
    const original = singleTotal(days);
    if (!original) return null;
    const rates = await context.loaders.rates.load({ base: original.currency, quote: currency, firstDay, lastDay });
    const conversion = convertDays(days, (day) => findRate(rates, original.currency, currency, day));
    const spentMicros = days.reduce((sum, { spendMicros }) => sum + spendMicros, 0n);
    return {
      original: money(spentMicros, original.currency),
      amount: conversion.kind === 'CONVERTED' ? money(conversion.micros, currency) : null,
      daysWithoutRate: conversion.kind === 'RATES_MISSING' ? conversion.days.slice(0, maxDaysWithoutRate) : [],
    };
  },
};

const maxDaysWithoutRate = 366;

async function loadTotal({ scope }: PerformanceModel, context: Context): Promise<SpendTotal | undefined> {
  requireScopes(context, 'spend:read');
  if (!scope) return undefined;
  const { scopeId, firstDay, lastDay } = scope;
  return singleTotal(await context.loaders.totals.load({ scopeId, firstDay, lastDay }));
}
