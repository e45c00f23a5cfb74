// Writing GraphQL answers: compressed where it pays, and for a GET with what caches need.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../config.ts';
import { type CacheTerms, entityTagOf, isUnchanged } from './cache-control.ts';
import { chooseEncoding, compress } from './compress.ts';
import type { KeptResponse, WrittenResponse } from './response-cache.ts';

export interface ResultAnswer {
  readonly status: number;
  /** Without its charset. */
  readonly mediaType: string;
  readonly body: string | Buffer;
  /** Undefined for answers that caches pass by, as those to a POST. */
  readonly terms?: CacheTerms | undefined;
}

interface HttpPair {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

type Headers = WrittenResponse['headers'];

/** What an answer depends on beside its URL. That it may depend on the origin is said where origins are judged. */
const varyingHeaders = 'Accept, Accept-Encoding, Authorization';

/**
 * Writes a GraphQL answer, or that the client's copy is still good. Does nothing when the client has gone. Resolves with
 * what a client without a copy gets, unless that was not made.
 */
export async function respondResult(
  pair: HttpPair,
  { status, mediaType, body, terms }: ResultAnswer,
  { compressionMinBytes }: Pick<Config, 'compressionMinBytes'>,
): Promise<WrittenResponse | undefined> {
  const contentType = `${mediaType}; charset=utf-8`;
  const plain = typeof body === 'string' ? Buffer.from(body) : body;
  const isLarge = compressionMinBytes > 0 && plain.length >= compressionMinBytes;
  const encoding = isLarge ? chooseEncoding(pair.incoming.headers['accept-encoding']) : 'identity';
  const headers: Record<string, string> = { 'content-type': contentType };
  if (encoding !== 'identity') headers['content-encoding'] = encoding;
  if (terms) headers['cache-control'] = terms.header;
  if (terms && terms.header !== 'no-store') headers['etag'] = entityTagOf(plain, contentType, encoding);
  const isKept = terms !== undefined && terms.maxAgeSeconds > 0;
  if (!isKept && isCopyGood(pair.incoming, headers)) {
    writeUnchanged(pair.response, headers);
    return undefined;
  }
  const written = { headers, bytes: encoding === 'identity' ? plain : await compress(plain, encoding) };
  write(pair, status, written);
  return written;
}

/** Writes an answer that was kept, saying how long ago: the time that the client may keep it has begun then. */
export function respondKept(pair: HttpPair, { headers, bytes, keptAtMs }: KeptResponse): void {
  const ageSeconds = Math.floor((Date.now() - keptAtMs) / 1_000);
  write(pair, 200, { headers: { ...headers, age: String(ageSeconds) }, bytes });
}

function write({ incoming, response }: HttpPair, status: number, { headers, bytes }: WrittenResponse): void {
  if (isCopyGood(incoming, headers)) return writeUnchanged(response, headers);
  if (response.destroyed) return;
  response.appendHeader('vary', varyingHeaders);
  response.writeHead(status, { ...headers, 'content-length': bytes.length }).end(bytes);
}

function isCopyGood({ headers: { 'if-none-match': tags } }: IncomingMessage, { etag }: Headers): boolean {
  return tags !== undefined && etag !== undefined && isUnchanged(tags, etag);
}

/** RFC 9110 §15.4.5: all that caches need, and nothing about a body. */
function writeUnchanged(response: ServerResponse, headers: Headers): void {
  if (response.destroyed) return;
  const { 'content-type': _, 'content-encoding': __, ...said } = headers;
  response.appendHeader('vary', varyingHeaders);
  response.writeHead(304, said).end();
}
