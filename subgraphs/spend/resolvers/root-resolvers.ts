import { requireScopes } from '../../common/access.ts';
import { everyAdvertiser } from '../../common/change-count.ts';
import { followChanges } from '../../common/change-feed.ts';
import { encodeCursor } from '../../common/event-log/event-log.ts';
import { mapEvents } from '../../common/event-log/map-events.ts';
import { changeEventTypes, keysOfEvent } from '../change-events.ts';
import type { Context } from '../context.ts';
import { findRate, formatRate } from '../fx.ts';
import { spendEventTypes } from '../ingest.ts';
import {
  followCampaigns,
  followCampaignStates,
  toPacingUpdated,
  toReportedCampaign,
  toSpendRestated,
} from '../live-spend.ts';
import { listReportedCampaigns } from '../reported-campaign-store.ts';
import { recordSpend } from '../record-spend.ts';
import type { MutationResolvers, QueryResolvers, SubscriptionResolvers } from '../schema.generated.ts';

export const Query: QueryResolvers = {
  spendCursor: async (_, __, context) => {
    requireScopes(context, 'spend:read');
    return encodeCursor(await context.eventLog.head());
  },
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
    subscribe(_, args, context) {
      const viewer = requireScopes(context, 'spend:read');
      return followCampaignStates(context.eventLog, viewer, args, {
        type: spendEventTypes.recorded,
        toItem: (event) => ({ pacingUpdated: toPacingUpdated(event) }),
        loadStates: (ids) => listReportedCampaigns(context.database.db, viewer.advertiserIds, ids),
        toStateItem: (state, cursor) => ({ pacingUpdated: toReportedCampaign(state, cursor) }),
      });
    },
  },
  spendChanged: {
    subscribe(_, { after }, context) {
      const advertiserIds = [...requireScopes(context, 'spend:read').advertiserIds, everyAdvertiser];
      const changes = followChanges(context.eventLog, {
        types: changeEventTypes,
        advertiserIds,
        after,
        keysOf: keysOfEvent,
      });
      return mapEvents(changes, (spendChanged) => ({ spendChanged }));
    },
  },
  spendRestated: {
    subscribe: (_, args, context) =>
      followCampaigns(context.eventLog, requireScopes(context, 'spend:read'), args, {
        type: spendEventTypes.restated,
        toItem: (event) => ({ spendRestated: toSpendRestated(event) }),
      }),
  },
};
