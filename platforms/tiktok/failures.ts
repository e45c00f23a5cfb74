// TikTok's return codes in the words of the graph. The HTTP status says nothing: everything is 200.
import type { FailureDetail, PlatformFailure } from '../ad-platform.ts';
import { parseDecimalMicros } from '../../subgraphs/common/money.ts';

export interface TikTokRefusal {
  readonly code: number;
  readonly message: string;
  readonly requestId: string | undefined;
}

type Reading = (refusal: TikTokRefusal, now: Date) => PlatformFailure;

const always =
  (failure: PlatformFailure): Reading =>
  () =>
    failure;

const throttled =
  (scope: 'APP' | 'ACCOUNT' | 'ENTITY'): Reading =>
  ({ message }, now) => ({ kind: 'THROTTLED', scope, retryAfterMs: waitFor(message, now) });

const authExpired = always({ kind: 'AUTH_EXPIRED' });

const readings: ReadonlyMap<number, Reading> = new Map<number, Reading>([
  [40000, invalidOrBelowMinimum],
  [40001, always({ kind: 'FORBIDDEN' })],
  [40002, invalidOrBelowMinimum],
  [40006, invalidOrBelowMinimum],
  [40007, always({ kind: 'NOT_FOUND' })],
  [40011, invalidOrBelowMinimum],
  [40016, throttled('APP')],
  // The same request a moment ago: whoever sent it first may have done it, so look before sending it again.
  [40050, always({ kind: 'CONFLICT' })],
  [40100, throttled('APP')],
  ...[40101, 40102, 40103, 40104, 40105, 40106, 40107, 40110, 40113, 40118, 40125].map(
    (code): readonly [number, Reading] => [code, authExpired],
  ),
  [40132, throttled('ENTITY')],
  [40133, throttled('ACCOUNT')],
  [40200, always({ kind: 'TRANSIENT' })],
  [40201, always({ kind: 'TRANSIENT' })],
  [40202, always({ kind: 'CONFLICT' })],
  [40300, always({ kind: 'NOT_FOUND' })],
  [50000, always({ kind: 'TRANSIENT' })],
  [50002, always({ kind: 'TRANSIENT' })],
  [51305, always({ kind: 'TRANSIENT' })],
  [60001, always({ kind: 'MAINTENANCE', until: undefined })],
]);

/**
 * What a code other than 0 means. One that nobody knows is INVALID for a write, which must not be sent again blindly, and
 * TRANSIENT for a read, which costs little to repeat.
 */
export function readRefusal(
  refusal: TikTokRefusal,
  request: 'READ' | 'WRITE',
  now: Date,
): { readonly failure: PlatformFailure; readonly detail: FailureDetail } {
  const { code, message, requestId } = refusal;
  const reading = readings.get(code);
  const unknown: PlatformFailure =
    request === 'WRITE' ? { kind: 'INVALID', fieldPath: undefined } : { kind: 'TRANSIENT' };
  return {
    failure: reading?.(refusal, now) ?? unknown,
    detail: { platformCode: String(code), message, requestId, isUnknownCode: reading === undefined },
  };
}

const msPerSecond = 1_000;
const msPerMinute = 60_000;
const msPerDay = 86_400_000;

/** Limits of a second, a minute and a day are told apart by the message alone: the code is the same. */
function waitFor(message: string, now: Date): number {
  if (/\bQPD\b|\bper day\b|\bdaily\b/i.test(message)) return msPerDay - (now.getTime() % msPerDay);
  if (/\bQPM\b|\bper minute\b/i.test(message)) return 5 * msPerMinute;
  return msPerSecond;
}

/** One code for whatever is wrong with a request; that an amount is too small is told by the message. */
function invalidOrBelowMinimum({ message }: TikTokRefusal): PlatformFailure {
  if (/\b(minimum|at least|less than|lower than|too (?:low|small))\b/i.test(message) && /budget|bid/i.test(message)) {
    const [, amount] = /(\d+(?:\.\d+)?)/.exec(message) ?? [];
    return { kind: 'BELOW_MINIMUM', minimumMicros: amount === undefined ? undefined : parseDecimalMicros(amount) };
  }
  const [, fieldPath] = /^([a-z][a-z0-9_.]*):/.exec(message) ?? [];
  return { kind: 'INVALID', fieldPath };
}
