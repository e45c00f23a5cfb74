// The gateway as a cache of its own answers, by the rules of HTTP (RFC 9111): what it lets a client keep for a while it
// may keep itself. Only the whole request decides what is found: its URL as written, what the answer varies with, the
// token first of all, and the version of the graph. So nobody is given what was answered to somebody else, a new
// supergraph answers everything anew, and what must be asked about each time is never here.
import type { IncomingMessage } from 'node:http';
import { LruCache } from '../lru-cache.ts';

/** An answer with status 200, as it was written. */
export interface WrittenResponse {
  /** All that caches and clients need, names and values in turn. */
  readonly headers: readonly string[];
  /** The ETag among them. */
  readonly entityTag: string | undefined;
  readonly bytes: Buffer;
}

export interface KeptResponse extends WrittenResponse {
  readonly keptAtMs: number;
}

export interface ResponseCache {
  /** What stands for the request; taken before it is answered. Undefined: its answer is not kept. */
  keyOf(incoming: IncomingMessage): string | undefined;
  /** What was answered, while it may still be used. */
  find(key: string): KeptResponse | undefined;
  keep(key: string, response: WrittenResponse, maxAgeSeconds: number): void;
}

export interface ResponseCacheOptions {
  /** 0: nothing is kept. */
  readonly maxBytes: number;
  /** Another number when what is kept may be wrong: under another supergraph, or when tokens were revoked. */
  readonly version: () => number;
  /** Called whenever something is found. */
  readonly onHit?: () => void;
  readonly now?: () => number;
}

/** An entry that took more than this part of the room would push too many others out. */
const largestPart = 1 / 16;

export function createResponseCache(options: ResponseCacheOptions): ResponseCache {
  const { maxBytes, version, onHit = () => {}, now = Date.now } = options;
  const responses = new LruCache<KeptResponse & { readonly expiresAtMs: number }>(maxBytes);
  return {
    keyOf: ({ method, url = '', headers }) =>
      maxBytes === 0 || method !== 'GET'
        ? undefined
        : // A line break ends each part: neither a URL nor a header can hold one.
          `${version()}\n${url}\n${headers.authorization ?? ''}\n${headers.accept ?? ''}\n${headers['accept-encoding'] ?? ''}`,
    find(key) {
      const found = responses.get(key);
      if (found === undefined) return undefined;
      if (found.expiresAtMs > now()) {
        onHit();
        return found;
      }
      responses.delete(key);
      return undefined;
    },
    keep(key, { headers, entityTag, bytes }, maxAgeSeconds) {
      const weight = key.length + bytes.length + roomForHeaders;
      if (maxAgeSeconds <= 0 || weight > maxBytes * largestPart) return;
      const keptAtMs = now();
      const expiresAtMs = keptAtMs + maxAgeSeconds * 1_000;
      responses.set(key, { headers, entityTag, bytes, keptAtMs, expiresAtMs }, weight);
    },
  };
}

/** Bytes of an entry beside its key and body, about. */
const roomForHeaders = 1_024;

/** Whether the client wants the answer anew, as a browser does that is told to reload (RFC 9111 §5.2.1, §5.4). */
export function isFreshAnswerWanted({ headers }: IncomingMessage): boolean {
  const wish = headers['cache-control'] ?? headers.pragma;
  return wish !== undefined && /\b(?:no-cache|no-store|max-age *= *"?0+"?(?![\d]))/i.test(wish);
}
