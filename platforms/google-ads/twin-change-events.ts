// An estate's edit log as Google Ads tells of it.
import { formatLocalTime } from '../local-hours.ts';
import type { EntityLevel } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type { Editor, EstateAccount, EstateEdit } from '../estate/estate-config.ts';
import { portfolioName, type TwinRecord } from './twin-records.ts';
import { targetFields } from './wire.ts';

/** One for each edit that is older than the delay. */
export function changeEventRecords(estate: Estate, account: EstateAccount, delayMs: number): readonly TwinRecord[] {
  const knownUntilMs = estate.now().getTime() - delayMs;
  return estate
    .edits(account.externalId)
    .filter(({ at }) => at.getTime() <= knownUntilMs)
    .map((edit) => recordOf(edit, account));
}

function recordOf(edit: EstateEdit, account: EstateAccount): TwinRecord {
  const { type, name, key, before, after } = changedOf(edit, account);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  const resource = `customers/${account.externalId}`;
  return {
    'change_event.resource_name': `${resource}/changeEvents/${edit.at.getTime()}000~${edit.number}~0`,
    'change_event.change_date_time': `${formatLocalTime(edit.at, account.timeZone)}000`,
    'change_event.change_resource_type': type,
    'change_event.change_resource_name': `${resource}/${name}`,
    'change_event.resource_change_operation': 'UPDATE',
    'change_event.client_type': clientTypeOf(edit.editor),
    'change_event.user_email': edit.editor.name,
    'change_event.changed_fields': changed.join(','),
    'change_event.old_resource': { [key]: nested(before, changed) },
    'change_event.new_resource': { [key]: nested(after, changed) },
  };
}

interface Changed {
  readonly type: string;
  /** After the customer's. */
  readonly name: string;
  /** The resource's name among changed resources. */
  readonly key: string;
  /** Values by the paths of their fields; what is absent is not set. */
  readonly before: Values;
  readonly after: Values;
}

type Values = ReadonlyMap<string, string>;

function changedOf({ change, before, after }: EstateEdit, account: EstateAccount): Changed {
  const only = (field: string) => ({ before: new Map([[field, before]]), after: new Map([[field, after]]) });
  switch (change.field) {
    case 'BUDGET': {
      const budget = account.budgets.find(({ externalId }) => externalId === change.budgetExternalId);
      const field = budget?.kind === 'LIFETIME' ? 'totalAmountMicros' : 'amountMicros';
      const name = `campaignBudgets/${change.budgetExternalId}`;
      return { type: 'CAMPAIGN_BUDGET', name, key: 'campaignBudget', ...only(field) };
    }
    case 'BID': {
      const field = bidFieldOf(change.bid.strategy);
      const values = { before: bidValues(field, before), after: bidValues(field, after) };
      return { ...resourceOf('AD_GROUP', change.adGroupExternalId, account), ...values };
    }
    case 'BIDDING': {
      const values = { before: biddingValues(before, account), after: biddingValues(after, account) };
      return { ...resourceOf('CAMPAIGN', change.campaignExternalId, account), ...values };
    }
    case 'STATUS':
    case 'NAME': {
      const field = change.field === 'STATUS' ? 'status' : 'name';
      return { ...resourceOf(change.level, change.externalId, account), ...only(field) };
    }
  }
}

function resourceOf(level: EntityLevel, externalId: string, account: EstateAccount) {
  switch (level) {
    case 'CAMPAIGN':
      return { type: 'CAMPAIGN', name: `campaigns/${externalId}`, key: 'campaign' };
    case 'AD_GROUP':
      return { type: 'AD_GROUP', name: `adGroups/${externalId}`, key: 'adGroup' };
    case 'AD': {
      const ad = account.ads.find((each) => each.externalId === externalId);
      return { type: 'AD_GROUP_AD', name: `adGroupAds/${ad?.adGroupExternalId ?? ''}~${externalId}`, key: 'adGroupAd' };
    }
  }
}

/** Of a bid as an edit has it: the amount, and the strategy that was not changed. */
function bidValues(field: string, text: string): Values {
  const [amount = ''] = text.split(' ');
  return new Map(amount === '' ? [] : [[field, amount]]);
}

/** Of a campaign's bidding as an edit has it: the target, the strategy and the portfolio. */
function biddingValues(text: string, account: EstateAccount): Values {
  const [target = '', strategy = '', portfolio = ''] = text.split(' ');
  const values = new Map([['biddingStrategyType', strategy]]);
  const holder = targetFields.get(strategy);
  if (portfolio !== '') values.set('biddingStrategy', portfolioName(account, portfolio));
  else if (holder && target !== '') values.set(`${holder}.targetCpaMicros`, target);
  return values;
}

/** Those of the paths as an object: a field within a field is one within an object. */
function nested(values: Values, paths: readonly string[]): object {
  return Object.fromEntries(
    paths.flatMap((path) => {
      const [field = '', inner] = path.split('.');
      const value = values.get(path);
      if (value === undefined) return [];
      return [[field, inner === undefined ? value : { [inner]: value }]];
    }),
  );
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
