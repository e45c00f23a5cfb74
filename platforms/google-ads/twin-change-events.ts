// An estate's edit log as Google Ads tells of it.
import { formatLocalTime } from '../local-hours.ts';
import type { Estate } from '../estate/estate.ts';
import type { Editor, EstateAccount, EstateEdit } from '../estate/estate-config.ts';
import type { TwinRecord } from './twin-records.ts';

/** One for each edit that is older than the delay. */
export function changeEventRecords(estate: Estate, account: EstateAccount, delayMs: number): readonly TwinRecord[] {
  const knownUntilMs = estate.now().getTime() - delayMs;
  return estate
    .edits(account.externalId)
    .filter(({ at }) => at.getTime() <= knownUntilMs)
    .map((edit) => recordOf(edit, account));
}

function recordOf(edit: EstateEdit, account: EstateAccount): TwinRecord {
  const { type, name, key, field } = changedOf(edit, account);
  const resource = `customers/${account.externalId}`;
  return {
    'change_event.resource_name': `${resource}/changeEvents/${edit.at.getTime()}000~${edit.number}~0`,
    'change_event.change_date_time': `${formatLocalTime(edit.at, account.timeZone)}000`,
    'change_event.change_resource_type': type,
    'change_event.change_resource_name': `${resource}/${name}`,
    'change_event.resource_change_operation': 'UPDATE',
    'change_event.client_type': clientTypeOf(edit.editor),
    'change_event.user_email': edit.editor.name,
    'change_event.changed_fields': field,
    'change_event.old_resource': { [key]: { [field]: amountOf(edit, edit.before) } },
    'change_event.new_resource': { [key]: { [field]: amountOf(edit, edit.after) } },
  };
}

function amountOf({ change }: EstateEdit, text: string): string {
  return change.field === 'BID' ? (text.split(' ')[0] ?? '') : text;
}

interface Changed {
  readonly type: string;
  /** After the customer's. */
  readonly name: string;
  /** The resource's name among changed resources. */
  readonly key: string;
  readonly field: string;
}

function changedOf({ change }: EstateEdit, account: EstateAccount): Changed {
  switch (change.field) {
    case 'BUDGET': {
      const budget = account.budgets.find(({ externalId }) => externalId === change.budgetExternalId);
      const field = budget?.kind === 'LIFETIME' ? 'totalAmountMicros' : 'amountMicros';
      const name = `campaignBudgets/${change.budgetExternalId}`;
      return { type: 'CAMPAIGN_BUDGET', name, key: 'campaignBudget', field };
    }
    case 'BID':
      return adGroupChange(change.adGroupExternalId, bidFieldOf(change.bid.strategy));
    case 'STATUS':
    case 'NAME': {
      const field = change.field === 'STATUS' ? 'status' : 'name';
      if (change.level === 'AD_GROUP') return adGroupChange(change.externalId, field);
      if (change.level === 'CAMPAIGN')
        return { type: 'CAMPAIGN', name: `campaigns/${change.externalId}`, key: 'campaign', field };
      const ad = account.ads.find(({ externalId }) => externalId === change.externalId);
      const name = `adGroupAds/${ad?.adGroupExternalId ?? ''}~${change.externalId}`;
      return { type: 'AD_GROUP_AD', name, key: 'adGroupAd', field };
    }
  }
}

function adGroupChange(externalId: string, field: string): Changed {
  return { type: 'AD_GROUP', name: `adGroups/${externalId}`, key: 'adGroup', field };
}

function bidFieldOf(strategy: string): string {
  if (strategy === 'MANUAL_CPC') return 'cpcBidMicros';
  return strategy === 'MANUAL_CPM' ? 'cpmBidMicros' : 'targetCpaMicros';
}

function clientTypeOf({ by }: Editor): string {
  switch (by) {
    case 'API':
      return 'GOOGLE_ADS_API';
    case 'PERSON':
      return 'GOOGLE_ADS_WEB_CLIENT';
    case 'PLATFORM':
      return 'GOOGLE_ADS_RECOMMENDATIONS_SUBSCRIPTION';
  }
}
