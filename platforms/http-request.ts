// How a client asks its platform over HTTP: once, in bounded time, for a bounded answer. What matters most is what is known
// when it fails: a write whose bytes may have left has an unknown outcome, everything else has done nothing.
import { type Dispatcher, Pool } from 'undici';
import { PlatformError, type PlatformFailure } from './ad-platform.ts';

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** After the base URL, beginning with a slash; queries are `query`'s. */
  readonly path: string;
  readonly query?: URLSearchParams | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Whether being done twice, or not at all, would matter. */
  readonly isWrite: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Of the call that it answers. */
  readonly isWrite: boolean;
}

export interface Http {
  /**
   * Resolves for any status. Throws a `PlatformError`: OUTCOME_UNKNOWN for a write of which something may have been sent,
   * TRANSIENT otherwise.
   */
  readonly send: (call: HttpCall) => Promise<HttpReply>;
  readonly close: () => Promise<void>;
}

export interface HttpOptions {
  /** With the path that all paths of the platform begin with, if any. */
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly maxResponseBytes?: number;
}

/** Reports are the largest answers: a page of ten thousand rows has some megabytes. */
const defaultMaxResponseBytes = 64 * 1024 * 1024;

/** More would only wait for the platform's limits. */
const maxConnections = 16;

export function createHttp({ baseUrl, timeoutMs, maxResponseBytes = defaultMaxResponseBytes }: HttpOptions): Http {
  const base = new URL(baseUrl);
  const pool = new Pool(base.origin, { connections: maxConnections, connect: { timeout: timeoutMs } });
  const prefix = base.pathname.replace(/\/$/, '');
  return {
    send: (call) => exchange(pool, prefix, call, { timeoutMs, maxResponseBytes }),
    close: () => pool.destroy(),
  };
}

interface Bounds {
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

function exchange(dispatcher: Dispatcher, prefix: string, call: HttpCall, bounds: Bounds): Promise<HttpReply> {
  const { method, headers, body, isWrite, signal } = call;
  const query = call.query && call.query.size > 0 ? `?${call.query.toString()}` : '';
  return new Promise<HttpReply>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let receivedBytes = 0;
    let status = 0;
    let responseHeaders: HttpReply['headers'] = {};
    let started: Dispatcher.DispatchController | undefined;
    let cutBy: Error | undefined;

    const fail = (message: string, cause?: unknown): PlatformError => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      const error = networkError(isWrite && started !== undefined, message, cause);
      reject(error);
      return error;
    };
    const cut = (message: string): void => {
      cutBy = fail(message);
      started?.abort(cutBy);
    };
    const giveUp = (): void => cut('It was given up while it was under way.');
    const timer = setTimeout(() => cut(`There was no answer within ${bounds.timeoutMs} ms.`), bounds.timeoutMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted) return giveUp();
    dispatcher.dispatch(
      {
        path: `${prefix}${call.path}${query}`,
        method,
        headers,
        body: body ?? null,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(controller) {
          // The time was up while it still waited for a connection: not a byte of it leaves.
          if (cutBy) controller.abort(cutBy);
          else started = controller;
        },
        onResponseStart(_, statusCode, incomingHeaders) {
          status = statusCode;
          responseHeaders = incomingHeaders;
        },
        onResponseData(_, chunk) {
          receivedBytes += chunk.length;
          if (receivedBytes <= bounds.maxResponseBytes) chunks.push(chunk);
          else cut(`The answer is larger than ${bounds.maxResponseBytes} bytes.`);
        },
        onResponseEnd() {
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
          resolve({ status, headers: responseHeaders, body: Buffer.concat(chunks).toString('utf8'), isWrite });
        },
        onResponseError(_, error) {
          fail(`The connection failed: ${error.message}`, error);
        },
      },
    );
  });
}

function networkError(isOutcomeUnknown: boolean, message: string, cause: unknown): PlatformError {
  const failure: PlatformFailure = { kind: isOutcomeUnknown ? 'OUTCOME_UNKNOWN' : 'TRANSIENT' };
  const detail = { platformCode: undefined, message, requestId: undefined, isUnknownCode: false };
  return new PlatformError(failure, detail, { cause });
}
