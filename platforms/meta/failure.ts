// Meta's error codes and subcodes, in the words that retries and people act on.
import { PlatformError, type PlatformFailure, type QuotaScope } from '../ad-platform.ts';
import type { HttpReply } from '../http-request.ts';
import { jsonOf, unreadable } from '../read-reply.ts';
import { quotaSignalsOf } from './usage.ts';
import { errorAnswer, type MetaError } from './wire.ts';

/** A query of insights for more than Meta works out at once. */
export const tooMuchData = '100/1487534';

/** The failure that an answer tells of, whatever its status; undefined for one that tells of none. */
export function failureOf(reply: HttpReply): PlatformError | undefined {
  const parsed = errorAnswer.safeParse(jsonOf(reply));
  if (!parsed.success) return reply.status === 200 ? undefined : unreadable(reply, undefined);
  const { error } = parsed.data;
  const known = knownFailure(error, reply);
  // Of what nobody has heard of, a write is never repeated blindly.
  const failure = known ?? (reply.isWrite ? { kind: 'INVALID', fieldPath: fieldOf(error) } : { kind: 'TRANSIENT' });
  return new PlatformError(failure, {
    platformCode: error.error_subcode === undefined ? String(error.code) : `${error.code}/${error.error_subcode}`,
    message: error.error_user_msg ?? error.message,
    requestId: error.fbtrace_id,
    isUnknownCode: known === undefined,
  });
}

function knownFailure(error: MetaError, reply: HttpReply): PlatformFailure | undefined {
  const { code } = error;
  const scope = throttledScope(error);
  if (scope) return { kind: 'THROTTLED', scope, retryAfterMs: blockedForMs(reply) };
  if (code >= 200 && code <= 299) return { kind: 'FORBIDDEN' };
  switch (code) {
    case 1:
      // Whether it went wrong before or after the work was done, nobody says.
      return { kind: reply.isWrite ? 'OUTCOME_UNKNOWN' : 'TRANSIENT' };
    case 2:
      return { kind: 'TRANSIENT' };
    case 3:
    case 12:
    case 2635:
      return { kind: 'UNSUPPORTED' };
    case 10:
      return { kind: 'FORBIDDEN' };
    case 100:
      return invalidParameter(error);
    case 102:
    case 190:
      return { kind: 'AUTH_EXPIRED' };
    case 368:
      return { kind: 'POLICY' };
    case 803:
      return { kind: 'NOT_FOUND' };
    default:
      return error.is_transient === true ? { kind: 'TRANSIENT' } : undefined;
  }
}

/** Whose quota it is that has run out; undefined for an error that is none of a quota. */
function throttledScope({ code, error_subcode: subcode }: MetaError): QuotaScope | undefined {
  if (code >= 80_000 && code <= 80_014) return 'ACCOUNT';
  switch (code) {
    case 4:
      return 'APP';
    case 17:
      return subcode === 2_446_079 ? 'ACCOUNT' : 'TOKEN';
    case 32:
      return 'TOKEN';
    case 613:
      // The budget of one ad set may change four times an hour.
      return subcode === 1_487_632 ? 'ENTITY' : 'ACCOUNT';
    default:
      return undefined;
  }
}

function invalidParameter(error: MetaError): PlatformFailure {
  switch (error.error_subcode) {
    case 33:
      return { kind: 'NOT_FOUND' };
    case 1_885_272:
    case 1_815_857:
      return { kind: 'BELOW_MINIMUM', minimumMicros: undefined };
    default:
      return { kind: 'INVALID', fieldPath: fieldOf(error) };
  }
}

function fieldOf({ error_data: data }: MetaError): string | undefined {
  return typeof data === 'object' ? data.blame_field_specs?.[0]?.join('.') : undefined;
}

function blockedForMs(reply: HttpReply): number | undefined {
  const blocks = quotaSignalsOf(reply).flatMap((signal) => signal.blockedForMs ?? []);
  return blocks.length === 0 ? undefined : Math.max(...blocks);
}
