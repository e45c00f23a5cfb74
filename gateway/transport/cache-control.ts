// What HTTP caches may do with the answer to a GET (RFC 9111), and how a client asks whether its copy is still good.
import { createHash } from 'node:crypto';
import type { CachePolicy } from '../operation/cache-policy.ts';
import type { GraphQLResult } from '../pipeline.ts';
import type { Caller } from './operations.ts';

/**
 * The Cache-Control of a GET. An answer with errors is kept by nobody. One whose age is not allowed for is kept only to
 * be asked about again, which an ETag makes cheap. One to a token is the viewer's own, since any subgraph may have looked
 * at it, and is not kept beyond the token.
 */
export function cacheControlOf(policy: CachePolicy | undefined, result: GraphQLResult, { viewer }: Caller): string {
  if (!policy || !('data' in result) || result.errors) return 'no-store';
  const leftSeconds = viewer ? Math.floor((viewer.expiresAtMs - Date.now()) / 1_000) : Infinity;
  const seconds = Math.max(0, Math.min(policy.maxAgeSeconds, leftSeconds));
  const scope = policy.isPrivate || viewer ? 'private' : 'public';
  return `${scope}, ${seconds === 0 ? 'no-cache' : `max-age=${seconds}`}`;
}

/** A strong ETag: equal only for the same bytes of the same media type in the same encoding. */
export function entityTagOf(body: Buffer, contentType: string, encoding: string): string {
  const digest = createHash('sha256').update(`${contentType}\n${encoding}\n`).update(body).digest('base64url');
  return `"${digest}"`;
}

/** Whether If-None-Match names the tag; by the weak comparison that RFC 9110 §13.1.2 asks for. */
export function isUnchanged(ifNoneMatch: string | undefined, entityTag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(entityTag);
}
