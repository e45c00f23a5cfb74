import type { EntityFetchNode, EntityTarget } from '../plan/query-plan.ts';
import type { SubgraphResponse } from '../subgraph-client/subgraph-client.ts';
import { callSubgraph, isFailedCall } from './call-subgraph.ts';
import { type CollectEntities, compileCollection, type EntityGroup } from './collect-entities.ts';
import { pickVariables } from './compile-fetch.ts';
import type { CompileContext, Step } from './compile-plan.ts';
import type { Execution } from './execution.ts';
import { FieldFailure, type UpstreamError } from './field-failure.ts';
import { isObject } from './json.ts';
import { compileMerge, type MergeEntity } from './merge-entity.ts';
import { failMissing, placeError } from './place-failures.ts';
import { compilePruning, type PrunableField } from './prune-document.ts';
import { emptyShape, readResponseShape, type ResponseShape } from './response-shape.ts';
import { malformedResponse, toUpstreamError } from './upstream-errors.ts';

interface CompiledTarget extends PrunableField {
  readonly shape: ResponseShape;
  readonly collect: CollectEntities;
  readonly merge: MergeEntity;
}

/** What a fetch asks about for one of its targets. */
interface Question {
  readonly target: CompiledTarget;
  readonly groups: readonly EntityGroup[];
}

/** Compiles an entity fetch. A subgraph that would be asked about nothing is not asked. */
export function compileEntityFetch(compiling: CompileContext, node: EntityFetchNode): Step {
  const { subgraph, variableNames } = node;
  const client = compiling.clientOf(subgraph);
  const shape = readResponseShape(node.document);
  const targets = node.targets.map((target) =>
    compileTarget(compiling, subgraph, target, shape.get(target.responseKey) ?? emptyShape),
  );
  const documentWithout = compilePruning(node.document);
  return (execution) => {
    const questions: Question[] = [];
    const absent: CompiledTarget[] = [];
    for (const target of targets) {
      const groups = target.collect(execution);
      if (groups.length === 0) absent.push(target);
      else questions.push({ target, groups });
    }
    if (questions.length === 0) return undefined;
    const document = documentWithout(absent);
    const call = { document, kind: 'query', ...variablesOf(execution, variableNames, questions) } as const;
    return callSubgraph(client, execution, call).then((answer) => takeAnswer(execution, subgraph, questions, answer));
  };
}

function compileTarget(
  { supergraph, isAbstract }: CompileContext,
  subgraph: string,
  target: EntityTarget,
  shape: ResponseShape,
): CompiledTarget {
  const { responseKey, representationsVariable } = target;
  const collect = compileCollection(supergraph, subgraph, target);
  const merge = compileMerge(supergraph, target, shape, isAbstract);
  return { responseKey, representationsVariable, shape, collect, merge };
}

/** The variables of the call, and the same as JSON: each representation is written once. */
function variablesOf({ variables }: Execution, names: readonly string[], questions: readonly Question[]) {
  const given = pickVariables(variables, names);
  const texts = names.length === 0 ? [] : [JSON.stringify(given).slice(1, -1)];
  for (const { target, groups } of questions) {
    const { representationsVariable } = target;
    given[representationsVariable] = groups.map(({ representation }) => representation);
    texts.push(`"${representationsVariable}":[${groups.map(({ text }) => text).join()}]`);
  }
  return { variables: given, variablesText: `{${texts.filter((text) => text !== '').join()}}` };
}

function takeAnswer(
  execution: Execution,
  subgraph: string,
  questions: readonly Question[],
  answer: SubgraphResponse | UpstreamError,
): void {
  const data = isFailedCall(answer) || !isObject(answer.data) ? undefined : answer.data;
  execution.isPlain &&= isFailedCall(answer) || answer.isPlain === true;
  const errors = errorsOf(subgraph, answer);
  if (data) for (const { error, path } of errors) placeError(execution, data, error, path);
  for (const { target, groups } of questions) {
    const entities = data?.[target.responseKey];
    if (Array.isArray(entities) && entities.length === groups.length) {
      takeEntities(target, groups, entities);
    } else {
      const known = entities instanceof FieldFailure ? entities : undefined;
      const failure = known ?? execution.failure(errors[0]?.error ?? malformedResponse(subgraph));
      for (const group of groups) failAll(group, target.shape, failure);
    }
  }
}

function takeEntities(
  { merge, shape }: CompiledTarget,
  groups: readonly EntityGroup[],
  entities: readonly unknown[],
): void {
  for (const [index, group] of groups.entries()) {
    const entity = entities[index];
    if (entity instanceof FieldFailure) failAll(group, shape, entity);
    else if (isObject(entity)) merge(entity, group.objects);
  }
}

function failAll({ objects }: EntityGroup, shape: ResponseShape, failure: FieldFailure): void {
  for (const object of objects) failMissing(object, shape, failure);
}

function errorsOf(subgraph: string, answer: SubgraphResponse | UpstreamError) {
  if (isFailedCall(answer)) return [{ error: answer, path: undefined }];
  return (answer.errors ?? []).map((error) => ({ error: toUpstreamError(subgraph, error), path: error.path }));
}
