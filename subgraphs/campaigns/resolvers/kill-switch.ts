import { found } from '../found.ts';
import type { KillSwitchResolvers, KillSwitchResultResolvers } from '../schema.generated.ts';

export const killSwitchResolvers = {
  advertiser: async ({ advertiserId }, _, { loaders }) => found(await loaders.advertiser.load(advertiserId)),
  scopeId: ({ scopeId }) => (scopeId === '' ? null : scopeId),
  engagedBy: ({ trippedBy }) => trippedBy,
  engagedAt: ({ trippedAt }) => trippedAt,
} satisfies KillSwitchResolvers;

export const killSwitchResultResolvers = {
  __resolveType: ({ kind }) => (kind === 'switched' ? 'KillSwitchSet' : 'ChangeRefused'),
} satisfies KillSwitchResultResolvers;
