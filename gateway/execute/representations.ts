// From an object of the data to the representation by which a subgraph knows it.
import { getNamedType, isInterfaceType, isNonNullType, isObjectType, Kind, type SelectionSetNode } from 'graphql';
import type { Variables } from '../operation/client-operation.ts';
import type { EntityTarget, RequiredSelection } from '../plan/query-plan.ts';
import { fulfilsTypeCondition, type Supergraph } from '../supergraph/supergraph.ts';
import { isObject, type JsonObject, own } from './json.ts';
import { compileRewrites } from './rewrites.ts';

/** Builds a representation; undefined when the object cannot be represented, so that nobody asks about it. */
export type BuildRepresentation = (object: JsonObject, variables: Variables) => JsonObject | undefined;

type BuildValue = (value: unknown, variables: Variables) => unknown;
/** What a value is that a representation cannot do without and that is not there. */
const missing = Symbol('missing');

/** Compiles what a target requires, for the subgraph that will be asked. */
export function compileRepresentation(
  supergraph: Supergraph,
  subgraph: string,
  target: EntityTarget,
): BuildRepresentation {
  const rewrite = compileRewrites(supergraph, target.inputRewrites);
  const build = compileSelections(supergraph, target.requires, '');
  const hasUsableKey = compileKeyCheck(supergraph, subgraph);
  return (object, variables) => {
    const representation = build(object, variables);
    // Only `__typename` or nothing at all: no type condition of the target let the object through.
    if (!isObject(representation) || Object.keys(representation).length < 2) return undefined;
    rewrite?.(representation);
    return hasUsableKey(representation) ? representation : undefined;
  };
}

/**
 * The keys that a representation depends on: objects that agree in all of them have one representation. Undefined when
 * a target requires more than leaves.
 */
export function identifyingKeys({ requires }: EntityTarget): readonly string[] | undefined {
  const keys = leafKeys(requires);
  // The type is the same for most, and the first key should tell the most.
  return keys && [...keys.filter((key) => key !== '__typename'), '__typename'];
}

/** The values under the keys as a text; undefined when one of them is no leaf. */
export function identityOf(object: JsonObject, keys: readonly string[]): string | undefined {
  let identity = '';
  for (const key of keys) {
    const value = own(object, key);
    // With its length before it, no string can look like the end of one and the beginning of another.
    if (typeof value === 'string') identity += `"${value.length}:${value}`;
    else if (typeof value === 'object' && value !== null) return undefined;
    else identity += `${String(value)};`;
  }
  return identity;
}

/** The response keys of all fields, under whatever type condition; undefined when one has fields below it. */
function leafKeys(selections: readonly RequiredSelection[]): readonly string[] | undefined {
  const keys = new Set<string>();
  for (const selection of selections) {
    if (selection.kind === 'Field' && selection.selections.length > 0) return undefined;
    const below = selection.kind === 'Field' ? [selection.responseKey] : leafKeys(selection.selections);
    if (below === undefined) return undefined;
    for (const key of below) keys.add(key);
  }
  return [...keys];
}

/**
 * What is required of an object. A nullable field that failed to arrive is sent as null, as the subgraph that owns it
 * would have answered it; without a field that is never null there is no representation.
 */
function compileSelections(
  supergraph: Supergraph,
  selections: readonly RequiredSelection[],
  declaredType: string,
): BuildValue {
  const byType = new Map<string, BuildValue>();
  return (value, variables) => {
    if (!isObject(value)) return missing;
    const typeName = own(value, '__typename');
    const known = typeof typeName === 'string' ? typeName : declaredType;
    let build = byType.get(known);
    if (build === undefined) {
      build = compileForType(supergraph, selections, known);
      if (known === '' || supergraph.fullSchema.getType(known)) byType.set(known, build);
    }
    return build(value, variables);
  };
}

interface RequiredField {
  readonly name: string;
  readonly responseKey: string;
  readonly isNullable: boolean;
  readonly build: BuildValue | undefined;
  readonly isIncluded: (variables: Variables) => boolean;
}

function compileForType(
  supergraph: Supergraph,
  selections: readonly RequiredSelection[],
  typeName: string,
): BuildValue {
  const fields = requiredFields(supergraph, selections, typeName, () => true);
  return (value, variables) => {
    if (!isObject(value)) return missing;
    const built: JsonObject = {};
    for (const field of fields) {
      if (!field.isIncluded(variables)) continue;
      const part = buildField(field, own(value, field.responseKey), variables);
      if (part === missing) return missing;
      const earlier = own(built, field.name);
      built[field.name] = isObject(earlier) && isObject(part) ? { ...earlier, ...part } : part;
    }
    return built;
  };
}

function buildField(field: RequiredField, value: unknown, variables: Variables): unknown {
  if (Array.isArray(value)) return buildItems(field, value, variables);
  const part = field.build && isObject(value) ? field.build(value, variables) : value;
  const isAbsent =
    part === undefined || part === null || part === missing || (typeof part === 'object' && !isPlain(part));
  if (!isAbsent) return part;
  return field.isNullable ? null : missing;
}

function buildItems(field: RequiredField, items: readonly unknown[], variables: Variables): unknown {
  const built = items.map((item) => buildField({ ...field, isNullable: true }, item, variables));
  return built;
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || isObject(value);
}

function requiredFields(
  supergraph: Supergraph,
  selections: readonly RequiredSelection[],
  typeName: string,
  isIncluded: (variables: Variables) => boolean,
): readonly RequiredField[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'On') {
      if (typeName !== '' && !fulfilsTypeCondition(supergraph, typeName, selection.typeName)) return [];
      const inner = (variables: Variables): boolean => isIncluded(variables) && holds(selection, variables);
      return requiredFields(supergraph, selection.selections, typeName || selection.typeName, inner);
    }
    return [requiredField(supergraph, selection, typeName, isIncluded)];
  });
}

function holds({ skipIf, includeIf }: { skipIf?: string; includeIf?: string }, variables: Variables): boolean {
  return (
    (skipIf === undefined || variables[skipIf] !== true) && (includeIf === undefined || variables[includeIf] === true)
  );
}

function requiredField(
  supergraph: Supergraph,
  { name, responseKey, selections }: Extract<RequiredSelection, { kind: 'Field' }>,
  typeName: string,
  isIncluded: (variables: Variables) => boolean,
): RequiredField {
  const field = fieldNamed(supergraph, typeName, name);
  const declaredType = field ? getNamedType(field.type).name : '';
  const build = selections.length === 0 ? undefined : compileSelections(supergraph, selections, declaredType);
  return { name, responseKey, isNullable: field !== undefined && !isNonNullType(field.type), build, isIncluded };
}

function fieldNamed(supergraph: Supergraph, typeName: string, fieldName: string) {
  const type = supergraph.fullSchema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
}

/** An entity whose key is null is nobody: it is not asked about. */
function compileKeyCheck(supergraph: Supergraph, subgraph: string): (representation: JsonObject) => boolean {
  const keysByType = new Map<unknown, readonly SelectionSetNode[]>();
  function keysOf(typeName: unknown): readonly SelectionSetNode[] {
    const known = keysByType.get(typeName);
    if (known) return known;
    const joined = typeof typeName === 'string' ? supergraph.joinedTypes.get(typeName) : undefined;
    if (joined === undefined) return [];
    const keys = joined.filter((join) => join.subgraph === subgraph).flatMap((join) => join.keys);
    keysByType.set(typeName, keys);
    return keys;
  }
  return (representation) => {
    const states = keysOf(own(representation, '__typename')).map((key) => keyState(representation, key));
    return states.includes('whole') || states.every((state) => state === 'absent');
  };
}

function keyState(representation: JsonObject, key: SelectionSetNode): 'whole' | 'null' | 'absent' {
  for (const selection of key.selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const value = own(representation, selection.name.value);
    if (value === undefined) return 'absent';
    if (value === null) return 'null';
    if (!selection.selectionSet || !isObject(value)) continue;
    const below = keyState(value, selection.selectionSet);
    if (below !== 'whole') return below;
  }
  return 'whole';
}
