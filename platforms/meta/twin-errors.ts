// Refusals in Meta's own words.
import type { TwinReply } from '../twin-server.ts';

export interface GraphError {
  readonly status: number;
  readonly code: number;
  readonly subcode?: number;
  readonly type?: string;
  readonly message: string;
  readonly isTransient?: boolean;
  /** The parameter that is to blame. */
  readonly field?: string;
}

export function graphError(code: number, message: string, more: Partial<GraphError> = {}): GraphError {
  return { status: 400, code, message, ...more };
}

export function invalidParameter(message: string, field?: string, subcode?: number): GraphError {
  return graphError(100, message, { ...(field !== undefined && { field }), ...(subcode !== undefined && { subcode }) });
}

export function missingObject(id: string): GraphError {
  const message = `Unsupported request. Object with ID '${id}' does not exist or cannot be loaded.`;
  return graphError(100, message, { subcode: 33, type: 'GraphMethodException' });
}

export function errorReply(error: GraphError, traceId: string, headers: Readonly<Record<string, string>>): TwinReply {
  const { status, code, subcode, type = 'OAuthException', message, isTransient = false, field } = error;
  return {
    status,
    headers,
    body: {
      error: {
        message: `(#${code}) ${message}`,
        type,
        code,
        ...(subcode !== undefined && { error_subcode: subcode }),
        is_transient: isTransient,
        ...(field !== undefined && { error_data: { blame_field_specs: [[field]] } }),
        fbtrace_id: traceId,
      },
    },
  };
}
