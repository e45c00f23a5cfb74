// The edits of an estate's account, as TikTok's change log would say them.
import { z } from 'zod';
import type { EstateAccount, EstateChange, EstateEdit } from '../estate/estate-config.ts';
import { formatDecimalMicros } from '../../subgraphs/common/money.ts';
import { writeUtcTime } from './local-time.ts';
import { changeColumns } from './read-changes.ts';
import { writeCsv } from './twin-csv.ts';

const time = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, 'must be a time');

export const changeTaskShape = z.object({ advertiser_id: z.string(), start_time: time, end_time: time });

/** The log of a range of time, newest first, as a file. */
export function changeFile(
  account: EstateAccount,
  edits: readonly EstateEdit[],
  { start_time: start, end_time: end }: z.infer<typeof changeTaskShape>,
): string {
  const lines = edits
    .filter(({ at }) => writeUtcTime(at) >= start && writeUtcTime(at) <= end)
    .map((edit) => sayEdit(account, edit));
  return writeCsv(changeColumns, lines.toReversed());
}

const operatorTypes = { API: 'API', PERSON: 'USER', PLATFORM: 'SYSTEM' } as const;

function sayEdit(account: EstateAccount, { at, change, before, after, editor }: EstateEdit) {
  return {
    operation_time: writeUtcTime(at),
    operator: editor.name,
    operator_type: operatorTypes[editor.by],
    ...sayObject(account, change),
    before_value: sayValue(change, before),
    after_value: sayValue(change, after),
  };
}

const objectTypes = { CAMPAIGN: 'CAMPAIGN', AD_GROUP: 'ADGROUP', AD: 'AD' } as const;

function sayObject(account: EstateAccount, change: EstateChange) {
  switch (change.field) {
    case 'BUDGET': {
      const holds = (each: { readonly budgetExternalId: string | null }) =>
        each.budgetExternalId === change.budgetExternalId;
      const campaign = account.campaigns.find(holds);
      const objectId = (campaign ?? account.adGroups.find(holds))?.externalId ?? '';
      return { object_type: campaign ? 'CAMPAIGN' : 'ADGROUP', object_id: objectId, field: 'budget' };
    }
    case 'BID': {
      const field = change.bid.strategy === 'COST_CAP' ? 'conversion_bid_price' : 'bid_price';
      return { object_type: 'ADGROUP', object_id: change.adGroupExternalId, field };
    }
    case 'BIDDING':
      throw new Error('Campaigns of TikTok have no target of their own here.');
    case 'STATUS':
    case 'NAME': {
      const field = change.field === 'NAME' ? 'name' : 'operation_status';
      return { object_type: objectTypes[change.level], object_id: change.externalId, field };
    }
  }
}

const statusWords: ReadonlyMap<string, string> = new Map([
  ['ENABLED', 'ENABLE'],
  ['PAUSED', 'DISABLE'],
  ['REMOVED', 'DELETE'],
]);

function sayValue({ field }: EstateChange, value: string): string {
  switch (field) {
    case 'BUDGET':
    case 'BID':
    case 'BIDDING': {
      const [micros = ''] = value.split(' ');
      return micros === '' ? '-' : formatDecimalMicros(BigInt(micros));
    }
    case 'STATUS':
      return statusWords.get(value) ?? value;
    case 'NAME':
      return value;
  }
}
