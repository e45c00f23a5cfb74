// The pages of TikTok's three lists, in the words of the graph.
import type { z } from 'zod';
import type { CallOptions, ClientSettings, EntityLevel, PlatformEntity } from '../ad-platform.ts';
import type { TikTokCalls } from './calls.ts';
import { readAd, readAdGroup, readCampaign } from './read-entities.ts';
import { adGroupShape, adShape, campaignShape, pageOf, tiktokPaths } from './wire.ts';

export interface EntityList {
  readonly accountExternalId: string;
  readonly level: EntityLevel;
  /** Undefined for all. */
  readonly ids: readonly string[] | undefined;
  readonly timeZone: string;
  readonly settings: ClientSettings;
}

interface LevelList<Item> {
  readonly path: string;
  readonly idsFilter: string;
  readonly shape: z.ZodType<Item>;
  readonly read: (item: Item, settings: ClientSettings, timeZone: string) => PlatformEntity;
}

const campaigns = { path: tiktokPaths.campaigns, idsFilter: 'campaign_ids', shape: campaignShape, read: readCampaign };
const adGroups = { path: tiktokPaths.adGroups, idsFilter: 'adgroup_ids', shape: adGroupShape, read: readAdGroup };
const ads = { path: tiktokPaths.ads, idsFilter: 'ad_ids', shape: adShape, read: readAd };

/** Throws a `PlatformError`. */
export function listEntities(
  calls: TikTokCalls,
  list: EntityList,
  pageSize: number,
  options: CallOptions,
): AsyncGenerator<readonly PlatformEntity[]> {
  switch (list.level) {
    case 'CAMPAIGN':
      return readPages(calls, campaigns, list, pageSize, options);
    case 'AD_GROUP':
      return readPages(calls, adGroups, list, pageSize, options);
    case 'AD':
      return readPages(calls, ads, list, pageSize, options);
  }
}

async function* readPages<Item>(
  calls: TikTokCalls,
  { path, idsFilter, shape, read }: LevelList<Item>,
  { accountExternalId, ids, timeZone, settings }: EntityList,
  pageSize: number,
  options: CallOptions,
): AsyncGenerator<readonly PlatformEntity[]> {
  // Left to itself the list leaves out what is deleted.
  const filtering = { primary_status: 'STATUS_ALL', ...(ids && { [idsFilter]: ids }) };
  for (let page = 1; ; page += 1) {
    const parameters = { advertiser_id: accountExternalId, filtering, page, page_size: pageSize };
    const { list, page_info: info } = await calls.read(path, parameters, pageOf(shape), options);
    yield list.map((item) => read(item, settings, timeZone));
    if (page >= info.total_page) return;
  }
}
