// The one port: which path is answered by whom.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Config } from '../config.ts';
import { ClientError } from '../errors.ts';
import type { Readiness } from '../telemetry/health.ts';
import type { CallbackReceiver } from '../subgraph-client/callback-receiver.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { holderOf, type SharedPort } from '../workers/shared-port.ts';
import { serveCallback } from './callback.ts';
import { answerPreflight, corsHeaders } from './cors.ts';
import { type Exchange, sayFirst } from './exchange.ts';
import { handOver, isHandedOver } from './forward.ts';
import { serveHttp } from './http.ts';
import { HttpRefusal } from './http-refusal.ts';
import type { Operations } from './operations.ts';
import { serveRenewal, tokenOf } from './renewals.ts';
import { jsonType, respond, respondRefusal } from './respond.ts';
import { createSseRoute, type SseOptions } from './sse-single.ts';
import type { SubgraphRoutes } from './subgraph-routes.ts';

export interface HttpServerOptions extends SseOptions {
  readonly config: SseOptions['config'] & Pick<Config, 'corsOrigins' | 'callbackUrl' | 'headersTimeoutMs'>;
  /** The other processes on the same port, where there are any. */
  readonly sharedPort: Pick<SharedPort, 'name' | 'socketPathOf'> | undefined;
  /** The contracts served beside the whole graph, by tag. */
  readonly views: ReadonlyMap<string, Operations>;
  readonly metrics: Pick<Metrics, 'render'>;
  /** Whether the gateway should be sent requests. */
  readonly checkReadiness: () => Promise<Readiness>;
  /** Takes what subgraphs send by callback; undefined where none does. */
  readonly callbackReceiver: CallbackReceiver | undefined;
  /** Paths that subgraphs serve beside GraphQL; none of them takes the place of the gateway's own. */
  readonly subgraphRoutes: Pick<SubgraphRoutes, 'routes'>;
}

type Route = (exchange: Exchange) => Promise<void>;

export const graphqlPath = '/graphql';

/** Where the contract of the tag is served. */
export function viewPath(tag: string): string {
  return `${graphqlPath}/${tag}`;
}

export function createHttpServer(options: HttpServerOptions): Server {
  const routes = createRoutes(options);
  const callbackRoute = createCallbackRoute(options);
  const graphPaths = new Set([graphqlPath, ...[...options.views.keys()].map(viewPath)]);
  const { corsOrigins, headersTimeoutMs } = options.config;
  // Who takes longer, also for the upgrade to a WebSocket, is answered with 408 and cut off when it is next looked at.
  const times = { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: Math.ceil(headersTimeoutMs / 4) };
  const server = createServer(times, (incoming, response) => {
    const requestId = requestIdOf(incoming);
    const said = ['x-request-id', requestId, ...corsHeaders(incoming, corsOrigins)];
    // Only the first question mark divides; a query string may hold more of them.
    const [, path = '', queryString = ''] = /^([^?]*)\??(.*)$/s.exec(incoming.url ?? '') ?? [];
    const route = routes.get(path) ?? callbackRoute(path) ?? refuseUnknownPath;
    const exchange = { incoming, response, queryString, requestId, said };
    if (!graphPaths.has(path)) sayFirst(exchange);
    if (incoming.method === 'OPTIONS') {
      sayFirst(exchange);
      return answerPreflight(incoming, response, corsOrigins);
    }
    const elsewhere = findElsewhere(exchange, path, options);
    const serve = async (): Promise<void> => (elsewhere ? handOver(exchange, elsewhere) : route(exchange));
    // `async` turns what a route throws at once into a rejection like any other.
    serve().catch((error: unknown) => {
      if (!(error instanceof ClientError)) options.logger.error({ err: error, requestId }, 'a request failed');
      sayFirst(exchange);
      respondRefusal(incoming, response, error);
    });
  });
  // A path of a subgraph may take a body for as long as it comes; BODY_TIMEOUT_MS bounds those of GraphQL.
  server.requestTimeout = 0;
  return server;
}

function createRoutes(options: HttpServerOptions): ReadonlyMap<string, Route> {
  return new Map<string, Route>([
    ...options.subgraphRoutes.routes,
    ...createGraphRoutes(graphqlPath, options),
    ...[...options.views].flatMap(([tag, operations]) => createGraphRoutes(viewPath(tag), { ...options, operations })),
    ['/health/live', onGet(({ response }) => respond(response, 200, jsonType, '{"live":true}'))],
    [
      '/health/ready',
      onGet(async ({ response }) => {
        const readiness = await options.checkReadiness();
        respond(response, readiness.ready ? 200 : 503, jsonType, JSON.stringify(readiness));
      }),
    ],
    [
      '/metrics',
      onGet(async ({ response }) => {
        const { contentType, text } = await options.metrics.render();
        respond(response, 200, contentType, text);
      }),
    ],
  ]);
}

/** The ways to one view of the graph. A WebSocket begins as a GET of the first path; see websocket.ts. */
function createGraphRoutes(path: string, options: HttpServerOptions): readonly [string, Route][] {
  return [
    [path, (exchange) => serveHttp(exchange, options)],
    [`${path}/stream`, createSseRoute(options)],
    [`${path}/stream/renew`, (exchange) => serveRenewal(exchange, options.renewals)],
  ];
}

function onGet(serve: (exchange: { readonly response: ServerResponse }) => Promise<void> | void): Route {
  return async ({ incoming, response }) => {
    if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
      throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Only GET is answered here.', { allow: 'GET' });
    }
    await serve({ response });
  };
}

/** The door of the process that holds what the request's token stands for; undefined when that is this one, or none. */
function findElsewhere(
  { incoming, queryString }: Exchange,
  path: string,
  { sharedPort, config }: HttpServerOptions,
): string | undefined {
  if (!sharedPort || isHandedOver(incoming)) return undefined;
  const holder = holderOf(tokenIn(incoming, path, { queryString, callbackUrl: config.callbackUrl }) ?? '');
  return holder === undefined || holder === sharedPort.name ? undefined : sharedPort.socketPathOf(holder);
}

function tokenIn(
  incoming: IncomingMessage,
  path: string,
  { queryString, callbackUrl }: { readonly queryString: string; readonly callbackUrl: URL | undefined },
): string | undefined {
  if (path.startsWith(graphqlPath) && /\/stream(?:\/renew)?$/.test(path)) return tokenOf(incoming, queryString);
  return callbackUrl && subscriptionIdIn(path, callbackUrl);
}

/** What stands behind the path of the callback's URL; undefined when the path is another. */
function subscriptionIdIn(path: string, callbackUrl: URL): string | undefined {
  const prefix = `${callbackUrl.pathname.replace(/\/$/, '')}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

function createCallbackRoute({ callbackReceiver: receiver, config }: HttpServerOptions) {
  return (path: string): Route | undefined => {
    const subscriptionId = config.callbackUrl && subscriptionIdIn(path, config.callbackUrl);
    if (!receiver || subscriptionId === undefined) return undefined;
    return (exchange) => serveCallback(exchange, subscriptionId, { receiver, config });
  };
}

function refuseUnknownPath(): Promise<void> {
  throw new ClientError('NOT_FOUND', `There is nothing here. GraphQL is at ${graphqlPath}.`);
}

/** A caller's own identifier is kept when it is fit to stand in a log. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}
