// What Meta remembers of edits: the activities of an account.
import type { EntityLevel, PlatformChange } from '../ad-platform.ts';
import { malformedAnswer } from '../malformed-answer.ts';
import { unitMicrosOf } from './currency-offset.ts';
import { type ActivityNode, changedValues } from './wire.ts';

export const activityFields =
  'event_time,event_type,object_id,object_type,actor_id,actor_name,application_id,extra_data';

/** What the kinds of events that matter are about; the others are left out. */
const events: ReadonlyMap<string, { readonly level: EntityLevel; readonly field: PlatformChange['field'] }> = new Map([
  ['update_campaign_budget', { level: 'CAMPAIGN', field: 'BUDGET' }],
  ['update_campaign_run_status', { level: 'CAMPAIGN', field: 'STATUS' }],
  ['update_campaign_name', { level: 'CAMPAIGN', field: 'OTHER' }],
  ['update_ad_set_budget', { level: 'AD_GROUP', field: 'BUDGET' }],
  ['update_ad_set_bidding', { level: 'AD_GROUP', field: 'BID' }],
  ['update_ad_set_bid_strategy', { level: 'AD_GROUP', field: 'OTHER' }],
  ['update_ad_set_run_status', { level: 'AD_GROUP', field: 'STATUS' }],
  ['update_ad_set_name', { level: 'AD_GROUP', field: 'OTHER' }],
  ['update_ad_run_status', { level: 'AD', field: 'STATUS' }],
  ['update_ad_friendly_name', { level: 'AD', field: 'OTHER' }],
]);

/** The change that an activity tells of; undefined for one that is none of budgets, bids, statuses or names. */
export function changeOf(activity: ActivityNode, currency: string, ownAppId: string): PlatformChange | undefined {
  const event = events.get(activity.event_type);
  const atMs = Date.parse(activity.event_time);
  if (!event) return undefined;
  if (Number.isNaN(atMs)) throw malformedAnswer('Meta', `an activity at '${activity.event_time}'`);
  const { old_value: before, new_value: after } = valuesOf(activity.extra_data);
  const isAmount = event.field === 'BUDGET' || event.field === 'BID';
  const textOf = (value: string | number | undefined) => (isAmount ? microsOf(value, currency) : wordOf(value));
  return {
    ...event,
    externalId: activity.object_id,
    at: new Date(atMs),
    before: textOf(before),
    after: textOf(after),
    actor: activity.actor_name ?? null,
    origin: originOf(activity, ownAppId),
  };
}

function valuesOf(extraData: string | undefined) {
  try {
    const parsed = changedValues.safeParse(JSON.parse(extraData ?? ''));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

function microsOf(value: string | number | undefined, currency: string): string | null {
  const text = String(value ?? '');
  return /^\d{1,15}$/.test(text) ? String(BigInt(text) * unitMicrosOf(currency)) : null;
}

function wordOf(value: string | number | undefined): string | null {
  return value === undefined ? null : String(value);
}

/** Meta itself acts under its own name and under no account of a person. */
function originOf({ application_id: appId, actor_id: actorId, actor_name: name }: ActivityNode, ownAppId: string) {
  if (appId === ownAppId) return 'OURS';
  if (name === 'Meta' && (actorId === undefined || actorId === '0')) return 'AUTO';
  return actorId === undefined ? 'UNKNOWN' : 'PERSON';
}
