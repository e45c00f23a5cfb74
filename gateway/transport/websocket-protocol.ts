// One client on graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). The messages are
// graphql-ws's; the machine is ours, because the library's server wants a schema and an AST per operation, cannot stop a
// query whose client completed it, and answers a message that only servers send with 4500 instead of 4400.
import type { IncomingMessage } from 'node:http';
import { CloseCode, type Message, MessageType, parseMessage } from 'graphql-ws';
import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';
import type { Viewer } from '../../schema/viewer.ts';
import type { Authenticate } from '../auth/authenticator.ts';
import type { Config } from '../config.ts';
import { ClientError, formatThrown } from '../errors.ts';
import { readParameters } from './graphql-parameters.ts';
import { requestIdOf } from './http-server.ts';
import { type Caller, isLiveStream, type Operations } from './operations.ts';

export interface SocketOptions {
  readonly operations: Operations;
  readonly authenticate: Authenticate;
  readonly config: Pick<Config, 'maxOperationsPerSocket' | 'connectionInitTimeoutMs'>;
  readonly logger: Logger;
}

type Identity = Pick<Caller, 'viewer' | 'authorization'>;

/** Speaks the protocol on the socket until it closes; then everything that ran for it is let go. */
export function serveSocket(socket: WebSocket, incoming: IncomingMessage, options: SocketOptions): void {
  const { operations, authenticate, config, logger } = options;
  const active = new Map<string, AbortController>();
  const requestId = requestIdOf(incoming);
  const address = incoming.socket.remoteAddress ?? '';
  let operationCount = 0;
  // Not made of the client's own identifier, which may hold anything and would go into headers and logs.
  const nextRequestId = (): string => `${requestId}.${(operationCount += 1)}`;
  let hasInitialised = false;
  let identity: Identity | undefined;

  const initialise = async (payload: Readonly<Record<string, unknown>> | null | undefined): Promise<void> => {
    if (hasInitialised) return socket.close(CloseCode.TooManyInitialisationRequests, 'Already initialised');
    hasInitialised = true;
    clearTimeout(initTimer);
    try {
      identity = await identify(payload, incoming, authenticate);
      await send(socket, { type: MessageType.ConnectionAck });
    } catch (error) {
      closeUnidentified(socket, error);
    }
  };
  const begin = async (id: string, payload: unknown): Promise<void> => {
    if (!identity) return socket.close(CloseCode.Unauthorized, 'Unauthorized');
    if (active.has(id)) return socket.close(CloseCode.SubscriberAlreadyExists, alreadyExists(id));
    if (hasExpired(identity.viewer)) return socket.close(CloseCode.Forbidden, 'The token has expired');
    const controller = new AbortController();
    const { signal } = controller;
    const isFull = active.size >= config.maxOperationsPerSocket;
    active.set(id, controller);
    const caller: Caller = { transport: 'websocket', ...identity, requestId: nextRequestId(), address, signal };
    try {
      if (isFull) throw new ClientError('TOO_MANY_REQUESTS', 'Too many operations are under way on this connection.');
      await serveOperation(socket, id, payload, caller, operations);
    } catch (error) {
      if (!(error instanceof ClientError)) logger.error({ err: error, requestId }, 'a WebSocket operation failed');
      if (!signal.aborted) await send(socket, { id, type: MessageType.Error, payload: formatThrown(error) });
    } finally {
      if (active.get(id) === controller) active.delete(id);
    }
  };
  const complete = (id: string): void => {
    active.get(id)?.abort();
    active.delete(id);
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
        return send(socket, { type: MessageType.Pong, ...(message.payload && { payload: message.payload }) });
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

/** Runs one operation and sends what comes of it; nothing more once the client has completed it or gone. */
async function serveOperation(
  socket: WebSocket,
  id: string,
  payload: unknown,
  caller: Caller,
  operations: Operations,
): Promise<void> {
  const { signal } = caller;
  const outcome = await operations.start(readParameters(payload), caller);
  if (isLiveStream(outcome)) {
    for await (const result of outcome) await send(socket, { id, type: MessageType.Next, payload: result });
  } else if (!signal.aborted && !('data' in outcome)) {
    return send(socket, { id, type: MessageType.Error, payload: outcome.errors ?? [] });
  } else if (!signal.aborted) {
    await send(socket, { id, type: MessageType.Next, payload: outcome });
  }
  if (!signal.aborted) await send(socket, { id, type: MessageType.Complete });
}

/** A token may come in the first message, where browsers can put one, or in the header of the upgrade. */
async function identify(
  payload: Readonly<Record<string, unknown>> | null | undefined,
  { headers }: IncomingMessage,
  authenticate: Authenticate,
): Promise<Identity> {
  const given = payload?.['authorization'] ?? payload?.['Authorization'] ?? headers.authorization;
  if (given !== undefined && typeof given !== 'string') {
    throw new ClientError('UNAUTHENTICATED', 'authorization must be a string.');
  }
  return { viewer: await authenticate(given), authorization: given };
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

function hasExpired(viewer: Viewer | undefined): boolean {
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

/** Resolves when the message is on its way: whoever waits for it sends no faster than the client reads. */
function send(socket: WebSocket, message: Readonly<Record<string, unknown>>): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  // A socket that fails to send also closes, and closing ends the operation.
  return new Promise((resolve) => socket.send(JSON.stringify(message), () => resolve()));
}
