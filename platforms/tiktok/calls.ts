// One call of TikTok's API: parameters out, data in, and a code other than 0 as what it means.
import type { z } from 'zod';
import { type CallOptions, type ClientSettings, PlatformError } from '../ad-platform.ts';
import type { Http, HttpReply } from '../http-request.ts';
import { parseReply, unreadable } from '../read-reply.ts';
import { readRefusal } from './failures.ts';
import { envelopeShape } from './wire.ts';

/** What a query or a body carries. In a query whatever is no text or number is JSON. */
export type Parameters = Readonly<Record<string, unknown>>;

export interface Answer<Data> {
  readonly data: Data;
  readonly requestId: string | undefined;
  /** Some of several things were done: which ones, the data says. */
  readonly isPartial: boolean;
}

export interface TikTokCalls {
  /** Throws a `PlatformError` for whatever is no success. */
  readonly read: <Data>(
    path: string,
    parameters: Parameters,
    shape: z.ZodType<Data>,
    options?: CallOptions,
  ) => Promise<Data>;
  /** Asks for work that changes nothing an advertiser has, such as a report. */
  readonly start: <Data>(
    path: string,
    body: Parameters,
    shape: z.ZodType<Data>,
    options?: CallOptions,
  ) => Promise<Data>;
  readonly write: <Data>(
    path: string,
    body: Parameters,
    shape: z.ZodType<Data>,
    options?: CallOptions,
  ) => Promise<Answer<Data>>;
  /** A file, which has no envelope unless it is refused. */
  readonly download: (path: string, parameters: Parameters, options?: CallOptions) => Promise<string>;
}

const partialCode = 20001;

export function createTikTokCalls(http: Http, accessToken: string, settings: ClientSettings): TikTokCalls {
  const headers = { 'Access-Token': accessToken };
  const jsonHeaders = { ...headers, 'Content-Type': 'application/json' };

  const get = (path: string, parameters: Parameters, { signal }: CallOptions) =>
    http.send({ method: 'GET', path, query: queryOf(parameters), headers, isWrite: false, signal });
  const post = (path: string, body: Parameters, isWrite: boolean, { signal }: CallOptions) =>
    http.send({ method: 'POST', path, headers: jsonHeaders, body: JSON.stringify(body), isWrite, signal });

  const open = <Data>(reply: HttpReply, parameters: Parameters, shape: z.ZodType<Data>): Answer<Data> => {
    const { code, message, request_id: requestId, data } = parseReply(envelopeShape, reply);
    if (code && code !== partialCode) throw refused({ code, message, requestId }, reply.isWrite, parameters);
    const parsed = shape.safeParse(data);
    if (!parsed.success) throw unreadable(reply, parsed.error.issues[0]?.path.join('.'));
    return { data: parsed.data, requestId: requestId ?? undefined, isPartial: code === partialCode };
  };

  const refused = (
    {
      code,
      message,
      requestId,
    }: { code: number; message?: string | null | undefined; requestId?: string | null | undefined },
    isWrite: boolean,
    parameters: Parameters,
  ): PlatformError => {
    const refusal = { code, message: message ?? '', requestId: requestId ?? undefined };
    const { failure, detail } = readRefusal(refusal, isWrite ? 'WRITE' : 'READ', settings.now());
    if (failure.kind === 'THROTTLED') {
      const advertiserId = parameters['advertiser_id'];
      settings.onQuota({
        scope: failure.scope,
        accountExternalId: typeof advertiserId === 'string' && failure.scope !== 'APP' ? advertiserId : undefined,
        usedShare: 1,
        blockedForMs: failure.retryAfterMs,
      });
    }
    return new PlatformError(failure, detail);
  };

  return {
    read: async (path, parameters, shape, options = {}) =>
      open(await get(path, parameters, options), parameters, shape).data,
    start: async (path, body, shape, options = {}) => open(await post(path, body, false, options), body, shape).data,
    write: async (path, body, shape, options = {}) => open(await post(path, body, true, options), body, shape),
    download: async (path, parameters, options = {}) => {
      const reply = await get(path, parameters, options);
      if (!reply.body.startsWith('{')) return reply.body;
      const { code, message, request_id: requestId } = parseReply(envelopeShape, reply);
      throw code ? refused({ code, message, requestId }, false, parameters) : unreadable(reply, 'no file');
    },
  };
}

function queryOf(parameters: Parameters): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return query;
}
