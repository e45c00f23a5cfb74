// Mutations of the twin: what Google Ads checks of an operation, and the change that it makes in the estate.
import { z } from 'zod';
import { minorUnitMicros } from '../../subgraphs/common/money.ts';
import type { EntityLevel, EntityStatus, PlatformBidStrategy } from '../ad-platform.ts';
import type { CampaignBidding, EstateAccount, EstateBudget, EstateChange } from '../estate/estate-config.ts';
import { type WireError, wireError } from './twin-errors.ts';
import { targetFields } from './wire.ts';

const operation = z.strictObject({
  update: z
    .object({ resourceName: z.string() })
    .catchall(z.union([z.string(), z.record(z.string(), z.string())]))
    .optional(),
  updateMask: z.string().optional(),
});

export const mutateRequest = z.strictObject({
  operations: z.array(operation),
  partialFailure: z.boolean().default(false),
  validateOnly: z.boolean().default(false),
});

export type TwinOperation = z.infer<typeof operation>;

/** What each method changes: the resource in names, and who it is in the estate. */
const collections = {
  'campaignBudgets:mutate': 'campaignBudgets',
  'campaigns:mutate': 'campaigns',
  'adGroups:mutate': 'adGroups',
  'adGroupAds:mutate': 'adGroupAds',
} as const;

export type MutateMethod = keyof typeof collections;

export function isMutateMethod(method: string): method is MutateMethod {
  return method in collections;
}

export interface Judged {
  readonly resourceName: string;
  readonly changes: readonly EstateChange[];
}

/** What the operation would change, or why it may not. */
export function judge(
  method: MutateMethod,
  { update, updateMask }: TwinOperation,
  account: EstateAccount,
): Judged | WireError {
  if (!update) return wireError('requestError', 'OPERATION_REQUIRED', 'Only updates are understood here.');
  const { resourceName } = update;
  const pattern = new RegExp(`^customers/${account.externalId}/${collections[method]}/([0-9~]+)$`);
  const id = pattern.exec(resourceName)?.[1];
  if (id === undefined) {
    return wireError('requestError', 'RESOURCE_NAME_MALFORMED', `'${resourceName}' names nothing of this customer.`);
  }
  const fields = (updateMask ?? '').split(',').filter((field) => field !== '');
  if (fields.length === 0) return wireError('fieldMaskError', 'FIELD_MASK_MISSING', 'There is no field mask.');
  const changes: EstateChange[] = [];
  for (const field of fields) {
    const value = valueAt(update, field);
    if (value === undefined) return wireError('fieldError', 'REQUIRED', `${field} is in the mask and has no value.`);
    const judged = judgeField(method, id, field, value, account);
    if ('family' in judged) return judged;
    changes.push(judged);
  }
  return { resourceName, changes };
}

/** A field within a field is named by both. */
function valueAt(update: NonNullable<TwinOperation['update']>, path: string): string | undefined {
  const [field = '', inner] = path.split('.');
  const value = update[field];
  if (inner === undefined) return typeof value === 'string' ? value : undefined;
  return typeof value === 'object' ? value[inner] : undefined;
}

const notFound = () => wireError('mutateError', 'RESOURCE_NOT_FOUND', 'Resource was not found.');

function judgeField(
  method: MutateMethod,
  id: string,
  field: string,
  value: string,
  account: EstateAccount,
): EstateChange | WireError {
  switch (method) {
    case 'campaignBudgets:mutate':
      return judgeBudget(id, field, value, account);
    case 'campaigns:mutate':
      return field === 'status'
        ? judgeStatus('CAMPAIGN', account.campaigns, id, field, value)
        : judgeTarget(id, field, value, account);
    case 'adGroups:mutate':
      return field === 'status'
        ? judgeStatus('AD_GROUP', account.adGroups, id, field, value)
        : judgeBid(id, field, value, account);
    case 'adGroupAds:mutate': {
      const [adGroupId, adId = ''] = id.split('~');
      const ads = account.ads.filter(({ adGroupExternalId }) => adGroupExternalId === adGroupId);
      return judgeStatus('AD', ads, adId, field, value);
    }
  }
}

/** The largest amount that an account may set, which is far above what anybody means. */
const maxMicros = 10n ** 16n;

function judgeBudget(id: string, field: string, value: string, account: EstateAccount): EstateChange | WireError {
  const budget = account.budgets.find(({ externalId }) => externalId === id);
  if (!budget) return notFound();
  const refuse = (code: string, message: string, details?: object) =>
    wireError('campaignBudgetError', code, message, {
      fieldPath: [{ fieldName: 'update' }, { fieldName: snakeCase(field) }],
      ...(details && { details }),
    });
  if (field !== 'amountMicros' && field !== 'totalAmountMicros') return unknownField(field);
  if (field === 'amountMicros' && budget.kind === 'LIFETIME')
    return refuse('BUDGET_AMOUNT_MUST_BE_UNSET_FOR_CUSTOM_BUDGET_PERIOD', 'It is a budget of a whole period.');
  if (field === 'totalAmountMicros' && budget.kind === 'DAILY')
    return refuse('TOTAL_BUDGET_AMOUNT_MUST_BE_UNSET_FOR_BUDGET_PERIOD_DAILY', 'It is a budget of a day.');
  if (!/^-?\d{1,19}$/.test(value)) return wireError('fieldError', 'INVALID_VALUE', 'It is no 64-bit integer.');
  const amountMicros = BigInt(value);
  if (amountMicros < 0n) return refuse('NEGATIVE_MONEY_AMOUNT', 'A money amount was negative.');
  if (amountMicros > maxMicros) return refuse('MONEY_AMOUNT_TOO_LARGE', 'A money amount was too large.');
  if (amountMicros % minorUnitMicros(account.currency) !== 0n)
    return refuse('NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT', 'A money amount was not a multiple of a minimum unit.');
  const minimum = minimumMicros(budget, account);
  if (amountMicros < minimum) {
    return refuse('BUDGET_BELOW_PER_DAY_MINIMUM', 'The budget is below the minimum of its campaign.', {
      budgetPerDayMinimumErrorDetails: {
        currencyCode: account.currency,
        budgetPerDayMinimumMicros: String(minimum),
        minimumBudgetAmountMicros: String(minimum),
        failedBudgetAmountMicros: value,
      },
    });
  }
  return { field: 'BUDGET', budgetExternalId: id, amountMicros };
}

/** Demand Gen asks for five dollars a day, in other currencies for about as much; everything else for something. */
function minimumMicros({ externalId }: EstateBudget, account: EstateAccount): bigint {
  const unitMicros = minorUnitMicros(account.currency);
  const isDemandGen = account.campaigns.some(
    ({ budgetExternalId, objective }) => budgetExternalId === externalId && objective === 'DEMAND_GEN',
  );
  return isDemandGen ? 500n * unitMicros : unitMicros;
}

const strategyOfField: ReadonlyMap<string, PlatformBidStrategy> = new Map([
  ['cpcBidMicros', 'MANUAL_CPC'],
  ['cpmBidMicros', 'MANUAL_CPM'],
  ['targetCpaMicros', 'TARGET_CPA'],
]);

function judgeBid(id: string, field: string, value: string, account: EstateAccount): EstateChange | WireError {
  const adGroup = account.adGroups.find(({ externalId }) => externalId === id);
  if (!adGroup) return notFound();
  const strategy = strategyOfField.get(field);
  if (!strategy) return unknownField(field);
  if (!bidsWith(strategy, adGroup, account))
    return wireError('adGroupError', 'BID_TYPE_AND_BIDDING_STRATEGY_MISMATCH', `The campaign does not bid so.`);
  const amountMicros = bidMicrosOf(field, value, account);
  if (typeof amountMicros === 'object') return amountMicros;
  return { field: 'BID', adGroupExternalId: id, bid: { strategy, amountMicros } };
}

/** An ad group of a campaign that has a target may have another. */
function bidsWith(
  strategy: PlatformBidStrategy,
  { bid, campaignExternalId }: EstateAccount['adGroups'][number],
  { campaigns }: EstateAccount,
): boolean {
  const bidding = campaigns.find(({ externalId }) => externalId === campaignExternalId)?.bidding;
  return bidding ? strategy === 'TARGET_CPA' && targetFields.has(bidding.strategy) : bid?.strategy === strategy;
}

/** A target in the field of another strategy makes that one the campaign's, whatever it had; also one in a portfolio. */
function judgeTarget(id: string, field: string, value: string, account: EstateAccount): EstateChange | WireError {
  const campaign = account.campaigns.find(({ externalId }) => externalId === id);
  if (!campaign) return notFound();
  const strategy = [...targetFields].find(([, holder]) => field === `${holder}.targetCpaMicros`)?.[0];
  if (strategy === undefined || !campaign.bidding) return unknownField(field);
  if (campaign.status === 'REMOVED') return removed();
  const targetMicros = bidMicrosOf(field, value, account);
  if (typeof targetMicros === 'object') return targetMicros;
  const bidding: CampaignBidding = { strategy, targetMicros, portfolioExternalId: null };
  return { field: 'BIDDING', campaignExternalId: id, bidding };
}

/** What a bid or target is set to, or why it may not be. */
function bidMicrosOf(field: string, value: string, account: EstateAccount): bigint | WireError {
  const refuse = (code: string, message: string) =>
    wireError('biddingError', code, message, {
      fieldPath: [{ fieldName: 'update' }, ...field.split('.').map((name) => ({ fieldName: snakeCase(name) }))],
    });
  if (!/^-?\d{1,19}$/.test(value)) return refuse('INVALID_BID', 'It is no 64-bit integer.');
  const amountMicros = BigInt(value);
  const unitMicros = minorUnitMicros(account.currency);
  if (amountMicros < unitMicros) return refuse('BID_TOO_SMALL', 'Bid amount is too small.');
  if (amountMicros > maxMicros) return refuse('BID_TOO_BIG', 'Bid amount is too big.');
  if (amountMicros % unitMicros !== 0n) return refuse('BID_TOO_MANY_FRACTIONAL_DIGITS', 'Bid amount is too fine.');
  return amountMicros;
}

function judgeStatus(
  level: EntityLevel,
  entities: readonly { readonly externalId: string; readonly status: EntityStatus }[],
  externalId: string,
  field: string,
  value: string,
): EstateChange | WireError {
  const entity = entities.find((each) => each.externalId === externalId);
  if (!entity) return notFound();
  if (field !== 'status') return unknownField(field);
  if (value !== 'ENABLED' && value !== 'PAUSED')
    return wireError('requestError', 'INVALID_ENUM_VALUE', `'${value}' cannot be set.`);
  if (entity.status === 'REMOVED') return removed();
  return { field: 'STATUS', level, externalId, status: value };
}

const removed = () => wireError('contextError', 'OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE', 'It was removed.');

function unknownField(field: string): WireError {
  return wireError('fieldMaskError', 'FIELD_NOT_FOUND', `The field mask contained an invalid field: '${field}'.`);
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
