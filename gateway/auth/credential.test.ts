import { expect, test } from 'vitest';
import type { Viewer } from '../../schema/viewer.ts';
import { ClientError } from '../errors.ts';
import { createCredential } from './credential.ts';

const viewer: Viewer = {
  subject: 'anna',
  tokenId: 't',
  advertiserIds: [],
  scopes: new Set(),
  expiresAtMs: Date.now() + 60_000,
};

test('of two renewals the one that was asked for later counts, however long each token takes to be verified', async () => {
  const verified = new Map<string, () => void>();
  const verifying = (token: string) => new Promise<void>((resolve) => void verified.set(token, resolve));
  const first = { viewer, authorization: 'Bearer a' };
  const credential = createCredential(first, async (authorization) => {
    if (authorization === 'Bearer slow') await verifying('slow');
    if (authorization === 'Bearer forged') throw new ClientError('UNAUTHENTICATED', 'The token is not valid.');
    return { ...viewer, tokenId: String(authorization) };
  });
  const renewals = ['Bearer slow', 'Bearer forged', 'Bearer quick'].map((token) => credential.renew(token));
  await expect.poll(() => verified.has('slow')).toBe(true);
  await new Promise(setImmediate);
  expect(credential.identity).toBe(first);
  verified.get('slow')?.();
  const outcomes = await Promise.allSettled(renewals);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(credential.identity.authorization).toBe('Bearer quick');
});
