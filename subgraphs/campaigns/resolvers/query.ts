import { requireScopes, requireViewer } from '../../common/access.ts';
import { listAdvertisers } from '../account-store.ts';
import { listCampaigns } from '../ad-entity-store.ts';
import { readNamePage, readOrdinalPage, toAdEntityConnection, toNameConnection } from '../pages.ts';
import type { QueryResolvers } from '../schema.generated.ts';
import { readCampaignFilter } from './campaign-filter.ts';

export const queryResolvers = {
  async advertisers(_, args, context) {
    const { advertiserIds } = requireViewer(context);
    const page = readNamePage(args);
    return toNameConnection(await listAdvertisers(context.db, advertiserIds, page), page);
  },
  async campaigns(_, { filter, ...args }, context) {
    const viewer = requireScopes(context, 'campaigns:read');
    const { advertiserIds = viewer.advertiserIds, ...rest } = readCampaignFilter(filter, viewer);
    const page = readOrdinalPage(args);
    return toAdEntityConnection(await listCampaigns(context.db, advertiserIds, rest, page), page);
  },
  async campaign(_, { id }, context) {
    requireScopes(context, 'campaigns:read');
    const entity = await context.loaders.adEntity.load(id);
    return entity?.level === 'CAMPAIGN' ? entity : null;
  },
  async adEntity(_, { id }, context) {
    requireScopes(context, 'campaigns:read');
    return (await context.loaders.adEntity.load(id)) ?? null;
  },
} satisfies QueryResolvers;
