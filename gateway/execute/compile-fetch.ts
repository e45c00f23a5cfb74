import { isNonNullType } from 'graphql';
import type { FetchNode } from '../plan/query-plan.ts';
import type { Variables } from '../operation/client-operation.ts';
import type { SubgraphError, SubgraphResponse } from '../subgraph-client/subgraph-client.ts';
import { callSubgraph, isFailedCall } from './call-subgraph.ts';
import type { CompileContext, Step } from './compile-plan.ts';
import type { Execution } from './execution.ts';
import { FieldFailure, type UpstreamError } from './field-failure.ts';
import { isObject, mergeInto, own } from './json.ts';
import { failMissing, placeError } from './place-failures.ts';
import { readResponseShape } from './response-shape.ts';
import { compileRewrites } from './rewrites.ts';
import { malformedResponse, toUpstreamError } from './upstream-errors.ts';

/** Takes an answer of a fetch of root fields into the data. */
export type TakeRootAnswer = (execution: Execution, answer: SubgraphResponse | UpstreamError) => void;

interface PlacedError {
  readonly error: UpstreamError;
  readonly path: SubgraphError['path'];
}

/** Compiles a fetch of root fields. */
export function compileFetch(compiling: CompileContext, node: FetchNode): Step {
  const client = compiling.clientOf(node.subgraph);
  const take = compileRootAnswer(compiling, node);
  const { document, operationKind: kind, variableNames } = node;
  return async (execution) => {
    const variables = pickVariables(execution.variables, variableNames);
    take(execution, await callSubgraph(client, execution, { document, kind, variables }));
  };
}

/** Compiles what becomes of the answer to a fetch of root fields, which for a subscription comes again and again. */
export function compileRootAnswer(compiling: CompileContext, node: FetchNode): TakeRootAnswer {
  const { subgraph } = node;
  const shape = readResponseShape(node.document);
  const rewrite = compileRewrites(compiling.supergraph, node.outputRewrites);
  const requiredKeys = node.operationKind === 'mutation' ? findRequiredKeys(compiling, shape.keys()) : [];
  function takeResponse(execution: Execution, response: SubgraphResponse): void {
    const { data } = execution;
    execution.isPlain &&= response.isPlain === true;
    const errors = (response.errors ?? []).map((error): PlacedError => ({
      error: toUpstreamError(subgraph, error),
      path: error.path,
    }));
    if (isObject(response.data)) {
      rewrite?.(response.data);
      mergeInto(data, response.data, compiling.isAbstract);
    }
    const hasData = isObject(response.data);
    const [first] = errors;
    for (const each of errors) {
      // Without data there is a place for it after all: every field that was asked for.
      const isOfAll = !hasData && each === first && each.path === undefined;
      if (!isOfAll) placeError(execution, data, each.error, each.path);
    }
    if (!hasData) failMissing(data, shape, wholeFailure(execution, first));
  }
  function wholeFailure(execution: Execution, first: PlacedError | undefined): FieldFailure {
    if (!first) return execution.failure(malformedResponse(subgraph));
    // One that has a path is told there; what it took with it is missing for the same reason.
    return first.path === undefined ? execution.failure(first.error) : new FieldFailure(first.error);
  }
  return (execution, answer) => {
    const { data } = execution;
    if (isFailedCall(answer)) failMissing(data, shape, execution.failure(answer));
    else takeResponse(execution, answer);
    execution.isStopped ||= requiredKeys.some((key) => isMissing(own(data, key)));
  };
}

/** The client's variables that a document uses; one that was not given stays away, so that defaults apply. */
export function pickVariables(variables: Variables, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) if (Object.hasOwn(variables, name)) picked[name] = variables[name];
  return picked;
}

/** Mutation fields that may not be null: after one that is, the fields that follow are not executed. */
function findRequiredKeys({ supergraph }: CompileContext, keys: Iterable<string>): readonly string[] {
  const fields = supergraph.apiSchema.getMutationType()?.getFields() ?? {};
  return [...keys].filter((key) => isNonNullType(fields[key]?.type));
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || value instanceof FieldFailure;
}
