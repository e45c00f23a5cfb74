// Writing GraphQL answers: compressed where it pays, and for a GET with what caches need.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../config.ts';
import { entityTagOf, isUnchanged } from './cache-control.ts';
import { chooseEncoding, compress } from './compress.ts';

export interface ResultAnswer {
  readonly status: number;
  /** Without its charset. */
  readonly mediaType: string;
  readonly body: string | Buffer;
  /** Undefined for answers that caches pass by, as those to a POST. */
  readonly cacheControl?: string | undefined;
}

/** What an answer depends on beside its URL. That it may depend on the origin is said where origins are judged. */
const varyingHeaders = 'Accept, Accept-Encoding, Authorization';

/** Writes a GraphQL answer, or that the client's copy is still good. Does nothing when the client has gone. */
export async function respondResult(
  { incoming, response }: { readonly incoming: IncomingMessage; readonly response: ServerResponse },
  { status, mediaType, body, cacheControl }: ResultAnswer,
  { compressionMinBytes }: Pick<Config, 'compressionMinBytes'>,
): Promise<void> {
  const contentType = `${mediaType}; charset=utf-8`;
  const plain = typeof body === 'string' ? Buffer.from(body) : body;
  const isLarge = compressionMinBytes > 0 && plain.length >= compressionMinBytes;
  const encoding = isLarge ? chooseEncoding(incoming.headers['accept-encoding']) : 'identity';
  const headers: Record<string, string> = { 'content-type': contentType };
  if (encoding !== 'identity') headers['content-encoding'] = encoding;
  if (response.destroyed) return;
  response.appendHeader('vary', varyingHeaders);
  if (cacheControl !== undefined) response.setHeader('cache-control', cacheControl);
  if (cacheControl !== undefined && cacheControl !== 'no-store') {
    const entityTag = entityTagOf(plain, contentType, encoding);
    response.setHeader('etag', entityTag);
    if (isUnchanged(incoming.headers['if-none-match'], entityTag)) return void response.writeHead(304).end();
  }
  const bytes = await compress(plain, encoding);
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': bytes.length }).end(bytes);
}
