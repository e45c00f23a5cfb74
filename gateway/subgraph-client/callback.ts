// Subscriptions to a subgraph over HTTP callbacks: the gateway says where it wants its events, and the subgraph sends each
// by a request of its own (https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/callback-protocol).
// No connection stands between them, so only heartbeats tell that the subgraph is still there; and the subgraph learns
// that nobody follows any more when its next message is answered with 404.
import { Pool } from 'undici';
import { SubgraphFailure } from '../errors.ts';
import type { CallbackMessage, CallbackReceiver, CallbackRegistration } from './callback-receiver.ts';
import { exchange, type HttpAnswer } from './http-exchange.ts';
import { openStream, type StreamEnd } from './open-stream.ts';
import { requestHeaders } from './request-headers.ts';
import { RetryableFailure } from './retryable-failure.ts';
import type { SubgraphRequest } from './subgraph-client.ts';
import { readSubgraphResponse } from './subgraph-response.ts';
import type { SubgraphStreams } from './subgraph-streams.ts';

export interface CallbackStreamsOptions {
  readonly name: string;
  readonly url: URL;
  /** How long the subgraph may take to accept a subscription, its own check included. */
  readonly timeoutMs: number;
  /** How often the subgraph has to say that it is there; a stream ends when it was missed twice. 0: never. */
  readonly heartbeatMs: number;
  readonly receiver: CallbackReceiver;
}

const maxAnswerBytes = 1024 * 1024;
const maxConnections = 64;

export function createCallbackStreams(options: CallbackStreamsOptions): SubgraphStreams {
  const { name, url, timeoutMs } = options;
  const pool = new Pool(url.origin, { connections: maxConnections, connect: { timeout: timeoutMs } });
  return {
    subscribe: (request) =>
      openStream({
        subgraph: name,
        signal: request.context.signal,
        connect: (end) => connect(pool, options, request, end),
      }),
    close: () => pool.destroy(),
  };
}

function connect(pool: Pool, options: CallbackStreamsOptions, request: SubgraphRequest, end: StreamEnd): () => void {
  const { name, url, timeoutMs, heartbeatMs, receiver } = options;
  const controller = new AbortController();
  const heartbeat = createHeartbeat(heartbeatMs, () => end.lose(new Error(`No heartbeat for ${2 * heartbeatMs} ms.`)));
  let isChecked = false;
  const registration = receiver.register((message) => {
    isChecked = true;
    heartbeat.heard();
    takeMessage(message, end);
  });
  exchange(pool, {
    subgraph: name,
    path: url.pathname + url.search,
    headers: {
      ...requestHeaders(request.context),
      accept: 'application/json;callbackSpec=1.0, application/json;q=0.9',
    },
    body: writeBody(request, registration, heartbeatMs),
    timeoutMs,
    maxResponseBytes: maxAnswerBytes,
    signal: controller.signal,
  }).then(
    (answer) => takeAnswer(answer, isChecked, end),
    (error: unknown) => end.fail(goneOf(name, error)),
  );
  return () => {
    heartbeat.stop();
    registration.release();
    controller.abort();
  };
}

function takeMessage({ action, payload, errors }: CallbackMessage, end: StreamEnd): void {
  if (action === 'next') end.receive(payload);
  if (action === 'complete') end.complete(errors);
}

/** The answer to the subscription itself has no data: events come by themselves, and may have come before it. */
function takeAnswer({ status, contentType, body }: HttpAnswer, isChecked: boolean, end: StreamEnd): void {
  const response = readSubgraphResponse(parseJson(body));
  if (response?.errors) return end.complete(response.errors);
  const isAccepted = status >= 200 && status < 300 && (body.trim() === '' || response !== undefined);
  if (!isAccepted) return end.unusable({ status, contentType, body });
  if (!isChecked) end.malformed('The subgraph accepted a subscription whose callback it has not checked.');
}

function goneOf(name: string, error: unknown): SubgraphFailure {
  return new RetryableFailure(name, error instanceof SubgraphFailure ? error.kind : 'UNREACHABLE', error);
}

function writeBody(
  { document: query, variables }: SubgraphRequest,
  { callbackUrl, subscriptionId, verifier }: CallbackRegistration,
  heartbeatIntervalMs: number,
): string {
  const subscription = { callbackUrl, subscriptionId, verifier, heartbeatIntervalMs };
  return JSON.stringify({ query, variables, extensions: { subscription } });
}

interface Heartbeat {
  heard(): void;
  stop(): void;
}

/** Begins with the first sign of life; until then the time to accept the subscription runs. */
function createHeartbeat(heartbeatMs: number, onMissed: () => void): Heartbeat {
  let timer: NodeJS.Timeout | undefined;
  return {
    heard() {
      clearTimeout(timer);
      if (heartbeatMs > 0) timer = setTimeout(onMissed, 2 * heartbeatMs);
    },
    stop: () => clearTimeout(timer),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
