import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { createTokenVerifier, type VerifyToken } from './viewer.ts';

const issuer = 'https://issuer.test';
const audience = 'marketing-graph';
const algorithms = ['EdDSA', 'RS256', 'ES256'] as const;
const claims = { scope: 'spend:read campaigns:read', advertiser_ids: ['adv_1'] };
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
const keys = new Map<string, Keys>();
let verify: VerifyToken;

beforeAll(async () => {
  for (const algorithm of algorithms) keys.set(algorithm, await generateKeyPair(algorithm, { extractable: true }));
  const jwks = await Promise.all(
    [...keys].map(async ([alg, pair]) => ({ ...(await exportJWK(pair.publicKey)), alg, kid: alg })),
  );
  verify = createTokenVerifier({ issuer, audience, jwks: { keys: jwks } });
});

interface TokenOptions {
  readonly algorithm?: string;
  readonly payload?: JWTPayload;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: string;
}

async function sign(options: TokenOptions = {}): Promise<string> {
  const alg = options.algorithm ?? 'EdDSA';
  const pair = keys.get(alg);
  if (!pair) throw new Error(`No key for ${alg}.`);
  return await new SignJWT(options.payload ?? claims)
    .setProtectedHeader({ alg, kid: alg })
    .setSubject('ada')
    .setJti('token-1')
    .setIssuer(options.issuer ?? issuer)
    .setAudience(options.audience ?? audience)
    .setExpirationTime(options.expires ?? '1h')
    .sign(pair.privateKey);
}

test.each(algorithms)('reads the viewer from a token signed with %s', async (algorithm) => {
  const viewer = await verify(await sign({ algorithm }));
  expect(viewer).toMatchObject({ subject: 'ada', tokenId: 'token-1', advertiserIds: ['adv_1'] });
  expect([...viewer.scopes]).toEqual(['spend:read', 'campaigns:read']);
});

test('gives a token without claims no advertiser and no scope', async () => {
  const viewer = await verify(await sign({ payload: {} }));
  expect(viewer.advertiserIds).toEqual([]);
  expect(viewer.scopes.size).toBe(0);
});

test.each([
  ['another issuer', { issuer: 'https://elsewhere.test' }],
  ['another audience', { audience: 'another-graph' }],
  ['an expired token', { expires: '-1s' }],
  ['advertisers that are not a list', { payload: { advertiser_ids: 'adv_1' } }],
  ['a scope that is not a text', { payload: { scope: ['spend:read'] } }],
] satisfies readonly (readonly [string, TokenOptions])[])('refuses %s', async (_, options) => {
  await expect(sign(options).then(verify)).rejects.toThrow();
});

test('refuses an unsigned token', async () => {
  const token = new UnsecuredJWT(claims)
    .setSubject('ada')
    .setJti('1')
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime('1h')
    .encode();
  await expect(verify(token)).rejects.toThrow();
});

test('refuses a token that is signed with the public key as if it were a shared secret', async () => {
  const pair = keys.get('RS256');
  if (!pair) throw new Error('No key.');
  const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(pair.publicKey)));
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: 'RS256' })
    .setSubject('ada')
    .setJti('1')
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime('1h')
    .sign(secret);
  await expect(verify(token)).rejects.toThrow();
});

test('refuses a changed payload', async () => {
  const [header, , signature] = (await sign()).split('.');
  const payload = Buffer.from(
    JSON.stringify({ ...claims, sub: 'eve', jti: '1', iss: issuer, aud: audience, exp: 4e9 }),
  ).toString('base64url');
  await expect(verify(`${header}.${payload}.${signature}`)).rejects.toThrow();
});
