// A subgraph on its own: queries and mutations by POST /graphql, subscriptions by WebSocket on the same port. Its only
// client is the gateway, which hands on the viewer's token; the token is verified here again.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { VerifyToken } from '../../schema/viewer.ts';
import { readViewer } from './bearer.ts';
import { readJsonBody, RequestRefusal } from './request-body.ts';
import { readRequestId } from './request-id.ts';
import { serveSubscriptions } from './serve-subscriptions.ts';
import type { Subgraph, SubgraphContext } from './subgraph.ts';
import type { SubgraphRoute } from './subgraph-route.ts';

export interface ServeOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** The address to listen on; only this machine where it is left out. */
  readonly host?: string;
  readonly verifyToken: VerifyToken;
  readonly logger: Logger;
  /** Whether to hide the schema from introspection; what NODE_ENV says where it is left out. */
  readonly production?: boolean;
}

export interface ServedSubgraph {
  readonly url: string;
  readonly webSocketUrl: string;
  /** Takes no new requests, answers those under way, ends the subscriptions. The subgraph itself stays open. */
  close(): Promise<void>;
}

/** Room for a thousand report rows, or for as many entities as the gateway asks for at once. */
const maxBodyBytes = 8 * 1024 * 1024;

/** A document of the gateway is long where a client's selection is; this bounds the work of reading one. */
const maxTokens = 100_000;

/** Puts a subgraph behind HTTP and WebSocket. Closing the server does not close the subgraph. */
export async function serveSubgraph(subgraph: Subgraph, options: ServeOptions): Promise<ServedSubgraph> {
  const { logger, verifyToken, production = process.env['NODE_ENV'] === 'production' } = options;
  const apollo = createApollo(subgraph, logger, production);
  await apollo.start();
  const routes = new Map(subgraph.routes?.map((route) => [route.path, route]));
  const server = createServer((request, response) => {
    const route = routes.get(pathOf(request));
    if (route) {
      serveRoute(route, request, response, verifyToken).catch((error: unknown) =>
        send(response, refuse(error, logger)),
      );
      return;
    }
    answer(request, apollo, subgraph, verifyToken).then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, refuse(error, logger)),
    );
  });
  // A report may take longer to send than Node lets a request take; who serves a body has a limit of its own.
  server.requestTimeout = 0;
  const subscriptions = serveSubscriptions(server, subgraph, { verifyToken, logger, production }, maxBodyBytes);
  const port = await listen(server, options.port, options.host ?? '127.0.0.1');
  const authority = `${options.host ?? '127.0.0.1'}:${port}`;
  return {
    url: `http://${authority}/graphql`,
    webSocketUrl: `ws://${authority}/graphql`,
    async close() {
      for (const route of routes.values()) route.drain();
      await subscriptions.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      await apollo.stop();
    },
  };
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

async function serveRoute(
  route: SubgraphRoute,
  request: IncomingMessage,
  response: ServerResponse,
  verifyToken: VerifyToken,
): Promise<void> {
  const viewer = await readViewer(request.headers.authorization, verifyToken);
  await route.serve({ request, response, viewer, requestId: requestIdOf(request) });
}

function createApollo({ schema }: Subgraph, logger: Logger, production: boolean): ApolloServer<SubgraphContext> {
  return new ApolloServer<SubgraphContext>({
    schema,
    logger,
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    parseOptions: { maxTokens },
    plugins: [ApolloServerPluginLandingPageDisabled()],
    formatError: (formatted, error) => maskOutsideResolvers(formatted, error, logger),
  });
}

/** Resolvers mask their own errors; this is for what fails around them, such as the making of a context. */
function maskOutsideResolvers(formatted: GraphQLFormattedError, error: unknown, logger: Logger): GraphQLFormattedError {
  if (formatted.path !== undefined || formatted.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') return formatted;
  logger.error({ err: error }, 'unexpected error outside of resolvers');
  return { message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

interface Reply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

async function answer(
  request: IncomingMessage,
  apollo: ApolloServer<SubgraphContext>,
  subgraph: Subgraph,
  verifyToken: VerifyToken,
): Promise<Reply> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname !== '/graphql') throw new RequestRefusal(404, 'NOT_FOUND', 'There is only /graphql here.');
  if (request.method !== 'POST') throw new RequestRefusal(405, 'METHOD_NOT_ALLOWED', 'Use POST.');
  const viewer = await readViewer(request.headers.authorization, verifyToken);
  const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers: headerMap(request),
      search,
      body: await readJsonBody(request, maxBodyBytes),
    },
    context: async () => subgraph.createContext({ viewer, requestId: requestIdOf(request) }),
  });
  // No subgraph uses @defer, the one thing that is answered in parts.
  if (body.kind !== 'complete') throw new Error('An answer in parts.');
  return { status: status ?? 200, headers, body: body.string };
}

function requestIdOf({ headers }: IncomingMessage): string {
  return readRequestId(headers['x-request-id']);
}

function headerMap({ headers }: IncomingMessage): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

function refuse(error: unknown, logger: Logger): Reply {
  const isRefusal = error instanceof RequestRefusal;
  if (!isRefusal) logger.error({ err: error }, 'unexpected error while answering');
  const { status, code, message } = isRefusal
    ? error
    : { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error.' };
  const headers = new Map([
    ['content-type', 'application/json; charset=utf-8'],
    // What is left of a body that was not read must not be taken for the next request.
    ...(isRefusal ? [['connection', 'close'] as const] : []),
  ]);
  return { status, headers, body: JSON.stringify({ errors: [new GraphQLError(message, { extensions: { code } })] }) };
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  if (response.destroyed) return;
  for (const [name, value] of headers) response.setHeader(name, value);
  response.statusCode = status;
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
