import { requireScopes, requireViewer } from '../../common/access.ts';
import { partOf } from '../../common/change-feed.ts';
import { readNamePage, readOrdinalPage, toAdEntityConnection, toNameConnection } from '../pages.ts';
import type { AdAccountResolvers, AdvertiserResolvers } from '../schema.generated.ts';
import { readCampaignFilter } from './campaign-filter.ts';
import { found } from '../found.ts';

export const advertiserResolvers = {
  async __resolveReference({ id }, context) {
    requireViewer(context);
    return (await context.loaders.advertiser.load(id)) ?? null;
  },
  changeKeys: ({ id }) => [id],
  async adAccounts({ id }, args, context) {
    requireScopes(context, 'campaigns:read');
    const page = readNamePage(args);
    return toNameConnection(await context.loaders.adAccountsOf(id, page), page, [partOf(id, 'adAccounts')]);
  },
} satisfies AdvertiserResolvers;

export const adAccountResolvers = {
  async __resolveReference({ id }, context) {
    requireViewer(context);
    return (await context.loaders.adAccount.load(id)) ?? null;
  },
  changeKeys: ({ id }) => [id],
  advertiser: async ({ advertiserId }, _, { loaders }) => found(await loaders.advertiser.load(advertiserId)),
  async campaigns({ id, advertiserId }, { filter, ...args }, context) {
    const { advertiserIds, ...rest } = readCampaignFilter(filter, requireScopes(context, 'campaigns:read'));
    const page = readOrdinalPage(args);
    const isWanted = advertiserIds?.includes(advertiserId) ?? true;
    const rows = isWanted ? await context.loaders.childrenOf({ id, advertiserId }, rest, page) : [];
    return toAdEntityConnection(rows, page, [partOf(advertiserId, 'campaigns')]);
  },
} satisfies AdAccountResolvers;
