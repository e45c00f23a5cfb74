// The pages of Pinterest's three lists, in the words of the graph.
import type { z } from 'zod';
import type { CallOptions, ClientSettings, EntityLevel, PlatformEntity } from '../ad-platform.ts';
import { levelWords } from './analytics.ts';
import { accountPath, type PinterestCalls } from './calls.ts';
import { readAd, readAdGroup, readCampaign } from './read-entities.ts';
import { adGroupShape, adShape, campaignShape, listedStatuses, pageOf } from './wire.ts';

export interface EntityList {
  readonly accountExternalId: string;
  readonly level: EntityLevel;
  /** Undefined for all. */
  readonly ids: readonly string[] | undefined;
  readonly pageSize: number;
}

/** Throws a `PlatformError`. */
export function listEntities(
  calls: PinterestCalls,
  settings: ClientSettings,
  list: EntityList,
  options: CallOptions,
): AsyncGenerator<readonly PlatformEntity[]> {
  switch (list.level) {
    case 'CAMPAIGN':
      return readPages(calls, list, campaignShape, (campaign) => readCampaign(campaign, settings), options);
    case 'AD_GROUP':
      return readPages(calls, list, adGroupShape, (adGroup) => readAdGroup(adGroup, settings), options);
    case 'AD':
      return readPages(calls, list, adShape, (ad) => readAd(ad, settings), options);
  }
}

async function* readPages<Item>(
  calls: PinterestCalls,
  { accountExternalId, level, ids = [], pageSize }: EntityList,
  shape: z.ZodType<Item>,
  read: (item: Item) => PlatformEntity,
  options: CallOptions,
): AsyncGenerator<readonly PlatformEntity[]> {
  const { path, idsParameter } = levelWords[level];
  let bookmark: string | null | undefined;
  do {
    const query = new URLSearchParams({ page_size: String(pageSize) });
    for (const status of listedStatuses) query.append('entity_statuses', status);
    for (const id of ids) query.append(idsParameter, id);
    if (bookmark) query.set('bookmark', bookmark);
    const call = { method: 'GET', path: `${accountPath(accountExternalId)}/${path}`, query, isWrite: false } as const;
    const { data } = await calls.send({ ...call, ...options }, pageOf(shape));
    yield data.items.map(read);
    ({ bookmark } = data);
  } while (bookmark);
}
