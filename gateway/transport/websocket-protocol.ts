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
import { LiveStream } from '../live/live-stream.ts';
import type { Taker } from '../live/outlet.ts';
import type { GraphQLResult } from '../pipeline.ts';
import { readParameters } from './graphql-parameters.ts';
import { requestIdOf } from './http-server.ts';
import type { Operations } from './operations.ts';
import { type AnswerStream, isStream } from './relay-parts.ts';
import { nextFrame, roomOf, writeToSocket } from './websocket-frame.ts';

export interface SocketOptions {
  readonly operations: Operations;
  readonly authenticate: Authenticate;
  readonly config: Pick<Config, 'maxOperationsPerSocket' | 'connectionInitTimeoutMs'>;
  readonly logger: Logger;
}

type Payload = Readonly<Record<string, unknown>> | null | undefined;

/** Speaks the protocol on the socket until it closes; then everything that ran for it is let go. */
export function serveSocket(socket: WebSocket, incoming: IncomingMessage, options: SocketOptions): void {
  if (socket.protocol === '') return socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
  const session = new SocketSession(socket, incoming, options);
  socket.on('message', (data, isBinary) => session.receive(data, isBinary));
  incoming.socket.on('drain', () => session.noteRoom());
  socket.on('close', () => session.release());
}

/** A class, as there is one for each client. */
class SocketSession {
  readonly #socket: WebSocket;
  /** What the socket writes to. */
  readonly #stream: Socket;
  readonly #options: SocketOptions;
  readonly #active = new Map<string, SocketOperation>();
  readonly #requestId: string;
  readonly #address: string;
  readonly #offered: string | undefined;
  #operationCount = 0;
  #initTimer: NodeJS.Timeout | undefined;
  #hasInitialised = false;
  #credential: Credential | undefined;

  constructor(socket: WebSocket, incoming: IncomingMessage, options: SocketOptions) {
    // What is needed of the upgrade is taken out of it: who kept it would keep it as long as the connection.
    this.#socket = socket;
    this.#stream = incoming.socket;
    this.#options = options;
    this.#requestId = requestIdOf(incoming);
    this.#address = incoming.socket.remoteAddress ?? '';
    this.#offered = incoming.headers.authorization;
    this.#initTimer = setTimeout(
      () => socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout'),
      options.config.connectionInitTimeoutMs,
    );
  }

  receive(data: RawData, isBinary: boolean): void {
    const message = readMessage(data, isBinary);
    if (!message) return this.#socket.close(CloseCode.BadRequest, 'Invalid message received');
    this.#obey(message).catch((error: unknown) => {
      this.#options.logger.error({ err: error, requestId: this.#requestId }, 'a WebSocket message failed');
      this.#socket.close(CloseCode.InternalServerError, 'Internal server error');
    });
  }

  /** The socket has closed. */
  release(): void {
    this.#endInit();
    for (const { controller } of this.#active.values()) controller.abort();
  }

  get hasRoom(): boolean {
    return !this.#stream.writableNeedDrain;
  }

  /**
   * Writes past the library, which takes two writes and a callback for each message: what it sends itself are whole
   * frames as well, in the order of the calls.
   */
  sendNext(id: string, result: GraphQLResult): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    writeToSocket(this.#stream, nextFrame(id, result));
  }

  /** There is room again, whatever has filled it: events may wait that found none. */
  noteRoom(): void {
    for (const { stream } of this.#active.values()) stream?.ready();
  }

  /** There is no more of a live stream. */
  finish(operation: SocketOperation, reason: unknown): void {
    this.#forget(operation);
    if (reason !== undefined) return this.#fail(operation, reason);
    if (!operation.isLeft) void send(this.#socket, { id: operation.id, type: MessageType.Complete });
  }

  async #obey(message: Message): Promise<void> {
    switch (message.type) {
      case MessageType.ConnectionInit:
        return this.#initialise(message.payload);
      case MessageType.Subscribe:
        return this.#begin(message.id, message.payload);
      case MessageType.Complete:
        return this.#complete(message.id);
      case MessageType.Ping:
        this.#startOver(message.payload);
        return send(this.#socket, await pong(message.payload, this.#credential));
      case MessageType.Pong:
        return;
      case MessageType.ConnectionAck:
      case MessageType.Next:
      case MessageType.Error:
        return this.#socket.close(CloseCode.BadRequest, 'Only a server sends such a message');
    }
  }

  async #initialise(payload: Payload): Promise<void> {
    const socket = this.#socket;
    if (this.#hasInitialised) return socket.close(CloseCode.TooManyInitialisationRequests, 'Already initialised');
    this.#hasInitialised = true;
    this.#endInit();
    const { authenticate } = this.#options;
    try {
      this.#credential = createCredential(await identify(payload, this.#offered, authenticate), authenticate);
      await send(socket, { type: MessageType.ConnectionAck });
    } catch (error) {
      closeUnidentified(socket, error);
    }
  }

  #endInit(): void {
    clearTimeout(this.#initTimer);
    this.#initTimer = undefined;
  }

  async #begin(id: string, payload: unknown): Promise<void> {
    if (!this.#credential) return this.#socket.close(CloseCode.Unauthorized, 'Unauthorized');
    if (this.#active.has(id)) return this.#socket.close(CloseCode.SubscriberAlreadyExists, alreadyExists(id));
    if (hasExpired(this.#credential.identity)) {
      return this.#socket.close(CloseCode.Forbidden, 'The token has expired');
    }
    const isFull = this.#active.size >= this.#options.config.maxOperationsPerSocket;
    const operation = new SocketOperation(this, id);
    this.#active.set(id, operation);
    try {
      if (isFull) throw new ClientError('TOO_MANY_REQUESTS', 'Too many operations are under way on this connection.');
      await this.#serve(operation, payload, this.#credential);
    } catch (error) {
      this.#fail(operation, error);
    } finally {
      // A live stream goes on, until it is closed.
      if (!operation.stream) this.#forget(operation);
    }
  }

  /** Runs one operation and sends what comes of it; nothing more once the client has completed it or gone. */
  async #serve(operation: SocketOperation, payload: unknown, credential: Credential): Promise<void> {
    const { operations, authenticate } = this.#options;
    const { authorization } = credential.identity;
    const caller = {
      transport: 'websocket',
      authorization,
      credential,
      requestId: this.#nextRequestId(),
      address: this.#address,
      signal: operation.controller.signal,
      // What the token allows may have become less since the connection began.
      viewer: await authenticate(authorization),
    } as const;
    if (operation.isLeft) return;
    const outcome = await operations.start(readParameters(payload), caller);
    if (outcome instanceof LiveStream) return operation.follow(outcome);
    await this.#answer(operation, outcome);
  }

  async #answer(operation: SocketOperation, outcome: GraphQLResult | AnswerStream): Promise<void> {
    const { id } = operation;
    if (isStream(outcome)) {
      for await (const result of outcome) {
        this.sendNext(id, result);
        await roomOf(this.#stream);
      }
    } else if (!operation.isLeft && !('data' in outcome)) {
      return send(this.#socket, { id, type: MessageType.Error, payload: outcome.errors ?? [] });
    } else if (!operation.isLeft) {
      this.sendNext(id, outcome);
      await roomOf(this.#stream);
    }
    if (!operation.isLeft) await send(this.#socket, { id, type: MessageType.Complete });
  }

  #fail({ id, isLeft }: SocketOperation, error: unknown): void {
    if (isRefusedToken(error)) return this.#socket.close(CloseCode.Forbidden, error.message);
    const { logger } = this.#options;
    const requestId = this.#requestId;
    if (!(error instanceof ClientError)) logger.error({ err: error, requestId }, 'a WebSocket operation failed');
    if (!isLeft) void send(this.#socket, { id, type: MessageType.Error, payload: formatThrown(error) });
  }

  #forget(operation: SocketOperation): void {
    if (this.#active.get(operation.id) === operation) this.#active.delete(operation.id);
  }

  #complete(id: string): void {
    const operation = this.#active.get(id);
    if (!operation) return;
    this.#active.delete(id);
    operation.controller.abort();
  }

  /** Not made of the client's own identifier, which may hold anything and would go into headers and logs. */
  #nextRequestId(): string {
    this.#operationCount += 1;
    return `${this.#requestId}.${this.#operationCount}`;
  }

  /** A ping may name a live query of which its client wants everything anew. */
  #startOver(payload: Readonly<Record<string, unknown>> | undefined): void {
    const id = payload?.['snapshot'];
    if (typeof id === 'string') this.#active.get(id)?.stream?.startOver();
  }
}

/** One operation of a client, and who takes what comes of it when that is a live stream. */
class SocketOperation implements Taker {
  readonly #session: SocketSession;
  readonly id: string;
  readonly controller = new AbortController();
  stream: LiveStream | undefined;

  constructor(session: SocketSession, id: string) {
    this.#session = session;
    this.id = id;
  }

  /** Its client has completed it, or has gone. */
  get isLeft(): boolean {
    return this.controller.signal.aborted;
  }

  get hasRoom(): boolean {
    return this.#session.hasRoom;
  }

  follow(stream: LiveStream): void {
    this.stream = stream;
    stream.deliverTo(this);
  }

  take(result: GraphQLResult): void {
    this.#session.sendNext(this.id, result);
  }

  close(reason: unknown): void {
    this.#session.finish(this, reason);
  }
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
