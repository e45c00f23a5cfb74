// Which entity a key means, in the data of one subgraph.
import { type DocumentNode, type GraphQLSchema, isAbstractType, Kind, parse, type SelectionSetNode } from 'graphql';
import type { CaseSubgraph, Json } from './case-files.ts';
import { canonical, isJsonObject, type JsonObject } from './case-values.ts';

export interface EntityFinder {
  /** The entity of the type, or of one that implements it, that has the same values in all fields of some key. */
  byKey(typeName: string, fields: JsonObject): JsonObject | undefined;
  /** The first entity of the types that has these values. */
  byFields(typeNames: readonly string[], fields: JsonObject): JsonObject | undefined;
}

export function createEntityFinder({ document, data }: CaseSubgraph, schema: GraphQLSchema): EntityFinder {
  const keys = readKeys(document);
  const entitiesOf = (typeName: string): readonly JsonObject[] =>
    (data.entities[typeName] ?? []).map((fields) => ({ __typename: typeName, ...fields }));

  return {
    byKey(typeName, fields) {
      for (const concrete of [typeName, ...implementations(schema, typeName)]) {
        for (const key of keys.get(concrete) ?? keys.get(typeName) ?? []) {
          const wanted = pick(fields, key);
          const found =
            wanted !== undefined &&
            entitiesOf(concrete).find((entity) => canonical(pick(entity, key)) === canonical(wanted));
          if (found) return found;
        }
      }
      return undefined;
    },
    byFields(typeNames, fields) {
      return typeNames
        .flatMap(entitiesOf)
        .find((entity) =>
          Object.entries(fields).every(([name, value]) => canonical(entity[name]) === canonical(value)),
        );
    },
  };
}

/** The subgraph with every object in its data that has the key of an entity as that entity too. */
export function withNestedEntities(subgraph: CaseSubgraph): CaseSubgraph {
  const { document, data } = subgraph;
  const nested = [...Object.values(data.roots), ...Object.values(data.entities)].flatMap(objectsIn);
  const found = [...readKeys(document)].map(([typeName, keys]): [string, JsonObject[]] => [
    typeName,
    nested.filter(
      ({ __typename: name = typeName, ...object }) =>
        name === typeName && keys.some((key) => Object.keys(object).length > 0 && pick(object, key) !== undefined),
    ),
  ]);
  const entities = Object.fromEntries(
    found.map(([typeName, objects]) => [typeName, [...(data.entities[typeName] ?? []), ...objects]]),
  );
  return { ...subgraph, data: { ...data, entities } };
}

function objectsIn(value: Json): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isJsonObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

function implementations(schema: GraphQLSchema, typeName: string): readonly string[] {
  const type = schema.getType(typeName);
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [];
}

/** Selections of each type's @key directives, those of extensions among them. */
function readKeys(document: DocumentNode): ReadonlyMap<string, readonly SelectionSetNode[]> {
  const keys = new Map<string, SelectionSetNode[]>();
  for (const definition of document.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    for (const directive of definition.directives ?? []) {
      if (directive.name.value !== 'key') continue;
      const fields = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
      const operation = fields?.kind === Kind.STRING ? parse(`{${fields.value}}`).definitions[0] : undefined;
      if (operation?.kind !== Kind.OPERATION_DEFINITION) continue;
      keys.set(definition.name.value, [...(keys.get(definition.name.value) ?? []), operation.selectionSet]);
    }
  }
  return keys;
}

/** What the selection names of the value; undefined when a part of it is not there. */
function pick(value: Json | undefined, selectionSet: SelectionSetNode): Json | undefined {
  if (Array.isArray(value)) {
    const items = value.flatMap((item) => pick(item, selectionSet) ?? []);
    return items.length === value.length ? items : undefined;
  }
  if (!isJsonObject(value)) return value;
  const picked: Record<string, Json> = {};
  for (const selection of selectionSet.selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const item = value[selection.name.value];
    const part = selection.selectionSet ? pick(item, selection.selectionSet) : item;
    if (part === undefined) return undefined;
    picked[selection.name.value] = part;
  }
  return picked;
}
