// GraphQL over Server-Sent Events, "distinct connections mode" (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md):
// one operation a request, `next` for each result, `complete` at the end.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { formatThrown } from '../errors.ts';
import type { LiveStream } from '../live/live-stream.ts';
import type { GraphQLResult } from '../pipeline.ts';
import { type Exchange, type HttpOptions, identify, readGraphQLRequest, refuseMutationByGet } from './http.ts';
import { requireEventStream } from './media-type.ts';
import { isLiveStream } from './operations.ts';

/** Often enough for proxies, which cut a connection that is silent for 30 or 60 seconds. */
const heartbeatMs = 12_000;
/** A client that reads nothing for so long is taken for gone. */
const stallTimeoutMs = 60_000;

/** Streams the results of one operation. Throws what the request is refused for before the stream begins. */
export async function serveSse(exchange: Exchange, { operations, authenticate, config }: HttpOptions): Promise<void> {
  const { incoming, response } = exchange;
  requireEventStream(incoming.headers.accept);
  const request = await readGraphQLRequest(exchange, config);
  refuseMutationByGet(incoming, operations.kindOf(request));
  const caller = await identify(exchange, authenticate, 'sse');
  const stopHeartbeat = openEventStream(response);
  try {
    const outcome = await operations.start(request, caller);
    if (isLiveStream(outcome)) await writeStream(response, outcome);
    else await writeResult(response, outcome);
    response.end('event: complete\ndata:\n\n');
  } finally {
    stopHeartbeat();
  }
}

/** Sends the head at once, so that the client and all between know that the stream stands; returns how to stop. */
function openEventStream(response: ServerResponse): () => void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    // nginx would hold events back until its buffer is full.
    'x-accel-buffering': 'no',
  });
  response.write(':\n\n');
  response.setTimeout(stallTimeoutMs, () => response.destroy());
  const timer = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, heartbeatMs);
  return () => clearInterval(timer);
}

async function writeStream(response: ServerResponse, stream: LiveStream): Promise<void> {
  try {
    for await (const result of stream) await writeResult(response, result);
  } catch (error) {
    await writeResult(response, { errors: formatThrown(error) });
  }
}

/** Resolves when the client has room for more, or has gone: then the stream ends by the caller's signal. */
async function writeResult(response: ServerResponse, result: GraphQLResult): Promise<void> {
  if (response.destroyed) return;
  if (response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`)) return;
  const room = new AbortController();
  const { signal } = room;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() =>
    room.abort(),
  );
}
