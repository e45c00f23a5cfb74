// Proof of what was looked at: a preview hands it out, the change gives it back, and is refused where anything that was
// previewed has moved since. Whoever changes money by it changes what they saw.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { refuse, type Refusal } from './change.ts';

/** What a token binds: fingerprints of the changes and of the state they were judged in. */
export interface Previewed {
  readonly changes: string;
  readonly state: string;
}

/** Longer than an answer may be kept and given again (a quarter of an hour). */
const lifeMs = 30 * 60_000;

const payloadSchema = z.object({ changes: z.string(), state: z.string(), expiresAtMs: z.int() });

export interface PreviewToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** A token for what was previewed; opaque to clients. */
export function signPreview(key: string, { changes, state }: Previewed, now: Date): PreviewToken {
  const expiresAtMs = now.getTime() + lifeMs;
  const payload = Buffer.from(JSON.stringify({ changes, state, expiresAtMs })).toString('base64url');
  return { token: `${payload}.${macOf(key, payload)}`, expiresAt: new Date(expiresAtMs) };
}

/** Why a change must not be made by a token; undefined where it may. */
export function refusePreview(key: string, token: string, found: Previewed, now: Date): Refusal | undefined {
  const previewed = readToken(key, token);
  if (previewed?.changes !== found.changes) {
    return refuse('PREVIEW_MISMATCH', 'The previewToken is not of a preview of these changes.');
  }
  if (previewed.expiresAtMs <= now.getTime()) {
    return refuse('PREVIEW_EXPIRED', 'The preview is too old. Preview again, and look at it.');
  }
  if (previewed.state !== found.state) {
    return refuse('PREVIEW_OUTDATED', 'What was previewed has changed since. Preview again, and look at it.');
  }
  return undefined;
}

function readToken(key: string, token: string): z.infer<typeof payloadSchema> | undefined {
  const [payload = '', mac = ''] = token.split('.');
  const [given, expected] = [Buffer.from(mac), Buffer.from(macOf(key, payload))];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return payloadSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
}

function macOf(key: string, payload: string): string {
  return createHmac('sha256', key).update(payload).digest('base64url');
}

const minSecretLength = 32;

/**
 * The key that tokens are signed with, from the environment. Throws where it is too short, or missing in production: there
 * several processes must agree on it. Undefined where each process may make up one of its own.
 */
export function readPreviewSecret(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const secret = environment['PREVIEW_SECRET'];
  if (secret === undefined || secret === '') {
    if (environment['NODE_ENV'] !== 'production') return undefined;
    throw new Error('PREVIEW_SECRET is missing: previews are signed with it, the same in every process.');
  }
  if (secret.length < minSecretLength) {
    throw new Error(`PREVIEW_SECRET has ${secret.length} characters; it must have at least ${minSecretLength}.`);
  }
  return secret;
}
