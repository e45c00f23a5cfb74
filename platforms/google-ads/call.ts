// Requests to Google Ads: paths, headers and tokens in, answers or failures out.
import type { z } from 'zod';
import type { CallOptions, ClientSettings, PlatformError } from '../ad-platform.ts';
import { createHttp, type HttpReply } from '../http-request.ts';
import { createOAuthTokens } from '../oauth-tokens.ts';
import { parseReply } from '../read-reply.ts';
import type { GoogleAdsCredentials } from './credentials.ts';
import { failureOf } from './failure.ts';
import { apiVersion, searchAnswer, streamAnswer } from './wire.ts';

export interface GoogleAdsCalls {
  /** `method` is what follows `customers/…/`, such as `googleAds:search`. Throws a `PlatformError`. */
  readonly post: (
    accountExternalId: string,
    method: string,
    body: object,
    options: CallOptions & { readonly isWrite: boolean },
  ) => Promise<HttpReply>;
  /** The rows of a query, page by page. */
  readonly search: <Row extends z.ZodType>(
    accountExternalId: string,
    query: string,
    row: Row,
    options?: CallOptions,
  ) => AsyncIterable<z.infer<Row>[]>;
  /** The rows of a query in one request, batch by batch. */
  readonly stream: <Row extends z.ZodType>(
    accountExternalId: string,
    query: string,
    row: Row,
    options?: CallOptions,
  ) => AsyncIterable<z.infer<Row>[]>;
  readonly close: () => Promise<void>;
}

export function createCalls(settings: ClientSettings, credentials: GoogleAdsCredentials): GoogleAdsCalls {
  const http = createHttp(settings);
  const permission = { ...credentials, platform: 'Google Ads', clientIn: 'BODY' } as const;
  const tokens = createOAuthTokens(permission, settings.timeoutMs, settings.now);

  const post: GoogleAdsCalls['post'] = async (accountExternalId, method, body, { isWrite, signal }) => {
    const token = await tokens.get();
    const reply = await http.send({
      method: 'POST',
      path: `/${apiVersion}/customers/${encodeURIComponent(accountExternalId)}/${method}`,
      headers: {
        authorization: `Bearer ${token}`,
        'developer-token': credentials.developerToken,
        'content-type': 'application/json',
        ...(credentials.loginCustomerId === undefined ? {} : { 'login-customer-id': credentials.loginCustomerId }),
      },
      body: JSON.stringify(body),
      isWrite,
      signal,
    });
    if (reply.status === 200) return reply;
    const error = failureOf(reply);
    if (error.failure.kind === 'AUTH_EXPIRED') tokens.forget();
    tellQuota(settings, error, accountExternalId);
    throw error;
  };

  return {
    post,
    async *search(accountExternalId, query, row, options = {}) {
      const answer = searchAnswer(row);
      let pageToken: string | undefined;
      do {
        const body = pageToken === undefined ? { query } : { query, pageToken };
        const reply = await post(accountExternalId, 'googleAds:search', body, { ...options, isWrite: false });
        const page = parseReply(answer, reply);
        yield page.results;
        pageToken = page.nextPageToken || undefined;
      } while (pageToken !== undefined);
    },
    async *stream(accountExternalId, query, row, options = {}) {
      const reply = await post(accountExternalId, 'googleAds:searchStream', { query }, { ...options, isWrite: false });
      for (const { results } of parseReply(streamAnswer(row), reply)) yield results;
    },
    close: async () => {
      await Promise.all([http.close(), tokens.close()]);
    },
  };
}

/** Google Ads tells of its quota only when it is used up. */
function tellQuota(settings: ClientSettings, { failure }: PlatformError, accountExternalId: string): void {
  if (failure.kind !== 'THROTTLED') return;
  settings.onQuota({
    scope: failure.scope,
    accountExternalId: failure.scope === 'ACCOUNT' ? accountExternalId : undefined,
    usedShare: undefined,
    blockedForMs: failure.retryAfterMs,
  });
}
