// GraphQL over HTTP: queries and mutations at /graphql.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticate } from '../auth/authenticator.ts';
import type { Config } from '../config.ts';
import type { GraphQLRequest, GraphQLResult } from '../pipeline.ts';
import type { OperationKind } from '../subgraph-client/subgraph-client.ts';
import type { TransportName } from '../telemetry/metrics.ts';
import { readParameters, readQueryString } from './graphql-parameters.ts';
import { HttpRefusal, statusOfCode } from './http-refusal.ts';
import { graphqlResponseType, negotiateResponseType, preventForgery, requireJsonBody } from './media-type.ts';
import type { Caller, Operations } from './operations.ts';
import { readJsonBody } from './read-body.ts';
import { respond } from './respond.ts';

export interface HttpOptions {
  readonly operations: Operations;
  readonly authenticate: Authenticate;
  readonly config: Pick<Config, 'maxBodyBytes' | 'bodyTimeoutMs'>;
}

/** One HTTP request and its answer, with the name both go by in the log. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** What stands behind the question mark, still encoded. */
  readonly queryString: string;
  readonly requestId: string;
}

const kindsByPost: ReadonlySet<OperationKind> = new Set(['query', 'mutation']);
const kindsByGet: ReadonlySet<OperationKind> = new Set(['query']);

/** Conditions of the gateway, not of the request: they have their status even for clients that only know JSON. */
const gatewayConditions = new Set([
  'TOO_MANY_REQUESTS',
  'SERVICE_UNAVAILABLE',
  'OPERATION_TIMEOUT',
  'PLANNING_FAILED',
  'PLANNING_TIMEOUT',
  'INTERNAL_SERVER_ERROR',
]);

/** Answers one operation. Throws what the request is refused for. */
export async function serveHttp(exchange: Exchange, { operations, authenticate, config }: HttpOptions): Promise<void> {
  const { incoming, response } = exchange;
  const responseType = negotiateResponseType(incoming.headers.accept);
  const request = await readGraphQLRequest(exchange, config);
  refuseMutationByGet(incoming, operations.kindOf(request));
  const caller = await identify(exchange, authenticate, 'http');
  const kinds = incoming.method === 'GET' ? kindsByGet : kindsByPost;
  const result = await operations.answer(request, caller, kinds);
  const status = statusOf(result, responseType);
  respond(response, status, `${responseType}; charset=utf-8`, JSON.stringify(result));
}

/** Reads the request from the body of a POST or the query string of a GET. */
export function readGraphQLRequest(
  { incoming, queryString }: Exchange,
  config: HttpOptions['config'],
): GraphQLRequest | Promise<GraphQLRequest> {
  switch (incoming.method) {
    case 'GET':
      preventForgery(incoming);
      return readQueryString(queryString);
    case 'POST':
      requireJsonBody(incoming);
      return readJsonBody(incoming, config).then(readParameters);
    default:
      throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Send a POST, or a GET for a query.', { allow: 'GET, POST' });
  }
}

/** A GET may be repeated, prefetched and cached by anyone on its way. */
export function refuseMutationByGet({ method }: IncomingMessage, kind: OperationKind | undefined): void {
  if (method !== 'GET' || kind !== 'mutation') return;
  throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'A mutation must be sent by POST.', { allow: 'POST' });
}

/** Who calls. The signal of the caller is aborted when the connection closes before the answer is written. */
export async function identify(
  { incoming, response, requestId }: Exchange,
  authenticate: Authenticate,
  transport: TransportName,
): Promise<Caller> {
  const { authorization } = incoming.headers;
  const viewer = await authenticate(authorization);
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  const address = incoming.socket.remoteAddress ?? '';
  return { transport, viewer, authorization, requestId, address, signal: controller.signal };
}

/**
 * A result with data is a 200. Without data the request was refused: clients of the newer media type are told by the
 * status too; those of application/json get 200, since for them any other status means "this is not GraphQL".
 */
function statusOf(result: GraphQLResult, responseType: string): number {
  if ('data' in result) return 200;
  const code = result.errors?.[0]?.extensions.code;
  const isToldByStatus = responseType === graphqlResponseType || (code !== undefined && gatewayConditions.has(code));
  return isToldByStatus ? statusOfCode(code) : 200;
}
