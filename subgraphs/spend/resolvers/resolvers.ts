import type { Resolvers } from '../schema.generated.ts';
import { AdAccount, Advertiser } from './account-resolvers.ts';
import { AdEntity, SpendSeries } from './ad-entity-resolvers.ts';
import { Performance } from './performance-resolvers.ts';
import { Mutation, Query, Subscription } from './root-resolvers.ts';

/** The resolvers of the spend subgraph; the scalars come from what is common. */
export const resolvers: Resolvers = {
  AdAccount,
  AdEntity,
  Advertiser,
  Mutation,
  Performance,
  Query,
  SpendSeries,
  Subscription,
};
