// Snap's refusals in the words of the graph: an HTTP status that can be believed, and a code in the envelope.
import type { FailureDetail, PlatformFailure } from '../ad-platform.ts';

export interface SnapRefusal {
  /** Of the whole request; 200 where one entity in it was refused. */
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly message: string;
  readonly requestId: string | undefined;
}

const codes: ReadonlyMap<string, PlatformFailure> = new Map<string, PlatformFailure>([
  // An attribute that cannot be changed any more, such as which of its budgets an ad squad has.
  ['E2023', { kind: 'UNSUPPORTED' }],
  ['E3003', { kind: 'NOT_FOUND' }],
]);

/** No header says how long; both limits are of a second. */
const throttled: PlatformFailure = { kind: 'THROTTLED', scope: 'TOKEN', retryAfterMs: 1_000 };

const ofStatus: ReadonlyMap<number, PlatformFailure> = new Map<number, PlatformFailure>([
  [200, { kind: 'INVALID', fieldPath: undefined }],
  [400, { kind: 'INVALID', fieldPath: undefined }],
  [401, { kind: 'AUTH_EXPIRED' }],
  [403, { kind: 'FORBIDDEN' }],
  [404, { kind: 'NOT_FOUND' }],
  [405, { kind: 'UNSUPPORTED' }],
  [409, { kind: 'CONFLICT' }],
  [429, throttled],
  [500, { kind: 'TRANSIENT' }],
  [503, { kind: 'TRANSIENT' }],
]);

/**
 * What a refusal means. One that nobody knows is INVALID for a write, which must not be sent again blindly, and TRANSIENT
 * for a read; after 502 and 504 nobody knows whether a write was done.
 */
export function readRefusal(
  refusal: SnapRefusal,
  request: 'READ' | 'WRITE',
): { readonly failure: PlatformFailure; readonly detail: FailureDetail } {
  const { status, errorCode, message, requestId } = refusal;
  const known = codes.get(errorCode ?? '') ?? belowMinimum(message) ?? ofStatus.get(status);
  const isKnownCode = errorCode === undefined || codes.has(errorCode);
  return {
    failure: known ?? unknownFailure(status, request),
    detail: {
      platformCode: errorCode ?? String(status),
      message,
      requestId,
      isUnknownCode: known === undefined || !isKnownCode,
    },
  };
}

function unknownFailure(status: number, request: 'READ' | 'WRITE'): PlatformFailure {
  if (request === 'READ') return { kind: 'TRANSIENT' };
  return status >= 500 ? { kind: 'OUTCOME_UNKNOWN' } : { kind: 'INVALID', fieldPath: undefined };
}

/** Told by words alone, with the amount in micros. */
function belowMinimum(message: string): PlatformFailure | undefined {
  if (!/\b(minimum|at least|less than|lower than|too (?:low|small))\b/i.test(message)) return undefined;
  if (!/budget|bid|spend/i.test(message)) return undefined;
  const [, amount] = /\b(\d{4,18})\b/.exec(message) ?? [];
  return { kind: 'BELOW_MINIMUM', minimumMicros: amount === undefined ? undefined : BigInt(amount) };
}
