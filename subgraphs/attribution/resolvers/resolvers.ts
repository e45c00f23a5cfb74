import type { Resolvers } from '../schema.generated.ts';
import { campaignResolvers } from './campaign.ts';
import {
  conversionResolvers,
  creditedConversionResolvers,
  creditResolvers,
  touchpointResolvers,
} from './conversion.ts';
import { mutationResolvers } from './mutation.ts';
import { performanceResolvers } from './performance.ts';
import { queryResolvers } from './query.ts';

/** All resolvers of the subgraph; the scalars are added when the schema is built. */
export const resolvers = {
  Query: queryResolvers,
  Mutation: mutationResolvers,
  Campaign: campaignResolvers,
  Conversion: conversionResolvers,
  Touchpoint: touchpointResolvers,
  Credit: creditResolvers,
  CreditedConversion: creditedConversionResolvers,
  Performance: performanceResolvers,
} satisfies Resolvers;
