// One HTTP exchange with a subgraph on undici's lowest level: a request API with streams and promises per chunk costs a
// third more CPU per call, and fetch ten times as much.
import type { Dispatcher } from 'undici';
import { SubgraphFailure } from '../errors.ts';
import { startCallDeadline } from './call-deadline.ts';
import { RetryableFailure } from './retryable-failure.ts';

export interface HttpExchange {
  readonly subgraph: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  /** The `Retry-After` header; empty when there is none. */
  readonly retryAfter: string;
  readonly body: string;
}

/** Posts and reads the whole answer. Rejects with a `SubgraphFailure`; resolves for any status. */
export function exchange(dispatcher: Dispatcher, options: HttpExchange): Promise<HttpAnswer> {
  const { subgraph, path, headers, body, timeoutMs, maxResponseBytes, signal } = options;
  const deadline = startCallDeadline(subgraph, timeoutMs, signal);
  return new Promise<HttpAnswer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let receivedBytes = 0;
    let status = 0;
    let contentType = '';
    let retryAfter = '';
    let controller: Dispatcher.DispatchController | undefined;
    let cutBy: SubgraphFailure | undefined;

    const cut = (failure: SubgraphFailure): void => {
      cutBy = failure;
      reject(failure);
      controller?.abort(failure);
    };
    deadline.onCut(cut);
    dispatcher.dispatch(
      { path, method: 'POST', headers, body, headersTimeout: 0, bodyTimeout: 0 },
      {
        onRequestStart(started) {
          controller = started;
          // The time was up while the request still waited for a connection.
          if (cutBy) started.abort(cutBy);
        },
        onResponseStart(_, statusCode, responseHeaders) {
          status = statusCode;
          contentType = String(responseHeaders['content-type'] ?? '');
          retryAfter = String(responseHeaders['retry-after'] ?? '');
        },
        onResponseData(_, chunk) {
          receivedBytes += chunk.length;
          if (receivedBytes <= maxResponseBytes) chunks.push(chunk);
          else cut(tooLarge(subgraph, maxResponseBytes));
        },
        onResponseEnd() {
          resolve({ status, contentType, retryAfter, body: textOf(chunks) });
        },
        onResponseError(_, error) {
          const isRetryable = status === 0 && isLostConnection(error);
          reject(new (isRetryable ? RetryableFailure : SubgraphFailure)(subgraph, 'UNREACHABLE', error));
        },
      },
    );
  }).finally(deadline.clear);
}

/** Most answers come in one piece, which needs no copy to be read. */
function textOf(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  return first && chunks.length === 1 ? first.toString('utf8') : Buffer.concat(chunks).toString('utf8');
}

function tooLarge(subgraph: string, maxResponseBytes: number): SubgraphFailure {
  return new SubgraphFailure(
    subgraph,
    'MALFORMED_RESPONSE',
    new Error(`The answer is larger than ${maxResponseBytes} bytes.`),
  );
}

/** No connection was had, or it was closed before a byte of the answer came: the usual end of an idle kept-alive one. */
const lostConnectionCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

function isLostConnection(error: Error): boolean {
  return 'code' in error && lostConnectionCodes.has(String(error.code));
}
