import { adAccountResolvers, advertiserResolvers } from './resolvers/account.ts';
import { adEntityResolvers, adGroupResolvers, adResolvers, campaignResolvers } from './resolvers/ad-entity.ts';
import {
  adEntityChangedResolvers,
  appliedChangeResolvers,
  changePreviewedResolvers,
  changeResultResolvers,
} from './resolvers/change.ts';
import { mutationResolvers } from './resolvers/mutation.ts';
import { performanceResolvers } from './resolvers/performance.ts';
import { queryResolvers } from './resolvers/query.ts';
import { subscriptionResolvers } from './resolvers/subscription.ts';
import type { Resolvers } from './schema.generated.ts';

/** All resolvers of the subgraph; the scalars are added when the schema is built. */
export const resolvers = {
  Query: queryResolvers,
  Mutation: mutationResolvers,
  Subscription: subscriptionResolvers,
  Advertiser: advertiserResolvers,
  AdAccount: adAccountResolvers,
  AdEntity: adEntityResolvers,
  Campaign: campaignResolvers,
  AdGroup: adGroupResolvers,
  Ad: adResolvers,
  Performance: performanceResolvers,
  AppliedChange: appliedChangeResolvers,
  ChangeResult: changeResultResolvers,
  ChangePreviewed: changePreviewedResolvers,
  AdEntityChanged: adEntityChangedResolvers,
} satisfies Resolvers;
