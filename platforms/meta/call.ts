// Requests to Meta: paths, token and its proof in; answers or failures out, and what the headers say of quotas.
import type { z } from 'zod';
import type { CallOptions, ClientSettings } from '../ad-platform.ts';
import { createHttp, type HttpCall, type HttpReply } from '../http-request.ts';
import { parseReply } from '../read-reply.ts';
import { appSecretProof, type MetaCredentials } from './credentials.ts';
import { failureOf } from './failure.ts';
import { quotaSignalsOf } from './usage.ts';
import { apiVersion, pageOf } from './wire.ts';

export type Parameters = Readonly<Record<string, string>>;

export interface MetaCalls {
  /** Reads a node. Throws a `PlatformError`. */
  readonly get: <Shape>(
    path: string,
    parameters: Parameters,
    shape: z.ZodType<Shape>,
    options?: CallOptions,
  ) => Promise<Shape>;
  /** Reads an edge, page by page. */
  readonly pages: <Item extends z.ZodType>(
    path: string,
    parameters: Parameters,
    item: Item,
    options?: CallOptions,
  ) => AsyncIterable<z.infer<Item>[]>;
  /** Posts a form. */
  readonly post: <Shape>(
    path: string,
    form: Parameters,
    shape: z.ZodType<Shape>,
    options: CallOptions & { readonly isWrite: boolean },
  ) => Promise<Shape>;
  readonly close: () => Promise<void>;
}

export function createCalls(settings: ClientSettings, credentials: MetaCredentials): MetaCalls {
  const http = createHttp(settings);
  const proof = appSecretProof(credentials);
  const authorization = `Bearer ${credentials.accessToken}`;

  const send = async (call: Omit<HttpCall, 'headers'>): Promise<HttpReply> => {
    const query = new URLSearchParams(call.query);
    query.set('appsecret_proof', proof);
    const form = call.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const path = `/${apiVersion}${call.path}`;
    const reply = await http.send({ ...call, path, query, headers: { authorization, ...form } });
    const signals = quotaSignalsOf(reply);
    for (const signal of signals) settings.onQuota(signal);
    const error = failureOf(reply);
    if (!error) return reply;
    const { failure } = error;
    if (failure.kind === 'THROTTLED' && !signals.some(({ blockedForMs }) => blockedForMs !== undefined)) {
      const { scope, retryAfterMs: blockedForMs } = failure;
      settings.onQuota({ scope, accountExternalId: undefined, usedShare: 1, blockedForMs });
    }
    throw error;
  };
  const read = (path: string, parameters: Parameters, { signal }: CallOptions) =>
    send({ method: 'GET', path, query: new URLSearchParams(parameters), isWrite: false, signal });

  return {
    get: async (path, parameters, shape, options = {}) => parseReply(shape, await read(path, parameters, options)),
    async *pages(path, parameters, item, options = {}) {
      const shape = pageOf(item);
      let after: string | undefined;
      do {
        const reply = await read(path, after === undefined ? parameters : { ...parameters, after }, options);
        const { data, paging } = parseReply(shape, reply);
        yield data;
        // A page may be short, or empty, and not be the last one.
        after = paging?.next === undefined ? undefined : paging.cursors?.after;
      } while (after !== undefined);
    },
    post: async (path, form, shape, { isWrite, signal }) => {
      const body = new URLSearchParams(form).toString();
      return parseReply(shape, await send({ method: 'POST', path, body, isWrite, signal }));
    },
    close: http.close,
  };
}
