import { platformId } from '../../subgraphs/common/identifiers.ts';
import type { Level } from './mapping.ts';

const prefixOfLevel: Readonly<Record<Level, string>> = {
  ACCOUNT: 'acc',
  CAMPAIGN: 'cmp',
  AD_GROUP: 'adg',
  AD: 'ad',
  KEYWORD: 'kwd',
};

/** Whose export it is: what every identifier made from it has in common. */
export interface Owner {
  readonly advertiserId: string;
  readonly platform: string;
}

/** The identifier of what a platform calls `externalId` within an account: the same for every importer, in any order. */
export function idOf(owner: Owner, level: Level, accountExternalId: string, externalId: string): string {
  return platformId(prefixOfLevel[level], owner.advertiserId, owner.platform, accountExternalId, level, externalId);
}

const advertiserIdPattern = /^adv_[0-9a-f]{32}$/;

/** Whether a text is an advertiser's identifier and not a name. */
export function isAdvertiserId(text: string): boolean {
  return advertiserIdPattern.test(text);
}

/** The identifier of an advertiser that an import creates: the same for the same name, so that a second import meets the first. */
export function importedAdvertiserId(name: string): string {
  return platformId('adv', '', '', '', 'ADVERTISER', name.trim());
}
