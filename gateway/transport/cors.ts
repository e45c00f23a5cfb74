import type { IncomingMessage, ServerResponse } from 'node:http';

const allowedHeaders =
  'authorization, content-type, if-none-match, apollo-require-preflight, x-apollo-operation-name, x-request-id, x-graphql-event-stream-token';

/** Whether a page of that origin may call; requests that come from no page have none. */
export function isOriginAllowed({ headers }: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowedOrigins.includes('*') || allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** What tells a browser whether the page may read the answer, names and values in turn. */
export function corsHeaders({ headers: { origin } }: IncomingMessage, allowedOrigins: readonly string[]): string[] {
  if (allowedOrigins.length === 0) return [];
  const vary = ['vary', 'Origin'];
  if (origin === undefined || !isListed(origin, allowedOrigins)) return vary;
  const exposed = 'x-request-id, etag, x-graphql-event-stream-token';
  return [...vary, 'access-control-allow-origin', origin, 'access-control-expose-headers', exposed];
}

function isListed(origin: string, allowedOrigins: readonly string[]): boolean {
  return allowedOrigins.includes('*') || allowedOrigins.includes(origin);
}

/** Answers a request that is only a question of the browser about another; what is said of the page has been said. */
export function answerPreflight(
  { headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: readonly string[],
): void {
  if (origin !== undefined && isListed(origin, allowedOrigins)) {
    response.setHeader('access-control-allow-methods', 'GET, POST, PUT, DELETE');
    response.setHeader('access-control-allow-headers', allowedHeaders);
    response.setHeader('access-control-max-age', '600');
  }
  response.writeHead(204).end();
}
