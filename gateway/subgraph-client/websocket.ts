// Subscriptions to a subgraph over graphql-transport-ws, each on a connection of its own: it carries one viewer's token.
import { type Client, CloseCode, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { SubgraphFailure } from '../errors.ts';
import { openStream, type StreamEnd } from './open-stream.ts';
import type { SubgraphCallContext, SubgraphRequest } from './subgraph-client.ts';
import { isRecord, readSubgraphErrors } from './subgraph-response.ts';
import { maxEventBytes, type SubgraphStreams } from './subgraph-streams.ts';

export interface WebSocketStreamsOptions {
  readonly name: string;
  /** Where the subgraph answers; the scheme may be that of HTTP. */
  readonly url: URL;
  /** How long connecting and being acknowledged may take, and how long the subgraph may leave a ping unanswered. */
  readonly timeoutMs: number;
}

const pingIntervalMs = 15_000;

/** A lost connection fails the stream and is never opened again in silence: events in between would be missed. */
export function createWebSocketStreams(options: WebSocketStreamsOptions): SubgraphStreams {
  const url = new URL(options.url);
  url.protocol = url.protocol.replace(/^http/, 'ws');
  return {
    subscribe: (request) =>
      openStream({
        subgraph: options.name,
        signal: request.context.signal,
        connect: (end) => connect(request, { ...options, url }, end),
      }),
    // Each connection closes with its stream.
    close: () => Promise.resolve(),
  };
}

function connect(request: SubgraphRequest, options: WebSocketStreamsOptions, end: StreamEnd): () => void {
  const { document: query, variables, context } = request;
  const lose = (cause: unknown): void => {
    if (isRefusal(cause)) end.fail(new SubgraphFailure(options.name, 'UNREACHABLE', cause));
    else end.lose(cause);
  };
  const client = openClient(context, options, lose);
  const unsubscribe = client.subscribe(
    { query, variables: { ...variables } },
    {
      next: end.receive,
      // An error message is the subgraph's answer; anything else is the connection's fate.
      error: (error) => (readSubgraphErrors(error) ? end.complete(error) : lose(error)),
      complete: () => end.complete(),
    },
  );
  return () => {
    unsubscribe();
    Promise.resolve(client.dispose()).catch(() => {});
  };
}

/** Closed for what the gateway sent, or for whom it sent it: another attempt would be closed as well. */
const refusals: ReadonlySet<unknown> = new Set([
  CloseCode.BadRequest,
  CloseCode.Unauthorized,
  CloseCode.Forbidden,
  CloseCode.SubprotocolNotAcceptable,
]);

function isRefusal(cause: unknown): boolean {
  return isRecord(cause) && refusals.has(cause['code']);
}

function openClient(
  context: SubgraphCallContext,
  { url, timeoutMs }: WebSocketStreamsOptions,
  lose: (cause: unknown) => void,
): Client {
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
      super(address, protocols, { headers, handshakeTimeout: timeoutMs, maxPayload: maxEventBytes });
    }
  };
}
