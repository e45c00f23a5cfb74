// An HTTP answer that goes on: its head at once, a sign of life when nothing happens, no faster than the client reads.
import type { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Continuation, continueWith, type OnOver } from './answer-over.ts';
import { lastChunk, sharedChunk, textChunk } from './http-chunk.ts';
import { OneRequest, type SocketOwner } from './one-request.ts';
import { createPulse } from './pulse.ts';

/** Often enough for proxies, which cut a connection that is silent for 30 or 60 seconds. */
const pulse = createPulse(12_000);
const defaultStallTimeoutMs = 60_000;

export interface StreamResponse {
  readonly hasRoom: boolean;
  /** Writes at once, whether the client has room for it or not. */
  send(text: string | Buffer): void;
  /** The same for bytes that many clients get: they are made into a chunk of HTTP once for all of them. */
  sendShared(bytes: Buffer): void;
  /** Writes, and resolves when the client has room for more, or has gone. */
  write(text: string | Buffer): Promise<void>;
  /** Calls back whenever the client has room again. */
  onRoom(callback: () => void): void;
  end(text: string): void;
  /**
   * The same stream from now on, for one that lasts: without what Node keeps of a request and its answer, where the
   * connection has come with this request alone.
   */
  lasting(): StreamResponse;
}

export interface StreamFormat {
  readonly contentType: string;
  /** What the stream begins with. */
  readonly opening: string;
  /** What means nothing but that the stream stands. */
  readonly heartbeat: string;
  /** After how long a client that reads nothing is taken for gone; a minute by default. */
  readonly stallTimeoutMs?: number;
}

/** Sends the head at once, so that the client and all between know that the stream stands. */
export function openStreamResponse(
  response: ServerResponse,
  { contentType, opening, heartbeat, stallTimeoutMs = defaultStallTimeoutMs }: StreamFormat,
): StreamResponse {
  response.writeHead(200, {
    'content-type': contentType,
    'cache-control': 'no-cache, no-transform',
    // nginx would hold events back until its buffer is full.
    'x-accel-buffering': 'no',
  });
  response.write(opening);
  response.setTimeout(stallTimeoutMs, () => response.destroy());
  return new OpenResponse(response, { heartbeat, stallTimeoutMs });
}

type Life = Required<Pick<StreamFormat, 'heartbeat' | 'stallTimeoutMs'>>;

/** A class, as there is one for each client. */
class OpenResponse implements StreamResponse {
  readonly #response: ServerResponse;
  /** Its own from the head to the end; undefined where another answer still comes before it on the connection. */
  readonly #socket: Socket | undefined;
  readonly #life: Life;
  readonly #stopPulse: () => void;

  constructor(response: ServerResponse, life: Life) {
    this.#response = response;
    this.#socket = response.socket ?? undefined;
    this.#life = life;
    this.#stopPulse = pulse.add(this);
    response.once('close', this.#stopPulse);
  }

  get hasRoom(): boolean {
    return !this.#response.writableNeedDrain && !this.#socket?.writableNeedDrain;
  }

  beat(): void {
    if (this.hasRoom) this.send(this.#life.heartbeat);
  }

  send(text: string | Buffer): void {
    const response = this.#response;
    if (!response.destroyed && !response.writableEnded) response.write(text);
  }

  sendShared(bytes: Buffer): void {
    const response = this.#response;
    // Past the response, which takes three pieces and a turn of its own for each chunk. HTTP/1.0 has no chunks.
    if (!this.#socket || !response.chunkedEncoding) this.send(bytes);
    else if (!response.destroyed && !response.writableEnded) this.#socket.write(sharedChunk(bytes));
  }

  async write(text: string | Buffer): Promise<void> {
    this.send(text);
    const response = this.#response;
    if (!response.destroyed && !this.hasRoom) await drained(this.#socket ?? response, response);
  }

  onRoom(callback: () => void): void {
    const drained = this.#socket ?? this.#response;
    drained.on('drain', callback);
    // The connection may carry other answers after this one.
    this.#response.once('close', () => drained.off('drain', callback));
  }

  end(text: string): void {
    this.#stopPulse();
    this.#response.end(text);
  }

  lasting(): StreamResponse {
    const response = this.#response;
    // HTTP/1.0 has no chunks: it ends with its connection, and is left as it is.
    if (!response.chunkedEncoding || !(this.#socket instanceof OneRequest)) return this;
    const { owner } = this.#socket;
    const socket = this.#socket.release();
    if (!socket) return this;
    const stream = new LastingStream(socket, owner, this.#life);
    // After the other has begun its own, so that the timer of all need not be started anew.
    this.#stopPulse();
    continueWith(response, stream);
    return stream;
  }
}

/** Resolves when there is room again, or nothing to wait for. */
function drained(writable: EventEmitter, closing: EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      writable.off('drain', settle);
      closing.off('close', settle);
      resolve();
    };
    writable.on('drain', settle);
    closing.on('close', settle);
  });
}

/** On the socket itself. What its client asks meanwhile waits there until the stream has ended. */
class LastingStream implements StreamResponse, Continuation {
  readonly #socket: Socket;
  readonly #owner: SocketOwner;
  readonly #life: Life;
  readonly #stopPulse: () => void;
  #onOver: readonly OnOver[] | undefined;
  #onRoom: (() => void) | undefined;
  #hasEnded = false;
  /** Whether the client got all; undefined before it is over. */
  #isWhole: boolean | undefined;

  constructor(socket: Socket, owner: SocketOwner, life: Life) {
    this.#socket = socket;
    this.#owner = owner;
    this.#life = life;
    this.#stopPulse = pulse.add(this);
    socket.on('end', leave).on('timeout', cut).on('close', this.#close);
    socket.setTimeout(life.stallTimeoutMs);
    if (socket.destroyed) this.#close();
  }

  get hasRoom(): boolean {
    return !this.#socket.writableNeedDrain;
  }

  beat(): void {
    if (this.hasRoom) this.send(this.#life.heartbeat);
  }

  send(text: string | Buffer): void {
    if (this.#hasEnded || !this.#socket.writable) return;
    this.#socket.write(typeof text === 'string' ? textChunk(text) : sharedChunk(text));
  }

  sendShared(bytes: Buffer): void {
    this.send(bytes);
  }

  async write(text: string | Buffer): Promise<void> {
    this.send(text);
    if (this.#isWhole === undefined && !this.hasRoom) await drained(this.#socket, this.#socket);
  }

  onRoom(callback: () => void): void {
    this.#onRoom = callback;
    this.#socket.on('drain', callback);
  }

  onceOver(callback: OnOver): void {
    if (this.#isWhole === undefined) this.#onOver = this.#onOver?.concat(callback) ?? [callback];
    else callback(this.#isWhole);
  }

  end(text: string): void {
    if (this.#hasEnded || !this.#socket.writable) return;
    this.#hasEnded = true;
    this.#stopPulse();
    // Until all has gone out the client may still be one that reads nothing.
    this.#socket.write(`${textChunk(text)}${lastChunk}`, (error) => {
      if (error) return;
      this.#finish(true);
      this.#owner.takeBack(this.#socket);
    });
  }

  lasting(): StreamResponse {
    return this;
  }

  readonly #close = (): void => this.#finish(false);

  #finish(isWhole: boolean): void {
    if (this.#isWhole !== undefined) return;
    this.#isWhole = isWhole;
    this.#stopPulse();
    const socket = this.#socket;
    socket.off('end', leave).off('timeout', cut).off('close', this.#close);
    if (this.#onRoom) socket.off('drain', this.#onRoom);
    const told = this.#onOver;
    this.#onOver = undefined;
    for (const callback of told ?? []) callback(isWhole);
  }
}

/** Its client has closed its side: what it was sent goes out, and that is the end. */
function leave(this: Socket): void {
  this.end();
}

/** It has read nothing for too long. */
function cut(this: Socket): void {
  this.destroy();
}
