// GraphQL over Server-Sent Events, "distinct connections mode" (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md):
// one operation a request, `next` for each result, `complete` at the end. The `id` of an event is its cursor, where its
// stream has any: a browser sends it back as Last-Event-ID, and the stream goes on after it.
import type { ServerResponse } from 'node:http';
import { ClientError, formatThrown } from '../errors.ts';
import { LiveStream } from '../live/live-stream.ts';
import type { Taker } from '../live/outlet.ts';
import type { GraphQLRequest, GraphQLResult } from '../pipeline.ts';
import {
  type Exchange,
  type HttpOptions,
  identifyStream,
  readGraphQLRequest,
  refuseMutationByGet,
} from './exchange.ts';
import { resumedByLastEventId } from './last-event-id.ts';
import { requireEventStream } from './media-type.ts';
import type { Caller } from './caller.ts';
import type { Operations } from './operations.ts';
import { sseFrame, sseId } from './result-frames.ts';
import { type AnswerStream, isStream } from './relay-parts.ts';
import { openStreamResponse, type StreamResponse } from './stream-response.ts';

/** Streams the results of one operation. Throws what the request is refused for before the stream begins. */
export async function serveSse(exchange: Exchange, options: HttpOptions): Promise<void> {
  const { incoming, response } = exchange;
  requireEventStream(incoming.headers.accept);
  const request = resumedByLastEventId(await readGraphQLRequest(exchange, options.config), incoming);
  refuseMutationByGet(incoming, options.operations.kindOf(request));
  const caller = await identifyStream(exchange, options, 'sse');
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
  const outcome = await operations.start(request, caller);
  if (isStream(outcome)) return await streamResults(stream, outcome);
  await stream.write(sseFrame(outcome));
  stream.end(complete);
}

const complete = 'event: complete\ndata:\n\n';

/** The events of a subscription, which come for as long as they do, or the parts of an answer. */
export async function streamResults(stream: StreamResponse, results: LiveStream | AnswerStream): Promise<void> {
  if (results instanceof LiveStream) return followStream(stream, results);
  for await (const result of results) await stream.write(sseFrame(result));
  stream.end(complete);
}

function followStream(begun: StreamResponse, events: LiveStream): void {
  const stream = begun.lasting();
  stream.onRoom(() => events.ready());
  events.deliverTo(new EventWriter(stream, events));
}

/** A class, as there is one for each client. */
class EventWriter implements Taker {
  readonly #stream: StreamResponse;
  readonly #events: LiveStream;

  constructor(stream: StreamResponse, events: LiveStream) {
    this.#stream = stream;
    this.#events = events;
  }

  get hasRoom(): boolean {
    return this.#stream.hasRoom;
  }

  /** Whoever is cut off before the first event goes on from where the stream began. */
  begin(cursor: string): void {
    const id = sseId(cursor);
    if (id !== '') this.#stream.send(`${id}\n`);
  }

  take(result: GraphQLResult): void {
    const frame = sseFrame(result);
    if (typeof frame === 'string') this.#stream.send(frame);
    else this.#stream.sendShared(frame);
  }

  close(reason: unknown): void {
    const retryMs = retryAfterMsOf(reason);
    const retry = retryMs === undefined ? '' : `retry: ${retryMs}\n\n`;
    // To complete it would tell the client not to come back; one that has a cursor is to go on elsewhere.
    if (retry !== '' && this.#events.isResumable) return this.#stream.end(retry);
    if (reason !== undefined) this.#stream.send(`${retry}${String(sseFrame({ errors: formatThrown(reason) }))}`);
    this.#stream.end(complete);
  }
}

function retryAfterMsOf(error: unknown): number | undefined {
  const retryAfterMs = error instanceof ClientError ? error.extensions['retryAfterMs'] : undefined;
  return typeof retryAfterMs === 'number' ? retryAfterMs : undefined;
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
  if (!isStream(outcome)) {
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
