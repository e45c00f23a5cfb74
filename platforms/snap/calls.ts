// One call of Snap's API, with an access token that is renewed when it is due or was refused.
import { z } from 'zod';
import { type CallOptions, type ClientSettings, PlatformError } from '../ad-platform.ts';
import { createHttp, type HttpReply } from '../http-request.ts';
import { createOAuthTokens } from '../oauth-tokens.ts';
import { jsonOf, parseReply, unreadable } from '../read-reply.ts';
import type { SnapCredentials } from './credentials.ts';
import { readRefusal } from './failures.ts';
import { envelopeShape, subRequestShape, type WireEnvelope, type WireSubRequest } from './wire.ts';

/** The entities of an envelope: the name of their list, the name of one of them, and what one looks like. */
export interface EntityKind<Entity> {
  readonly plural: string;
  readonly singular: string;
  readonly shape: z.ZodType<Entity>;
}

export interface Page<Entity> {
  readonly entities: readonly Entity[];
  /** The path and query of the next page, relative to the base URL. */
  readonly next: { readonly path: string; readonly query: URLSearchParams } | undefined;
  readonly requestId: string | undefined;
}

export interface SnapCalls {
  /** Throws a `PlatformError`, also when one of the entities has an error instead of itself. */
  readonly read: <Entity>(
    path: string,
    query: URLSearchParams,
    kind: EntityKind<Entity>,
    options: CallOptions,
  ) => Promise<Page<Entity>>;
  /** Sends changes to a collection. Throws a `PlatformError`. */
  readonly patch: <Entity>(
    path: string,
    entities: readonly unknown[],
    kind: EntityKind<Entity>,
    options: CallOptions,
  ) => Promise<Page<Entity>>;
  readonly close: () => Promise<void>;
}

export function createSnapCalls(settings: ClientSettings, credentials: SnapCredentials): SnapCalls {
  const http = createHttp(settings);
  const permission = { ...credentials, platform: 'Snap', clientIn: 'BODY' } as const;
  const tokens = createOAuthTokens(permission, settings.timeoutMs, settings.now);
  const basePath = new URL(settings.baseUrl).pathname.replace(/\/$/, '');

  const refused = (reply: HttpReply, envelope: Partial<WireEnvelope>): PlatformError => {
    const refusal = {
      status: reply.status,
      errorCode: envelope.error_code ?? undefined,
      message: envelope.debug_message ?? envelope.display_message ?? `HTTP ${reply.status}`,
      requestId: envelope.request_id ?? undefined,
    };
    const { failure, detail } = readRefusal(refusal, reply.isWrite ? 'WRITE' : 'READ');
    if (failure.kind === 'AUTH_EXPIRED') tokens.forget();
    if (failure.kind === 'THROTTLED') {
      const { scope, retryAfterMs: blockedForMs } = failure;
      settings.onQuota({ scope, accountExternalId: undefined, usedShare: 1, blockedForMs });
    }
    return new PlatformError(failure, detail);
  };

  const open = <Entity>(reply: HttpReply, { plural, singular, shape }: EntityKind<Entity>): Page<Entity> => {
    const envelope = envelopeShape.safeParse(jsonOf(reply)).data;
    if (!envelope && (reply.status < 400 || reply.status >= 500)) throw unreadable(reply, 'no envelope');
    if (!envelope || reply.status !== 200 || envelope.request_status !== 'SUCCESS')
      throw refused(reply, envelope ?? {});
    const items = parseReply(z.object({ [plural]: z.array(subRequestShape.loose()) }), reply)[plural] ?? [];
    const entities = items.map((item) => {
      if (item.sub_request_status !== 'SUCCESS') throw refused(reply, { ...envelope, ...said(item) });
      const parsed = shape.safeParse(item[singular]);
      if (!parsed.success) throw unreadable(reply, `${singular}.${parsed.error.issues[0]?.path.join('.')}`);
      return parsed.data;
    });
    return {
      entities,
      next: nextPage(envelope.paging?.next_link ?? undefined, basePath),
      requestId: envelope.request_id ?? undefined,
    };
  };

  return {
    read: async (path, query, kind, { signal }) => {
      const headers = { authorization: `Bearer ${await tokens.get()}` };
      return open(await http.send({ method: 'GET', path, query, headers, isWrite: false, signal }), kind);
    },
    patch: async (path, entities, kind, { signal }) => {
      const headers = { authorization: `Bearer ${await tokens.get()}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ [kind.plural]: entities });
      return open(await http.send({ method: 'PATCH', path, headers, body, isWrite: true, signal }), kind);
    },
    close: async () => {
      await Promise.all([http.close(), tokens.close()]);
    },
  };
}

/** What an entity's own envelope says, in the names of the request's. */
function said(item: WireSubRequest): Partial<WireEnvelope> {
  return { error_code: item.error_code, debug_message: item.debug_message ?? item.sub_request_error_reason };
}

/** Of the link to the next page its path and query are used, and never its host: the token goes to one host alone. */
function nextPage(link: string | undefined, basePath: string): Page<unknown>['next'] {
  if (!link || !URL.canParse(link)) return undefined;
  const { pathname, searchParams } = new URL(link);
  const path = pathname.startsWith(`${basePath}/`)
    ? pathname.slice(basePath.length)
    : pathname.replace(/^\/v1(?=\/)/, '');
  return { path, query: searchParams };
}
