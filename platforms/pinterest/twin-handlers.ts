// What the Pinterest twin does for each method and path.
import { z } from 'zod';
import type { EntityLevel } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type { EstateAccount } from '../estate/estate-config.ts';
import type { TwinRequest } from '../twin-server.ts';
import { isLocalDate } from '../../subgraphs/common/period.ts';
import { levelWords } from './analytics.ts';
import { analyticsQuery, analyticsRows, checkReach, isReady, reportBody } from './twin-analytics.ts';
import { readJson, readQuery, TwinRefusal } from './twin-answer.ts';
import { sayAccount, sayAd, sayAdGroup, sayCampaign, statusOf } from './twin-entities.ts';
import type { Category } from './twin-limits.ts';
import {
  adBatch,
  adGroupBatch,
  bidFloorMicros,
  campaignBatch,
  type Desk,
  updateAdGroups,
  updateAds,
  updateCampaigns,
} from './twin-updates.ts';

export interface TwinRoute {
  readonly method: string;
  /** Of the whole path after `/v5`; its group is the account, where it has one. */
  readonly pattern: RegExp;
  readonly category: Category;
  readonly answer: (request: TwinRequest, desk: Desk) => unknown;
}

export interface TwinRoutes {
  readonly routes: readonly TwinRoute[];
  /** A finished report, for whoever has its address. */
  readonly file: (path: string) => unknown;
}

export function createTwinRoutes(estate: Estate): TwinRoutes {
  const reports = createReports(estate);
  const inAccount = (method: string, path: string, category: Category, answer: TwinRoute['answer']): TwinRoute => ({
    method,
    pattern: new RegExp(`^/ad_accounts/(\\d+)${path}$`),
    category,
    answer,
  });
  const routes: readonly TwinRoute[] = [
    inAccount('GET', '', 'ads_read', (_, { account }) => sayAccount(account)),
    inAccount('GET', '/campaigns', 'ads_read', (request, { account }) =>
      list(request, 'CAMPAIGN', account.campaigns, (campaign) => sayCampaign(account, campaign)),
    ),
    inAccount('GET', '/ad_groups', 'ads_read', (request, { account }) =>
      list(request, 'AD_GROUP', account.adGroups, (adGroup) => sayAdGroup(estate, account, adGroup)),
    ),
    inAccount('GET', '/ads', 'ads_read', (request, { account }) =>
      list(request, 'AD', account.ads, (ad) => sayAd(account, ad)),
    ),
    inAccount('PATCH', '/campaigns', 'ads_write', (request, desk) => ({
      items: updateCampaigns(desk, readJson(request, campaignBatch)),
    })),
    inAccount('PATCH', '/ad_groups', 'ads_write', (request, desk) => ({
      items: updateAdGroups(desk, readJson(request, adGroupBatch)),
    })),
    inAccount('PATCH', '/ads', 'ads_write', (request, desk) => ({
      items: updateAds(desk, readJson(request, adBatch)),
    })),
    inAccount('POST', '/bid_floor', 'ads_read', (request) => sayBidFloors(request)),
    ...(['CAMPAIGN', 'AD_GROUP', 'AD'] as const).map((level) =>
      inAccount('GET', `/${levelWords[level].path}/analytics`, 'ads_analytics', (request, { account }) =>
        analyse(estate, account, level, request),
      ),
    ),
    inAccount('POST', '/reports', 'ads_analytics', reports.create),
    inAccount('GET', '/reports', 'ads_analytics', reports.look),
    {
      method: 'GET',
      pattern: /^\/resources\/metrics_ready_state$/,
      category: 'ads_analytics',
      answer: (request) => {
        const { date } = readQuery(request, z.object({ date: z.string().refine(isLocalDate) }), []);
        const ready = isReady(estate, date);
        return { conversion_metrics_ready: ready, non_conversion_metrics_ready: ready };
      },
    },
  ];
  return { routes, file: reports.file };
}

const idList = z
  .array(z.string().regex(/^\d{1,18}$/))
  .min(1)
  .max(250)
  .optional();

const listQuery = z.object({
  campaign_ids: idList,
  ad_group_ids: idList,
  ad_ids: idList,
  entity_statuses: z
    .array(z.enum(['ACTIVE', 'PAUSED', 'ARCHIVED', 'DRAFT', 'DELETED_DRAFT']))
    .default(['ACTIVE', 'PAUSED']),
  page_size: z.coerce.number().int().min(1).max(250).default(25),
  bookmark: z.string().optional(),
});

const listParameters = ['campaign_ids', 'ad_group_ids', 'ad_ids', 'entity_statuses'] as const;

/** A page, and a bookmark where there is another. */
function list<Entity extends { readonly externalId: string; readonly status: EstateAccount['ads'][number]['status'] }>(
  request: TwinRequest,
  level: EntityLevel,
  entities: readonly Entity[],
  say: (entity: Entity) => unknown,
) {
  const query = readQuery(request, listQuery, listParameters);
  const ids = { CAMPAIGN: query.campaign_ids, AD_GROUP: query.ad_group_ids, AD: query.ad_ids }[level];
  const statuses: readonly string[] = query.entity_statuses;
  const listed = entities.filter(
    (entity) => (ids === undefined || ids.includes(entity.externalId)) && statuses.includes(statusOf(entity)),
  );
  const from = query.bookmark === undefined ? 0 : Number(Buffer.from(query.bookmark, 'base64url').toString('utf8'));
  if (!Number.isInteger(from)) throw new TwinRefusal(400, 1, 'Invalid bookmark.');
  const to = from + query.page_size;
  const bookmark = to < listed.length ? Buffer.from(String(to), 'utf8').toString('base64url') : null;
  return { items: listed.slice(from, to).map(say), bookmark };
}

function analyse(estate: Estate, account: EstateAccount, level: EntityLevel, request: TwinRequest) {
  const asked = readQuery(request, analyticsQuery, listParameters);
  const entityIds = { CAMPAIGN: asked.campaign_ids, AD_GROUP: asked.ad_group_ids, AD: asked.ad_ids }[level];
  if (!entityIds) throw new TwinRefusal(400, 1, `Missing ${levelWords[level].idsParameter}.`);
  const reach = asked.granularity === 'HOUR' ? { daysBack: 8, maxDays: 3 } : { daysBack: 90, maxDays: 90 };
  checkReach(estate, asked, reach);
  return analyticsRows(estate, account.externalId, level, asked, entityIds);
}

const floorBody = z.strictObject({
  bid_floor_specs: z
    .array(z.strictObject({ billable_event: z.enum(['CLICKTHROUGH', 'IMPRESSION']), currency: z.string() }))
    .min(1),
});

function sayBidFloors(request: TwinRequest) {
  const { bid_floor_specs: specs } = readJson(request, floorBody);
  const floors = specs.map(({ currency, billable_event: event }) => Number(bidFloorMicros(currency, event)));
  return { bid_floors: floors, type: 'bidfloor' };
}

const reportLevels = { CAMPAIGN: 'CAMPAIGN', AD_GROUP: 'AD_GROUP', PIN_PROMOTION: 'AD' } as const;

/** Looks at a report before it is finished, and how many are kept. */
const looksUntilFinished = 2;
const maxReports = 1_000;

function createReports(estate: Estate) {
  const kept = new Map<string, { readonly accountId: string; readonly rows: unknown; looks: number }>();
  let count = 0;
  return {
    create: (request: TwinRequest, { account }: Desk) => {
      const asked = readJson(request, reportBody);
      const level = reportLevels[asked.level];
      const reach = asked.granularity === 'HOUR' ? { daysBack: 8, maxDays: 3 } : { daysBack: 914, maxDays: 186 };
      checkReach(estate, asked, reach);
      const rows = analyticsRows(estate, account.externalId, level, asked, undefined);
      const { idColumn } = levelWords[level];
      const token = `report-${(count += 1)}`;
      kept.set(token, {
        accountId: account.externalId,
        rows: Object.fromEntries(Map.groupBy(rows, (row) => String(row[idColumn]))),
        looks: 0,
      });
      const [oldest] = kept.keys();
      if (kept.size > maxReports && oldest !== undefined) kept.delete(oldest);
      return { report_status: 'IN_PROGRESS', token, message: null };
    },
    look: (request: TwinRequest, { account }: Desk) => {
      const { token } = readQuery(request, z.object({ token: z.string() }), []);
      const report = kept.get(token);
      if (report?.accountId !== account.externalId) return { report_status: 'DOES_NOT_EXIST', url: null, size: null };
      report.looks += 1;
      if (report.looks <= looksUntilFinished) return { report_status: 'IN_PROGRESS', url: null, size: null };
      return { report_status: 'FINISHED', url: `http://${request.headers.host}/files/${token}`, size: 1 };
    },
    file: (path: string): unknown => kept.get(/^\/files\/([\w-]+)$/.exec(path)?.[1] ?? '')?.rows,
  };
}
