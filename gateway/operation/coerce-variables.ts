import { getVariableValues, type GraphQLSchema } from 'graphql';
import { ClientError, ClientErrors } from '../errors.ts';
import type { ClientOperation, Variables } from './client-operation.ts';

/** So many wrong values are told at once; one bad list could otherwise fill the answer. */
const maxReportedErrors = 10;

/** Lists and objects within each other; inputs of a graph have a handful. */
const maxDepth = 64;

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
  refuseDepth(coerced);
  return coerced;
}

/** A custom scalar takes whatever JSON can carry; what is nested without end would overflow the stack of whoever writes it. */
function refuseDepth(variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) {
    if (isDeeper(value, maxDepth)) {
      throw new ClientError('BAD_USER_INPUT', `Variable "$${name}" is nested more than ${maxDepth} levels deep.`);
    }
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** A nullable variable with a default may stand in the `if` of a directive, and an explicit null would then decide nothing. */
function refuseNullConditions(operation: ClientOperation, variables: Variables): void {
  for (const name of operation.conditionVariables) {
    if (typeof variables[name] === 'boolean') continue;
    throw new ClientError(
      'BAD_USER_INPUT',
      `Variable "$${name}" decides a @skip, @include or @defer and must be true or false.`,
    );
  }
}

const noVariables: Variables = Object.freeze({});
