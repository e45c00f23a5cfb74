// GraphQL over HTTP at /graphql: queries and mutations, and subscriptions for clients that take a stream.
import { resultBytes } from '../execute/result-bytes.ts';
import type { GraphQLRequest, GraphQLResult } from '../pipeline.ts';
import type { OperationKind } from '../subgraph-client/subgraph-client.ts';
import { answerBatch, isBatch } from './batch.ts';
import { cacheControlOf } from './cache-control.ts';
import { type Exchange, type HttpOptions, identify, readRawParameters, refuseMutationByGet } from './exchange.ts';
import { readParameters } from './graphql-parameters.ts';
import { statusOfCode } from './http-refusal.ts';
import { graphqlResponseType, negotiateResponseType, negotiateStreamType } from './media-type.ts';
import { streamParts } from './multipart.ts';
import type { Caller } from './operations.ts';
import { respondResult } from './respond-result.ts';
import { streamEvents } from './sse.ts';

/** How a subscription is answered here, for clients that ask for it by their Accept header. */
const streams = { multipart: streamParts, sse: streamEvents } as const;

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
  const { accept } = incoming.headers;
  const parameters = await readRawParameters(exchange, config);
  if (isBatch(parameters, config.maxBatchSize)) {
    const caller = await identify(exchange, authenticate, 'http');
    const results = await answerBatch(parameters, caller, kindsByPost, operations);
    const mediaType = negotiateResponseType(accept);
    return respondResult(exchange, { status: 200, mediaType, body: JSON.stringify(results) }, config);
  }
  const request = readParameters(parameters);
  const kind = operations.kindOf(request);
  refuseMutationByGet(incoming, kind);
  const streamType = kind === 'subscription' ? negotiateStreamType(accept) : undefined;
  if (streamType) {
    const caller = await identify(exchange, authenticate, streamType);
    return streams[streamType](response, request, caller, operations);
  }
  const caller = await identify(exchange, authenticate, 'http');
  return respondOnce(exchange, request, caller, { operations, config });
}

/** Answers a query or mutation, or says why there is no answer. */
export async function respondOnce(
  exchange: Exchange,
  request: GraphQLRequest,
  caller: Caller,
  { operations, config }: Pick<HttpOptions, 'operations' | 'config'>,
): Promise<void> {
  const { incoming } = exchange;
  const mediaType = negotiateResponseType(incoming.headers.accept);
  const isGet = incoming.method === 'GET';
  const result = await operations.answer(request, caller, isGet ? kindsByGet : kindsByPost);
  const cacheControl = isGet ? cacheControlOf(operations.cachePolicyOf(request), result, caller) : undefined;
  const answer = { status: statusOf(result, mediaType), mediaType, body: resultBytes(result), cacheControl };
  return respondResult(exchange, answer, config);
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
