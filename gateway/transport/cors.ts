import type { IncomingMessage, ServerResponse } from 'node:http';

const allowedHeaders =
  'authorization, content-type, if-none-match, apollo-require-preflight, x-apollo-operation-name, x-request-id, x-graphql-event-stream-token';

/** Whether a page of that origin may call; requests that come from no page have none. */
export function isOriginAllowed({ headers }: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowedOrigins.includes('*') || allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Tells a browser whether the page may read the answer. True when the request was only a question about that. */
export function handleCors(
  incoming: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: readonly string[],
): boolean {
  const { origin } = incoming.headers;
  const isPreflight = incoming.method === 'OPTIONS';
  if (allowedOrigins.length > 0) response.setHeader('vary', 'Origin');
  if (origin !== undefined && (allowedOrigins.includes('*') || allowedOrigins.includes(origin))) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', 'x-request-id, etag, x-graphql-event-stream-token');
    if (isPreflight) allowRequest(response);
  }
  if (isPreflight) response.writeHead(204).end();
  return isPreflight;
}

function allowRequest(response: ServerResponse): void {
  response.setHeader('access-control-allow-methods', 'GET, POST, PUT, DELETE');
  response.setHeader('access-control-allow-headers', allowedHeaders);
  response.setHeader('access-control-max-age', '600');
}
