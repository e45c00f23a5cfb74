// What the text of a cell means. Each reader takes one cell and answers its value, or why it has none.
import { isCurrency, parseDecimalMicros } from '../../subgraphs/common/money.ts';
import { isLocalDate, isTimeZone } from '../../subgraphs/common/period.ts';

/** Why a cell has no value. */
export interface Unreadable {
  readonly reason: string;
}

const wholeNumber = /^-?\d{1,15}$/;
const maxCount = 9_007_199_254_740_991n;
const microsPerUnit = 1_000_000n;

/** A number of things: whole and not negative, up to 2^53 - 1; '12.0' is 12. */
export function readCount(text: string): bigint | Unreadable {
  const count = wholeNumber.test(text) ? BigInt(text) : readWhole(text);
  if (count === undefined) return { reason: 'is not a whole number' };
  if (count < 0n) return { reason: 'is negative' };
  return count > maxCount ? { reason: `is larger than ${maxCount}` } : count;
}

/** An amount in micros, from a cell in the unit the platform writes; negative for a credit. */
export function readMoney(text: string, unit: 'MICROS' | 'DECIMAL'): bigint | Unreadable {
  if (unit === 'MICROS') {
    const micros = wholeNumber.test(text) ? BigInt(text) : readWhole(text);
    return micros ?? { reason: 'is not a whole number of micros' };
  }
  return parseDecimalMicros(text) ?? { reason: 'is not a decimal amount of at most six decimals' };
}

function readWhole(text: string): bigint | undefined {
  const millionths = parseDecimalMicros(text);
  return millionths !== undefined && millionths % microsPerUnit === 0n ? millionths / microsPerUnit : undefined;
}

/** An ISO 4217 code in upper case. */
export function readCurrency(text: string): string | Unreadable {
  const code = text.toUpperCase();
  return isCurrency(code) ? code : { reason: 'is not an ISO 4217 currency code' };
}

/** An IANA time zone name; `own` holds what the platform calls some of them. */
export function readTimeZone(text: string, own: Readonly<Record<string, string>>): string | Unreadable {
  const name = own[text] ?? text;
  return isTimeZone(name) ? name : { reason: 'is neither an IANA time zone nor one of the names in the mapping' };
}

/** A calendar day, YYYY-MM-DD; a time behind it must be midnight. */
export function readDay(text: string): string | Unreadable {
  const day = text.slice(0, 10);
  if (!isLocalDate(day)) return { reason: 'is not a date' };
  const isMidnight = text.length === 10 || /^[T ]0?0:00(:00(\.0+)?)?( ?UTC|Z)?$/.test(text.slice(10));
  return isMidnight ? day : { reason: 'is a time within the day, and a day was expected' };
}

const instantPattern =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)? ?(?:(UTC|Z)|([+-]\d\d):?(\d\d))?$/;

/** A moment in milliseconds since 1970; a time without a zone is UTC, a date alone its midnight. Finer parts are cut off. */
export function readInstantMs(text: string): number | Unreadable {
  const match = instantPattern.exec(text);
  const [, day = '', hour = '00', minute = '00', second = '00', fraction = '', , offsetHours, offsetMinutes] =
    match ?? [];
  const zone = offsetHours === undefined ? 'Z' : `${offsetHours}:${offsetMinutes ?? '00'}`;
  const ms = fraction.slice(0, 3).padEnd(3, '0');
  const instantMs = Date.parse(`${day}T${hour.padStart(2, '0')}:${minute}:${second}.${ms}${zone}`);
  if (match === null || !isLocalDate(day) || Number.isNaN(instantMs)) return { reason: 'is not a date and time' };
  return instantMs;
}

/** Whether a reader gave up. */
export function isUnreadable(value: unknown): value is Unreadable {
  return typeof value === 'object' && value !== null && 'reason' in value;
}
