// The twin of Google Ads: the same paths, units, envelopes, errors and limits over an estate, for a client that cannot tell.
import { z } from 'zod';
import type { DeliveryRules } from '../estate/delivery-rules.ts';
import type { Estate } from '../estate/estate.ts';
import type { Editor, EstateAccount } from '../estate/estate-config.ts';
import { createWindowQuota } from '../twin-quota.ts';
import {
  startTwinServer,
  type TwinReply,
  type TwinRequest,
  type TwinServer,
  type TwinServerOptions,
  type TwinService,
} from '../twin-server.ts';
import type { GoogleAdsCredentials } from './credentials.ts';
import { errorReply, plainReply, quotaError, statusOf, type WireError, wireError } from './twin-errors.ts';
import { GaqlError, parseGaql } from './twin-gaql.ts';
import { isMutateMethod, judge, type Judged, type MutateMethod, mutateRequest } from './twin-mutate.ts';
import { answerQuery } from './twin-query.ts';
import { apiVersion } from './wire.ts';

/** A day costs at most twice its budget, a month 30.4 times; clicks found invalid are taken back for weeks. */
export const googleAdsRules: DeliveryRules = {
  overdelivery: { dayPercent: 200, period: { length: 'MONTH', thousandths: 30_400 }, midDayChange: 'TRAFFIC_LEFT' },
  restatement: { settleDays: 14, lateShare: 0.02, invalidShare: 0.03 },
  reportLagMs: 45 * 60_000,
  automaticRaisesPerDay: 0,
};

export interface GoogleAdsTwinOptions extends TwinServerOptions {
  readonly estate: Estate;
  /** Operations that a developer's token has a day: 15,000 with basic access. */
  readonly operationsPerDay?: number;
  readonly requestsPerSecondAndAccount?: number;
  /** Rows of a page of `search`: 10,000 on Google Ads. */
  readonly pageSize?: number;
  /** How long change events take to appear. */
  readonly changeDelayMs?: number;
  /** A resource that somebody else edited less than so long ago is still being written. */
  readonly conflictMs?: number;
}

export interface GoogleAdsTwin extends TwinServer {
  /** The only ones that it accepts. */
  readonly credentials: GoogleAdsCredentials;
}

const tokenLivesMs = 3_600_000;
const msPerDay = 86_400_000;

export async function startGoogleAdsTwin(options: GoogleAdsTwinOptions): Promise<GoogleAdsTwin> {
  const server = await startTwinServer(createService(options), options);
  return { ...server, credentials: { ...accepted, tokenUrl: `${server.url}/token` } };
}

const accepted: Omit<GoogleAdsCredentials, 'tokenUrl'> = {
  developerToken: 'twin-developer-token',
  clientId: 'twin-client',
  clientSecret: 'twin-secret',
  refreshToken: 'twin-refresh-token',
  loginCustomerId: undefined,
  userEmail: 'marketing-graph@agency.example',
};

const api: Editor = { by: 'API', name: accepted.userEmail, programId: accepted.developerToken };

interface Call {
  readonly account: EstateAccount;
  readonly method: string;
  readonly body: unknown;
  readonly requestId: string;
}

function createService(options: GoogleAdsTwinOptions): TwinService {
  const { estate, operationsPerDay = 15_000, requestsPerSecondAndAccount = Infinity, requestsBefore = 0 } = options;
  const operations = createWindowQuota(operationsPerDay, msPerDay);
  const requests = createWindowQuota(requestsPerSecondAndAccount, 1_000);
  const tokens = new Map<string, number>();
  let count = requestsBefore;

  const giveToken = (request: TwinRequest): TwinReply => {
    const form = new URLSearchParams(request.body);
    if (form.get('refresh_token') !== accepted.refreshToken || form.get('client_secret') !== accepted.clientSecret) {
      return { status: 400, body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' } };
    }
    const token = `ya29.twin-${tokens.size + 1}`;
    tokens.set(token, estate.now().getTime() + tokenLivesMs);
    return { status: 200, body: { access_token: token, expires_in: tokenLivesMs / 1_000, token_type: 'Bearer' } };
  };
  const refusalOf = (request: TwinRequest): readonly [number, WireError] | undefined => {
    const endsAtMs = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
    const refuse = (value: string) => wireError('authenticationError', value, 'The request is not authenticated.');
    if (endsAtMs === undefined) return [401, refuse('OAUTH_TOKEN_INVALID')];
    if (endsAtMs <= estate.now().getTime()) return [401, refuse('OAUTH_TOKEN_EXPIRED')];
    if (request.headers['developer-token'] !== accepted.developerToken) return [401, refuse('DEVELOPER_TOKEN_INVALID')];
    return undefined;
  };
  /** Counts them; the refusal when there are not so many left. */
  const takeQuota = ({ account }: Call, amount: number): WireError | undefined => {
    const nowMs = estate.now().getTime();
    const second = requests.take(account.externalId, 1, nowMs);
    if (!second.isAllowed) return quotaError('RESOURCE_TEMPORARILY_EXHAUSTED', 'ACCOUNT', second.resetsInMs);
    const day = operations.take(accepted.developerToken, amount, nowMs);
    return day.isAllowed ? undefined : quotaError('RESOURCE_EXHAUSTED', 'DEVELOPER', day.resetsInMs);
  };

  return {
    answer: (request) => {
      if (request.path === '/token' && request.method === 'POST') return giveToken(request);
      count += 1;
      const requestId = `twin-request-${count}`;
      const [, version, customerId = '', method = ''] = pathPattern.exec(request.path) ?? [];
      if (version !== apiVersion || request.method !== 'POST')
        return plainReply(404, 'The requested URL was not found.');
      const refusal = refusalOf(request);
      if (refusal) return errorReply(refusal[0], [refusal[1]], requestId);
      const account = estate.account(customerId);
      if (!account) {
        const error = wireError('authorizationError', 'USER_PERMISSION_DENIED', 'No permission for this customer.');
        return errorReply(403, [error], requestId);
      }
      const body = readJson(request.body);
      if (body === undefined) return plainReply(400, 'Invalid JSON payload received.');
      const call: Call = { account, method, body, requestId };
      if (method === 'googleAds:search') return search(call, options, takeQuota);
      if (method === 'googleAds:searchStream') return searchStream(call, options, takeQuota);
      return isMutateMethod(method) ? mutate(call, method, options, takeQuota) : plainReply(404, 'Not found.');
    },
    refuse: (refusal, request) => {
      const requestId = `twin-request-${(count += 1)}`;
      if (refusal === 'THROTTLED')
        return errorReply(429, [quotaError('RESOURCE_TEMPORARILY_EXHAUSTED', 'ACCOUNT', 5_000)], requestId);
      if (refusal === 'ERROR_IN_200' && request.path.endsWith(':mutate')) return refuseEach(request, requestId);
      return errorReply(500, [wireError('internalError', 'TRANSIENT_ERROR', 'Transient error.')], requestId);
    },
  };
}

const pathPattern = /^\/(v\d+)\/customers\/(\d+)\/([A-Za-z]+:[A-Za-z]+)$/;

type TakeQuota = (call: Call, amount: number) => WireError | undefined;

const searchRequest = z.strictObject({ query: z.string(), pageToken: z.string().optional() });

function search(call: Call, options: GoogleAdsTwinOptions, takeQuota: TakeQuota): TwinReply {
  if (typeof call.body === 'object' && call.body !== null && 'pageSize' in call.body) {
    return errorReply(
      400,
      [wireError('requestError', 'PAGE_SIZE_NOT_SUPPORTED', 'Pages have one size.')],
      call.requestId,
    );
  }
  const parsed = searchRequest.safeParse(call.body);
  if (!parsed.success) return plainReply(400, 'Invalid JSON payload received.');
  const { query, pageToken } = parsed.data;
  const offset = pageToken === undefined ? 0 : offsetOf(pageToken, query);
  if (offset === undefined) {
    return errorReply(
      400,
      [wireError('requestError', 'INVALID_PAGE_TOKEN', 'The page token is invalid.')],
      call.requestId,
    );
  }
  // The pages after the first belong to an operation that was counted.
  const exhausted = takeQuota(call, pageToken === undefined ? 1 : 0);
  if (exhausted) return errorReply(429, [exhausted], call.requestId);
  const { pageSize = 10_000 } = options;
  return withRows(call, query, options, (rows, fieldMask) => {
    const nextOffset = offset + pageSize;
    const more = nextOffset < rows.length ? { nextPageToken: tokenOf(nextOffset, query) } : {};
    return { results: rows.slice(offset, nextOffset), fieldMask, ...more };
  });
}

const streamRequest = z.strictObject({ query: z.string() });

function searchStream(call: Call, options: GoogleAdsTwinOptions, takeQuota: TakeQuota): TwinReply {
  const parsed = streamRequest.safeParse(call.body);
  if (!parsed.success) return plainReply(400, 'Invalid JSON payload received.');
  const exhausted = takeQuota(call, 1);
  if (exhausted) return inArray(errorReply(429, [exhausted], call.requestId));
  const { pageSize = 10_000 } = options;
  const reply = withRows(call, parsed.data.query, options, (rows, fieldMask) => {
    const batches = Array.from({ length: Math.ceil(rows.length / pageSize) }, (_, index) =>
      rows.slice(index * pageSize, (index + 1) * pageSize),
    );
    return batches.map((results) => ({ results, fieldMask, requestId: call.requestId }));
  });
  return reply.status === 200 ? reply : inArray(reply);
}

function inArray(reply: TwinReply): TwinReply {
  return { ...reply, body: [reply.body] };
}

function withRows(
  { account, requestId }: Call,
  text: string,
  { estate, changeDelayMs = 120_000 }: GoogleAdsTwinOptions,
  bodyOf: (rows: readonly object[], fieldMask: string) => object,
): TwinReply {
  try {
    const query = parseGaql(text);
    const rows = answerQuery(query, account, estate, changeDelayMs);
    const fieldMask = query.select.map(camelPath).join(',');
    return { status: 200, headers: { 'request-id': requestId }, body: bodyOf(rows, fieldMask) };
  } catch (error) {
    if (!(error instanceof GaqlError)) throw error;
    const [family, value] = error.code.startsWith('ChangeEventError.')
      ? (['changeEventError', error.code.slice('ChangeEventError.'.length)] as const)
      : (['queryError', error.code] as const);
    return errorReply(400, [wireError(family, value, error.message)], requestId);
  }
}

function camelPath(field: string): string {
  return field.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A place in the rows of one query, and of no other. */
function tokenOf(offset: number, query: string): string {
  return Buffer.from(JSON.stringify({ offset, query })).toString('base64url');
}

function offsetOf(token: string, query: string): number | undefined {
  const place = z.object({ offset: z.number().int().positive(), query: z.literal(query) });
  const parsed = place.safeParse(readJson(Buffer.from(token, 'base64url').toString('utf8')));
  return parsed.success ? parsed.data.offset : undefined;
}

const maxOperations = 10_000;

function mutate(call: Call, method: MutateMethod, options: GoogleAdsTwinOptions, takeQuota: TakeQuota): TwinReply {
  const { account, body, requestId } = call;
  const parsed = mutateRequest.safeParse(body);
  if (!parsed.success) return plainReply(400, 'Invalid JSON payload received.');
  const { operations, partialFailure, validateOnly } = parsed.data;
  if (operations.length > maxOperations) {
    const error = wireError('requestError', 'TOO_MANY_MUTATE_OPERATIONS', 'Too many operations.');
    return errorReply(400, [error], requestId);
  }
  const exhausted = takeQuota(call, operations.length);
  if (exhausted) return errorReply(429, [exhausted], requestId);
  const judged = operations.map((operation) => judge(method, operation, account));
  const results = judged.map((each) => ('family' in each ? each : (conflictOf(each, account, options) ?? each)));
  const errors = results.flatMap((each, index) => ('family' in each ? [atOperation(each, index)] : []));
  if (errors.length > 0 && !partialFailure) return errorReply(400, errors, requestId);
  if (!validateOnly) for (const each of results) if (!('family' in each)) apply(each, account, options.estate);
  return {
    status: 200,
    headers: { 'request-id': requestId },
    body: {
      ...(validateOnly
        ? {}
        : { results: results.map((each) => ('family' in each ? {} : { resourceName: each.resourceName })) }),
      ...(errors.length > 0 && { partialFailureError: statusOf(3, errors, requestId) }),
    },
  };
}

function apply({ changes }: Judged, account: EstateAccount, estate: Estate): void {
  for (const change of changes) estate.edit(account.externalId, change, api);
}

function atOperation(error: WireError, index: number): WireError {
  return { ...error, fieldPath: [{ fieldName: 'operations', index }, ...(error.fieldPath ?? [])] };
}

/** Somebody else's edit of the same thing that has just been made. */
function conflictOf({ changes }: Judged, account: EstateAccount, options: GoogleAdsTwinOptions): WireError | undefined {
  const { estate, conflictMs = 0 } = options;
  const sinceMs = estate.now().getTime() - conflictMs;
  const isSame = changes.some((change) =>
    estate.edits(account.externalId).some(({ at, editor, change: other }) => {
      return editor.by !== 'API' && at.getTime() > sinceMs && targetOf(change) === targetOf(other);
    }),
  );
  if (!isSame) return undefined;
  return wireError('databaseError', 'CONCURRENT_MODIFICATION', 'Multiple requests were attempting to modify the same.');
}

function targetOf(change: Judged['changes'][number]): string {
  switch (change.field) {
    case 'BUDGET':
      return `BUDGET ${change.budgetExternalId}`;
    case 'BID':
      return `AD_GROUP ${change.adGroupExternalId}`;
    case 'BIDDING':
      return `CAMPAIGN ${change.campaignExternalId}`;
    case 'STATUS':
    case 'NAME':
      return `${change.level} ${change.externalId}`;
  }
}

/** The nearest that Google Ads comes to an error under status 200: every operation fails on its own. */
function refuseEach(request: TwinRequest, requestId: string): TwinReply {
  const parsed = mutateRequest.safeParse(readJson(request.body));
  const count = parsed.success ? parsed.data.operations.length : 0;
  const error = wireError('databaseError', 'CONCURRENT_MODIFICATION', 'Multiple requests modify the same.');
  const errors = Array.from({ length: count }, (_, index) => atOperation(error, index));
  const body = { results: errors.map(() => ({})), partialFailureError: statusOf(3, errors, requestId) };
  return { status: 200, headers: { 'request-id': requestId }, body };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
