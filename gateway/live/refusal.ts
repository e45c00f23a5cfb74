import { ClientError, type ErrorCode, errorCodes } from '../errors.ts';
import type { GraphQLResult } from '../execute/graphql-result.ts';

/** Why a stream cannot go on, as its end, where it was answered with errors. */
export function refusalOf({ errors: [first] = [] }: GraphQLResult): ClientError {
  const code = first?.extensions.code ?? '';
  const message = first?.message ?? 'The stream cannot go on.';
  return new ClientError(isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR', message);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
