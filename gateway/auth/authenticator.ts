// `Authorization: Bearer …` → viewer. A verified token is remembered, never past its expiry: verifying a signature
// costs as much as answering a small query.
import { errors as joseErrors } from 'jose';
import type { Logger } from 'pino';
import { ZodError } from 'zod';
import type { VerifyToken, Viewer } from '../../schema/viewer.ts';
import { ClientError } from '../errors.ts';
import { LruCache } from '../lru-cache.ts';
import { noRevocations, type Revocations } from './follow-revocations.ts';

/**
 * The viewer of an `Authorization` value, with what its token allows at this moment; undefined when there is none.
 * Rejects with `ClientError` UNAUTHENTICATED for anything that is not a valid token or was revoked, and with
 * SERVICE_UNAVAILABLE when the issuer's keys or revocations cannot be read.
 */
export type Authenticate = (authorization: string | undefined) => Promise<Viewer | undefined>;

export interface AuthenticatorOptions {
  /** Undefined: nobody is asked for a token and everybody is anonymous. */
  readonly verifyToken: VerifyToken | undefined;
  readonly logger: Logger;
  /** By default nothing is ever revoked. */
  readonly revocations?: Revocations;
  /** Verified tokens remembered at most. */
  readonly cacheSize?: number;
}

export function createAuthenticator(options: AuthenticatorOptions): Authenticate {
  const { verifyToken, logger, revocations = noRevocations, cacheSize = 10_000 } = options;
  if (!verifyToken) return () => Promise.resolve(undefined);
  const viewers = new LruCache<Viewer>(cacheSize);
  return async (authorization) => {
    if (authorization === undefined) return undefined;
    const known = viewers.get(authorization);
    if (known && known.expiresAtMs > Date.now()) return unlessRevoked(known, revocations);
    viewers.delete(authorization);
    const token = readBearerToken(authorization);
    const viewer = await verifyToken(token).catch((error: unknown) => {
      throw refusalFor(error, logger);
    });
    viewers.set(authorization, viewer);
    return unlessRevoked(viewer, revocations);
  };
}

function unlessRevoked(viewer: Viewer, revocations: Revocations): Viewer {
  const judged = revocations.judge(viewer);
  if (judged === 'REVOKED') throw new ClientError('UNAUTHENTICATED', 'The token has been revoked.');
  if (judged === 'UNKNOWN') throw tokensCannotBeChecked();
  return judged;
}

function tokensCannotBeChecked(): ClientError {
  return new ClientError('SERVICE_UNAVAILABLE', 'Tokens cannot be checked at the moment; try again.');
}

function readBearerToken(authorization: string): string {
  const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
  if (token === undefined) throw new ClientError('UNAUTHENTICATED', 'Authorization must be "Bearer <token>".');
  return token;
}

/** Says no more than whether the token is stale: which check failed would help only a forger. */
function refusalFor(error: unknown, logger: Logger): ClientError {
  if (error instanceof joseErrors.JWTExpired) return new ClientError('UNAUTHENTICATED', 'The token has expired.');
  if (isFaultOfToken(error)) return new ClientError('UNAUTHENTICATED', 'The token is not valid.');
  logger.error({ err: error }, 'the keys of the token issuer cannot be read');
  return tokensCannotBeChecked();
}

function isFaultOfToken(error: unknown): boolean {
  if (error instanceof joseErrors.JWKSTimeout || error instanceof joseErrors.JWKSInvalid) return false;
  // A bare JOSEError is how a remote key set says that its address did not answer with keys.
  return (error instanceof joseErrors.JOSEError && error.code !== 'ERR_JOSE_GENERIC') || error instanceof ZodError;
}
