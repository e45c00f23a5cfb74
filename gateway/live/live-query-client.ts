// A client of live queries made of what the public has for them: graphql-ws, and the package that applies patches.
import { applyLiveQueryJSONPatch } from '@n1ru4l/graphql-live-query-patch-json-patch';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A message of a live query as it comes. */
export interface LiveMessage {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly patch?: readonly { readonly op: string; readonly path: string; readonly value?: unknown }[];
  readonly revision?: number;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface LiveQueryClient {
  readonly messages: readonly LiveMessage[];
  /** What the package makes of them; the last one is what the client shows. */
  readonly states: readonly LiveMessage[];
  /** Resolves when it is over, with the code of what ended it, or `complete`. */
  readonly ended: Promise<string>;
  leave(): void;
}

export interface LivePayload {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Asks for a live query; it is under way when the first message has come. */
export function watchLiveQuery(url: string, authorization: string, payload: LivePayload): LiveQueryClient {
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
  });
  const messages: LiveMessage[] = [];
  const states: LiveMessage[] = [];
  // A result with what live queries add to one.
  const results = client.iterate({ ...payload }) as AsyncIterableIterator<LiveMessage>;
  async function* noted(): AsyncGenerator<LiveMessage> {
    for await (const message of results) {
      messages.push(structuredClone(message));
      yield message;
    }
  }
  async function follow(): Promise<string> {
    try {
      for await (const state of applyLiveQueryJSONPatch<LiveMessage>(noted())) states.push(structuredClone(state));
      return 'complete';
    } catch (error) {
      return codeOf(error);
    }
  }
  return { messages, states, ended: follow(), leave: () => void client.dispose() };
}

/** graphql-ws fails an operation with its list of errors, and a socket's end with an event. */
function codeOf(error: unknown): string {
  const [first] = Array.isArray(error) ? error : [];
  if (first) return String(first.extensions?.code);
  return error instanceof Error ? error.message : JSON.stringify(error);
}
