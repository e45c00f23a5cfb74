// The three kinds of entities that Snap lists: what they are called in an envelope, and how they are read.
import type { CallOptions, ClientSettings, EntityLevel, PlatformEntity } from '../ad-platform.ts';
import type { EntityKind, Page, SnapCalls } from './calls.ts';
import { levelWords } from './plan-write.ts';
import { readAd, readAdSquad, readCampaign } from './read-entities.ts';
import { adShape, adSquadShape, campaignShape } from './wire.ts';

/** Entities of one level, already in the words of the graph. */
export type EntityReader = EntityKind<PlatformEntity>;

export function entityReaders(settings: ClientSettings, timeZone: string): Readonly<Record<EntityLevel, EntityReader>> {
  return {
    CAMPAIGN: {
      ...levelWords.CAMPAIGN,
      shape: campaignShape.transform((each) => readCampaign(each, settings, timeZone)),
    },
    AD_GROUP: {
      ...levelWords.AD_GROUP,
      shape: adSquadShape.transform((each) => readAdSquad(each, settings, timeZone)),
    },
    AD: { ...levelWords.AD, shape: adShape.transform((each) => readAd(each, settings)) },
  };
}

/** Page by page, as the links lead. Throws a `PlatformError`. */
export async function* readPages(
  calls: SnapCalls,
  reader: EntityReader,
  path: string,
  pageSize: number | undefined,
  options: CallOptions,
): AsyncGenerator<readonly PlatformEntity[]> {
  const query = new URLSearchParams(pageSize === undefined ? {} : { limit: String(pageSize) });
  let next: Page<unknown>['next'] = { path, query };
  while (next) {
    const page: Page<PlatformEntity> = await calls.read(next.path, next.query, reader, options);
    yield page.entities;
    ({ next } = page);
  }
}
