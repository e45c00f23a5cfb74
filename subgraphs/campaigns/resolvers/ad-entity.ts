import { requireScopes, requireViewer } from '../../common/access.ts';
import { partOf } from '../../common/change-feed.ts';
import { encodePerformanceId } from '../../common/performance-id.ts';
import { resolvePeriod } from '../../common/period.ts';
import type { AdEntity, Level } from '../ad-entity.ts';
import type { Context } from '../context.ts';
import { readOrdinalPage, readVersionPage, toAdEntityConnection, toHistoryConnection } from '../pages.ts';
import type { AdEntityResolvers, AdGroupResolvers, AdResolvers, CampaignResolvers } from '../schema.generated.ts';
import { found } from '../found.ts';

const typeOfLevel = { CAMPAIGN: 'Campaign', AD_GROUP: 'AdGroup', AD: 'Ad' } as const satisfies Record<Level, string>;

/** Entities that other subgraphs refer to come here, by their concrete type or, where they know none, as AdEntity. */
export const adEntityResolvers = {
  __resolveType: ({ level }) => typeOfLevel[level],
  __resolveReference: async ({ id }, context) => await resolveReference(id, context),
} satisfies AdEntityResolvers;

const sharedFields = {
  adAccount: async ({ accountId }, _, { loaders }) => found(await loaders.adAccount.load(accountId)),
  budget: ({ budget, currency }) =>
    budget && { kind: budget.kind, amount: { amountMicros: budget.amountMicros, currency } },
  changeKeys,
  performance(entity, { period }, { now }) {
    const { id, timeZone } = entity;
    const days = resolvePeriod(period, timeZone, now());
    return { id: encodePerformanceId({ scopeId: id, timeZone, ...days }), ...days, changeKeys: changeKeys(entity) };
  },
  async changeHistory(entity, args, context) {
    requireScopes(context, 'campaigns:read');
    const page = readVersionPage(args);
    return toHistoryConnection(await context.loaders.changesOf(entity, page), page);
  },
} satisfies CampaignResolvers;

export const campaignResolvers = {
  ...sharedFields,
  __resolveReference: async ({ id }, context) => await resolveReference(id, context, 'CAMPAIGN'),
  bid: bidOf,
  adGroups: (parent, args, context) => listChildrenOf(parent, args, context, 'adGroups'),
} satisfies CampaignResolvers;

export const adGroupResolvers = {
  ...sharedFields,
  __resolveReference: async ({ id }, context) => await resolveReference(id, context, 'AD_GROUP'),
  campaign: ({ campaignId }, _, context) => parentOf(campaignId, context),
  bid: bidOf,
  ads: (parent, args, context) => listChildrenOf(parent, args, context, 'ads'),
} satisfies AdGroupResolvers;

export const adResolvers = {
  ...sharedFields,
  __resolveReference: async ({ id }, context) => await resolveReference(id, context, 'AD'),
  adGroup: ({ adGroupId }, _, context) => parentOf(adGroupId, context),
} satisfies AdResolvers;

function bidOf({ bid, currency }: AdEntity) {
  return bid && { strategy: bid.strategy, amount: { amountMicros: bid.amountMicros, currency } };
}

/** An entity is read together with its account and with the campaign that it has its flight from. */
function changeKeys({ id, accountId, campaignId, adGroupId }: AdEntity): readonly string[] {
  return [id, accountId, campaignId, adGroupId].filter((key) => key !== null);
}

async function resolveReference(id: string, context: Context, level?: Level): Promise<AdEntity | null> {
  requireViewer(context);
  const entity = await context.loaders.adEntity.load(id);
  return entity && (level === undefined || entity.level === level) ? entity : null;
}

async function parentOf(id: string | null, { loaders }: Context): Promise<AdEntity> {
  return found(id === null ? undefined : await loaders.adEntity.load(id));
}

async function listChildrenOf(
  parent: AdEntity,
  args: { readonly first?: number | null; readonly after?: string | null },
  { loaders }: Context,
  part: 'adGroups' | 'ads',
) {
  const page = readOrdinalPage(args);
  const { id, advertiserId } = parent;
  const rows = await loaders.childrenOf({ id, advertiserId }, {}, page);
  return toAdEntityConnection(rows, page, [partOf(id, part)]);
}
