// Who is asking. The gateway and the subgraphs may not import each other, and both must read a token in the same way,
// so this part of their contract stands beside the schema.
import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

/** The holder of a verified token. A viewer sees rows of its advertisers and nothing else. */
export interface Viewer {
  /** The token's `sub`: the person or program, as it stands in the audit trail. */
  readonly subject: string;
  /** The token's `jti`, by which it can be revoked. */
  readonly tokenId: string;
  /** The advertisers (tenants) whose rows the viewer may touch; from the claim `advertiser_ids`. */
  readonly advertiserIds: readonly string[];
  /** What the viewer may do; from the space-separated claim `scope`. */
  readonly scopes: ReadonlySet<string>;
  /** When the token expires, in milliseconds since 1970; from `exp`. */
  readonly expiresAtMs: number;
  /** When the token was issued, in milliseconds since 1970; from `iat`, where it has that. */
  readonly issuedAtMs?: number;
}

/** Verifies a compact JWT. Rejects with an error of `jose` (or of zod, for claims of the wrong shape). */
export type VerifyToken = (token: string) => Promise<Viewer>;

export interface TokenVerification {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer publishes its keys, or the keys themselves. */
  readonly jwks: URL | JSONWebKeySet;
}

const claimsSchema = z.object({
  sub: z.string().min(1),
  jti: z.string().min(1),
  exp: z.number().int(),
  iat: z.number().optional(),
  scope: z.string().default(''),
  advertiser_ids: z.array(z.string().min(1)).max(1_000).default([]),
});

/** The only algorithms accepted: all asymmetric, so that no key that verifies can also sign. */
const algorithms = ['EdDSA', 'RS256', 'ES256'];

/** Makes a verifier that checks signature, algorithm, issuer, audience and expiry, in that spirit: deny unless proven. */
export function createTokenVerifier({ issuer, audience, jwks }: TokenVerification): VerifyToken {
  const keys: JWTVerifyGetKey = jwks instanceof URL ? createRemoteJWKSet(jwks) : createLocalJWKSet(jwks);
  return async (token) => {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      requiredClaims: ['exp', 'sub', 'jti'],
    });
    const claims = claimsSchema.parse(payload);
    return {
      subject: claims.sub,
      tokenId: claims.jti,
      advertiserIds: claims.advertiser_ids,
      scopes: new Set(claims.scope.split(' ').filter((scope) => scope !== '')),
      expiresAtMs: claims.exp * 1_000,
      ...(claims.iat !== undefined && { issuedAtMs: claims.iat * 1_000 }),
    };
  };
}
