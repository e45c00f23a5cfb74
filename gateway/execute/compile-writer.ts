// From the merged data to the JSON that the client asked for: its fields, aliases and order, completed by the
// specification. The selections of each concrete type are compiled when the type is first met; conditions are settled at
// compile time. Where fragments are deferred, the objects that they stand on are noted, and written again with what is
// deferred when that is there.
import {
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { type AccessMask, isFieldDenied } from '../operation/access-mask.ts';
import type { ClientOperation } from '../operation/client-operation.ts';
import { isWithin, placeOf } from '../operation/deferral.ts';
import { isIntrospection } from '../operation/introspection.ts';
import { fieldOf } from '../operation/schema-walk.ts';
import type { Execution } from './execution.ts';
import {
  createFieldCollection,
  isKindOf,
  type Occurrence,
  type Owner,
  type Scope,
  type SelectionContext,
} from './field-collection.ts';
import { isObject, type JsonObject, own } from './json.ts';
import { quote } from './quote.ts';
import { expectLeaf, leaf } from './write-leaf.ts';
import { denied, invalid, list, nonNull, notOfItsType, nullable, type WriteValue } from './write-value.ts';

/** Writes the `data` of an answer from what subgraphs answered; `null` when a null travelled to the root. */
export type WriteData = (execution: Execution) => string;

/** What selections mean, and what is hidden. */
export interface WriterContext extends SelectionContext {
  readonly mask: AccessMask;
}

/** An object: what is selected on it, and of that what one owner has first. */
interface ObjectScopes {
  readonly type: GraphQLCompositeType;
  readonly coordinate: string;
  readonly scopes: readonly Scope[];
  readonly owner: Owner;
}

/** Occurrences of one field, which are written when it is the owner's turn. */
interface Selected {
  readonly occurrences: readonly Occurrence[];
  readonly owner: Owner;
}

/** An object: what is selected on it, and of that what one owner has first. */
interface ObjectScopes {
  readonly type: GraphQLCompositeType;
  readonly coordinate: string;
  readonly scopes: readonly Scope[];
  readonly owner: Owner;
}

interface WrittenField {
  readonly key: string;
  /** What stands before the value: an opening brace or a comma, and the key. */
  readonly prefix: string;
  readonly read: (source: JsonObject) => unknown;
  readonly write: WriteValue;
}

/** Compiles the writer of a whole operation. */
export function compileDataWriter(
  { definition, rootType, fragments }: Pick<ClientOperation, 'definition' | 'rootType' | 'fragments'>,
  context: Omit<WriterContext, 'fragments'>,
): WriteData {
  const write = compileSelectionWriter({ ...context, fragments }, rootType, [definition.selectionSet]);
  return (execution) => write(execution.data, execution, 0) ?? 'null';
}

/**
 * Compiles the writer of what is selected on a type, for a part of an answer that is written on its own: an object of
 * the merged data at `execution.path` of the length `depth`. Whether the object may be null is for its parent to say.
 */
export function compileSelectionWriter(
  { schema, fragments, mask, conditions, deferral }: WriterContext,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): WriteValue {
  const { fieldsOf, fragmentsIn } = createFieldCollection({ schema, fragments, conditions, deferral });

  function compileFields(runtimeType: GraphQLCompositeType, { scopes, owner }: ObjectScopes): readonly WrittenField[] {
    return fieldsOf(runtimeType, scopes, owner).map(([key, occurrences], position) => ({
      key,
      prefix: `${position === 0 ? '{' : ','}"${key}":`,
      read: compileRead(key),
      write: compileField(runtimeType, occurrences, owner),
    }));
  }
  function compileField(
    runtimeType: GraphQLCompositeType,
    occurrences: readonly Occurrence[],
    owner: Owner,
  ): WriteValue {
    const name = occurrences[0]?.node.name.value ?? '';
    if (name === '__typename') return writeTypename(runtimeType);
    if (isIntrospection(name)) return (value) => JSON.stringify(value);
    const field = fieldOf(runtimeType, name);
    if (field === undefined)
      throw new Error(`${runtimeType.name} has no field ${name}; the document was not validated.`);
    const coordinate = `${runtimeType.name}.${name}`;
    const allowed = occurrences.filter(
      ({ parent }) => !isFieldDenied(mask, parent, name) && !isFieldDenied(mask, runtimeType, name),
    );
    if (allowed.length === 0) return denied(mask.code, deniedMessage(mask, coordinate), !isNonNullType(field.type));
    return compileType(field.type, coordinate, { occurrences: allowed, owner });
  }
  function compileType(type: GraphQLOutputType, coordinate: string, selected: Selected): WriteValue {
    const inner = isNonNullType(type) ? type.ofType : type;
    const core = compileCore(inner, coordinate, selected);
    const write = isNonNullType(type) ? nonNull(core, coordinate) : nullable(deferral ? forgetting(core) : core);
    return isLeafType(inner) ? expectLeaf(inner, write) : write;
  }
  function compileCore(type: GraphQLOutputType, coordinate: string, selected: Selected): WriteValue {
    if (isListType(type)) return list(compileType(type.ofType, coordinate, selected), coordinate);
    if (isLeafType(type)) return leaf(type, coordinate);
    if (!isCompositeType(type)) throw new Error(`${coordinate} has no output type.`);
    const { occurrences, owner } = selected;
    const scopes = occurrences.flatMap(({ node, owner: asking, place }) =>
      node.selectionSet ? [{ set: node.selectionSet, type, place: placeOf(place, node), owner: asking }] : [],
    );
    return compileComposite({ type, coordinate, scopes, owner });
  }

  function compileComposite(object: ObjectScopes): WriteValue {
    const write = compileObject(object);
    return deferral ? noting(write, object) : write;
  }
  function compileObject(object: ObjectScopes): WriteValue {
    const { type, coordinate } = object;
    const byType = new Map<string, readonly WrittenField[]>();
    function fieldsFor(runtimeType: GraphQLCompositeType): readonly WrittenField[] {
      const known = byType.get(runtimeType.name);
      if (known) return known;
      const compiled = compileFields(runtimeType, object);
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
      return writeObject(fieldsFor(runtimeType), value, execution, depth);
    };
  }

  /** Notes each object that was written for the fragments that have something to add to it. */
  function noting(write: WriteValue, object: ObjectScopes): WriteValue {
    const { type, scopes, owner } = object;
    const later = [...fragmentsIn(scopes)].filter((fragment) => fragment !== owner && isWithin(fragment, owner));
    if (later.length === 0) return write;
    const parts = later.map((fragment) => ({ fragment, write: compileObject({ ...object, owner: fragment }) }));
    const byType = new Map<string, typeof parts>();
    function partsFor(runtimeType: GraphQLCompositeType): typeof parts {
      const known = byType.get(runtimeType.name);
      if (known) return known;
      // Of what type an object is may be known only when the part comes.
      const found = isAbstractType(runtimeType)
        ? parts
        : parts.filter(({ fragment }) => fieldsOf(runtimeType, scopes, fragment).length > 0);
      byType.set(runtimeType.name, found);
      return found;
    }
    return (value, execution, depth) => {
      const text = write(value, execution, depth);
      if (text === undefined || !isObject(value)) return text;
      const runtimeType = isObjectType(type) ? type : resolveType(schema, type, value);
      if (!runtimeType) return text;
      for (const { fragment, write: writePart } of partsFor(runtimeType)) {
        execution.note({ fragment, path: execution.path.slice(0, depth), source: value, write: writePart });
      }
      return text;
    };
  }

  return compileComposite({
    type,
    coordinate: type.name,
    scopes: selectionSets.map((set) => ({ set, type, place: '', owner: undefined })),
    owner: undefined,
  });
}

/** What was noted inside of a value that became null is not told later. */
function forgetting(write: WriteValue): WriteValue {
  return (value, execution, depth) => {
    const count = execution.notedCount;
    const text = write(value, execution, depth);
    if (text === undefined) execution.forget(count);
    return text;
  };
}

function writeObject(
  fields: readonly WrittenField[],
  source: JsonObject,
  execution: Execution,
  depth: number,
): string | undefined {
  if (fields.length === 0) return '{}';
  let text = '';
  for (const { key, prefix, read, write } of fields) {
    execution.path[depth] = key;
    const written = write(read(source), execution, depth + 1);
    if (written === undefined) return undefined;
    text += prefix + written;
  }
  return text + '}';
}

/** Only a key that every JavaScript object inherits needs the careful way; such keys are rare, and reads are not. */
function compileRead(key: string): (source: JsonObject) => unknown {
  return key in Object.prototype ? (source) => own(source, key) : (source) => source[key];
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

/** `__typename` is known from the type; at an abstract position that no plan resolved it is what the subgraph said. */
function writeTypename(runtimeType: GraphQLCompositeType): WriteValue {
  const { name } = runtimeType;
  if (isObjectType(runtimeType)) return () => `"${name}"`;
  const coordinate = `${name}.__typename`;
  const write: WriteValue = (value, execution, depth) =>
    typeof value === 'string' ? quote(value, execution.isPlain) : invalid(execution, depth, notOfItsType(coordinate));
  return nonNull(write, coordinate);
}

function deniedMessage({ code }: AccessMask, coordinate: string): string {
  return code === 'UNAUTHENTICATED' ? `${coordinate} needs a token.` : `The token does not allow ${coordinate}.`;
}
