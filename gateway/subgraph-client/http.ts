// A subgraph over the network: queries and mutations by HTTP on kept-alive connections, subscriptions by a way of their own.
import { Pool } from 'undici';
import { SubgraphFailure } from '../errors.ts';
import { LruCache } from '../lru-cache.ts';
import { exchange, type HttpAnswer } from './http-exchange.ts';
import { requestHeaders } from './request-headers.ts';
import { readRetryAfter, RetryableFailure } from './retryable-failure.ts';
import type { SubgraphClient, SubgraphRequest, SubgraphResponse } from './subgraph-client.ts';
import { readSubgraphResponse } from './subgraph-response.ts';
import type { SubgraphStreams } from './subgraph-streams.ts';
import { createWebSocketStreams } from './websocket.ts';

export interface HttpClientOptions {
  readonly name: string;
  readonly url: URL | string;
  /** How long one call may take, from the first byte sent to the last received. */
  readonly timeoutMs: number;
  /** The way of subscriptions, closed with the client; by default WebSockets at the same URL. */
  readonly streams?: SubgraphStreams;
  readonly maxResponseBytes?: number;
  readonly maxConnections?: number;
}

const defaultMaxResponseBytes = 64 * 1024 * 1024;
const defaultMaxConnections = 256;

export function createHttpClient(options: HttpClientOptions): SubgraphClient {
  const { name, timeoutMs } = options;
  const url = new URL(options.url);
  const maxResponseBytes = options.maxResponseBytes ?? defaultMaxResponseBytes;
  const pool = new Pool(url.origin, {
    connections: options.maxConnections ?? defaultMaxConnections,
    connect: { timeout: timeoutMs },
  });
  const streams = options.streams ?? createWebSocketStreams({ name, url, timeoutMs });
  const writeBody = createBodyWriter();
  return {
    name,
    async execute(request) {
      const { context } = request;
      const answer = await exchange(pool, {
        subgraph: name,
        path: url.pathname + url.search,
        headers: requestHeaders(context),
        body: writeBody(request),
        timeoutMs: request.timeoutMs ?? timeoutMs,
        maxResponseBytes,
        signal: context.signal,
      });
      return readAnswer(name, answer);
    },
    subscribe: streams.subscribe,
    async close() {
      await Promise.all([pool.destroy(), streams.close()]);
    },
  };
}

/** Documents repeat and are long: each is escaped once, only variables are written anew. */
function createBodyWriter(): (request: SubgraphRequest) => string {
  const prefixes = new LruCache<string>(2_000);
  return ({ document, variables, variablesText = JSON.stringify(variables) }) => {
    let prefix = prefixes.get(document);
    if (prefix === undefined) {
      prefix = `{"query":${JSON.stringify(document)},"variables":`;
      prefixes.set(document, prefix);
    }
    return `${prefix}${variablesText}}`;
  };
}

/** A GraphQL body counts whatever the status: servers answer 400 or 500 with errors worth reading. */
function readAnswer(name: string, { status, contentType, retryAfter, body }: HttpAnswer): SubgraphResponse {
  const response = readSubgraphResponse(parseJson(body));
  // JSON escapes with a backslash alone; text without one has no string that needs an escape.
  if (response) return response.data && !body.includes('\\') ? { ...response, isPlain: true } : response;
  const excerpt = new Error(`HTTP ${status}, ${contentType || 'no content type'}: ${body.slice(0, 200)}`);
  const retryAfterMs = status === 503 ? readRetryAfter(retryAfter, Date.now()) : undefined;
  if (retryAfterMs !== undefined) throw new RetryableFailure(name, 'HTTP_ERROR', excerpt, retryAfterMs);
  const isSuccess = status >= 200 && status < 300;
  throw new SubgraphFailure(name, isSuccess ? 'MALFORMED_RESPONSE' : 'HTTP_ERROR', excerpt);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
