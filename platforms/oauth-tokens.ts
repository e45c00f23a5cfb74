// Access tokens that live for a while, made from a permission that lives until somebody takes it back (RFC 6749, refresh
// token grant).
import { z } from 'zod';
import { PlatformError } from './ad-platform.ts';
import { createHttp } from './http-request.ts';
import { jsonOf, parseReply } from './read-reply.ts';

export interface OAuthPermission {
  readonly platform: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** Where the client's own name and secret stand in the request. */
  readonly clientIn: 'BODY' | 'BASIC';
}

export interface OAuthTokens {
  /** One that is good for a minute at least. Throws a `PlatformError`; the platform was asked for nothing else then. */
  readonly get: () => Promise<string>;
  /** After the platform has refused it. */
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

/** A token that ends sooner is not begun with. */
const marginMs = 60_000;

const tokenShape = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const refusalShape = z.object({ error: z.string().optional(), error_description: z.string().optional() });

export function createOAuthTokens(permission: OAuthPermission, timeoutMs: number, now: () => Date): OAuthTokens {
  const url = new URL(permission.tokenUrl);
  const http = createHttp({ baseUrl: url.origin, timeoutMs });
  let token: Promise<{ readonly text: string; readonly endsAtMs: number }> | undefined;

  const request = async () => {
    const askedAtMs = now().getTime();
    const { headers, body } = requestOf(permission);
    const reply = await http.send({ method: 'POST', path: url.pathname, headers, body, isWrite: false });
    if (reply.status >= 400 && reply.status < 500) throw refused(permission.platform, reply.status, jsonOf(reply));
    const answer = parseReply(tokenShape, reply);
    return { text: answer.access_token, endsAtMs: askedAtMs + answer.expires_in * 1_000 };
  };
  /** Whoever comes meanwhile waits for the same one; a failure is nobody's token. */
  const renew = () => {
    const asked = request();
    token = asked;
    asked.catch(() => {
      if (token === asked) token = undefined;
    });
    return asked;
  };
  return {
    get: async () => {
      const asked = token ?? renew();
      const known = await asked;
      if (known.endsAtMs - marginMs > now().getTime()) return known.text;
      // Of all who find it ended the first renews it.
      const next = token === undefined || token === asked ? renew() : token;
      return (await next).text;
    },
    forget: () => {
      token = undefined;
    },
    close: http.close,
  };
}

function requestOf({ clientId, clientSecret, refreshToken, clientIn }: OAuthPermission) {
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  if (clientIn === 'BODY') {
    const form = new URLSearchParams({ ...grant, client_id: clientId, client_secret: clientSecret });
    return { headers: type, body: form.toString() };
  }
  const basic = Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64');
  return { headers: { ...type, authorization: `Basic ${basic}` }, body: new URLSearchParams(grant).toString() };
}

/** A permission that is refused is one that has to be given again. Too many questions are another matter. */
function refused(platform: string, status: number, body: unknown): PlatformError {
  const { error, error_description: description } = refusalShape.safeParse(body).data ?? {};
  const detail = {
    platformCode: error ?? String(status),
    message: description ?? `${platform} gave no access token.`,
    requestId: undefined,
    isUnknownCode: false,
  };
  if (status === 429) return new PlatformError({ kind: 'THROTTLED', scope: 'APP', retryAfterMs: undefined }, detail);
  return new PlatformError({ kind: 'AUTH_EXPIRED' }, detail);
}
