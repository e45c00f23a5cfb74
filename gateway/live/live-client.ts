// Clients of the tests, on real sockets, which can stop reading.
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

/** What a client sees of an event. */
export interface Seen {
  readonly data?: Readonly<Record<string, { readonly value?: number; readonly [key: string]: unknown } | null>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  readonly extensions?: {
    readonly cursor?: string;
    readonly gap?: { readonly conflated?: number; readonly reopened?: true };
  };
}

export interface SocketClient {
  readonly socket: WebSocket;
  /** Everything that came for the subscription, in order. */
  readonly seen: Seen[];
  /** How the subscription ended: `complete`, `error` or the close code. */
  readonly ended: Promise<string | number>;
  /** The values of the events. */
  values(): readonly (number | undefined)[];
  /** Brings a newer token; resolves with what the gateway says of it. */
  renew(authorization: unknown): Promise<unknown>;
  leave(): void;
}

/** Subscribes over graphql-transport-ws; resolves when the connection is acknowledged and the message is sent. */
export async function subscribeBySocket(
  url: string,
  authorization: string,
  payload: Readonly<Record<string, unknown>>,
): Promise<SocketClient> {
  const socket = new WebSocket(url, 'graphql-transport-ws');
  const seen: Seen[] = [];
  let end: (how: string | number) => void = () => {};
  const ended = new Promise<string | number>((resolve) => {
    end = resolve;
  });
  socket.on('error', () => {});
  socket.on('close', (code) => end(code));
  await once(socket, 'open');
  const pongs: ((payload: unknown) => void)[] = [];
  const acknowledged = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.type === 'connection_ack') resolve();
      if (message.type === 'pong') pongs.shift()?.(message.payload);
      if (message.type === 'next') seen.push(message.payload);
      if (message.type === 'error') seen.push({ errors: message.payload });
      if (message.type === 'complete' || message.type === 'error') end(message.type);
    });
  });
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
  await acknowledged;
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
  const renew = (authorization: unknown): Promise<unknown> => {
    socket.send(JSON.stringify({ type: 'ping', payload: { authorization } }));
    return new Promise((resolve) => void pongs.push(resolve));
  };
  return { socket, seen, ended, values: () => valuesOf(seen), renew, leave: () => socket.close() };
}

export interface EventStreamClient {
  readonly response: IncomingMessage;
  readonly seen: Seen[];
  /** The `id`s that came, in order. */
  readonly ids: string[];
  /** The text as it came. */
  text(): string;
  readonly ended: Promise<void>;
  values(): readonly (number | undefined)[];
  leave(): void;
}

/** Subscribes over server-sent events, as an EventSource of a browser would. */
export async function subscribeByEventStream(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Readonly<Record<string, unknown>>,
): Promise<EventStreamClient> {
  const request = httpRequest(`${url}/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
  });
  request.on('error', () => {});
  request.end(JSON.stringify(body));
  const response = await new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
  const seen: Seen[] = [];
  const ids: string[] = [];
  let text = '';
  let rest = '';
  response.setEncoding('utf8');
  response.on('error', () => {});
  response.on('data', (chunk: string) => {
    text += chunk;
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const id = /^id: (.*)$/m.exec(block)?.[1];
      if (id !== undefined) ids.push(id);
      const data = /^data: (.+)$/m.exec(block)?.[1];
      if (data !== undefined) seen.push(JSON.parse(data));
    }
  });
  const ended = new Promise<void>((resolve) => response.once('close', resolve));
  return {
    response,
    seen,
    ids,
    ended,
    text: () => text,
    values: () => valuesOf(seen),
    leave: () => request.destroy(),
  };
}

function valuesOf(seen: readonly Seen[]): readonly (number | undefined)[] {
  return seen.map(({ data }) => Object.values(data ?? {})[0]?.value);
}
