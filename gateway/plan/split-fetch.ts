// Splits a fetch into those of each part of the answer.
import { type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { type Division, divideTop, divisionKey, type MovedFields, type Splitting } from './divide-selections.ts';
import { type FetchDocument, readFetchDocument, type RepeatedField, setOf } from './fetch-document.ts';
import type { Audience, PhasedFetch, PhasedGroup, PhasedNode } from './phased-plan.ts';
import type { EntityFetchNode, EntityTarget, FetchNode, RequiredSelection } from './query-plan.ts';
import { readRenames, type SelectionSite } from './selection-site.ts';

/** Splits a fetch of root fields. */
export function splitRootFetch(splitting: Splitting, node: FetchNode): PhasedNode {
  const document = readFetchDocument(node.document, node.variableNames);
  const division = divisionOf(splitting, node, document);
  const type = splitting.supergraph.fullSchema.getRootType(document.operation.operation) ?? undefined;
  const site = { paths: [[]], keys: '', type, renames: readRenames(node.outputRewrites) };
  const divided = [...divideTop(division, document.operation.selectionSet, site)];
  const [only] = divided;
  if (only && divided.length === 1 && division.moved.length === 0) return { kind: 'Fetch', audience: only[0], node };
  const fetches = divided.map(([audience, { selections }]): PhasedFetch => ({
    kind: 'Fetch',
    audience,
    node: { ...node, ...document.print(selections) },
  }));
  return inOrder(division, document, fetches);
}

/** Splits a fetch of entities, and notes what it requires of the fetches before it. */
export function splitEntityFetch(splitting: Splitting, node: EntityFetchNode): PhasedNode {
  const document = readFetchDocument(node.document, node.variableNames);
  const division = divisionOf(splitting, node, document);
  const divided = node.targets
    .flatMap((target) => splitTarget(splitting, document, target))
    .map(({ target, field }) => ({
      target,
      field,
      sets: divideTop(division, field.selectionSet ?? setOf([]), siteOfTarget(target)),
    }));
  const audiences = [...new Set(divided.flatMap(({ sets }) => [...sets.keys()]))];
  const fetches = audiences.map((audience): PhasedFetch => {
    const parts = divided.flatMap(({ target, field, sets }) => {
      const selectionSet = sets.get(audience);
      if (!selectionSet) return [];
      const requires =
        sets.size === 1 ? target.requires : requiredFor(splitting.supergraph, node.subgraph, target, selectionSet);
      for (const path of target.paths) splitting.require(path, requires, audience);
      return [{ target: { ...target, requires }, field: { ...field, selectionSet } }];
    });
    const printed = document.print(parts.map(({ field }) => field));
    return { kind: 'Fetch', audience, node: { ...node, ...printed, targets: parts.map(({ target }) => target) } };
  });
  const [only] = fetches;
  const isWhole = divided.length === node.targets.length && division.moved.length === 0;
  return only && fetches.length === 1 && isWhole ? { ...only, node } : inOrder(division, document, fetches);
}

/** A target for each set of its paths that are divided alike: entities of one type may be wanted sooner in one place. */
function splitTarget(splitting: Splitting, document: FetchDocument, target: EntityTarget): readonly RepeatedField[] {
  const field = entitiesField(document.operation, target);
  const pathsByKey = Map.groupBy(target.paths, (path) =>
    divisionKey(splitting, field.selectionSet ?? setOf([]), siteOfTarget({ ...target, paths: [path] })),
  );
  if (pathsByKey.size === 1) return [{ field, target }];
  return [...pathsByKey.values()].map((paths, index) => document.repeat(field, { ...target, paths }, `_${index}`));
}

function siteOfTarget({ paths, outputRewrites }: EntityTarget): SelectionSite {
  return { paths, keys: '', type: undefined, renames: readRenames(outputRewrites) };
}

function divisionOf(
  splitting: Splitting,
  { subgraph }: FetchNode | EntityFetchNode,
  { freshPrefix }: FetchDocument,
): Division {
  return { splitting, subgraph, freshPrefix, moved: [] };
}

function entitiesField({ selectionSet }: OperationDefinitionNode, { responseKey }: EntityTarget): FieldNode {
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD && (selection.alias ?? selection.name).value === responseKey) return selection;
  }
  throw new Error(`A fetch of entities does not ask for ${responseKey}.`);
}

/** First what was divided at the top, then what is asked for by keys that it brings, then by keys that those bring. */
function inOrder(division: Division, document: FetchDocument, fetches: readonly PhasedFetch[]): PhasedNode {
  const depths = [...new Set(division.moved.map(({ depth }) => depth))].sort((left, right) => left - right);
  const later = depths.map((depth): PhasedNode => {
    const moved = division.moved.filter((each) => each.depth === depth);
    const byAudience = Map.groupBy(moved, ({ audience }) => audience);
    const nodes = [...byAudience].map(([audience, fields]) => fetchByKey(division, document, audience, fields));
    return together('Parallel', nodes);
  });
  return together('Sequence', [together('Parallel', fetches), ...later]);
}

function together(kind: PhasedGroup['kind'], nodes: readonly PhasedNode[]): PhasedNode {
  const [only, ...others] = nodes;
  return only && others.length === 0 ? only : { kind, nodes };
}

function fetchByKey(
  { subgraph, freshPrefix }: Division,
  document: FetchDocument,
  audience: Audience,
  moved: readonly MovedFields[],
): PhasedFetch {
  const named = moved.map((each, index) => ({ ...each, name: `${freshPrefix}${index}` }));
  const targets = named.map(({ target, name }): EntityTarget => ({
    ...target,
    responseKey: name,
    representationsVariable: name,
    outputRewrites: [],
  }));
  const node: EntityFetchNode = { kind: 'EntityFetch', subgraph, ...document.printEntities(named), targets };
  return { kind: 'Fetch', audience, node };
}

/** What is left of a target's requirements for some of its fields: the key, and what they themselves require. */
function requiredFor(
  supergraph: Supergraph,
  subgraph: string,
  { requires }: EntityTarget,
  selectionSet: SelectionSetNode,
): readonly RequiredSelection[] {
  const required = supergraph.fieldJoins.get(subgraph)?.required;
  const needed = fieldNamesOf(selectionSet).flatMap((name) => [...(required?.get(name) ?? [])]);
  function keep(selections: readonly RequiredSelection[], names: ReadonlySet<string>): readonly RequiredSelection[] {
    return selections.flatMap((selection): readonly RequiredSelection[] => {
      if (selection.kind === 'Field') return names.has(selection.name) ? [selection] : [];
      const keys = keyNamesOf(supergraph, subgraph, selection.typeName);
      return [{ ...selection, selections: keep(selection.selections, names.union(keys)) }];
    });
  }
  return keep(requires, new Set(['__typename', ...needed]));
}

function keyNamesOf({ joinedTypes }: Supergraph, subgraph: string, typeName: string): ReadonlySet<string> {
  const joins = (joinedTypes.get(typeName) ?? []).filter((join) => join.subgraph === subgraph);
  return new Set(joins.flatMap(({ keys }) => keys.flatMap(fieldNamesOf)));
}

/** Through fragments, but not below fields. */
function fieldNamesOf({ selections }: SelectionSetNode): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldNamesOf(selection.selectionSet) : [];
  });
}
