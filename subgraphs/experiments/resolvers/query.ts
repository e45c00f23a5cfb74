import { requireScopes } from '../../common/access.ts';
import { readExperimentPage, toExperimentConnection } from '../experiment-pages.ts';
import { listExperiments } from '../experiment-store.ts';
import type { CampaignResolvers, QueryResolvers } from '../schema.generated.ts';

export const queryResolvers = {
  async experiments(_, { states, ...args }, context) {
    const { advertiserIds } = requireScopes(context, 'experiments:read');
    const page = readExperimentPage(args);
    return toExperimentConnection(await listExperiments(context.db, advertiserIds, states ?? undefined, page), page);
  },
  async experiment(_, { id }, context) {
    requireScopes(context, 'experiments:read');
    return (await context.loaders.experiment.load(id)) ?? null;
  },
} satisfies QueryResolvers;

export const campaignResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  async experiments({ id }, args, context) {
    requireScopes(context, 'experiments:read');
    const page = readExperimentPage(args);
    return toExperimentConnection(await context.loaders.experimentsOf(page).load(id), page);
  },
} satisfies CampaignResolvers;
