// What counts as a GraphQL answer of a subgraph, whichever way it came.
import type { SubgraphError, SubgraphResponse } from './subgraph-client.ts';

/** Reads a parsed JSON value as a GraphQL response; undefined when it is none. */
export function readSubgraphResponse(value: unknown): SubgraphResponse | undefined {
  if (!isRecord(value)) return undefined;
  const { data, errors, extensions } = value;
  if (data === undefined && errors === undefined) return undefined;
  if (data !== undefined && data !== null && !isRecord(data)) return undefined;
  const readErrors = errors === undefined ? undefined : readSubgraphErrors(errors);
  if (errors !== undefined && readErrors === undefined) return undefined;
  return {
    ...(data !== undefined && { data }),
    ...(readErrors && { errors: readErrors }),
    ...(isRecord(extensions) && { extensions }),
  };
}

/** Reads the `errors` of a response; undefined when they are not a list of GraphQL errors. */
export function readSubgraphErrors(value: unknown): readonly SubgraphError[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const errors = value.map(readSubgraphError);
  return errors.every((error) => error !== undefined) ? errors : undefined;
}

function readSubgraphError(value: unknown): SubgraphError | undefined {
  if (!isRecord(value) || typeof value['message'] !== 'string') return undefined;
  const { message, path, extensions } = value;
  return {
    message,
    ...(isPath(path) && { path }),
    ...(isRecord(extensions) && { extensions: withoutStackTrace(extensions) }),
  };
}

/** A development server adds its stack trace: not part of the answer, and not for anyone behind the gateway. */
function withoutStackTrace({ stacktrace: _, ...extensions }: Readonly<Record<string, unknown>>) {
  return extensions;
}

function isPath(value: unknown): value is readonly (string | number)[] {
  return Array.isArray(value) && value.every((step) => typeof step === 'string' || typeof step === 'number');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
