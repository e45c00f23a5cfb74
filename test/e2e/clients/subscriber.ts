// What somebody who watches spend writes: one stream over WebSocket, or over server-sent events where sockets are not let
// through. Both give the same events.
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { LivePacingSubscription, LivePacingSubscriptionVariables } from '../../../schema/client/graphql.ts';
import { LivePacingDocument } from '../../../schema/client/graphql.ts';

export interface LiveResult<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** A stream that has been asked for; `stop` ends it. */
export interface Subscriber<Result> {
  readonly events: AsyncIterableIterator<LiveResult<Result>>;
  stop(): Promise<void>;
}

export interface SubscriberOptions {
  /** The gateway's WebSocket URL, or its stream URL for server-sent events. */
  readonly url: string;
  readonly token: string;
}

/** Pacing of campaigns over WebSocket (graphql-transport-ws). */
export function watchPacing(
  options: SubscriberOptions,
  variables: LivePacingSubscriptionVariables,
): Subscriber<LivePacingSubscription> {
  return watchByWebSocket(options, LivePacingDocument.toString(), variables);
}

/** Any subscription over WebSocket. The stream is being asked for as soon as its first event is awaited. */
export function watchByWebSocket<Result>(
  { url, token }: SubscriberOptions,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Subscriber<Result> {
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  // graphql-ws types an event as data of any shape; the document says which one it is.
  const events = client.iterate({ query, variables }) as AsyncIterableIterator<LiveResult<Result>>;
  return {
    events,
    async stop() {
      await events.return?.();
      await client.dispose();
    },
  };
}

/** Any subscription over server-sent events (GraphQL over SSE, distinct connections). Resolves once it is accepted. */
export async function watchByServerSentEvents<Result>(
  { url, token }: SubscriberOptions,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Subscriber<Result>> {
  const abort = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
    signal: abort.signal,
  });
  if (!response.ok || !response.body)
    throw new Error(`The stream was refused: ${response.status} ${await response.text()}`);
  // Begun at once: a body that nobody reads yet is cancelled when its response is garbage collected.
  const events = readEvents<Result>(response.body.values());
  return {
    events,
    async stop() {
      abort.abort();
      await events.return?.();
    },
  };
}

/** Reads `event:` and `data:` lines; ends at the event `complete`, or when the client has closed the connection. */
async function* readEvents<Result>(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<LiveResult<Result>, void, undefined> {
  const decoder = new TextDecoder();
  let [event, text] = ['', ''];
  try {
    for await (const chunk of body) {
      const lines = (text + decoder.decode(chunk, { stream: true })).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('event:')) event = line.slice(6).trim();
        if (event === 'complete') return;
        // The document says what an event's data is.
        if (event === 'next' && line.startsWith('data:')) yield JSON.parse(line.slice(5)) as LiveResult<Result>;
      }
    }
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
  }
}
