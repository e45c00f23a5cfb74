// The rules of a change of money: what is asked for, and the state it would change, in; what is to be done, out.
// No database and no clock, so that a preview and the change itself cannot disagree.
import { minorUnitMicros } from '../common/money.ts';
import type { AdEntity, Status } from './ad-entity.ts';
import { minimumBudgetMicros } from './guardrails/platform-rules.ts';

type AmountField = 'BUDGET' | 'BID';

interface ChangeOfEntity {
  readonly entityId: string;
  /** Left out where the value is to be set whatever has happened to the entity. */
  readonly expectedVersion?: number | undefined;
  /** The request whose effect it takes back. */
  readonly rollbackOf?: string | undefined;
}

/** An intent to set one amount of one ad entity to an absolute value. */
export interface AmountChange extends ChangeOfEntity {
  readonly field: AmountField;
  readonly amountMicros: bigint;
  readonly currency: string;
}

/** An intent to switch one ad entity on or off. */
export interface StatusChange extends ChangeOfEntity {
  readonly field: 'STATUS';
  readonly status: 'ENABLED' | 'PAUSED';
}

export type Change = AmountChange | StatusChange;

/** What belongs to an intent whatever it is to change. */
export interface IntentWords {
  /** Chosen by the client, one per intent. */
  readonly key: string;
  readonly reason: string;
}

export const refusalCodes = [
  'ENTITY_NOT_FOUND',
  'VERSION_CONFLICT',
  'MUTATION_KEY_REUSED',
  'CURRENCY_MISMATCH',
  'AMOUNT_NOT_BILLABLE',
  'AMOUNT_OUT_OF_RANGE',
  'NOTHING_TO_CHANGE',
  'ENTITY_REMOVED',
  'BELOW_PLATFORM_MINIMUM',
  'NO_POLICY',
  'KILL_SWITCH_ENGAGED',
  'FROZEN',
  'STALE_DATA',
  'OUT_OF_BOUNDS',
  'STEP_TOO_LARGE',
  'DAY_TOO_LARGE',
  'TOO_MANY_CHANGES',
  'CAP_EXCEEDED',
  'REVIEW_OUTSTANDING',
  'BATCH_REFUSED',
  'NOT_REVERSIBLE',
  'REQUEST_NOT_FOUND',
  'NOT_PENDING',
  'OWN_REQUEST',
  'CONTENT_MISMATCH',
  'REQUEST_EXPIRED',
  'SWITCH_NOT_FOUND',
  'FREEZE_NOT_FOUND',
  'PREVIEW_EXPIRED',
  'PREVIEW_OUTDATED',
  'PREVIEW_MISMATCH',
  'INVALID_INPUT',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

export interface Refusal {
  readonly kind: 'refuse';
  readonly code: RefusalCode;
  /** For people: what was expected, what came, what to do. */
  readonly message: string;
}

export interface AmountApplication {
  readonly kind: 'apply';
  readonly beforeMicros: bigint;
  readonly afterMicros: bigint;
  /** The entity's version once this is decided. */
  readonly version: number;
}

export interface StatusApplication {
  readonly kind: 'apply';
  readonly beforeStatus: Status;
  readonly afterStatus: StatusChange['status'];
  readonly version: number;
}

/**
 * The most a budget or bid may be, in smallest units of its currency (cents of USD, yen of JPY): 10,000,000,000.00 USD
 * and 10,000,000.00 USD. Far above what anybody buys, and so far below 2^63 micros that sums over an account stay
 * exact in an int8. It stops typing errors and overflow; what an advertiser can afford is for guardrails to say.
 */
const maxMinorUnits: Readonly<Record<AmountField, bigint>> = { BUDGET: 10n ** 12n, BID: 10n ** 9n };

/** The most a budget or bid may be, in micros of its currency. */
export function maxAmountMicros(field: AmountField, currency: string): bigint {
  return maxMinorUnits[field] * minorUnitMicros(currency);
}

const maxKeyLength = 128;
const maxReasonLength = 500;

/** What is wrong with the input whatever the state; undefined where nothing is. */
export function refuseInput({ key, reason }: IntentWords): Refusal | undefined {
  if (!isText(key, maxKeyLength)) {
    return refuse('INVALID_INPUT', `clientMutationKey must be 1 to ${maxKeyLength} characters of text.`);
  }
  if (!isText(reason, maxReasonLength) || reason.trim() === '') {
    return refuse('INVALID_INPUT', `reason must be 1 to ${maxReasonLength} characters of text that say why.`);
  }
  return undefined;
}

export const maxChanges = 1_000;

/** What is wrong with changes, whatever the state, that are to be made or previewed together. */
export function refuseBatch(changes: readonly Change[], advertisers: number): Refusal | undefined {
  if (changes.length < 1 || changes.length > maxChanges) {
    return refuse('INVALID_INPUT', `There are ${changes.length} changes; there may be from 1 to ${maxChanges}.`);
  }
  if (advertisers > 1) return refuse('INVALID_INPUT', 'The entities of a batch must all be of one advertiser.');
  const values = new Set(changes.map(({ entityId, field }) => `${field} ${entityId}`));
  if (values.size < changes.length) return refuse('INVALID_INPUT', 'One value can be changed only once in a batch.');
  return undefined;
}

/**
 * Decides about a change whose input is sound. The order of the rules is the order of what to tell first: what nobody
 * can mend, then what is wrong with the request, and last that the state has moved on and must be looked at again.
 */
export function decideChange(entity: AdEntity, change: AmountChange): AmountApplication | Refusal;
export function decideChange(entity: AdEntity, change: Change): AmountApplication | StatusApplication | Refusal;
export function decideChange(entity: AdEntity, change: Change): AmountApplication | StatusApplication | Refusal {
  if (entity.status === 'REMOVED') {
    return refuse('ENTITY_REMOVED', `${entity.id} is removed and can no longer be changed.`);
  }
  const decision = change.field === 'STATUS' ? applyStatus(entity, change) : decideAmount(entity, change);
  return decision.kind === 'refuse' ? decision : (refuseVersion(entity.version, change.expectedVersion) ?? decision);
}

function applyStatus({ status, version }: AdEntity, change: StatusChange): StatusApplication {
  return { kind: 'apply', beforeStatus: status, afterStatus: change.status, version: version + 1 };
}

function decideAmount(entity: AdEntity, change: AmountChange): AmountApplication | Refusal {
  const value = change.field === 'BUDGET' ? entity.budget : entity.bid;
  if (!value) return refuseNothingToChange(entity, change.field);
  const refusal = refuseAmount(entity.currency, change) ?? refuseBelowMinimum(entity, change);
  if (refusal) return refusal;
  const { amountMicros: beforeMicros } = value;
  return { kind: 'apply', beforeMicros, afterMicros: change.amountMicros, version: entity.version + 1 };
}

function refuseBelowMinimum(entity: AdEntity, { field, amountMicros }: AmountChange): Refusal | undefined {
  const leastMicros = field === 'BUDGET' && entity.budget && minimumBudgetMicros(entity, entity.budget.kind);
  if (!leastMicros || amountMicros >= leastMicros) return undefined;
  return refuse(
    'BELOW_PLATFORM_MINIMUM',
    `${entity.platform} takes no less than ${leastMicros} micros here; ${amountMicros} came. To stop spending, pause it.`,
  );
}

/** Why a change of an entity that is not there, or not the viewer's, is refused: the words tell neither from the other. */
export function refuseUnknownEntity(entityId: string): Refusal {
  return refuse('ENTITY_NOT_FOUND', `There is no ${entityId} that you may see.`);
}

/** Why a key is refused that came before with another input. */
export function refuseReusedKey(key: string): Refusal {
  return refuse(
    'MUTATION_KEY_REUSED',
    `The clientMutationKey ${JSON.stringify(key)} was used for another input. Choose a new key for a new change.`,
  );
}

function refuseNothingToChange({ id, level }: AdEntity, field: AmountField): Refusal {
  const noun = field.toLowerCase();
  return refuse(
    'NOTHING_TO_CHANGE',
    level === 'AD'
      ? `${id} is an ad; only campaigns and ad groups can hold a ${noun}.`
      : `${id} holds no ${noun} of its own.`,
  );
}

function refuseAmount(accountCurrency: string, { field, amountMicros, currency }: AmountChange): Refusal | undefined {
  if (currency !== accountCurrency) {
    return refuse('CURRENCY_MISMATCH', `The ad account is in ${accountCurrency}; the amount came in ${currency}.`);
  }
  const unitMicros = minorUnitMicros(currency);
  const maxMicros = maxAmountMicros(field, currency);
  if (amountMicros <= 0n || amountMicros > maxMicros) {
    return refuse('AMOUNT_OUT_OF_RANGE', `The amount must be 1 to ${maxMicros} micros; ${amountMicros} came.`);
  }
  if (amountMicros % unitMicros !== 0n) {
    return refuse(
      'AMOUNT_NOT_BILLABLE',
      `The smallest unit of ${currency} is ${unitMicros} micros; ${amountMicros} is not a multiple of it.`,
    );
  }
  return undefined;
}

function refuseVersion(version: number, expectedVersion: number | undefined): Refusal | undefined {
  if (expectedVersion === undefined || version === expectedVersion) return undefined;
  return refuse(
    'VERSION_CONFLICT',
    `The entity is at version ${version}; you expected ${expectedVersion}. Look at it again and send a new key.`,
  );
}

export function refuse(code: RefusalCode, message: string): Refusal {
  return { kind: 'refuse', code, message };
}

/** Counts characters as people do, not UTF-16 units; PostgreSQL can store neither NUL nor half a surrogate pair. */
function isText(text: string, maxLength: number): boolean {
  const length = text.length > 2 * maxLength ? Infinity : [...text].length;
  return length >= 1 && length <= maxLength && !/[\0\p{Surrogate}]/u.test(text);
}
