// GraphQL over Server-Sent Events, "distinct connections mode" (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md):
// one operation a request, `next` for each result, `complete` at the end. Events have no `id`: a browser would send it
// back as Last-Event-ID and take what follows for complete, and only an operation's own cursor can promise that.
import type { ServerResponse } from 'node:http';
import { formatThrown } from '../errors.ts';
import type { GraphQLRequest, GraphQLResult } from '../pipeline.ts';
import { type Exchange, type HttpOptions, identify, readGraphQLRequest, refuseMutationByGet } from './exchange.ts';
import { requireEventStream } from './media-type.ts';
import { type Caller, isLiveStream, type Operations } from './operations.ts';
import { openStreamResponse, type StreamResponse } from './stream-response.ts';

/** Streams the results of one operation. Throws what the request is refused for before the stream begins. */
export async function serveSse(exchange: Exchange, options: HttpOptions): Promise<void> {
  const { incoming, response } = exchange;
  requireEventStream(incoming.headers.accept);
  const request = await readGraphQLRequest(exchange, options.config);
  refuseMutationByGet(incoming, options.operations.kindOf(request));
  const caller = await identify(exchange, options.authenticate, 'sse');
  await streamEvents(response, request, caller, options.operations);
}

/** Answers the operation with an event stream of its own. */
export async function streamEvents(
  response: ServerResponse,
  request: GraphQLRequest,
  caller: Caller,
  operations: Operations,
): Promise<void> {
  const stream = openEventStream(response);
  for await (const result of resultsOf(request, caller, operations)) {
    await stream.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
  }
  stream.end('event: complete\ndata:\n\n');
}

export function openEventStream(response: ServerResponse): StreamResponse {
  return openStreamResponse(response, {
    contentType: 'text/event-stream; charset=utf-8',
    opening: ':\n\n',
    heartbeat: ':\n\n',
  });
}

/** The results of an operation; what ends a subscription early is the last of them. */
export async function* resultsOf(
  request: GraphQLRequest,
  caller: Caller,
  operations: Operations,
): AsyncGenerator<GraphQLResult, undefined> {
  const outcome = await operations.start(request, caller);
  if (!isLiveStream(outcome)) {
    yield outcome;
    return undefined;
  }
  try {
    yield* outcome;
  } catch (error) {
    yield { errors: formatThrown(error) };
  }
  return undefined;
}
