// Subscriptions to a subgraph over server-sent events: "distinct connections mode" of
// https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md, one POST for each, on connections that queries do not
// wait for.
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { type Dispatcher, Pool } from 'undici';
import { openStream, type StreamEnd } from './open-stream.ts';
import { RetryableFailure } from './retryable-failure.ts';
import { requestHeaders } from './request-headers.ts';
import type { SubgraphRequest } from './subgraph-client.ts';
import { readSubgraphResponse } from './subgraph-response.ts';
import { maxEventBytes, type SubgraphStreams } from './subgraph-streams.ts';

export interface SseStreamsOptions {
  readonly name: string;
  readonly url: URL;
  /** How long connecting may take until the head of the answer is there. */
  readonly timeoutMs: number;
}

/** A subgraph that vanished without a word is found out by the operating system, which asks this long after the last byte. */
const keepAliveDelayMs = 15_000;
/** An answer that is no event stream is read so far. */
const maxRefusalBytes = 1024 * 1024;

export function createSseStreams({ name, url, timeoutMs }: SseStreamsOptions): SubgraphStreams {
  const pool = new Pool(url.origin, {
    connections: null,
    connect: { timeout: timeoutMs, keepAlive: true, keepAliveInitialDelay: keepAliveDelayMs },
  });
  return {
    subscribe: (request) =>
      openStream({
        subgraph: name,
        signal: request.context.signal,
        connect: (end) => connect(pool, { name, path: url.pathname + url.search, timeoutMs, request, end }),
      }),
    close: () => pool.destroy(),
  };
}

interface Connection {
  readonly name: string;
  readonly path: string;
  readonly timeoutMs: number;
  readonly request: SubgraphRequest;
  readonly end: StreamEnd;
}

function connect(pool: Pool, { name, path, timeoutMs, request, end }: Connection): () => void {
  const left = new Error('The stream is over.');
  let controller: Dispatcher.DispatchController | undefined;
  let isOver = false;
  let reader: AnswerReader | undefined;
  const tooLate = new Error(`No answer within ${timeoutMs} ms.`);
  const timer = setTimeout(() => end.fail(new RetryableFailure(name, 'TIMEOUT', tooLate)), timeoutMs);
  const { document: query, variables, context } = request;
  pool.dispatch(
    {
      path,
      method: 'POST',
      headers: { ...requestHeaders(context), accept: 'text/event-stream' },
      body: JSON.stringify({ query, variables }),
      headersTimeout: 0,
      bodyTimeout: 0,
    },
    {
      onRequestStart(started) {
        controller = started;
        // It was left while it still waited for a connection.
        if (isOver) started.abort(left);
      },
      onResponseStart(_, status, headers) {
        const contentType = String(headers['content-type'] ?? '');
        const isStream = status >= 200 && status < 300 && /^text\/event-stream\b/i.test(contentType);
        if (isStream) clearTimeout(timer);
        reader = isStream ? readEvents(end) : readRefusal({ status, contentType }, end);
      },
      onResponseData: (_, chunk) => reader?.read(chunk),
      onResponseEnd: () => reader?.finish(),
      onResponseError: (_, error) => end.lose(error),
    },
  );
  return () => {
    isOver = true;
    clearTimeout(timer);
    controller?.abort(left);
  };
}

interface AnswerReader {
  read(chunk: Buffer): void;
  finish(): void;
}

/** Comments, which are heartbeats, are skipped, as is every event of another name. */
function readEvents(end: StreamEnd): AnswerReader {
  const decoder = new TextDecoder();
  const parser = createParser({
    maxBufferSize: maxEventBytes,
    onEvent: (event) => readEvent(event, end),
    onError({ type }) {
      if (type === 'max-buffer-size-exceeded') end.malformed(`An event of more than ${maxEventBytes} characters.`);
    },
  });
  let isBroken = false;
  return {
    read(chunk) {
      if (isBroken) return;
      try {
        parser.feed(decoder.decode(chunk, { stream: true }));
      } catch (error) {
        isBroken = true;
        end.malformed(String(error));
      }
    },
    finish: () => end.lose(new Error('The event stream ended without `complete`.')),
  };
}

function readEvent({ event, data }: EventSourceMessage, end: StreamEnd): void {
  if (event === 'complete') return end.complete();
  if (event === 'next') end.receive(parseJson(data));
}

/** The subgraph answers something else than a stream: its GraphQL errors are passed on, anything else is a failure. */
function readRefusal(
  { status, contentType }: { readonly status: number; readonly contentType: string },
  end: StreamEnd,
): AnswerReader {
  const chunks: Buffer[] = [];
  let receivedBytes = 0;
  return {
    read(chunk) {
      receivedBytes += chunk.length;
      if (receivedBytes <= maxRefusalBytes) chunks.push(chunk);
      else end.malformed(`An answer of more than ${maxRefusalBytes} bytes that is no event stream.`);
    },
    finish() {
      const body = Buffer.concat(chunks).toString('utf8');
      const response = readSubgraphResponse(parseJson(body));
      if (!response) return end.unusable({ status, contentType, body });
      end.receive(response);
      end.complete();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
