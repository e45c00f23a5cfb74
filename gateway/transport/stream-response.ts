// An HTTP answer that goes on: its head at once, a sign of life when nothing happens, no faster than the client reads.
import type { ServerResponse } from 'node:http';
import { createPulse } from './pulse.ts';

/** Often enough for proxies, which cut a connection that is silent for 30 or 60 seconds. */
const pulse = createPulse(12_000);
const defaultStallTimeoutMs = 60_000;

export interface StreamResponse {
  readonly hasRoom: boolean;
  /** Writes at once, whether the client has room for it or not. */
  send(text: string | Buffer): void;
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
  readonly #heartbeat: string;
  readonly #stopPulse: () => void;

  constructor(response: ServerResponse, heartbeat: string) {
    this.#response = response;
    this.#heartbeat = heartbeat;
    this.#stopPulse = pulse.add(this);
    response.once('close', this.#stopPulse);
  }

  get hasRoom(): boolean {
    return !this.#response.writableNeedDrain;
  }

  beat(): void {
    if (this.hasRoom) this.send(this.#heartbeat);
  }

  send(text: string | Buffer): void {
    const response = this.#response;
    if (!response.destroyed && !response.writableEnded) response.write(text);
  }

  async write(text: string | Buffer): Promise<void> {
    this.send(text);
    const response = this.#response;
    if (response.destroyed || this.hasRoom) return;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        response.off('drain', settle).off('close', settle);
        resolve();
      };
      response.on('drain', settle).on('close', settle);
    });
  }

  onRoom(callback: () => void): void {
    this.#response.on('drain', callback);
  }

  end(text: string): void {
    this.#stopPulse();
    this.#response.end(text);
  }
}
