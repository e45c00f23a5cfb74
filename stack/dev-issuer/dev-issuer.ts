// Signs tokens for development, so that a fresh clone has somebody to log in as. It knows one key, which it makes
// itself and which never leaves the data folder. Production brings an issuer of its own.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWK, SignJWT } from 'jose';
import { z } from 'zod';

export const devIssuerName = 'marketing-graph-development';
export const devAudience = 'marketing-graph';

/** Who a token is for. */
export interface TokenHolder {
  readonly subject: string;
  readonly scopes: readonly string[];
  readonly advertiserIds: readonly string[];
}

/** Thrown where the development issuer was asked to work in production. */
export class ProductionError extends Error {
  override readonly name = 'ProductionError';
}

export interface DevIssuer {
  /** What a verifier needs; the public half only. */
  readonly verification: { readonly issuer: string; readonly audience: string; readonly jwks: JSONWebKeySet };
  /** Signs a token that is good for `lifetimeSeconds` from now. */
  mint(holder: TokenHolder, lifetimeSeconds: number): Promise<string>;
}

const algorithm = 'EdDSA';

const privateKeySchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  kid: z.string(),
});
type PrivateKey = z.infer<typeof privateKeySchema>;

/**
 * Opens the issuer whose key is in the data folder, and makes the key where there is none. Throws in production: whoever
 * can read the folder could sign anything.
 */
export async function openDevIssuer(dataFolder: string, nodeEnvironment = process.env['NODE_ENV']): Promise<DevIssuer> {
  if (nodeEnvironment === 'production') {
    throw new ProductionError(
      'The development issuer does not sign tokens in production: set JWKS_URL, TOKEN_ISSUER and TOKEN_AUDIENCE.',
    );
  }
  const { d, ...publicKey } = await readOrMakeKey(join(dataFolder, 'dev-issuer-key.json'));
  const signingKey = await importSigningKey({ ...publicKey, d });
  return {
    verification: {
      issuer: devIssuerName,
      audience: devAudience,
      jwks: { keys: [{ ...publicKey, alg: algorithm, use: 'sig' }] },
    },
    mint: (holder, lifetimeSeconds) => sign(signingKey, publicKey.kid, holder, lifetimeSeconds),
  };
}

async function readOrMakeKey(file: string): Promise<PrivateKey> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return await makeKey(file);
  const parsed = privateKeySchema.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(`${file} is not a key of the development issuer; delete it to get a new one.`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function makeKey(file: string): Promise<PrivateKey> {
  const { privateKey } = await generateKeyPair(algorithm, { crv: 'Ed25519', extractable: true });
  const key = privateKeySchema.parse({ ...(await exportJWK(privateKey)), kid: randomUUID() });
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `${JSON.stringify(key)}\n`, { mode: 0o600 });
  return key;
}

async function importSigningKey(key: JWK): Promise<CryptoKey> {
  const imported = await importJWK(key, algorithm);
  if (imported instanceof Uint8Array) throw new Error('An Ed25519 key is never symmetric.');
  return imported;
}

async function sign(key: CryptoKey, keyId: string, holder: TokenHolder, lifetimeSeconds: number): Promise<string> {
  const issuedAt = Math.floor(Date.now() / 1_000);
  return await new SignJWT({ scope: holder.scopes.join(' '), advertiser_ids: holder.advertiserIds })
    .setProtectedHeader({ alg: algorithm, kid: keyId })
    .setIssuer(devIssuerName)
    .setAudience(devAudience)
    .setSubject(holder.subject)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(key);
}
