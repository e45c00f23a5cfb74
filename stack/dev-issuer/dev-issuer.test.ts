import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTokenVerifier } from '../../schema/viewer.ts';
import { mintDemoTokens, writeDemoTokens } from './demo-tokens.ts';
import { openDevIssuer } from './dev-issuer.ts';
import { serveJwks } from './jwks-server.ts';

const holder = { subject: 'somebody', scopes: ['campaigns:read', 'spend:read'], advertiserIds: ['adv_a', 'adv_b'] };
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'issuer-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the development issuer', () => {
  test('signs tokens that a verifier takes, with subject, scopes and advertisers', async () => {
    const issuer = await openDevIssuer(folder);
    const viewer = await createTokenVerifier(issuer.verification)(await issuer.mint(holder, 60));
    expect(viewer).toMatchObject({ subject: 'somebody', advertiserIds: ['adv_a', 'adv_b'] });
    expect([...viewer.scopes]).toEqual(['campaigns:read', 'spend:read']);
  });

  test('keeps its key, so that a token outlives a restart', async () => {
    const token = await (await openDevIssuer(folder)).mint(holder, 60);
    const reopened = await openDevIssuer(folder);
    await expect(createTokenVerifier(reopened.verification)(token)).resolves.toMatchObject({ subject: 'somebody' });
  });

  test('signs nothing that another folder trusts', async () => {
    const other = await mkdtemp(join(tmpdir(), 'issuer-'));
    const token = await (await openDevIssuer(other)).mint(holder, 60);
    await rm(other, { recursive: true });
    const { verification } = await openDevIssuer(folder);
    await expect(createTokenVerifier(verification)(token)).rejects.toThrow(/key/i);
  });

  test('keeps the private key from others and out of what it publishes', async () => {
    const { verification } = await openDevIssuer(folder);
    expect((await stat(join(folder, 'dev-issuer-key.json'))).mode & 0o777).toBe(0o600);
    expect(Object.keys(verification.jwks.keys[0] ?? {})).not.toContain('d');
  });

  test('refuses to work in production', async () => {
    await expect(openDevIssuer(folder, 'production')).rejects.toThrow(/production/);
  });

  test('says which file is broken instead of replacing it', async () => {
    await writeFile(join(folder, 'dev-issuer-key.json'), '{"kty":"RSA"}');
    await expect(openDevIssuer(folder)).rejects.toThrow(/dev-issuer-key\.json is not a key/);
  });

  test('publishes its key where a verifier can fetch it', async () => {
    const issuer = await openDevIssuer(folder);
    const server = await serveJwks(issuer.verification.jwks);
    const verify = createTokenVerifier({ ...issuer.verification, jwks: server.url });
    await expect(verify(await issuer.mint(holder, 60))).resolves.toMatchObject({ subject: 'somebody' });
    expect((await fetch(new URL('/anything', server.url))).status).toBe(404);
    await server.close();
  });
});

describe('the demo tokens', () => {
  test('let each person do their work and no more', async () => {
    const tokens = await mintDemoTokens(await openDevIssuer(folder), { demo: ['adv_demo'], other: ['adv_other'] });
    const scopes = Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, decodeJwt(token)['scope']]));
    expect(scopes).toEqual({
      analyst: 'campaigns:read spend:read attribution:read experiments:read',
      planner: 'campaigns:read spend:read attribution:read experiments:read changes:write',
      approver: 'campaigns:read spend:read attribution:read experiments:read changes:approve',
      admin: 'campaigns:read spend:read attribution:read experiments:read policies:write',
      mobile: 'campaigns:read attribution:read',
      ingest: 'spend:ingest attribution:ingest',
      otherTenant: 'campaigns:read spend:read attribution:read experiments:read',
    });
    expect(decodeJwt(tokens.planner)['advertiser_ids']).toEqual(['adv_demo']);
    expect(decodeJwt(tokens.otherTenant)['advertiser_ids']).toEqual(['adv_other']);
  });

  test('are written by name for the owner alone, also over a file that others could read', async () => {
    await writeFile(join(folder, 'demo-tokens.json'), '{}', { mode: 0o644 });
    const tokens = await mintDemoTokens(await openDevIssuer(folder), { demo: [], other: [] });
    const file = await writeDemoTokens(folder, tokens);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(tokens);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});
