// An estate's edit log as Meta tells of it.
import type { Estate } from '../estate/estate.ts';
import type { Editor, EstateAccount, EstateChange, EstateEdit } from '../estate/estate-config.ts';
import { unitMicrosOf } from './currency-offset.ts';
import type { TwinNode } from './twin-nodes.ts';

/** Those of a time, in seconds since 1970, the newest first. */
export function activitiesOf(
  account: EstateAccount,
  estate: Estate,
  sinceSeconds: number,
  untilSeconds: number,
): readonly TwinNode[] {
  return estate
    .edits(account.externalId)
    .filter(({ at }) => at.getTime() >= sinceSeconds * 1_000 && at.getTime() <= untilSeconds * 1_000)
    .map((edit) => activityOf(edit, account))
    .reverse();
}

function activityOf(edit: EstateEdit, account: EstateAccount): TwinNode {
  const { type, id, objectType } = eventOf(edit.change, account);
  return {
    event_time: `${edit.at.toISOString().slice(0, 19)}+0000`,
    event_type: type,
    object_id: id,
    object_type: objectType,
    ...actorOf(edit.editor),
    extra_data: JSON.stringify(extraData(edit, account)),
  };
}

function extraData({ change, before, after }: EstateEdit, account: EstateAccount) {
  const units = (text: string) => Number(BigInt(text.split(' ')[0] ?? '0') / unitMicrosOf(account.currency));
  const { currency } = account;
  switch (change.field) {
    case 'BUDGET':
      return {
        old_value: { type: 'payment_amount', currency, old_value: units(before) },
        new_value: { type: 'payment_amount', currency, new_value: units(after) },
      };
    case 'BID':
    case 'BIDDING':
      return { old_value: units(before), new_value: units(after) };
    case 'STATUS':
    case 'NAME':
      return { old_value: before, new_value: after };
  }
}

interface Event {
  readonly type: string;
  readonly id: string;
  readonly objectType: string;
}

function eventOf(change: EstateChange, account: EstateAccount): Event {
  switch (change.field) {
    case 'BUDGET': {
      const campaign = account.campaigns.find((each) => each.budgetExternalId === change.budgetExternalId);
      const adGroup = account.adGroups.find((each) => each.budgetExternalId === change.budgetExternalId);
      return campaign
        ? { type: 'update_campaign_budget', id: campaign.externalId, objectType: 'CAMPAIGN' }
        : { type: 'update_ad_set_budget', id: adGroup?.externalId ?? '', objectType: 'ADSET' };
    }
    case 'BID':
      return { type: 'update_ad_set_bidding', id: change.adGroupExternalId, objectType: 'ADSET' };
    case 'BIDDING':
      throw new Error('Campaigns of Meta have no target of their own here.');
    case 'STATUS':
    case 'NAME': {
      const isStatus = change.field === 'STATUS';
      const { externalId: id } = change;
      switch (change.level) {
        case 'CAMPAIGN':
          return { type: isStatus ? 'update_campaign_run_status' : 'update_campaign_name', id, objectType: 'CAMPAIGN' };
        case 'AD_GROUP':
          return { type: isStatus ? 'update_ad_set_run_status' : 'update_ad_set_name', id, objectType: 'ADSET' };
        case 'AD':
          return { type: isStatus ? 'update_ad_run_status' : 'update_ad_friendly_name', id, objectType: 'AD' };
      }
    }
  }
}

function actorOf({ by, name, programId }: Editor) {
  switch (by) {
    case 'API':
      return { actor_id: '100', actor_name: name, application_id: programId ?? '' };
    case 'PERSON':
      return { actor_id: '200', actor_name: name };
    case 'PLATFORM':
      return { actor_id: '0', actor_name: 'Meta' };
  }
}
