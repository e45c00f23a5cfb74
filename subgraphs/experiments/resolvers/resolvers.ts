import type { Resolvers } from '../schema.generated.ts';
import { armResolvers, experimentResolvers, experimentResultResolvers } from './experiment.ts';
import { performanceResolvers } from './performance.ts';
import { campaignResolvers, queryResolvers } from './query.ts';

/** All resolvers of the subgraph; the scalars are added when the schema is built. */
export const resolvers = {
  Query: queryResolvers,
  Campaign: campaignResolvers,
  Experiment: experimentResolvers,
  Arm: armResolvers,
  ExperimentResult: experimentResultResolvers,
  Performance: performanceResolvers,
} satisfies Resolvers;
