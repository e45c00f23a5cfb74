// One connection to a subgraph for the streams of one token. It lasts as long as any of them.
import { type Client, CloseCode, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { SubgraphFailure } from '../errors.ts';
import type { StreamEnd } from './open-stream.ts';
import type { SubgraphCallContext, SubgraphRequest } from './subgraph-client.ts';
import { isRecord, readSubgraphErrors } from './subgraph-response.ts';
import { maxEventBytes } from './subgraph-streams.ts';

/** A port of ours is spent on each connection, and a lost one costs all that it carries: neither many nor one. */
export const maxStreamsPerConnection = 100;
const pingIntervalMs = 15_000;

export interface ConnectionPlace {
  /** Of the subgraph. */
  readonly name: string;
  /** Where it answers; the scheme may be that of HTTP. */
  readonly url: URL;
  /** How long connecting and being acknowledged may take, and how long the subgraph may leave a ping unanswered. */
  readonly timeoutMs: number;
}

export interface ConnectionOptions extends ConnectionPlace, Pick<SubgraphCallContext, 'authorization' | 'requestId'> {
  /** It is lost, or the last stream has left: it carries no more. */
  readonly onOver: () => void;
}

export interface StreamConnection {
  /** Whether it can carry another stream. */
  readonly hasRoom: boolean;
  /** Begins a stream on it; returns how to let go of it, to be called once. */
  carry(request: SubgraphRequest, end: StreamEnd): () => void;
}

/** Opens a connection with the first stream that it carries. */
export function openConnection(options: ConnectionOptions): StreamConnection {
  const streams = new Set<StreamEnd>();
  let isOver = false;
  const client = openClient(options, loseAll);

  function loseAll(cause: unknown): void {
    finish();
    for (const end of [...streams]) lose(options.name, end, cause);
  }
  function finish(): void {
    if (isOver) return;
    isOver = true;
    options.onOver();
    Promise.resolve(client.dispose()).catch(() => {});
  }
  function leave(end: StreamEnd): void {
    streams.delete(end);
    if (streams.size === 0) finish();
  }
  return {
    get hasRoom() {
      return !isOver && streams.size < maxStreamsPerConnection;
    },
    carry({ document: query, variables, context: { requestId } }, end) {
      streams.add(end);
      const unsubscribe = client.subscribe(
        { query, variables: { ...variables }, extensions: { requestId } },
        {
          next: end.receive,
          // An error message is the subgraph's answer; anything else is the connection's fate.
          error: (error) => (readSubgraphErrors(error) ? end.complete(error) : loseAll(error)),
          complete: () => end.complete(),
        },
      );
      return () => {
        unsubscribe();
        leave(end);
      };
    },
  };
}

function lose(subgraph: string, end: StreamEnd, cause: unknown): void {
  if (isRefusal(cause)) end.fail(new SubgraphFailure(subgraph, 'UNREACHABLE', cause));
  else end.lose(cause);
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

function openClient(options: ConnectionOptions, onLost: (cause: unknown) => void): Client {
  const { url, timeoutMs, authorization } = options;
  let pongTimer: NodeJS.Timeout | undefined;
  const client: Client = createClient({
    url: url.href,
    webSocketImpl: socketFor(options),
    connectionParams: { ...(authorization !== undefined && { authorization }) },
    connectionAckWaitTimeout: timeoutMs,
    // A silent reconnect would skip events: whoever holds the stream must know that it broke.
    retryAttempts: 0,
    // It is closed here, by who knows whether another stream has come meanwhile.
    lazyCloseTimeout: 100,
    keepAlive: pingIntervalMs,
    on: {
      ping(received) {
        if (!received) pongTimer = setTimeout(() => client.terminate(), timeoutMs);
      },
      pong: () => clearTimeout(pongTimer),
      closed(event) {
        clearTimeout(pongTimer);
        onLost(event);
      },
    },
  });
  return client;
}

/** The client library makes its socket from a class; this one adds what the connection must carry and be bound by. */
function socketFor({ requestId, authorization, timeoutMs }: ConnectionOptions) {
  const headers = { 'x-request-id': requestId, ...(authorization !== undefined && { authorization }) };
  return class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers, handshakeTimeout: timeoutMs, maxPayload: maxEventBytes });
    }
  };
}
