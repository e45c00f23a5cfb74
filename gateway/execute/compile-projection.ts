// From the merged data to what the client asked for: its fields, aliases and order, completed by the specification. The
// selections of each concrete type are compiled when the type is first met; conditions are settled at compile time.
import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { type AccessMask, isFieldDenied } from '../operation/access-mask.ts';
import { type ClientOperation, fragmentNamed, isIncluded, type Variables } from '../operation/client-operation.ts';
import { isIntrospection } from '../operation/introspection.ts';
import { fieldOf, typeOfFragment } from '../operation/schema-walk.ts';
import { coerceLeaf } from './coerce-leaf.ts';
import { type Complete, denied, invalid, leaf, list, nonNull, nullable } from './complete-value.ts';
import type { Execution } from './execution.ts';
import { isObject, type JsonObject, own } from './json.ts';

/** Makes the `data` of an answer from what subgraphs answered; null when a null travelled to the root. */
export type Projection = (execution: Execution) => JsonObject | null;

/** A selection set together with the type it is selected on. */
interface Scope {
  readonly set: SelectionSetNode;
  readonly type: GraphQLCompositeType;
}

interface Occurrence {
  readonly node: FieldNode;
  readonly parent: GraphQLCompositeType;
}

interface ProjectedField {
  readonly key: string;
  readonly complete: Complete;
}

/** Compiles the projection of an operation; of the variables only those in `@skip` and `@include` matter. */
export function compileProjection(
  operation: ClientOperation,
  schema: GraphQLSchema,
  mask: AccessMask,
  conditions: Variables,
): Projection {
  function collect(runtimeType: GraphQLCompositeType, scopes: readonly Scope[]): ReadonlyMap<string, Occurrence[]> {
    const collected = new Map<string, Occurrence[]>();
    for (const { set, type } of scopes) collectFrom(runtimeType, set, type, collected);
    return collected;
  }
  function collectFrom(
    runtimeType: GraphQLCompositeType,
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    collected: Map<string, Occurrence[]>,
  ): void {
    for (const selection of set.selections) {
      if (!isIncluded(selection, conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const occurrences = collected.get(key);
        if (occurrences) occurrences.push({ node: selection, parent: type });
        else collected.set(key, [{ node: selection, parent: type }]);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentNamed(operation.fragments, selection.name.value);
      const inner = typeOfFragment(schema, fragment, type);
      if (isKindOf(schema, runtimeType, inner)) collectFrom(runtimeType, fragment.selectionSet, inner, collected);
    }
  }

  function compileFields(runtimeType: GraphQLCompositeType, scopes: readonly Scope[]): readonly ProjectedField[] {
    return [...collect(runtimeType, scopes)].map(([key, occurrences]) => ({
      key,
      complete: compileField(runtimeType, occurrences),
    }));
  }
  function compileField(runtimeType: GraphQLCompositeType, occurrences: readonly Occurrence[]): Complete {
    const name = occurrences[0]?.node.name.value ?? '';
    if (name === '__typename') return completeTypename(runtimeType);
    if (isIntrospection(name)) return (value) => value;
    const field = fieldOf(runtimeType, name);
    if (field === undefined)
      throw new Error(`${runtimeType.name} has no field ${name}; the document was not validated.`);
    const coordinate = `${runtimeType.name}.${name}`;
    const allowed = occurrences.filter(
      ({ parent }) => !isFieldDenied(mask, parent, name) && !isFieldDenied(mask, runtimeType, name),
    );
    if (allowed.length === 0) return denied(mask.code, deniedMessage(mask, coordinate), !isNonNullType(field.type));
    return compileType(field.type, coordinate, allowed);
  }
  function compileType(type: GraphQLOutputType, coordinate: string, occurrences: readonly Occurrence[]): Complete {
    if (isNonNullType(type)) return nonNull(compileCore(type.ofType, coordinate, occurrences), coordinate);
    return nullable(compileCore(type, coordinate, occurrences));
  }
  function compileCore(type: GraphQLOutputType, coordinate: string, occurrences: readonly Occurrence[]): Complete {
    if (isListType(type)) return list(compileType(type.ofType, coordinate, occurrences), coordinate);
    if (isLeafType(type)) return leaf(coerceLeaf(type), coordinate);
    if (!isCompositeType(type)) throw new Error(`${coordinate} has no output type.`);
    const scopes = occurrences.flatMap(({ node }) => (node.selectionSet ? [{ set: node.selectionSet, type }] : []));
    return compileComposite(type, coordinate, scopes);
  }

  function compileComposite(type: GraphQLCompositeType, coordinate: string, scopes: readonly Scope[]): Complete {
    const byType = new Map<string, readonly ProjectedField[]>();
    function fieldsFor(runtimeType: GraphQLCompositeType): readonly ProjectedField[] {
      const known = byType.get(runtimeType.name);
      if (known) return known;
      const compiled = compileFields(runtimeType, scopes);
      byType.set(runtimeType.name, compiled);
      return compiled;
    }
    return (value, execution, depth) => {
      if (!isObject(value)) return invalid(execution, depth, `${coordinate} is an object, but something else came.`);
      const runtimeType = isObjectType(type) ? type : resolveType(schema, type, value);
      if (runtimeType === undefined)
        return invalid(execution, depth, `${coordinate} is of a type the schema does not have.`);
      if (mask.denied.has(runtimeType.name)) {
        execution.reportOwn(mask.code, deniedMessage(mask, runtimeType.name), depth);
        return undefined;
      }
      return projectObject(fieldsFor(runtimeType), value, execution, depth);
    };
  }

  const { rootType, definition } = operation;
  const fields = compileFields(rootType, [{ set: definition.selectionSet, type: rootType }]);
  return (execution) => projectObject(fields, execution.data, execution, 0) ?? null;
}

function projectObject(
  fields: readonly ProjectedField[],
  source: JsonObject,
  execution: Execution,
  depth: number,
): JsonObject | undefined {
  const result: JsonObject = {};
  for (const { key, complete } of fields) {
    execution.path[depth] = key;
    const completed = complete(own(source, key), execution, depth + 1);
    if (completed === undefined) return undefined;
    result[key] = completed;
  }
  return result;
}

/**
 * The type of an object at an abstract position. Without a type name, or with that of an interface (which a subgraph
 * holds as an object), only what the declared type itself says can be answered, and plans rely on just that.
 */
function resolveType(
  schema: GraphQLSchema,
  declared: GraphQLCompositeType,
  value: JsonObject,
): GraphQLCompositeType | undefined {
  const typeName = own(value, '__typename');
  if (typeName === undefined) return declared;
  const type = typeof typeName === 'string' ? schema.getType(typeName) : undefined;
  if (!isCompositeType(type)) return undefined;
  if (isAbstractType(type)) return declared;
  return isKindOf(schema, type, declared) ? type : undefined;
}

function isKindOf(schema: GraphQLSchema, type: GraphQLCompositeType, condition: GraphQLCompositeType): boolean {
  if (type === condition) return true;
  // A union is no kind of anything else.
  return isAbstractType(condition) && !isUnionType(type) && schema.isSubType(condition, type);
}

/** `__typename` is known from the type; at an abstract position that no plan resolved it is what the subgraph said. */
function completeTypename(runtimeType: GraphQLCompositeType): Complete {
  if (isObjectType(runtimeType)) return () => runtimeType.name;
  const coordinate = `${runtimeType.name}.__typename`;
  return nonNull(
    leaf((value) => (typeof value === 'string' ? value : undefined), coordinate),
    coordinate,
  );
}

function deniedMessage({ code }: AccessMask, coordinate: string): string {
  return code === 'UNAUTHENTICATED' ? `${coordinate} needs a token.` : `The token does not allow ${coordinate}.`;
}
