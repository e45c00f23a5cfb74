// Newer tokens for streams over HTTP, which their clients cannot write into: a POST brings the token, and names the
// stream by what its head, or its reservation, has told.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Credential } from '../auth/credential.ts';
import { ClientError } from '../errors.ts';
import { createToken } from '../workers/shared-port.ts';
import type { Exchange } from './exchange.ts';
import { HttpRefusal } from './http-refusal.ts';
import { jsonType, respond } from './respond.ts';

export const streamTokenHeader = 'x-graphql-event-stream-token';

/** Which credential is meant by which token of a stream. */
export interface Renewals {
  /** Names the credential by a new token, or by one that it has already; returns it. */
  hold(credential: Credential, token?: string): string;
  /** Undefined for a stream that is over. Throws STREAM_ELSEWHERE for the token of another gateway. */
  find(token: string): Credential | undefined;
  forget(token: string): void;
}

/**
 * `holder` names this process where several share the port. A token ends with what tells this gateway from its replicas:
 * they share no channel, but each can say of a token whether it was ever its own.
 */
export function createRenewals(holder: string | undefined): Renewals {
  const credentials = new Map<string, Credential>();
  const home = randomBytes(6).toString('hex');
  return {
    hold(credential, token = `${createToken(holder)}.${home}`) {
      credentials.set(token, credential);
      return token;
    },
    find(token) {
      const credential = credentials.get(token);
      const [, madeBy = home] = /\.([0-9a-f]{12})$/.exec(token) ?? [];
      if (!credential && madeBy !== home) throw streamElsewhere();
      return credential;
    },
    forget: (token) => void credentials.delete(token),
  };
}

function streamElsewhere(): ClientError {
  return new ClientError(
    'STREAM_ELSEWHERE',
    'The stream of this token is held by another gateway, or was until that stopped. Send the request over the way that ' +
      'leads to that one, or subscribe again with the newer token after the last event: nothing is missed.',
  );
}

/** Renews the streams of a token. Throws what the request is refused for; the streams then go on as before. */
export async function serveRenewal({ incoming, response, queryString }: Exchange, renewals: Renewals): Promise<void> {
  if (incoming.method !== 'POST') {
    throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'A token is renewed by POST.', { allow: 'POST' });
  }
  const credential = renewals.find(tokenOf(incoming, queryString) ?? '');
  if (!credential) throw new ClientError('NOT_FOUND', 'No event stream of this token is open here.');
  const renewed = await credential.renew(incoming.headers.authorization);
  respond(response, 200, jsonType, JSON.stringify({ renewed }));
}

/** Nobody else knows the token: neither header nor query string of it could be forged by another site. */
export function tokenOf({ headers }: IncomingMessage, queryString: string): string | undefined {
  const given = headers[streamTokenHeader];
  return typeof given === 'string' ? given : (new URLSearchParams(queryString).get('token') ?? undefined);
}
