// The one port: which path is answered by whom.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Config } from '../config.ts';
import { ClientError } from '../errors.ts';
import type { Readiness } from '../telemetry/health.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { handleCors } from './cors.ts';
import type { Exchange } from './exchange.ts';
import { serveHttp } from './http.ts';
import { HttpRefusal } from './http-refusal.ts';
import type { Operations } from './operations.ts';
import { jsonType, respond, respondRefusal } from './respond.ts';
import { createSseRoute, type SseOptions } from './sse-single.ts';

export interface HttpServerOptions extends SseOptions {
  readonly config: SseOptions['config'] & Pick<Config, 'corsOrigins'>;
  /** The contracts served beside the whole graph, by tag. */
  readonly views: ReadonlyMap<string, Operations>;
  readonly metrics: Metrics;
  /** Whether the gateway should be sent requests. */
  readonly checkReadiness: () => Promise<Readiness>;
}

type Route = (exchange: Exchange) => Promise<void>;

export const graphqlPath = '/graphql';
export const streamPath = '/graphql/stream';

export function createHttpServer(options: HttpServerOptions): Server {
  const routes = createRoutes(options);
  const { corsOrigins } = options.config;
  return createServer((incoming, response) => {
    const requestId = requestIdOf(incoming);
    response.setHeader('x-request-id', requestId);
    if (handleCors(incoming, response, corsOrigins)) return;
    // Only the first question mark divides; a query string may hold more of them.
    const [, path = '', queryString = ''] = /^([^?]*)\??(.*)$/s.exec(incoming.url ?? '') ?? [];
    const route = routes.get(path) ?? refuseUnknownPath;
    // The wrapper turns what a route throws at once into a rejection like any other.
    const serve = async (): Promise<void> => route({ incoming, response, queryString, requestId });
    serve().catch((error: unknown) => {
      if (!(error instanceof ClientError)) options.logger.error({ err: error, requestId }, 'a request failed');
      respondRefusal(incoming, response, error);
    });
  });
}

function createRoutes(options: HttpServerOptions): ReadonlyMap<string, Route> {
  return new Map<string, Route>([
    [graphqlPath, (exchange) => serveHttp(exchange, options)],
    [streamPath, createSseRoute(options)],
    ...[...options.views].map(([tag, operations]): [string, Route] => [
      `${graphqlPath}/${tag}`,
      (exchange) => serveHttp(exchange, { ...options, operations }),
    ]),
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

function onGet(serve: (exchange: { readonly response: ServerResponse }) => Promise<void> | void): Route {
  return async ({ incoming, response }) => {
    if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
      throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Only GET is answered here.', { allow: 'GET' });
    }
    await serve({ response });
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
