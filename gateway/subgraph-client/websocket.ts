// One subscription to a subgraph over graphql-transport-ws, on a connection of its own: it carries one viewer's token.
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { SubgraphFailure } from '../errors.ts';
import { type BoundedQueue, createBoundedQueue } from '../live/bounded-queue.ts';
import type { SubgraphCallContext, SubgraphRequest, SubgraphResponse } from './subgraph-client.ts';
import { readSubgraphErrors, readSubgraphResponse } from './subgraph-response.ts';

export interface WebSocketOptions {
  readonly name: string;
  readonly url: URL;
  /** How long connecting and being acknowledged may take, and how long the subgraph may leave a ping unanswered. */
  readonly timeoutMs: number;
}

/** Events that may wait while the gateway resolves the ones before them. */
const backlog = 1_000;
const pingIntervalMs = 15_000;
const maxMessageBytes = 16 * 1024 * 1024;

/** Streams the subgraph's answers. Fails with a `SubgraphFailure` when the connection is lost; never reconnects silently. */
export function subscribeByWebSocket(
  request: SubgraphRequest,
  options: WebSocketOptions,
): AsyncIterable<SubgraphResponse> {
  return { [Symbol.asyncIterator]: () => openStream(request, options) };
}

function openStream(
  { document, variables, context }: SubgraphRequest,
  options: WebSocketOptions,
): BoundedQueue<SubgraphResponse> {
  const queue = createBoundedQueue<SubgraphResponse>(backlog, () => {
    context.signal.removeEventListener('abort', leave);
    release();
  });
  const leave = (): void => void queue.return();
  const lose = (cause: unknown): void => queue.end(new SubgraphFailure(options.name, 'UNREACHABLE', cause));
  const malformed = (cause: Error): void => queue.end(new SubgraphFailure(options.name, 'MALFORMED_RESPONSE', cause));
  const client = connect(context, options, lose);
  const unsubscribe = client.subscribe(
    { query: document, variables: { ...variables } },
    {
      next(message) {
        const response = readSubgraphResponse(message);
        if (!response) malformed(new Error('An event that is no GraphQL response.'));
        else if (!queue.push(response)) lose(new Error(`More than ${backlog} events were waiting to be read.`));
      },
      error(error) {
        const errors = readSubgraphErrors(error);
        // An error message is the subgraph's answer; anything else is the connection's fate.
        if (!errors) return lose(error);
        queue.push({ errors });
        queue.end();
      },
      complete: () => queue.end(),
    },
  );
  const release = (): void => {
    unsubscribe();
    Promise.resolve(client.dispose()).catch(() => {});
  };
  context.signal.addEventListener('abort', leave, { once: true });
  if (context.signal.aborted) leave();
  return queue;
}

function connect(context: SubgraphCallContext, { url, timeoutMs }: WebSocketOptions, lose: (cause: unknown) => void) {
  let pongTimer: NodeJS.Timeout | undefined;
  const client: Client = createClient({
    url: url.href,
    webSocketImpl: socketFor(context, timeoutMs),
    connectionParams: { ...(context.authorization !== undefined && { authorization: context.authorization }) },
    connectionAckWaitTimeout: timeoutMs,
    // A silent reconnect would skip events: whoever holds the stream must know that it broke.
    retryAttempts: 0,
    keepAlive: pingIntervalMs,
    on: {
      ping(received) {
        if (!received) pongTimer = setTimeout(() => client.terminate(), timeoutMs);
      },
      pong: () => clearTimeout(pongTimer),
      closed(event) {
        clearTimeout(pongTimer);
        lose(event);
      },
    },
  });
  return client;
}

/** The client library makes its socket from a class; this one adds what a request must carry and be bound by. */
function socketFor({ requestId, authorization }: SubgraphCallContext, timeoutMs: number) {
  const headers = { 'x-request-id': requestId, ...(authorization !== undefined && { authorization }) };
  return class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers, handshakeTimeout: timeoutMs, maxPayload: maxMessageBytes });
    }
  };
}
