// What Google Ads remembers of edits: 30 days of change events, a few minutes late.
import type { EntityRef, PlatformChange } from '../ad-platform.ts';
import { malformedAnswer } from '../malformed-answer.ts';
import { formatLocalTime, parseLocalTime } from '../local-hours.ts';
import { lastPart } from './structure.ts';
import type { ChangedResource, ChangeEventRow } from './wire.ts';

const msPerDay = 86_400_000;

/** A query that goes back further is refused; the hour is for clocks that differ. */
const rememberedForMs = 30 * msPerDay - 3_600_000;

/** No query may ask for more. */
export const maxChanges = 10_000;

/** Since then, or since as long ago as the platform remembers. */
export function changeQuery(since: Date, now: Date, timeZone: string): string {
  const from = new Date(Math.max(since.getTime(), now.getTime() - rememberedForMs));
  const fields = [
    'resource_name',
    'change_date_time',
    'change_resource_type',
    'change_resource_name',
    'client_type',
    'user_email',
    'changed_fields',
    'old_resource',
    'new_resource',
  ].map((field) => `change_event.${field}`);
  const until = formatLocalTime(new Date(now.getTime() + msPerDay), timeZone);
  return (
    `SELECT ${fields.join(', ')} FROM change_event ` +
    `WHERE change_event.change_date_time >= '${formatLocalTime(from, timeZone)}' ` +
    `AND change_event.change_date_time <= '${until}' ` +
    `ORDER BY change_event.change_date_time ASC LIMIT ${maxChanges}`
  );
}

/**
 * What an event says, a change for each field that matters and each entity that it concerns: an edit of a budget is one of
 * every campaign that spends from it.
 */
export function changesOf(
  { changeEvent: event }: ChangeEventRow,
  campaignsOfBudget: ReadonlyMap<string, readonly string[]>,
  timeZone: string,
  ownEmail: string,
): readonly PlatformChange[] {
  const at = parseLocalTime(event.changeDateTime, timeZone);
  if (!at) throw malformedAnswer('Google Ads', `a change at '${event.changeDateTime}'`);
  const refs = refsOf(event.changeResourceType, event.changeResourceName, campaignsOfBudget);
  const made = { at, actor: event.userEmail ?? null, origin: originOf(event.clientType, event.userEmail, ownEmail) };
  const fields = event.changedFields.split(',').filter((field) => field !== '');
  return refs.flatMap((ref) =>
    fields.map((name) => ({
      ...ref,
      ...made,
      field: fieldOf(name),
      before: valueOf(event.oldResource, name),
      after: valueOf(event.newResource, name),
    })),
  );
}

function refsOf(
  type: string,
  resourceName: string,
  campaignsOfBudget: ReadonlyMap<string, readonly string[]>,
): readonly EntityRef[] {
  switch (type) {
    case 'CAMPAIGN_BUDGET':
      return (campaignsOfBudget.get(resourceName) ?? []).map((externalId) => ({ level: 'CAMPAIGN', externalId }));
    case 'CAMPAIGN':
      return [{ level: 'CAMPAIGN', externalId: lastPart(resourceName) }];
    case 'AD_GROUP':
      return [{ level: 'AD_GROUP', externalId: lastPart(resourceName) }];
    case 'AD_GROUP_AD':
      return [{ level: 'AD', externalId: resourceName.slice(resourceName.lastIndexOf('~') + 1) }];
    default:
      return [];
  }
}

function fieldOf(name: string): PlatformChange['field'] {
  switch (name) {
    case 'amountMicros':
    case 'totalAmountMicros':
      return 'BUDGET';
    case 'cpcBidMicros':
    case 'cpmBidMicros':
    case 'targetCpaMicros':
    case 'targetCpa.targetCpaMicros':
    case 'maximizeConversions.targetCpaMicros':
      return 'BID';
    case 'status':
      return 'STATUS';
    default:
      return 'OTHER';
  }
}

/** The field's value in whichever resource was changed; a field within a field has both names. */
function valueOf(resource: ChangedResource, name: string): string | null {
  let value: unknown = resource.campaignBudget ?? resource.campaign ?? resource.adGroup ?? resource.adGroupAd;
  for (const part of name.split('.')) {
    value = typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(part) : undefined;
  }
  return typeof value === 'string' ? value : null;
}

function originOf(clientType: string, email: string | undefined, ownEmail: string): PlatformChange['origin'] {
  switch (clientType) {
    case 'GOOGLE_ADS_API':
      return email === ownEmail ? 'OURS' : 'PERSON';
    case 'GOOGLE_ADS_RECOMMENDATIONS_SUBSCRIPTION':
    case 'GOOGLE_ADS_AUTOMATED_RULE':
      return 'AUTO';
    case 'GOOGLE_ADS_WEB_CLIENT':
    case 'GOOGLE_ADS_MOBILE_APP':
    case 'GOOGLE_ADS_EDITOR':
    case 'GOOGLE_ADS_BULK_UPLOAD':
    case 'GOOGLE_ADS_SCRIPTS':
    case 'GOOGLE_ADS_RECOMMENDATIONS':
    case 'SEARCH_ADS_360_SYNC':
    case 'SEARCH_ADS_360_POST':
    case 'INTERNAL_TOOL':
      return 'PERSON';
    default:
      return 'UNKNOWN';
  }
}
