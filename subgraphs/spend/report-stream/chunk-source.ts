// The bytes of a request, unpacked, with an end to everything: to their number, to how much more they become when they
// are unpacked, and to how long one waits for them.
import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { ReportEnd } from './report-end.ts';

export interface ChunkSource {
  /** The next bytes; 'quiet' when none came in time, 'end' after the last. Throws a `ReportEnd` where there is no next. */
  next(waitMs: number): Promise<Buffer | 'quiet' | 'end'>;
  /** Stops reading; what still comes is thrown away. */
  close(): void;
}

export interface ChunkLimits {
  readonly maxBytes: number;
  /** Ends the waiting with its reason. */
  readonly signal: AbortSignal;
}

/** Reports shrink to a tenth or a thirtieth; what shrinks to less than this is made to fill a disk. */
const maxRatio = 250;
const ratioCheckedFromBytes = 1024 * 1024;

const gunzipChunkBytes = 64 * 1024;

export function createChunkSource(request: IncomingMessage, isGzip: boolean, limits: ChunkLimits): ChunkSource {
  const counted = { packed: 0, unpacked: 0 };
  const unpacked = isGzip ? gunzip(request, counted) : request;
  const iterator = unpacked.iterator({ destroyOnReturn: false });
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(limits.signal.reason);
    if (limits.signal.aborted) stop();
    else limits.signal.addEventListener('abort', stop, { once: true });
  });
  stopped.catch(() => {});
  let pending: Promise<Buffer | 'end'> | undefined;

  const read = async (): Promise<Buffer | 'end'> => {
    const { done, value }: IteratorResult<unknown> = await iterator.next().catch((error: unknown) => {
      throw unreadable(error, isGzip);
    });
    if (done === true || !Buffer.isBuffer(value)) return 'end';
    counted.unpacked += value.length;
    requireModest(counted, isGzip, limits.maxBytes);
    return value;
  };

  return {
    async next(waitMs) {
      pending ??= read();
      pending.catch(() => {});
      let timer: NodeJS.Timeout | undefined;
      const quiet = new Promise<'quiet'>((resolve) => {
        timer = setTimeout(resolve, waitMs, 'quiet');
      });
      try {
        const result = await Promise.race([stopped, pending, quiet]);
        if (result !== 'quiet') pending = undefined;
        return result;
      } finally {
        clearTimeout(timer);
      }
    },
    close() {
      if (unpacked !== request) request.unpipe();
      request.resume();
      if (unpacked !== request) unpacked.destroy();
    },
  };
}

function gunzip(request: IncomingMessage, counted: { packed: number }) {
  const stream = createGunzip({ chunkSize: gunzipChunkBytes });
  request.on('data', (bytes: Buffer) => {
    counted.packed += bytes.length;
  });
  request.once('close', () => {
    if (!request.complete) stream.destroy(new Error('The connection was closed.'));
  });
  return request.pipe(stream);
}

function requireModest(counted: { packed: number; unpacked: number }, isGzip: boolean, maxBytes: number): void {
  if (counted.unpacked > maxBytes) {
    throw new ReportEnd(
      'BODY_TOO_LARGE',
      `The report has more than ${maxBytes} bytes. Send the rest in another request.`,
    );
  }
  if (isGzip && counted.unpacked > ratioCheckedFromBytes && counted.unpacked > counted.packed * maxRatio) {
    throw new ReportEnd(
      'BODY_TOO_LARGE',
      `The body unpacks to more than ${maxRatio} times its size. Send it as it is.`,
    );
  }
}

function unreadable(error: unknown, isGzip: boolean): ReportEnd {
  const isPacking = isGzip && error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
  return isPacking
    ? new ReportEnd('BAD_REQUEST', 'The body is not gzip, or it ends too early. Send the rest again.')
    : new ReportEnd('BAD_REQUEST', 'The body ended before it was complete. Send the rest again.');
}
