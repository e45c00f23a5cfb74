import { requireAdvertiser, requireScopes, requireViewer } from '../../common/access.ts';
import { partOf } from '../../common/change-feed.ts';
import { encodeCursor } from '../../common/event-log/event-log.ts';
import { listAdvertisers } from '../account-store.ts';
import { listCampaigns } from '../ad-entity-store.ts';
import { listAuditEntries } from '../audit-store.ts';
import { listEngagedSwitches } from '../kill-switch-store.ts';
import {
  readNamePage,
  readOrdinalPage,
  readSeqPage,
  readTimePage,
  toAdEntityConnection,
  toAuditConnection,
  toNameConnection,
  toRequestConnection,
} from '../pages.ts';
import { previewChanges } from '../preview-changes.ts';
import { listUndecided } from '../request-store.ts';
import type { QueryResolvers } from '../schema.generated.ts';
import { readChange } from './read-change.ts';
import { readCampaignFilter } from './campaign-filter.ts';

export const queryResolvers = {
  ledgerKeys: (_, __, context) => requireViewer(context).advertiserIds.map((id) => partOf(id, 'ledger')),
  async changesCursor(_, __, context) {
    requireViewer(context);
    return encodeCursor(await context.eventLog.head());
  },
  async advertisers(_, args, context) {
    const { advertiserIds } = requireViewer(context);
    const page = readNamePage(args);
    return toNameConnection(await listAdvertisers(context.db, advertiserIds, page), page, advertiserIds);
  },
  async campaigns(_, { filter, ...args }, context) {
    const viewer = requireScopes(context, 'campaigns:read');
    const { advertiserIds = viewer.advertiserIds, ...rest } = readCampaignFilter(filter, viewer);
    const page = readOrdinalPage(args);
    const rows = await listCampaigns(context.db, advertiserIds, rest, page);
    return toAdEntityConnection(
      rows,
      page,
      advertiserIds.map((id) => partOf(id, 'campaigns')),
    );
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
  async previewChange(_, { input }, context) {
    const viewer = requireScopes(context, 'changes:write');
    return await previewChanges(context, viewer, input.changes.map(readChange), context.previewKey);
  },
  async pendingApprovals(_, args, context) {
    const { advertiserIds } = requireScopes(context, 'campaigns:read');
    const page = readTimePage(args);
    return toRequestConnection(await listUndecided(context.db, advertiserIds, page), page);
  },
  async killSwitches(_, __, context) {
    const { advertiserIds } = requireScopes(context, 'campaigns:read');
    return await listEngagedSwitches(context.db, advertiserIds);
  },
  async auditTrail(_, { advertiserId, entityId, subject, ...args }, context) {
    requireAdvertiser(requireScopes(context, 'campaigns:read'), advertiserId);
    const page = readSeqPage(args);
    const isStorable = ![entityId, subject].some((id) => id?.includes('\0'));
    const filter = { advertiserId, entityId: entityId ?? undefined, subject: subject ?? undefined };
    return toAuditConnection(isStorable ? await listAuditEntries(context.db, filter, page) : [], page.limit);
  },
  async changeRequest(_, { id }, context) {
    requireScopes(context, 'campaigns:read');
    return (await context.loaders.changeRequest.load(id)) ?? null;
  },
} satisfies QueryResolvers;
