import { requireScopes } from '../../common/access.ts';
import type { Context } from '../context.ts';
import { findRate, formatRate } from '../fx.ts';
import { spendEventTypes } from '../ingest.ts';
import { followCampaigns, toPacingUpdated, toSpendRestated } from '../live-spend.ts';
import { recordSpend } from '../record-spend.ts';
import type { MutationResolvers, QueryResolvers, SubscriptionResolvers } from '../schema.generated.ts';

export const Query: QueryResolvers = {
  fxRate: async (_, { base, quote, day }, context) => {
    requireScopes(context, 'spend:read');
    const rates = await context.loaders.rates.load({ base, quote, firstDay: day, lastDay: day });
    const rate = findRate(rates, base, quote, day);
    return rate ? { base, quote, day: rate.day, rate: formatRate(rate), source: rate.source } : null;
  },
};

export const Mutation: MutationResolvers = {
  recordSpend: async (_, { input }, context) => {
    const { advertiserIds } = requireScopes(context, 'spend:ingest');
    const acknowledgements = await recordSpend(context, input.rows, { advertiserIds, now: context.now() });
    return { acknowledgements };
  },
};

export const Subscription: SubscriptionResolvers<Context> = {
  pacingUpdated: {
    subscribe: (_, args, context) =>
      followCampaigns(context.eventLog, requireScopes(context, 'spend:read'), args, {
        type: spendEventTypes.recorded,
        toItem: (event) => ({ pacingUpdated: toPacingUpdated(event) }),
      }),
  },
  spendRestated: {
    subscribe: (_, args, context) =>
      followCampaigns(context.eventLog, requireScopes(context, 'spend:read'), args, {
        type: spendEventTypes.restated,
        toItem: (event) => ({ spendRestated: toSpendRestated(event) }),
      }),
  },
};
