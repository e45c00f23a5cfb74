import type { EntityFetchNode, EntityTarget } from '../plan/query-plan.ts';
import type { SubgraphResponse } from '../subgraph-client/subgraph-client.ts';
import { callSubgraph, isFailedCall } from './call-subgraph.ts';
import { pickVariables } from './compile-fetch.ts';
import type { CompileContext, Step } from './compile-plan.ts';
import { compileEntityPath } from './entity-path.ts';
import type { Execution } from './execution.ts';
import { FieldFailure, type UpstreamError } from './field-failure.ts';
import { cloneJson, isObject, type JsonObject, mergeInto } from './json.ts';
import { failMissing, placeError } from './place-failures.ts';
import { compileIdentity, compileRepresentation } from './representations.ts';
import { compilePruning } from './prune-document.ts';
import { emptyShape, readResponseShape, type ResponseShape } from './response-shape.ts';
import { compileRewrites } from './rewrites.ts';
import { malformedResponse, toUpstreamError } from './upstream-errors.ts';

/** The entities of one target: each representation once, with every object of the data that it stands for. */
interface Collected {
  readonly representations: JsonObject[];
  readonly objects: JsonObject[][];
}

interface CompiledTarget {
  readonly responseKey: string;
  readonly representationsVariable: string;
  readonly collect: (execution: Execution) => Collected;
  readonly merge: (collected: Collected, entities: readonly unknown[]) => void;
  readonly fail: (collected: Collected, failure: FieldFailure) => void;
}

/** Compiles an entity fetch. A subgraph that would be asked about nothing is not asked. */
export function compileEntityFetch(compiling: CompileContext, node: EntityFetchNode): Step {
  const client = compiling.clientOf(node.subgraph);
  const shape = readResponseShape(node.document);
  const targets = node.targets.map((target) =>
    compileTarget(compiling, node.subgraph, target, shape.get(target.responseKey) ?? emptyShape),
  );
  const { variableNames } = node;
  const documentWithout = compilePruning(node.document);
  return (execution) => {
    const collected = targets.map((target) => target.collect(execution));
    if (collected.every(({ representations }) => representations.length === 0)) return undefined;
    const variables = pickVariables(execution.variables, variableNames);
    const absent: CompiledTarget[] = [];
    for (const [index, target] of targets.entries()) {
      const representations = collected[index]?.representations ?? [];
      if (representations.length === 0) absent.push(target);
      else variables[target.representationsVariable] = representations;
    }
    const call = { document: documentWithout(absent), kind: 'query', variables } as const;
    return callSubgraph(client, execution, call).then((answer) => {
      takeAnswer(execution, node.subgraph, targets, collected, answer);
    });
  };
}

function takeAnswer(
  execution: Execution,
  subgraph: string,
  targets: readonly CompiledTarget[],
  collected: readonly Collected[],
  answer: SubgraphResponse | UpstreamError,
): void {
  const data = isFailedCall(answer) || !isObject(answer.data) ? undefined : answer.data;
  const errors = isFailedCall(answer)
    ? [{ error: answer, path: undefined }]
    : (answer.errors ?? []).map((error) => ({ error: toUpstreamError(subgraph, error), path: error.path }));
  if (data) for (const { error, path } of errors) placeError(execution, data, error, path);
  for (const [index, target] of targets.entries()) {
    const entry = collected[index];
    if (!entry || entry.representations.length === 0) continue;
    const entities = data?.[target.responseKey];
    if (Array.isArray(entities) && entities.length === entry.representations.length) {
      target.merge(entry, entities);
    } else {
      const failure = entities instanceof FieldFailure ? entities : undefined;
      target.fail(entry, failure ?? execution.failure(errors[0]?.error ?? malformedResponse(subgraph)));
    }
  }
}

function compileTarget(
  compiling: CompileContext,
  subgraph: string,
  target: EntityTarget,
  shape: ResponseShape,
): CompiledTarget {
  const { supergraph, isAbstract } = compiling;
  const walks = target.paths.map((path) => compileEntityPath(supergraph, path));
  const represent = compileRepresentation(supergraph, subgraph, target);
  const identify = compileIdentity(target);
  const hasManyPaths = walks.length > 1;
  const rewrite = compileRewrites(supergraph, target.outputRewrites);

  function collect({ data, variables }: Execution): Collected {
    const collected: Collected = { representations: [], objects: [] };
    const byRepresentation = new Map<string, JsonObject[]>();
    const byIdentity = new Map<string, JsonObject[] | undefined>();
    const seen = new Set<JsonObject>();
    /** The objects that stand for the same entity; undefined when this one cannot be represented. */
    function alikeOf(object: JsonObject): JsonObject[] | undefined {
      const representation = represent(object, variables);
      if (representation === undefined) return undefined;
      const text = JSON.stringify(representation);
      const known = byRepresentation.get(text);
      if (known) return known;
      const alike: JsonObject[] = [];
      byRepresentation.set(text, alike);
      collected.representations.push(representation);
      collected.objects.push(alike);
      return alike;
    }
    function add(object: JsonObject): void {
      // Two paths may lead to one object, and it must not be merged with itself.
      if (hasManyPaths && seen.size === seen.add(object).size) return;
      const identity = identify(object);
      if (identity === undefined) {
        alikeOf(object)?.push(object);
        return;
      }
      let alike = byIdentity.get(identity);
      if (alike === undefined && !byIdentity.has(identity)) {
        alike = alikeOf(object);
        byIdentity.set(identity, alike);
      }
      alike?.push(object);
    }
    for (const walk of walks) walk(data, add);
    return collected;
  }

  function merge({ objects }: Collected, entities: readonly unknown[]): void {
    for (const [index, entity] of entities.entries()) {
      const places = objects[index] ?? [];
      if (entity instanceof FieldFailure) failAll(places, entity);
      if (!isObject(entity)) continue;
      rewrite?.(entity);
      // Later fetches write into what is merged here, so only one place may have the entity itself.
      for (const [place, object] of places.entries()) {
        const part = place === places.length - 1 ? entity : cloneJson(entity);
        if (isObject(part)) mergeInto(object, part, isAbstract);
      }
    }
  }

  function failAll(places: readonly JsonObject[], failure: FieldFailure): void {
    for (const object of places) failMissing(object, shape, failure);
  }

  return {
    responseKey: target.responseKey,
    representationsVariable: target.representationsVariable,
    collect,
    merge,
    fail: ({ objects }, failure) => {
      for (const places of objects) failAll(places, failure);
    },
  };
}
