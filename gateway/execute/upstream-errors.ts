// What of a subgraph's error a client may see. The policy: an error whose code is listed here was written for clients
// and passes with its message; any other is a fault, told as SUBGRAPH_ERROR without its words, and logged in full.
// Extensions other than the code never pass: they may hold stack traces and SQL.
import type { Logger } from 'pino';
import { type ErrorCode, SubgraphFailure, type SubgraphFailureKind } from '../errors.ts';
import type { SubgraphCallContext, SubgraphError } from '../subgraph-client/subgraph-client.ts';
import type { UpstreamError } from './field-failure.ts';

const codesForClients: ReadonlySet<string> = new Set<ErrorCode>([
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'TOO_MANY_REQUESTS',
  'RESYNC_REQUIRED',
]);

const failureMessages: Record<SubgraphFailureKind, string> = {
  UNREACHABLE: 'This part of the graph could not be reached.',
  TIMEOUT: 'This part of the graph did not answer in time.',
  MALFORMED_RESPONSE: 'This part of the graph answered with something that is not GraphQL.',
  HTTP_ERROR: 'This part of the graph answered with an HTTP error.',
};

/** The client's view of an error in a subgraph's answer. */
export function toUpstreamError(subgraph: string, error: SubgraphError): UpstreamError {
  const code = error.extensions?.['code'];
  if (isCodeForClients(code)) return { message: error.message, code, subgraph };
  return { message: 'This part of the graph failed on the field.', code: 'SUBGRAPH_ERROR', subgraph };
}

function isCodeForClients(code: unknown): code is ErrorCode {
  return typeof code === 'string' && codesForClients.has(code);
}

/** The client's view of a call that brought no answer. */
export function toUpstreamFailure(subgraph: string, thrown: unknown, { signal }: SubgraphCallContext): UpstreamError {
  if (signal.aborted) return { ...cancellation(signal), subgraph };
  if (!(thrown instanceof SubgraphFailure)) {
    return { message: 'This part of the graph could not be asked.', code: 'INTERNAL_SERVER_ERROR', subgraph };
  }
  return { message: failureMessages[thrown.kind], code: `SUBGRAPH_${thrown.kind}`, subgraph };
}

/** An answer that is not what was asked for, such as too few entities. */
export function malformedResponse(subgraph: string): UpstreamError {
  return { message: failureMessages.MALFORMED_RESPONSE, code: 'SUBGRAPH_MALFORMED_RESPONSE', subgraph };
}

/** Why an operation ended early: its time was up, or its client has gone. */
export function cancellation({ reason }: AbortSignal): Pick<UpstreamError, 'message' | 'code'> {
  const isTimeout = reason instanceof Error && reason.name === 'TimeoutError';
  return isTimeout
    ? { message: 'The operation took too long.', code: 'OPERATION_TIMEOUT' }
    : { message: 'The operation was cancelled.', code: 'OPERATION_CANCELLED' };
}

/** So many errors of one answer go to the log; a subgraph that fails on every row would fill the disk. */
const maxLoggedErrors = 10;

/** Logs what clients are not told. */
export function logMaskedErrors(
  logger: Logger,
  subgraph: string,
  errors: readonly SubgraphError[],
  requestId: string,
): void {
  const masked = errors.filter(({ extensions }) => !isCodeForClients(extensions?.['code']));
  if (masked.length === 0) return;
  logger.error(
    { subgraph, requestId, count: masked.length, errors: masked.slice(0, maxLoggedErrors) },
    'subgraph errors',
  );
}
