// One client on graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). The messages are
// graphql-ws's; the machine is ours, because the library's server wants a schema and an AST per operation, cannot stop a
// query whose client completed it, and answers a message that only servers send with 4500 instead of 4400.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { CloseCode, type Message, MessageType, parseMessage } from 'graphql-ws';
import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';
import type { Authenticate } from '../auth/authenticator.ts';
import { createCredential, type Credential, type Identity } from '../auth/credential.ts';
import type { Config } from '../config.ts';
import { ClientError, formatThrown } from '../errors.ts';
import type { LiveStream } from '../live/live-stream.ts';
import type { GraphQLResult } from '../pipeline.ts';
import { readParameters } from './graphql-parameters.ts';
import { requestIdOf } from './http-server.ts';
import type { Caller } from './caller.ts';
import type { Operations } from './operations.ts';
import { isStream } from './relay-parts.ts';
import { nextFrame, writeToSocket } from './websocket-frame.ts';

export interface SocketOptions {
  readonly operations: Operations;
  readonly authenticate: Authenticate;
  readonly config: Pick<Config, 'maxOperationsPerSocket' | 'connectionInitTimeoutMs'>;
  readonly logger: Logger;
}

type Payload = Readonly<Record<string, unknown>> | null | undefined;

interface Connection {
  readonly socket: WebSocket;
  /** What the socket writes to. */
  readonly stream: Socket;
}

/** Speaks the protocol on the socket until it closes; then everything that ran for it is let go. */
export function serveSocket(socket: WebSocket, incoming: IncomingMessage, options: SocketOptions): void {
  const { operations, authenticate, config, logger } = options;
  const active = new Map<string, AbortController>();
  const streams = new Map<string, LiveStream>();
  // What is needed of the upgrade is taken out of it: a closure that kept it would keep it as long as the connection.
  const connection: Connection = { socket, stream: incoming.socket };
  const requestId = requestIdOf(incoming);
  const address = incoming.socket.remoteAddress ?? '';
  const offered = incoming.headers.authorization;
  let operationCount = 0;
  // Not made of the client's own identifier, which may hold anything and would go into headers and logs.
  const nextRequestId = (): string => `${requestId}.${(operationCount += 1)}`;
  let hasInitialised = false;
  let credential: Credential | undefined;

  const initialise = async (payload: Payload): Promise<void> => {
    if (hasInitialised) return socket.close(CloseCode.TooManyInitialisationRequests, 'Already initialised');
    hasInitialised = true;
    clearTimeout(initTimer);
    try {
      credential = createCredential(await identify(payload, offered, authenticate), authenticate);
      await send(socket, { type: MessageType.ConnectionAck });
    } catch (error) {
      closeUnidentified(socket, error);
    }
  };
  const begin = async (id: string, payload: unknown): Promise<void> => {
    if (!credential) return socket.close(CloseCode.Unauthorized, 'Unauthorized');
    if (active.has(id)) return socket.close(CloseCode.SubscriberAlreadyExists, alreadyExists(id));
    const { identity } = credential;
    if (hasExpired(identity)) return socket.close(CloseCode.Forbidden, 'The token has expired');
    const controller = new AbortController();
    const { signal } = controller;
    const isFull = active.size >= config.maxOperationsPerSocket;
    active.set(id, controller);
    const { authorization } = identity;
    const caller = {
      transport: 'websocket',
      authorization,
      credential,
      requestId: nextRequestId(),
      address,
      signal,
    } as const;
    try {
      if (isFull) throw new ClientError('TOO_MANY_REQUESTS', 'Too many operations are under way on this connection.');
      // What the token allows may have become less since the connection began.
      const viewer = await authenticate(authorization);
      const served = { ...caller, viewer };
      const onStream = (stream: LiveStream): void => void streams.set(id, stream);
      if (!signal.aborted) await serveOperation(connection, { id, payload, caller: served, operations, onStream });
    } catch (error) {
      if (isRefusedToken(error)) return socket.close(CloseCode.Forbidden, error.message);
      if (!(error instanceof ClientError)) logger.error({ err: error, requestId }, 'a WebSocket operation failed');
      if (!signal.aborted) await send(socket, { id, type: MessageType.Error, payload: formatThrown(error) });
    } finally {
      if (active.get(id) === controller) forget(id);
    }
  };
  const forget = (id: string): void => {
    active.delete(id);
    streams.delete(id);
  };
  const complete = (id: string): void => {
    active.get(id)?.abort();
    forget(id);
  };
  /** A ping may name a live query of which its client wants everything anew. */
  const startOver = (payload: Readonly<Record<string, unknown>> | undefined): void => {
    const id = payload?.['snapshot'];
    if (typeof id === 'string') streams.get(id)?.startOver?.();
  };
  const receive = async (message: Message): Promise<void> => {
    switch (message.type) {
      case MessageType.ConnectionInit:
        return initialise(message.payload);
      case MessageType.Subscribe:
        return begin(message.id, message.payload);
      case MessageType.Complete:
        return complete(message.id);
      case MessageType.Ping:
        startOver(message.payload);
        return send(socket, await pong(message.payload, credential));
      case MessageType.Pong:
        return;
      case MessageType.ConnectionAck:
      case MessageType.Next:
      case MessageType.Error:
        return socket.close(CloseCode.BadRequest, 'Only a server sends such a message');
    }
  };

  const initTimer = setTimeout(
    () => socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout'),
    config.connectionInitTimeoutMs,
  );
  if (socket.protocol === '') return socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
  socket.on('message', (data, isBinary) => {
    const message = readMessage(data, isBinary);
    if (!message) return socket.close(CloseCode.BadRequest, 'Invalid message received');
    receive(message).catch((error: unknown) => {
      logger.error({ err: error, requestId }, 'a WebSocket message failed');
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    });
  });
  socket.on('close', () => {
    clearTimeout(initTimer);
    for (const controller of active.values()) controller.abort();
  });
}

/** A ping is answered with its payload; one that brings a token renews what runs on the connection, and is told how. */
async function pong(payload: Payload, credential: Credential | undefined): Promise<Readonly<Record<string, unknown>>> {
  const authorization = payload && authorizationIn(payload);
  if (authorization === undefined) return { type: MessageType.Pong, ...(payload && { payload }) };
  try {
    if (!credential) throw new ClientError('UNAUTHENTICATED', 'A connection that is not initialised has no token.');
    return { type: MessageType.Pong, payload: { renewed: await credential.renew(readText(authorization)) } };
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return { type: MessageType.Pong, payload: { refused: { code: error.code, message: error.message } } };
  }
}

interface ServedOperation {
  readonly id: string;
  readonly payload: unknown;
  readonly caller: Caller;
  readonly operations: Operations;
  readonly onStream: (stream: LiveStream) => void;
}

/** Runs one operation and sends what comes of it; nothing more once the client has completed it or gone. */
async function serveOperation(
  connection: Connection,
  { id, payload, caller, operations, onStream }: ServedOperation,
): Promise<void> {
  const { signal } = caller;
  const { socket } = connection;
  const outcome = await operations.start(readParameters(payload), caller);
  if (isStream(outcome)) {
    if ('startOver' in outcome) onStream(outcome);
    for await (const result of outcome) {
      const room = sendNext(connection, id, result);
      if (room) await room;
    }
  } else if (!signal.aborted && !('data' in outcome)) {
    return send(socket, { id, type: MessageType.Error, payload: outcome.errors ?? [] });
  } else if (!signal.aborted) {
    await sendNext(connection, id, outcome);
  }
  if (!signal.aborted) await send(socket, { id, type: MessageType.Complete });
}

/** A token may come in the first message, where browsers can put one, or in the header of the upgrade. */
async function identify(payload: Payload, offered: string | undefined, authenticate: Authenticate): Promise<Identity> {
  const given = (payload && authorizationIn(payload)) ?? offered;
  const authorization = given === undefined ? undefined : readText(given);
  return { viewer: await authenticate(authorization), authorization };
}

function authorizationIn(payload: Readonly<Record<string, unknown>>): unknown {
  return payload['authorization'] ?? payload['Authorization'] ?? undefined;
}

function readText(authorization: unknown): string {
  if (typeof authorization === 'string') return authorization;
  throw new ClientError('UNAUTHENTICATED', 'authorization must be a string.');
}

function closeUnidentified(socket: WebSocket, error: unknown): void {
  if (!(error instanceof ClientError)) return socket.close(CloseCode.InternalServerError, 'Internal server error');
  // 1013: try again later.
  socket.close(error.code === 'SERVICE_UNAVAILABLE' ? 1013 : CloseCode.Forbidden, error.message);
}

/** A close reason longer than 123 bytes would be an error of ours. */
function alreadyExists(id: string): string {
  const reason = `Subscriber for ${id} already exists`;
  return Buffer.byteLength(reason) <= 123 ? reason : 'Subscriber already exists';
}

function isRefusedToken(error: unknown): error is ClientError {
  return error instanceof ClientError && error.code === 'UNAUTHENTICATED';
}

function hasExpired({ viewer }: Identity): boolean {
  return viewer !== undefined && viewer.expiresAtMs <= Date.now();
}

function readMessage(data: RawData, isBinary: boolean): Message | undefined {
  if (isBinary) return undefined;
  try {
    return parseMessage(String(data));
  } catch {
    return undefined;
  }
}

/**
 * Writes past the library, which takes two writes and a callback for each message: what it sends itself are whole frames
 * as well, in the order of the calls. Resolves when the client has room for more; undefined: it has.
 */
function sendNext({ socket, stream }: Connection, id: string, result: GraphQLResult): Promise<void> | undefined {
  return socket.readyState === socket.OPEN ? writeToSocket(stream, nextFrame(id, result)) : undefined;
}

function send(socket: WebSocket, message: Readonly<Record<string, unknown>>): Promise<void> {
  return sendText(socket, JSON.stringify(message));
}

/** What a client may leave unread before it is read no further itself. */
const maxUnreadBytes = 1024 * 1024;

/**
 * Resolves when the message is on its way: whoever waits for it sends no faster than the client reads. Answers that
 * nobody waits for, such as a refusal for each of ten thousand messages, pile up no higher than `maxUnreadBytes`.
 */
async function sendText(socket: WebSocket, text: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  // A socket that fails to send also closes, and closing ends the operation.
  const sent = new Promise<void>((resolve) => socket.send(text, { binary: false }, () => resolve()));
  if (socket.bufferedAmount > maxUnreadBytes) socket.pause();
  await sent;
  if (socket.isPaused && socket.bufferedAmount <= maxUnreadBytes) socket.resume();
}
