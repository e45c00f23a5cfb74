// Writing GraphQL answers: compressed where it pays, and for a GET with what caches need.
import type { Config } from '../config.ts';
import { type CacheTerms, entityTagOf, isUnchanged } from './cache-control.ts';
import { chooseEncoding, compress } from './compress.ts';
import type { Exchange } from './exchange.ts';
import type { KeptResponse, WrittenResponse } from './response-cache.ts';

export interface ResultAnswer {
  readonly status: number;
  /** Without its charset. */
  readonly mediaType: string;
  readonly body: string | Buffer;
  /** Undefined for answers that caches pass by, as those to a POST. */
  readonly terms?: CacheTerms | undefined;
}

type Answered = Pick<Exchange, 'incoming' | 'response' | 'said'>;

/** What an answer depends on beside its URL. That it may depend on the origin is said where origins are judged. */
const varyingHeaders = 'Accept, Accept-Encoding, Authorization';

/**
 * Writes a GraphQL answer, or that the client's copy is still good. Does nothing when the client has gone. Resolves with
 * what a client without a copy gets, unless that was not made.
 */
export async function respondResult(
  exchange: Answered,
  { status, mediaType, body, terms }: ResultAnswer,
  { compressionMinBytes }: Pick<Config, 'compressionMinBytes'>,
): Promise<WrittenResponse | undefined> {
  const contentType = `${mediaType}; charset=utf-8`;
  const plain = typeof body === 'string' ? Buffer.from(body) : body;
  const isLarge = compressionMinBytes > 0 && plain.length >= compressionMinBytes;
  const encoding = isLarge ? chooseEncoding(exchange.incoming.headers['accept-encoding']) : 'identity';
  const headers = ['vary', varyingHeaders, 'content-type', contentType];
  if (encoding !== 'identity') headers.push('content-encoding', encoding);
  if (terms) headers.push('cache-control', terms.header);
  const isTagged = terms !== undefined && terms.header !== 'no-store';
  const entityTag = isTagged ? entityTagOf(plain, contentType, encoding) : undefined;
  if (entityTag !== undefined) headers.push('etag', entityTag);
  const isKept = terms !== undefined && terms.maxAgeSeconds > 0;
  if (!isKept && isCopyGood(exchange, entityTag)) {
    writeUnchanged(exchange, headers);
    return undefined;
  }
  const bytes = encoding === 'identity' ? plain : await compress(plain, encoding);
  const written = { headers, entityTag, bytes };
  write(exchange, status, written);
  return written;
}

/** Writes an answer that was kept, saying how long ago: the time that the client may keep it has begun then. */
export function respondKept(exchange: Answered, { headers, entityTag, bytes, keptAtMs }: KeptResponse): void {
  const ageSeconds = Math.floor((Date.now() - keptAtMs) / 1_000);
  write(exchange, 200, { headers: [...headers, 'age', String(ageSeconds)], entityTag, bytes });
}

function write(exchange: Answered, status: number, { headers, entityTag, bytes }: WrittenResponse): void {
  if (isCopyGood(exchange, entityTag)) return writeUnchanged(exchange, headers);
  const { response, said } = exchange;
  if (response.destroyed) return;
  response.writeHead(status, [...said, ...headers, 'content-length', String(bytes.length)]).end(bytes);
}

function isCopyGood({ incoming }: Answered, entityTag: string | undefined): boolean {
  const tags = incoming.headers['if-none-match'];
  return tags !== undefined && entityTag !== undefined && isUnchanged(tags, entityTag);
}

/** RFC 9110 §15.4.5: all that caches need, and nothing about a body. */
function writeUnchanged({ response, said }: Answered, headers: readonly string[]): void {
  if (response.destroyed) return;
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (!aboutBody.has(name)) kept.push(name, headers[index + 1] ?? '');
  }
  response.writeHead(304, [...said, ...kept]).end();
}

const aboutBody: ReadonlySet<string> = new Set(['content-type', 'content-encoding']);
