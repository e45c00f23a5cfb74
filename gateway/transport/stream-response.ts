// An HTTP answer that goes on: its head at once, a sign of life when nothing happens, no faster than the client reads.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Often enough for proxies, which cut a connection that is silent for 30 or 60 seconds. */
const heartbeatMs = 12_000;
const defaultStallTimeoutMs = 60_000;

export interface StreamResponse {
  /** Resolves when the client has room for more, or has gone. */
  write(text: string | Buffer): Promise<void>;
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
  const timer = setInterval(() => {
    if (!response.writableNeedDrain) response.write(heartbeat);
  }, heartbeatMs);
  response.once('close', () => clearInterval(timer));
  return {
    write: (text) => write(response, text),
    end(text) {
      clearInterval(timer);
      response.end(text);
    },
  };
}

async function write(response: ServerResponse, text: string | Buffer): Promise<void> {
  if (response.destroyed || response.writableEnded || response.write(text)) return;
  const room = new AbortController();
  const { signal } = room;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() =>
    room.abort(),
  );
}
