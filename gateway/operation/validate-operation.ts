import { hash } from 'node:crypto';
import {
  type GraphQLObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  specifiedRules,
  validate,
} from 'graphql';
import { ClientError, ClientErrors } from '../errors.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { findGuardedCoordinates } from './access-mask.ts';
import { cachePolicyOf } from './cache-policy.ts';
import { checkLimits } from './check-limits.ts';
import type { ClientOperation, Fragments } from './client-operation.ts';
import { deferRules } from './defer-rules.ts';
import { compileIsDeferred } from './deferral.ts';
import { refuseFragmentCycles } from './fragment-cycles.ts';
import { compileCost } from './operation-cost.ts';
import type { OperationLimits } from './operation-limits.ts';
import { parseDocument, type ParsedDocument, selectOperation } from './parse-document.ts';
import { compileAdvertiserIds } from './tenancy.ts';

const maxReportedErrors = 20;
const rules = [...specifiedRules, ...deferRules];

/** Two requests with the same id mean the same operation of the same text. */
export function operationId(text: string, operationName: string | undefined): string {
  return `${hash('sha256', text, 'base64')}:${operationName ?? ''}`;
}

/**
 * From a text to an operation that fits the schema and the limits. Cheap and bounded steps come first, so that a
 * hostile document is refused before it can cost anything.
 *
 * Throws ClientError or ClientErrors: GRAPHQL_PARSE_FAILED, OPERATION_TOO_LARGE, GRAPHQL_VALIDATION_FAILED,
 * OPERATION_RESOLUTION_FAILURE.
 */
export function validateOperation(
  supergraph: Supergraph,
  limits: OperationLimits,
  text: string,
  operationName: string | undefined,
): ClientOperation {
  const parsed = parseDocument(text, limits.maxTokens);
  refuseFragmentCycles(parsed.fragments);
  checkLimits(parsed, limits);
  const definition = selectOperation(parsed.operations, operationName);
  refuseInvalid(supergraph, parsed);
  const rootType = rootTypeOf(supergraph, definition);
  const { document, fragments, tokenCount } = parsed;
  const kind = definition.operation;
  const basics = { kind, document, definition, fragments, rootType, tokenCount };
  const guardedCoordinates = findGuardedCoordinates(supergraph.apiSchema, supergraph.accessRules, basics, rootType);
  return {
    ...basics,
    id: operationId(text, operationName),
    name: definition.name?.value,
    conditionVariables: findConditionVariables(definition.selectionSet, fragments),
    isDeferred: compileIsDeferred(basics),
    guardedCoordinates,
    cachePolicy: cachePolicyOf({ ...basics, guardedCoordinates }, supergraph.apiSchema, supergraph),
    estimateCost: compileCost(basics, supergraph.apiSchema, supergraph.costs),
    readAdvertiserIds: compileAdvertiserIds(basics, supergraph.apiSchema),
  };
}

function refuseInvalid({ apiSchema }: Supergraph, { document }: ParsedDocument): void {
  const found = validate(apiSchema, document, rules, { maxErrors: maxReportedErrors });
  const errors = found.filter(({ message }) => message !== 'Unknown directive "@stream".');
  if (errors.length === 0) return;
  throw new ClientErrors(
    errors.map(({ message, locations }) => new ClientError('GRAPHQL_VALIDATION_FAILED', message, {}, locations)),
  );
}

function rootTypeOf({ apiSchema }: Supergraph, { operation }: OperationDefinitionNode): GraphQLObjectType {
  const rootType = apiSchema.getRootType(operation);
  if (rootType) return rootType;
  throw new ClientError('GRAPHQL_VALIDATION_FAILED', `The schema has no ${operation}.`);
}

const conditional: ReadonlySet<string> = new Set(['skip', 'include', 'defer']);

function findConditionVariables(root: SelectionSetNode, fragments: Fragments): readonly string[] {
  const names = new Set<string>();
  const seen = new Set<string>();
  function walk({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      for (const { name, arguments: values } of selection.directives ?? []) {
        const value = values?.find((argument) => argument.name.value === 'if')?.value;
        if (conditional.has(name.value) && value?.kind === Kind.VARIABLE) names.add(value.name.value);
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.selectionSet) walk(selection.selectionSet);
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) walk(fragment.selectionSet);
      }
    }
  }
  walk(root);
  return [...names].sort();
}
