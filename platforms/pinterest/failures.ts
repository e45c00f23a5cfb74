// Pinterest's refusals in the words of the graph. The HTTP status can be believed; in a batch, which is 200 whatever became
// of its items, each item has exceptions of its own, whose codes are listed nowhere.
import type { FailureDetail, PlatformFailure } from '../ad-platform.ts';

export interface PinterestRefusal {
  /** Of the whole request; 200 where one item of it was refused. */
  readonly status: number;
  readonly code: number | undefined;
  readonly message: string;
  readonly requestId: string | undefined;
  /** As the `Retry-After` header says. */
  readonly retryAfterMs: number | undefined;
}

interface Refused {
  readonly failure: PlatformFailure;
  readonly detail: FailureDetail;
}

/** Limits are of a minute for a category of paths, and of a second for all. */
const defaultWaitMs = 60_000;

/** What an answer that is no success means for the whole request. */
export function readRefusal(refusal: PinterestRefusal, request: 'READ' | 'WRITE'): Refused {
  const known = belowMinimum(refusal.message) ?? ofStatus(refusal);
  return {
    failure: known ?? unknownFailure(refusal.status, request),
    detail: detailOf(refusal, known === undefined),
  };
}

/** What the exceptions of one item of a batch mean for it. */
export function readException(refusal: PinterestRefusal): Refused {
  const { code = 0, message } = refusal;
  const known = belowMinimum(message) ?? ofMessage(message) ?? ofStatus({ ...refusal, status: code });
  return {
    failure: known ?? { kind: 'INVALID', fieldPath: undefined },
    detail: detailOf(refusal, known === undefined),
  };
}

function detailOf({ status, code, message, requestId }: PinterestRefusal, isUnknownCode: boolean): FailureDetail {
  return { platformCode: String(code ?? status), message, requestId, isUnknownCode };
}

function ofStatus({ status, retryAfterMs }: PinterestRefusal): PlatformFailure | undefined {
  switch (status) {
    case 400:
      return { kind: 'INVALID', fieldPath: undefined };
    case 401:
      return { kind: 'AUTH_EXPIRED' };
    case 403:
      return { kind: 'FORBIDDEN' };
    case 404:
      return { kind: 'NOT_FOUND' };
    case 409:
      return { kind: 'CONFLICT' };
    case 429:
      return { kind: 'THROTTLED', scope: 'TOKEN', retryAfterMs: retryAfterMs ?? defaultWaitMs };
    case 500:
    case 503:
      return { kind: 'TRANSIENT' };
    default:
      return undefined;
  }
}

function unknownFailure(status: number, request: 'READ' | 'WRITE'): PlatformFailure {
  if (request === 'READ') return { kind: 'TRANSIENT' };
  return status >= 500 ? { kind: 'OUTCOME_UNKNOWN' } : { kind: 'INVALID', fieldPath: undefined };
}

function ofMessage(message: string): PlatformFailure | undefined {
  if (/\bnot found\b|\bdoes not exist\b/i.test(message)) return { kind: 'NOT_FOUND' };
  return /\bcannot be (?:changed|updated|set at the same time)\b/i.test(message) ? { kind: 'UNSUPPORTED' } : undefined;
}

/** Told by words alone, with the amount in micros. */
function belowMinimum(message: string): PlatformFailure | undefined {
  if (!/\b(minimum|at least|less than|lower than|too (?:low|small))\b/i.test(message)) return undefined;
  if (!/budget|bid|spend/i.test(message)) return undefined;
  const [, amount] = /\b(\d{4,18})\b/.exec(message) ?? [];
  return { kind: 'BELOW_MINIMUM', minimumMicros: amount === undefined ? undefined : BigInt(amount) };
}
