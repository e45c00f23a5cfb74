// GraphQL over HTTP at /graphql: queries and mutations, and subscriptions for clients that take a stream.
import { resultBytes, resultJson } from '../execute/result-json.ts';
import type { GraphQLRequest, GraphQLResult } from '../pipeline.ts';
import type { OperationKind } from '../subgraph-client/subgraph-client.ts';
import { answerBatch, isBatch } from './batch.ts';
import { cacheTermsOf } from './cache-control.ts';
import {
  type Exchange,
  type HttpOptions,
  identify,
  identifyStream,
  readRawParameters,
  refuseMutationByGet,
  sayFirst,
} from './exchange.ts';
import { readParameters } from './graphql-parameters.ts';
import { statusOfCode } from './http-refusal.ts';
import { resumedByLastEventId } from './last-event-id.ts';
import {
  graphqlResponseType,
  negotiateResponseType,
  negotiatePartsType,
  negotiateStreamType,
  preventForgery,
} from './media-type.ts';
import { sendParts, streamParts } from './multipart.ts';
import type { Caller } from './caller.ts';
import { isStream } from './relay-parts.ts';
import { respondKept, respondResult } from './respond-result.ts';
import { isFreshAnswerWanted, type ResponseCache } from './response-cache.ts';
import { openEventStream, streamEvents, streamResults } from './sse.ts';

/** How a subscription or a live query is answered here, for clients that ask for it by their Accept header. */
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
export async function serveHttp(exchange: Exchange, options: HttpOptions): Promise<void> {
  const { operations, authenticate, config, responses } = options;
  const { incoming, response } = exchange;
  const { accept } = incoming.headers;
  const key = responses.keyOf(incoming);
  if (key !== undefined && (await answerFromKept(exchange, key, { authenticate, responses }))) return;
  const parameters = await readRawParameters(exchange, config);
  if (isBatch(parameters, config.maxBatchSize)) {
    const caller = await identify(exchange, authenticate, 'http');
    const results = await answerBatch(parameters, caller, kindsByPost, operations);
    const mediaType = negotiateResponseType(accept);
    const body = `[${results.map(resultJson).join()}]`;
    await respondResult(exchange, { status: 200, mediaType, body }, config);
    return;
  }
  const request = readParameters(parameters);
  const kind = operations.kindOf(request);
  refuseMutationByGet(incoming, kind);
  const streamType = operations.isStreamed(request) ? negotiateStreamType(accept) : undefined;
  if (streamType) {
    sayFirst(exchange);
    const caller = await identifyStream(exchange, options, streamType);
    return streams[streamType](response, resumedByLastEventId(request, incoming), caller, operations);
  }
  const caller = await identify(exchange, authenticate, 'http');
  const kept = key === undefined ? undefined : { key, responses };
  return respondOnce(exchange, request, caller, { operations, config, ...(kept && { kept }) });
}

/** Answers from what is kept; false when there is nothing. Throws what the request is refused for all the same. */
async function answerFromKept(
  exchange: Exchange,
  key: string,
  { authenticate, responses }: Pick<HttpOptions, 'authenticate' | 'responses'>,
): Promise<boolean> {
  const { incoming } = exchange;
  preventForgery(incoming);
  const response = isFreshAnswerWanted(incoming) ? undefined : responses.find(key);
  if (response === undefined) return false;
  await authenticate(incoming.headers.authorization);
  respondKept(exchange, response);
  return true;
}

/** Where the answer is kept, if it may be. */
interface Keeping {
  readonly key: string;
  readonly responses: ResponseCache;
}

/** Answers a query or mutation, in several parts where it defers fragments, or says why there is no answer. */
export async function respondOnce(
  exchange: Exchange,
  request: GraphQLRequest,
  caller: Caller,
  { operations, config, kept }: Pick<HttpOptions, 'operations' | 'config'> & { readonly kept?: Keeping },
): Promise<void> {
  const { incoming, response } = exchange;
  const mediaType = negotiateResponseType(incoming.headers.accept);
  const isGet = incoming.method === 'GET';
  const kinds = isGet ? kindsByGet : kindsByPost;
  const partsType = negotiatePartsType(incoming.headers.accept);
  const result = await operations[partsType ? 'answerInParts' : 'answer'](request, caller, kinds);
  if (isStream(result)) {
    sayFirst(exchange);
    return partsType === 'sse' ? streamResults(openEventStream(response), result) : sendParts(response, result);
  }
  const terms = isGet ? cacheTermsOf(operations.cachePolicyOf(request), result, caller) : undefined;
  const answer = { status: statusOf(result, mediaType), mediaType, body: resultBytes(result), terms };
  const written = await respondResult(exchange, answer, config);
  // What is private to people without a token cannot be told apart: they all have the same key.
  const mayBeKept = !terms?.isPrivate || caller.authorization !== undefined;
  if (kept && written && terms && mayBeKept) kept.responses.keep(kept.key, written, terms.maxAgeSeconds);
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
