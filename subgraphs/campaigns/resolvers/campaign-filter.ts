import type { Viewer } from '../../../schema/viewer.ts';
import { badInput, requireAdvertiser } from '../../common/access.ts';
import type { CampaignFilter } from '../ad-entity-store.ts';
import type { CampaignFilterInput } from '../schema.generated.ts';

const maxNameLength = 100;

/** The filter a client gave. Throws `FORBIDDEN` for another's advertiser, `BAD_USER_INPUT` for a text of a wrong length. */
export function readCampaignFilter(
  input: CampaignFilterInput | null | undefined,
  viewer: Viewer,
): CampaignFilter & { readonly advertiserIds?: readonly string[] | undefined } {
  const { advertiserIds, platforms, statuses, nameContains } = input ?? {};
  for (const advertiserId of advertiserIds ?? []) requireAdvertiser(viewer, advertiserId);
  if (nameContains != null && !isSearchText(nameContains)) {
    throw badInput(`filter.nameContains must be 1 to ${maxNameLength} characters of text.`);
  }
  return {
    advertiserIds: advertiserIds ?? undefined,
    platforms: platforms ?? undefined,
    statuses: statuses ?? undefined,
    nameContains: nameContains ?? undefined,
  };
}

/** PostgreSQL has no text with a NUL in it and would fail on one. */
function isSearchText(text: string): boolean {
  return text.length >= 1 && text.length <= maxNameLength && !text.includes('\0');
}
