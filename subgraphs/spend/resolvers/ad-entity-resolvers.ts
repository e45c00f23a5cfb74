import { badInput, requireScopes } from '../../common/access.ts';
import { daysBetween, resolvePeriod } from '../../common/period.ts';
import { readAdEntity } from '../graph-models.ts';
import { restatementId } from '../restatement.ts';
import type { AdEntityResolvers, SpendGrain, SpendSeriesResolvers } from '../schema.generated.ts';
import { money } from './money.ts';

const maxDays: Readonly<Record<SpendGrain, number>> = { HOUR: 31, DAY: 366 };

export const AdEntity: AdEntityResolvers = {
  __resolveReference: (representation) => readAdEntity(representation),
  pacing: async ({ id, budget, flight, timeZone }, _, context) => {
    requireScopes(context, 'spend:read');
    if (budget == null || timeZone === undefined) return null;
    const pacing = await context.loaders.pacing.load({ id, budget, flight: flight ?? null, timeZone });
    if (!pacing) return null;
    const { currency, dayBudgetMicros, targetMicros, actualMicros, projectionMicros, ...rest } = pacing;
    return {
      ...rest,
      dayBudget: money(dayBudgetMicros, currency),
      target: money(targetMicros, currency),
      actual: money(actualMicros, currency),
      projection: money(projectionMicros, currency),
    };
  },
  spendSeries: async ({ id, timeZone }, { period, grain }, context) => {
    requireScopes(context, 'spend:read');
    if (timeZone === undefined) throw new Error('The gateway did not bring the time zone of an ad entity.');
    const { firstDay, lastDay } = resolvePeriod(period, timeZone, context.now());
    const width = grain ?? 'DAY';
    const days = daysBetween(firstDay, lastDay) + 1;
    if (days > maxDays[width]) {
      throw badInput(`A series by ${width} takes at most ${maxDays[width]} days; these are ${days}.`);
    }
    const scope = { scopeId: id, firstDay, lastDay };
    return { scope, grain: width, timeZone, points: await context.loaders.series.load({ ...scope, grain: width }) };
  },
};

export const SpendSeries: SpendSeriesResolvers = {
  points: ({ points }) =>
    points.map(({ startsAt, day, spendMicros, currency, impressions, clicks }) => ({
      startsAt,
      day,
      spend: money(spendMicros, currency),
      impressions,
      clicks,
    })),
  asOf: ({ points }) =>
    points.map(({ observedAt }) => observedAt).toSorted((left, right) => Number(right) - Number(left))[0] ?? null,
  restatements: async ({ scope, grain }, _, context) => {
    requireScopes(context, 'spend:read');
    const rows = await context.loaders.restatements.load({ ...scope, grain });
    return rows.map((row) => ({
      id: restatementId(row),
      startsAt: row.startsAt,
      day: row.day,
      before: money(row.spendMicrosBefore, row.currencyBefore),
      after: money(row.spendMicrosAfter, row.currencyAfter),
      observedAt: row.changedAt,
    }));
  },
};
