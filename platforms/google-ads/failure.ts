// Google Ads' error codes, of more than 160 families, in the words that retries and people act on.
import { type FailureDetail, PlatformError, type PlatformFailure, type QuotaScope } from '../ad-platform.ts';
import { type HttpReply } from '../http-request.ts';
import { jsonOf, unreadable } from '../read-reply.ts';
import { errorAnswer, type GoogleAdsError, type Status } from './wire.ts';

/** What a failed answer is: `PlatformError` of its first error. */
export function failureOf(reply: HttpReply): PlatformError {
  const body = jsonOf(reply);
  // A stream reports its failure as the one element of an array.
  const parsed = errorAnswer.safeParse(Array.isArray(body) ? body[0] : body);
  if (!parsed.success) return unreadable(reply, undefined);
  const { error } = parsed.data;
  const [failure] = error.details;
  const [first] = failure?.errors ?? [];
  if (first) return errorOf(first, failure?.requestId ?? requestIdOf(reply), reply.isWrite);
  return plainError(reply, error);
}

/** One error of a `GoogleAdsFailure`. */
export function errorOf(error: GoogleAdsError, requestId: string | undefined, isWrite: boolean): PlatformError {
  const [family = '', value = ''] = Object.entries(error.errorCode)[0] ?? [];
  const known = knownFailure(family, value, error, isWrite);
  // Of what nobody has heard of, a write is never repeated blindly.
  const failure = known ?? (isWrite ? { kind: 'INVALID', fieldPath: fieldPathOf(error) } : { kind: 'TRANSIENT' });
  return new PlatformError(failure, {
    platformCode: `${family.charAt(0).toUpperCase()}${family.slice(1)}.${value}`,
    message: error.message,
    requestId,
    isUnknownCode: known === undefined,
  });
}

/** A refusal without a `GoogleAdsFailure`, from what stands in front of Google Ads. */
function plainError(reply: HttpReply, error: Status): PlatformError {
  const failure = failureOfStatus(reply.status);
  if (!failure) return unreadable(reply, error.message);
  const detail: FailureDetail = {
    platformCode: String(reply.status),
    message: error.message,
    requestId: requestIdOf(reply),
    isUnknownCode: false,
  };
  return new PlatformError(failure, detail);
}

function failureOfStatus(status: number): PlatformFailure | undefined {
  switch (status) {
    case 400:
      return { kind: 'INVALID', fieldPath: undefined };
    case 401:
      return { kind: 'AUTH_EXPIRED' };
    case 403:
      return { kind: 'FORBIDDEN' };
    case 404:
      // A version that was retired answers so for every path.
      return { kind: 'UNSUPPORTED' };
    case 429:
      return { kind: 'THROTTLED', scope: 'APP', retryAfterMs: undefined };
    default:
      return undefined;
  }
}

/** Families of which every value says that the request is wrong and stays so. */
const invalidFamilies: ReadonlySet<string> = new Set([
  'adGroupAdError',
  'adGroupError',
  'biddingError',
  'campaignBudgetError',
  'campaignError',
  'changeEventError',
  'contextError',
  'currencyCodeError',
  'dateError',
  'distinctError',
  'fieldError',
  'fieldMaskError',
  'idError',
  'mutateError',
  'notEmptyError',
  'nullError',
  'operatorError',
  'partialFailureError',
  'queryError',
  'rangeError',
  'requestError',
  'resourceCountLimitExceededError',
  'sizeLimitError',
  'stringFormatError',
  'stringLengthError',
]);

const notFound: PlatformFailure = { kind: 'NOT_FOUND' };
const forbidden: PlatformFailure = { kind: 'FORBIDDEN' };
const unsupported: PlatformFailure = { kind: 'UNSUPPORTED' };

/** Where a value means something else than its family does. */
const failureOfCode: ReadonlyMap<string, PlatformFailure> = new Map<string, PlatformFailure>([
  ['databaseError.CONCURRENT_MODIFICATION', { kind: 'CONFLICT' }],
  ['databaseError.DATA_CONSTRAINT_VIOLATION', { kind: 'CONFLICT' }],
  ['databaseError.REQUEST_TOO_LARGE', { kind: 'INVALID', fieldPath: undefined }],
  ['internalError.TRANSIENT_ERROR', { kind: 'TRANSIENT' }],
  ['quotaError.ACCESS_PROHIBITED', forbidden],
  ['authenticationError.OAUTH_TOKEN_EXPIRED', { kind: 'AUTH_EXPIRED' }],
  ['authenticationError.OAUTH_TOKEN_REVOKED', { kind: 'AUTH_EXPIRED' }],
  ['authenticationError.OAUTH_TOKEN_INVALID', { kind: 'AUTH_EXPIRED' }],
  ['authenticationError.OAUTH_TOKEN_DISABLED', { kind: 'AUTH_EXPIRED' }],
  ['authenticationError.CUSTOMER_NOT_FOUND', notFound],
  ['campaignBudgetError.CAMPAIGN_BUDGET_REMOVED', notFound],
  ['mutateError.RESOURCE_NOT_FOUND', notFound],
  ['requestError.RESOURCE_NOT_FOUND', notFound],
  ['idError.NOT_FOUND', notFound],
  ['mutateError.MUTATE_NOT_ALLOWED', unsupported],
  ['mutateError.RESOURCE_READ_ONLY', unsupported],
  ['mutateError.RESOURCE_DOES_NOT_SUPPORT_VALIDATE_ONLY', unsupported],
  ['requestError.UNSUPPORTED_VERSION', unsupported],
  ['biddingError.BID_TOO_SMALL', { kind: 'BELOW_MINIMUM', minimumMicros: undefined }],
  [
    'campaignBudgetError.MONEY_AMOUNT_LESS_THAN_CURRENCY_MINIMUM_CPC',
    { kind: 'BELOW_MINIMUM', minimumMicros: undefined },
  ],
]);

function knownFailure(
  family: string,
  value: string,
  error: GoogleAdsError,
  isWrite: boolean,
): PlatformFailure | undefined {
  if (value === 'UNKNOWN' || value === 'UNSPECIFIED') return undefined;
  const code = `${family}.${value}`;
  const special = failureOfCode.get(code);
  if (special) return special;
  switch (family) {
    case 'quotaError':
      return throttled(error);
    case 'internalError':
      // Neither says whether it happened before or after the work was done.
      return { kind: isWrite ? 'OUTCOME_UNKNOWN' : 'TRANSIENT' };
    case 'authenticationError':
    case 'authorizationError':
    case 'headerError':
    case 'operationAccessDeniedError':
    case 'resourceAccessDeniedError':
      return forbidden;
    case 'policyFindingError':
    case 'policyViolationError':
      return { kind: 'POLICY' };
    default:
  }
  if (code === 'campaignBudgetError.BUDGET_BELOW_PER_DAY_MINIMUM') return belowMinimum(error);
  return invalidFamilies.has(family) ? { kind: 'INVALID', fieldPath: fieldPathOf(error) } : undefined;
}

function belowMinimum({ details }: GoogleAdsError): PlatformFailure {
  const told = details?.budgetPerDayMinimumErrorDetails;
  const minimumMicros =
    told?.minimumBudgetAmountMicros ?? told?.minimumBudgetTotalAmountMicros ?? told?.budgetPerDayMinimumMicros;
  return { kind: 'BELOW_MINIMUM', minimumMicros };
}

function throttled({ details }: GoogleAdsError): PlatformFailure {
  const quota = details?.quotaErrorDetails;
  const scope: QuotaScope = quota?.rateScope === 'ACCOUNT' ? 'ACCOUNT' : 'APP';
  return { kind: 'THROTTLED', scope, retryAfterMs: durationMs(quota?.retryDelay) };
}

/** A `google.protobuf.Duration`, such as `30s` or `1.5s`. */
function durationMs(text: string | undefined): number | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(text ?? '')?.[1];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1_000);
}

function fieldPathOf({ location }: GoogleAdsError): string | undefined {
  const names = location?.fieldPathElements.map(({ fieldName }) => fieldName) ?? [];
  return names.length === 0 ? undefined : names.join('.');
}

export function requestIdOf({ headers }: HttpReply): string | undefined {
  const id = headers['request-id'];
  return typeof id === 'string' ? id : undefined;
}
