import { getVariableValues, type GraphQLSchema } from 'graphql';
import { ClientError, ClientErrors } from '../errors.ts';
import type { ClientOperation, Variables } from './client-operation.ts';

/** So many wrong values are told at once; one bad list could otherwise fill the answer. */
const maxReportedErrors = 10;

/** Implements "Coercing Variable Values" of the GraphQL specification. Throws BAD_USER_INPUT. */
export function coerceVariables(
  operation: ClientOperation,
  schema: GraphQLSchema,
  inputs: Readonly<Record<string, unknown>>,
): Variables {
  const definitions = operation.definition.variableDefinitions ?? [];
  if (definitions.length === 0) return noVariables;
  const { errors, coerced } = getVariableValues(schema, definitions, inputs, { maxErrors: maxReportedErrors });
  if (errors) {
    throw new ClientErrors(
      errors.map(({ message, locations }) => new ClientError('BAD_USER_INPUT', message, {}, locations)),
    );
  }
  refuseNullConditions(operation, coerced);
  return coerced;
}

/** A nullable variable with a default may stand in `@skip(if:)`, and an explicit null would then decide nothing. */
function refuseNullConditions(operation: ClientOperation, variables: Variables): void {
  for (const name of operation.conditionVariables) {
    if (typeof variables[name] === 'boolean') continue;
    throw new ClientError(
      'BAD_USER_INPUT',
      `Variable "$${name}" decides a @skip or @include and must be true or false.`,
    );
  }
}

const noVariables: Variables = Object.freeze({});
