// What the development issuer has revoked: a list in the data folder, which the gateway of the stack follows. Production
// has a list of its own issuer's.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { RevocationRecord } from '../../gateway/auth/revocations.ts';
import { lifetimeSeconds } from './demo-tokens.ts';

/** What is revoked: one token, or all tokens that somebody has at this moment; a part of its scopes, or all of it. */
export interface Revocation {
  readonly token?: string | undefined;
  readonly viewer?: string | undefined;
  readonly scope?: string | undefined;
}

const listShape = z.object({ revoked: z.array(z.looseObject({ exp: z.number().optional() })) });

function fileIn(dataFolder: string): string {
  return join(dataFolder, 'revocations.json');
}

/** Makes the list where there is none. Returns its URL. */
export async function openRevocationFile(dataFolder: string): Promise<URL> {
  const file = fileIn(dataFolder);
  await writeFile(file, '{"revoked":[]}\n', { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return pathToFileURL(file);
}

/** Adds to the list, and forgets what is moot. Throws when the token is none, or the list is not there or broken. */
export async function revoke(dataFolder: string, revocation: Revocation, now = new Date()): Promise<RevocationRecord> {
  const nowSeconds = Math.floor(now.getTime() / 1_000);
  const record = recordOf(revocation, nowSeconds);
  const { revoked } = listShape.parse(JSON.parse(await readFile(fileIn(dataFolder), 'utf8')));
  const standing = revoked.filter(({ exp }) => exp === undefined || exp > nowSeconds);
  await replaceList(dataFolder, [...standing, record]);
  return record;
}

/** Nothing is revoked any more. */
export async function revokeNothing(dataFolder: string): Promise<void> {
  await replaceList(dataFolder, []);
}

function recordOf({ token, viewer, scope }: Revocation, nowSeconds: number): RevocationRecord {
  const taken = scope === undefined ? {} : { scope };
  // No demo token is good for longer than that: the record is moot then.
  if (token === undefined) return { sub: viewer, issuedUntil: nowSeconds, ...taken, exp: nowSeconds + lifetimeSeconds };
  const { jti, exp } = decodeJwt(token);
  return { jti, ...taken, exp };
}

/** Put in its place at once: the gateway never reads half of it. */
async function replaceList(dataFolder: string, revoked: readonly unknown[]): Promise<void> {
  const file = fileIn(dataFolder);
  await writeFile(`${file}.new`, `${JSON.stringify({ revoked }, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
