// What HTTP caches may do with the answer to a GET (RFC 9111), and how a client asks whether its copy is still good.
import { createHash } from 'node:crypto';
import type { CachePolicy } from '../operation/cache-policy.ts';
import type { GraphQLResult } from '../pipeline.ts';
import type { Caller } from './caller.ts';

/** What may be done with the answer to a GET. */
export interface CacheTerms {
  /** The Cache-Control header. */
  readonly header: string;
  /** How long it may be used without asking; 0: not at all. */
  readonly maxAgeSeconds: number;
  /** Whether nobody else may be given it. */
  readonly isPrivate: boolean;
}

const keptByNobody: CacheTerms = { header: 'no-store', maxAgeSeconds: 0, isPrivate: true };

/**
 * The terms of a GET. An answer with errors is kept by nobody. One whose age is not allowed for is kept only to be asked
 * about again, which an ETag makes cheap; so is one that found nothing, for what is not there yet may come. One to a
 * token is the viewer's own, since any subgraph may have looked at it, and is not kept beyond the token.
 */
export function cacheTermsOf(policy: CachePolicy | undefined, result: GraphQLResult, { viewer }: Caller): CacheTerms {
  if (!policy || !('data' in result) || result.errors) return keptByNobody;
  const leftSeconds = viewer ? Math.floor((viewer.expiresAtMs - Date.now()) / 1_000) : Infinity;
  const allowedSeconds = policy.maxAgeSeconds > 0 && hasFoundAll(result) ? policy.maxAgeSeconds : 0;
  const maxAgeSeconds = Math.max(0, Math.min(allowedSeconds, leftSeconds));
  const isPrivate = policy.isPrivate || viewer !== undefined;
  const age = maxAgeSeconds === 0 ? 'no-cache' : `max-age=${maxAgeSeconds}`;
  return { header: `${isPrivate ? 'private' : 'public'}, ${age}`, maxAgeSeconds, isPrivate };
}

function hasFoundAll({ data }: GraphQLResult): boolean {
  return !Object.values(data ?? {}).includes(null);
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
