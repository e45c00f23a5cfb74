import { createHmac } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { pino } from 'pino';
import { beforeAll, expect, test, vi } from 'vitest';
import { createTokenVerifier, type VerifyToken } from '../../schema/viewer.ts';
import { holdClock } from '../../test/support/held-clock.ts';
import { createAuthenticator } from './authenticator.ts';
import { noRevocations, type Revocations } from './follow-revocations.ts';
import { narrow } from './narrow.ts';

const issuer = 'https://issuer.example';
const audience = 'marketing-graph';
const claims = { scope: 'campaigns:read spend:read', advertiser_ids: ['adv_1'] };
const logger = pino({ level: 'silent' });

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let verifyToken: VerifyToken;

beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256' };
  verifyToken = createTokenVerifier({ issuer, audience, jwks: { keys: [jwk] } });
});

test('a valid token names its viewer', async () => {
  const viewer = await createAuthenticator({ verifyToken, logger })(`Bearer ${await sign({})}`);
  expect(viewer).toMatchObject({ subject: 'anna', advertiserIds: ['adv_1'] });
  expect(viewer?.scopes).toEqual(new Set(['campaigns:read', 'spend:read']));
});

test('no token is an anonymous viewer', async () => {
  expect(await createAuthenticator({ verifyToken, logger })(undefined)).toBeUndefined();
});

test('without an issuer everybody is anonymous, whatever they send', async () => {
  expect(await createAuthenticator({ verifyToken: undefined, logger })('Bearer x.y.z')).toBeUndefined();
});

test.each([
  ['expired', { expiresAt: '-1 minute' }, 'The token has expired.'],
  ['of another issuer', { issuer: 'https://evil.example' }, 'The token is not valid.'],
  ['for another audience', { audience: 'someone-else' }, 'The token is not valid.'],
  ['without a subject', { subject: undefined }, 'The token is not valid.'],
  ['with claims of the wrong shape', { claims: { advertiser_ids: 'adv_1' } }, 'The token is not valid.'],
])('a token %s is refused', async (_, changes, message) => {
  await expectRefused(await sign(changes), message);
});

test('a token without a signature is refused', async () => {
  const [header, payload] = [{ alg: 'none' }, await payloadOf(await sign({}))];
  await expectRefused(`${encode(header)}.${encode(payload)}.`, 'The token is not valid.');
});

test('a token signed with the public key as if it were a shared secret is refused', async () => {
  const payload = await payloadOf(await sign({}));
  const unsigned = `${encode({ alg: 'HS256', kid: 'k1' })}.${encode(payload)}`;
  const signature = createHmac('sha256', await exportSPKI(keys.publicKey))
    .update(unsigned)
    .digest('base64url');
  await expectRefused(`${unsigned}.${signature}`, 'The token is not valid.');
});

test('a token signed by a stranger, a changed one and nonsense are refused', async () => {
  const stranger = await generateKeyPair('RS256');
  const valid = await sign({});
  await expectRefused(await sign({ key: stranger.privateKey }), 'The token is not valid.');
  await expectRefused(valid.replace(/\.(.)/, (_, first: string) => `.${first === 'e' ? 'f' : 'e'}`));
  await expectRefused('nonsense', 'The token is not valid.');
});

test.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer ', 'Bearer a b'])('refuses the header "%s"', async (header) => {
  await expect(createAuthenticator({ verifyToken, logger })(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('remembers a verified token, but not past its expiry', async () => {
  const clock = holdClock();
  const expiresAtMs = Date.now() + 3_600_000;
  const viewer = { subject: 'anna', tokenId: 't', advertiserIds: [], scopes: new Set<string>(), expiresAtMs };
  const verify = vi.fn(() => Promise.resolve(viewer));
  const authenticate = createAuthenticator({ verifyToken: verify, logger });
  await authenticate('Bearer a');
  await authenticate('Bearer a');
  expect(verify).toHaveBeenCalledTimes(1);
  await clock.passMinutes(60);
  await authenticate('Bearer a');
  expect(verify).toHaveBeenCalledTimes(2);
});

test('remembers a bounded number of tokens and no refused one', async () => {
  const verify = vi.fn(verifyToken);
  const authenticate = createAuthenticator({ verifyToken: verify, logger, cacheSize: 1 });
  const [first, second] = [await sign({ subject: 'a' }), await sign({ subject: 'b' })];
  for (const token of [first, second, first]) await authenticate(`Bearer ${token}`);
  expect(verify).toHaveBeenCalledTimes(3);
  for (const _ of [1, 2]) await expect(authenticate('Bearer nonsense')).rejects.toThrow();
  expect(verify).toHaveBeenCalledTimes(5);
});

test('an issuer that cannot be reached is not the fault of the token', async () => {
  const unreachable = createTokenVerifier({ issuer, audience, jwks: new URL('http://127.0.0.1:1/jwks') });
  const authenticate = createAuthenticator({ verifyToken: unreachable, logger });
  await expect(authenticate(`Bearer ${await sign({})}`)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});

test('a token that is revoked is refused, also when it is remembered; a scope that is, is missing', async () => {
  let judge: Revocations['judge'] = (viewer) => viewer;
  const revocations: Revocations = { ...noRevocations, judge: (viewer) => judge(viewer) };
  const authenticate = createAuthenticator({ verifyToken, logger, revocations });
  const token = `Bearer ${await sign({})}`;
  expect((await authenticate(token))?.scopes.size).toBe(2);
  judge = (viewer) => narrow(viewer, (scope) => scope !== 'spend:read');
  expect([...((await authenticate(token))?.scopes ?? [])]).toEqual(['campaigns:read']);
  judge = () => 'REVOKED';
  await expect(authenticate(token)).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
    message: 'The token has been revoked.',
  });
  judge = () => 'UNKNOWN';
  await expect(authenticate(token)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});

interface TokenChanges {
  readonly subject?: string | undefined;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expiresAt?: string;
  readonly claims?: JWTPayload;
  readonly key?: (typeof keys)['privateKey'];
}

function sign(changes: TokenChanges): Promise<string> {
  const subject = 'subject' in changes ? changes.subject : 'anna';
  const token = new SignJWT({ ...claims, jti: 't1', ...(subject !== undefined && { sub: subject }), ...changes.claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setIssuer(changes.issuer ?? issuer)
    .setAudience(changes.audience ?? audience)
    .setExpirationTime(changes.expiresAt ?? '1 hour');
  return token.sign(changes.key ?? keys.privateKey);
}

async function expectRefused(token: string, message?: string): Promise<void> {
  const answer = createAuthenticator({ verifyToken, logger })(`Bearer ${token}`);
  await expect(answer).rejects.toMatchObject({ code: 'UNAUTHENTICATED', ...(message && { message }) });
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

async function payloadOf(token: string): Promise<unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
