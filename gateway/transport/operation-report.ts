// What is counted and logged of an operation: never a token, never a variable.
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { type FormattedError, formatThrown, isClientMistake } from '../errors.ts';
import { persistedHashOf } from '../persisted-queries.ts';
import type { Gateway, GraphQLRequest, GraphQLResult } from '../pipeline.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Caller } from './caller.ts';

/** `startedAt` is of `performance.now()`. */
export interface OperationReport {
  answered(request: GraphQLRequest, caller: Caller, result: GraphQLResult, startedAt: number): void;
  streamOpened(caller: Caller): void;
  /** `error` is what ended it early; undefined when it ran out or the client left. */
  streamEnded(request: GraphQLRequest, caller: Caller, error: unknown, startedAt: number): void;
  /** A result for what was thrown: a client's mistake is told, a fault of ours is logged and masked. */
  refused(error: unknown): { readonly errors: readonly FormattedError[] };
}

export interface OperationReportOptions {
  readonly gateway: Pick<Gateway, 'operationKind'>;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

export function createOperationReport({ gateway, metrics, logger }: OperationReportOptions): OperationReport {
  const summaryOf = (request: GraphQLRequest, caller: Caller, startedAt: number) => ({
    requestId: caller.requestId,
    transport: caller.transport,
    kind: gateway.operationKind(request),
    operationName: request.operationName,
    document: documentOf(request),
    viewer: caller.viewer?.subject,
    durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
  });
  const refused: OperationReport['refused'] = (error) => {
    if (!isClientMistake(error)) logger.error({ err: error }, 'an operation failed unexpectedly');
    return { errors: formatThrown(error) };
  };
  return {
    answered(request, caller, result, startedAt) {
      const kind = gateway.operationKind(request) ?? 'unknown';
      const codes = codesOf(result.errors ?? []);
      const durationMs = performance.now() - startedAt;
      metrics.operationAnswered({ transport: caller.transport, kind, code: codes[0], durationMs });
      if (!logger.isLevelEnabled('info')) return;
      logger.info({ ...summaryOf(request, caller, startedAt), codes }, 'operation');
    },
    streamOpened: (caller) => metrics.streamOpened(caller.transport),
    streamEnded(request, caller, error, startedAt) {
      const codes = error === undefined ? [] : codesOf(refused(error).errors);
      metrics.streamClosed(caller.transport, codes[0]);
      logger.info({ ...summaryOf(request, caller, startedAt), codes }, 'stream ended');
    },
    refused,
  };
}

function codesOf(errors: readonly FormattedError[]): readonly string[] {
  return [...new Set(errors.map(({ extensions }) => extensions.code))];
}

function documentOf(request: GraphQLRequest): string {
  const { documentId, query } = request;
  return documentId ?? (query === undefined ? shownHashOf(request) : hashOf(query));
}

/** Only a hash is shown: what is none might be anything. */
function shownHashOf(request: GraphQLRequest): string {
  try {
    return persistedHashOf(request)?.slice(0, 16) ?? hashOf('');
  } catch {
    return hashOf('');
  }
}

/** Enough of a SHA-256 to find the document by. */
function hashOf(document: string): string {
  return createHash('sha256').update(document).digest('hex').slice(0, 16);
}
