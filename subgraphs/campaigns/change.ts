// The rules of a change of money: what is asked for, and the state it would change, in; what is to be done, out.
// No database and no clock, so that a preview and the change itself cannot disagree.
import { minorUnitMicros } from '../common/money.ts';
import type { AdEntity } from './ad-entity.ts';

export type ChangedField = 'BUDGET' | 'BID';

/** An intent to set one amount of one ad entity to an absolute value. */
export interface Change {
  readonly field: ChangedField;
  readonly entityId: string;
  readonly amountMicros: bigint;
  readonly currency: string;
  readonly expectedVersion: number;
  /** Chosen by the client, one per intent. */
  readonly key: string;
  readonly reason: string;
}

export type RefusalCode =
  | 'ENTITY_NOT_FOUND'
  | 'VERSION_CONFLICT'
  | 'MUTATION_KEY_REUSED'
  | 'CURRENCY_MISMATCH'
  | 'AMOUNT_NOT_BILLABLE'
  | 'AMOUNT_OUT_OF_RANGE'
  | 'NOTHING_TO_CHANGE'
  | 'ENTITY_REMOVED'
  | 'INVALID_INPUT';

export interface Refusal {
  readonly kind: 'refuse';
  readonly code: RefusalCode;
  /** For people: what was expected, what came, what to do. */
  readonly message: string;
}

export interface Application {
  readonly kind: 'apply';
  readonly beforeMicros: bigint;
  readonly afterMicros: bigint;
  /** The entity's version once the change is made. */
  readonly version: number;
}

export type Decision = Application | Refusal;

/**
 * The most a budget or bid may be, in smallest units of its currency (cents of USD, yen of JPY): 10,000,000,000.00 USD
 * and 10,000,000.00 USD. Far above what anybody buys, and so far below 2^63 micros that sums over an account stay
 * exact in an int8. It stops typing errors and overflow; what an advertiser can afford is for guardrails to say.
 */
const maxMinorUnits: Readonly<Record<ChangedField, bigint>> = { BUDGET: 10n ** 12n, BID: 10n ** 9n };

const maxKeyLength = 128;
const maxReasonLength = 500;

/** What is wrong with the input whatever the state; undefined where nothing is. */
export function refuseInput({ key, reason }: Change): Refusal | undefined {
  if (!isText(key, maxKeyLength)) {
    return refuse('INVALID_INPUT', `clientMutationKey must be 1 to ${maxKeyLength} characters of text.`);
  }
  if (!isText(reason, maxReasonLength) || reason.trim() === '') {
    return refuse('INVALID_INPUT', `reason must be 1 to ${maxReasonLength} characters of text that say why.`);
  }
  return undefined;
}

/**
 * Decides about a change whose input is sound. The order of the rules is the order of what to tell first: what nobody
 * can mend, then what is wrong with the request, and last that the state has moved on and must be looked at again.
 */
export function decideChange(entity: AdEntity, change: Change): Decision {
  const value = change.field === 'BUDGET' ? entity.budget : entity.bid;
  if (entity.status === 'REMOVED') {
    return refuse('ENTITY_REMOVED', `${entity.id} is removed and can no longer be changed.`);
  }
  if (!value) return refuseNothingToChange(entity, change.field);
  const refusal = refuseAmount(entity.currency, change) ?? refuseVersion(entity.version, change.expectedVersion);
  if (refusal) return refusal;
  return {
    kind: 'apply',
    beforeMicros: value.amountMicros,
    afterMicros: change.amountMicros,
    version: entity.version + 1,
  };
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

function refuseNothingToChange({ id, level }: AdEntity, field: ChangedField): Refusal {
  const holder = field === 'BUDGET' ? 'campaigns and ad groups' : 'ad groups';
  const noun = field.toLowerCase();
  return refuse(
    'NOTHING_TO_CHANGE',
    level === 'AD' ? `${id} is an ad; only ${holder} can hold a ${noun}.` : `${id} holds no ${noun} of its own.`,
  );
}

function refuseAmount(accountCurrency: string, { field, amountMicros, currency }: Change): Refusal | undefined {
  if (currency !== accountCurrency) {
    return refuse('CURRENCY_MISMATCH', `The ad account is in ${accountCurrency}; the amount came in ${currency}.`);
  }
  const unitMicros = minorUnitMicros(currency);
  const maxMicros = maxMinorUnits[field] * unitMicros;
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

function refuseVersion(version: number, expectedVersion: number): Refusal | undefined {
  if (version === expectedVersion) return undefined;
  return refuse(
    'VERSION_CONFLICT',
    `The entity is at version ${version}; you expected ${expectedVersion}. Look at it again and send a new key.`,
  );
}

function refuse(code: RefusalCode, message: string): Refusal {
  return { kind: 'refuse', code, message };
}

/** Counts characters as people do, not UTF-16 units; PostgreSQL can store neither NUL nor half a surrogate pair. */
function isText(text: string, maxLength: number): boolean {
  const length = text.length > 2 * maxLength ? Infinity : [...text].length;
  return length >= 1 && length <= maxLength && !/[\0\p{Surrogate}]/u.test(text);
}
