// An HTTP answer that goes on: its head at once, a sign of life when nothing happens, no faster than the client reads.
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
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
  return new OpenResponse(response, heartbeat);
}

/** A class, as there is one for each client. */
class OpenResponse implements StreamResponse {
  readonly #response: ServerResponse;
  /** Its own from the head to the end; undefined where another answer still comes before it on the connection. */
  readonly #socket: Socket | undefined;
  readonly #heartbeat: string;
  readonly #stopPulse: () => void;

  constructor(response: ServerResponse, heartbeat: string) {
    this.#response = response;
    this.#socket = response.socket ?? undefined;
    this.#heartbeat = heartbeat;
    this.#stopPulse = pulse.add(this);
    response.once('close', this.#stopPulse);
  }

  get hasRoom(): boolean {
    return !this.#response.writableNeedDrain && !this.#socket?.writableNeedDrain;
  }

  beat(): void {
    if (this.hasRoom) this.send(this.#heartbeat);
  }

  send(text: string | Buffer): void {
    const response = this.#response;
    if (!response.destroyed && !response.writableEnded) response.write(text);
  }

  sendShared(bytes: Buffer): void {
    const response = this.#response;
    // Past the response, which takes three pieces and a turn of its own for each chunk. HTTP/1.0 has no chunks.
    if (!this.#socket || !response.chunkedEncoding) this.send(bytes);
    else if (!response.destroyed && !response.writableEnded) this.#socket.write(chunkOf(bytes));
  }

  async write(text: string | Buffer): Promise<void> {
    this.send(text);
    const response = this.#response;
    if (response.destroyed || this.hasRoom) return;
    const drained = this.#socket ?? response;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        drained.off('drain', settle);
        response.off('close', settle);
        resolve();
      };
      drained.on('drain', settle);
      response.on('close', settle);
    });
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
}

const chunks = new WeakMap<Buffer, Buffer>();

/** RFC 9112, 7.1: the length in hexadecimal, then the bytes. */
function chunkOf(bytes: Buffer): Buffer {
  const known = chunks.get(bytes);
  if (known) return known;
  const chunk = Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
  chunks.set(bytes, chunk);
  return chunk;
}
