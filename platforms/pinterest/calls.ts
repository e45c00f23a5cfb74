// One call of Pinterest's API, with an access token that is renewed when it is due or was refused.
import type { z } from 'zod';
import { type CallOptions, type ClientSettings, PlatformError } from '../ad-platform.ts';
import { createHttp, type HttpReply } from '../http-request.ts';
import { malformedAnswer } from '../malformed-answer.ts';
import { createOAuthTokens } from '../oauth-tokens.ts';
import { jsonOf, parseReply, unreadable } from '../read-reply.ts';
import type { PinterestCredentials } from './credentials.ts';
import { readRefusal } from './failures.ts';
import { errorShape } from './wire.ts';

export interface PinterestCall extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly query?: URLSearchParams | undefined;
  readonly body?: unknown;
  readonly isWrite: boolean;
}

export interface Answer<Data> {
  readonly data: Data;
  readonly requestId: string | undefined;
}

export interface PinterestCalls {
  /** Throws a `PlatformError` for whatever is no success of the whole request. */
  readonly send: <Data>(call: PinterestCall, shape: z.ZodType<Data>) => Promise<Answer<Data>>;
  /** A finished report, which lies where its URL says, and is for whoever knows it. */
  readonly download: <Data>(url: string, shape: z.ZodType<Data>, options: CallOptions) => Promise<Data>;
  readonly close: () => Promise<void>;
}

/** The path of an account, which most paths begin with. */
export function accountPath(accountExternalId: string): string {
  return `/ad_accounts/${encodeURIComponent(accountExternalId)}`;
}

export function createPinterestCalls(settings: ClientSettings, credentials: PinterestCredentials): PinterestCalls {
  const http = createHttp(settings);
  const permission = { ...credentials, platform: 'Pinterest', clientIn: 'BASIC' } as const;
  const tokens = createOAuthTokens(permission, settings.timeoutMs, settings.now);

  const attempt = async ({ method, path, query, body, isWrite, signal }: PinterestCall): Promise<HttpReply> => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const headers = { authorization: `Bearer ${await tokens.get()}`, ...json };
    return await http.send({
      method,
      path,
      query,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      isWrite,
      signal,
    });
  };
  const refused = (reply: HttpReply): PlatformError => {
    const { data: error } = errorShape.safeParse(jsonOf(reply));
    if (!error && reply.status >= 500) return unreadable(reply, undefined);
    const refusal = {
      status: reply.status,
      code: error?.code,
      message: error?.message ?? `HTTP ${reply.status}`,
      requestId: requestIdOf(reply),
      retryAfterMs: retryAfterOf(reply),
    };
    const { failure, detail } = readRefusal(refusal, reply.isWrite ? 'WRITE' : 'READ');
    if (failure.kind === 'AUTH_EXPIRED') tokens.forget();
    if (failure.kind === 'THROTTLED') {
      const { scope, retryAfterMs: blockedForMs } = failure;
      settings.onQuota({ scope, accountExternalId: undefined, usedShare: 1, blockedForMs });
    }
    return new PlatformError(failure, detail);
  };

  return {
    send: async (call, shape) => {
      const reply = await attempt(call);
      if (reply.status < 200 || reply.status >= 300) throw refused(reply);
      return { data: parseReply(shape, reply), requestId: requestIdOf(reply) };
    },
    download: async (url, shape, { signal }) => {
      const { origin, pathname, search } = placeOf(url, settings);
      const elsewhere = createHttp({ baseUrl: origin, timeoutMs: settings.timeoutMs });
      try {
        // The URL is signed as it stands, so its query is not taken apart.
        const call = { method: 'GET', path: `${pathname}${search}`, headers: {}, isWrite: false, signal } as const;
        const reply = await elsewhere.send(call);
        if (reply.status !== 200) throw unreadable(reply, 'the report is not there any more');
        return parseReply(shape, reply);
      } finally {
        await elsewhere.close();
      }
    },
    close: async () => {
      await Promise.all([http.close(), tokens.close()]);
    },
  };
}

/** Nothing but a twin is reached without TLS, so that no answer leads to a neighbour of ours. Throws a `PlatformError`. */
function placeOf(url: string, { baseUrl }: ClientSettings): URL {
  const place = URL.canParse(url) ? new URL(url) : undefined;
  if (place && (place.protocol === 'https:' || place.origin === new URL(baseUrl).origin)) return place;
  throw malformedAnswer('Pinterest', `A report lies at ${url}`);
}

function requestIdOf({ headers }: HttpReply): string | undefined {
  const id = headers['x-pinterest-rid'];
  return typeof id === 'string' ? id : undefined;
}

function retryAfterOf({ headers }: HttpReply): number | undefined {
  const seconds = headers['retry-after'];
  return typeof seconds === 'string' && /^\d{1,5}$/.test(seconds) ? Number(seconds) * 1_000 : undefined;
}
