// Refusals in Google Ads' own words.
import type { TwinReply } from '../twin-server.ts';

export interface WireError {
  /** Such as `campaignBudgetError`. */
  readonly family: string;
  readonly value: string;
  readonly message: string;
  readonly fieldPath?: readonly { readonly fieldName: string; readonly index?: number }[];
  readonly details?: object;
}

export function wireError(family: string, value: string, message: string, more: Partial<WireError> = {}): WireError {
  return { family, value, message, ...more };
}

/** A `google.rpc.Status` whose details are a `GoogleAdsFailure`. */
export function statusOf(code: number, errors: readonly WireError[], requestId: string) {
  return {
    code,
    message: errors[0]?.message ?? '',
    details: [
      {
        '@type': 'type.googleapis.com/google.ads.googleads.v25.errors.GoogleAdsFailure',
        errors: errors.map(({ family, value, message, fieldPath, details }) => ({
          errorCode: { [family]: value },
          message,
          ...(fieldPath && { location: { fieldPathElements: fieldPath } }),
          ...(details && { details }),
        })),
        requestId,
      },
    ],
  };
}

const statusNames: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
};

export function errorReply(status: number, errors: readonly WireError[], requestId: string): TwinReply {
  const error = { ...statusOf(status, errors, requestId), status: statusNames[status] ?? 'UNKNOWN' };
  return { status, headers: { 'request-id': requestId }, body: { error } };
}

/** A refusal by what stands in front of Google Ads, which knows none of its errors. */
export function plainReply(status: number, message: string): TwinReply {
  return { status, body: { error: { code: status, message, status: statusNames[status] ?? 'UNKNOWN' } } };
}

export function quotaError(value: string, rateScope: 'ACCOUNT' | 'DEVELOPER', retryMs: number): WireError {
  return wireError('quotaError', value, 'Too many requests. Retry later.', {
    details: {
      quotaErrorDetails: {
        rateScope,
        rateName: rateScope === 'ACCOUNT' ? 'Requests per account' : 'Number of operations for basic access',
        retryDelay: `${Math.ceil(retryMs / 1_000)}s`,
      },
    },
  });
}
