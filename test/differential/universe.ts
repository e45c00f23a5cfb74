// A made-up world in which every field of the graph has one value, fixed by a hash of where it stands. The monolith and
// the subgraphs are views of the same world, so whatever differs between their answers is the gateway's doing.
import { createHash } from 'node:crypto';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  buildSchema,
  getNamedType,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { composeSupergraph, readSubgraphSdl, type SubgraphName, subgraphNames } from '../../schema/compose.ts';

/** An object of the world. Its seed fixes all its fields; an entity's seed is its id, whichever way it was reached. */
interface WorldNode {
  readonly __typename: string;
  readonly seed: string;
  /** What a representation carried beside the key; absent where the whole world can be seen. */
  readonly representation?: Readonly<Record<string, unknown>>;
}

const idPrefixes: Readonly<Record<string, readonly string[]>> = {
  Advertiser: ['adv'],
  AdAccount: ['acc'],
  Campaign: ['cmp'],
  AdGroup: ['adg'],
  Ad: ['ad'],
  AdEntity: ['cmp', 'adg', 'ad'],
  Performance: ['prf'],
  Conversion: ['cnv'],
  Experiment: ['exp'],
  Arm: ['arm'],
};
const typeByPrefix = new Map(
  Object.entries(idPrefixes).flatMap(([type, prefixes]) =>
    prefixes.length === 1 ? prefixes.map((prefix) => [prefix, type] as const) : [],
  ),
);

/** Few identifiers, so that random operations meet the same entity over several paths. */
const idsPerPrefix = 6;
export function entityIds(typeName: string): readonly string[] {
  return (idPrefixes[typeName] ?? []).flatMap((prefix) =>
    Array.from({ length: idsPerPrefix }, (_, index) => `${prefix}_${index}`),
  );
}

function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

/** The same text for equal values, whatever the order of their keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, item]) => `${key}:${canonical(item)}`).join(',')}}`;
}

/** `@requires` selections of all subgraphs by "Type.field". */
function readRequirements(): ReadonlyMap<string, SelectionSetNode> {
  const requirements = new Map<string, SelectionSetNode>();
  for (const name of subgraphNames) {
    for (const type of parse(readSubgraphSdl(name)).definitions) {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
      for (const field of type.fields ?? []) {
        const argument = field.directives?.find((directive) => directive.name.value === 'requires')?.arguments?.[0]
          ?.value;
        if (argument?.kind !== Kind.STRING) continue;
        const operation = parse(`{ ${argument.value} }`).definitions[0];
        if (operation?.kind === Kind.OPERATION_DEFINITION)
          requirements.set(`${type.name.value}.${field.name.value}`, operation.selectionSet);
      }
    }
  }
  return requirements;
}
const requirements = readRequirements();

function fieldNamesIn(selectionSet: SelectionSetNode): readonly string[] {
  return selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD
      ? [selection.name.value, ...(selection.selectionSet ? fieldNamesIn(selection.selectionSet) : [])]
      : [],
  );
}
/** What another subgraph computes with never fails: a subgraph cannot be asked to compute with an error. */
const dependableFields = new Set(['id', ...[...requirements.values()].flatMap(fieldNamesIn)]);

function requirementOf(parentType: GraphQLObjectType, fieldName: string): SelectionSetNode | undefined {
  const names = [parentType.name, ...parentType.getInterfaces().map((type) => type.name)];
  return names.map((name) => requirements.get(`${name}.${fieldName}`)).find((found) => found !== undefined);
}

/** The part of a representation that a requirement names. */
function selectFrom(value: unknown, selectionSet: SelectionSetNode): unknown {
  if (Array.isArray(value)) return value.map((item) => selectFrom(item, selectionSet));
  if (typeof value !== 'object' || value === null) return value;
  const fields = new Map(Object.entries(value));
  return Object.fromEntries(
    selectionSet.selections.flatMap((selection) => {
      if (selection.kind !== Kind.FIELD) return [];
      const item = fields.get(selection.name.value);
      if (item === undefined) throw new GraphQLError(`The representation lacks ${selection.name.value}.`);
      return [[selection.name.value, selection.selectionSet ? selectFrom(item, selection.selectionSet) : item]];
    }),
  );
}

/** The same part, read off the world itself. */
function lookUp(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  node: WorldNode,
  selectionSet: SelectionSetNode,
): unknown {
  return Object.fromEntries(
    selectionSet.selections.flatMap((selection) => {
      if (selection.kind !== Kind.FIELD) return [];
      const definition = type.getFields()[selection.name.value];
      if (!definition) throw new Error(`${type.name} has no field ${selection.name.value}.`);
      const value = fieldValue(schema, type, definition, node, {});
      const named = getNamedType(definition.type);
      const isBranch = selection.selectionSet && isObjectType(named) && isWorldNode(value);
      return [
        [
          selection.name.value,
          isBranch && selection.selectionSet ? lookUp(schema, named, value, selection.selectionSet) : value,
        ],
      ];
    }),
  );
}

function isWorldNode(value: unknown): value is WorldNode {
  return typeof value === 'object' && value !== null && 'seed' in value && typeof value.seed === 'string';
}

function fieldValue(
  schema: GraphQLSchema,
  parentType: GraphQLObjectType,
  definition: GraphQLField<unknown, unknown>,
  node: WorldNode,
  args: Readonly<Record<string, unknown>>,
): unknown {
  if (definition.name === 'id' && idPrefixes[node.__typename]) return node.seed;
  const requirement = requirementOf(parentType, definition.name);
  const required =
    requirement &&
    (node.representation
      ? selectFrom(node.representation, requirement)
      : lookUp(schema, parentType, node, requirement));
  const seed = `${node.seed}/${definition.name}(${canonical(args)})${required === undefined ? '' : canonical(required)}`;
  if (!dependableFields.has(definition.name) && hash(`${seed}!`) % 60 === 0) {
    throw new GraphQLError(`${definition.name} is broken here.`, { extensions: { code: 'BROKEN_HERE' } });
  }
  return valueOf(schema, definition.type, seed);
}

function valueOf(schema: GraphQLSchema, type: GraphQLOutputType, seed: string): unknown {
  if (isNonNullType(type)) return presentValueOf(schema, type.ofType, seed);
  return hash(`${seed}?`) % 8 === 0 ? null : presentValueOf(schema, type, seed);
}

function presentValueOf(schema: GraphQLSchema, type: GraphQLOutputType, seed: string): unknown {
  if (isNonNullType(type)) return presentValueOf(schema, type.ofType, seed);
  if (isListType(type))
    return Array.from({ length: hash(`${seed}#`) % 4 }, (_, index) => valueOf(schema, type.ofType, `${seed}/${index}`));
  if (isEnumType(type))
    return pickBy(
      seed,
      type.getValues().map(({ name }) => name),
    );
  if (idPrefixes[type.name]) return entityNode(pickBy(seed, entityIds(type.name)));
  if (isAbstractType(type))
    return {
      __typename: pickBy(
        seed,
        schema
          .getPossibleTypes(type)
          .map(({ name }) => name)
          .sort(),
      ),
      seed,
    };
  if (isObjectType(type)) return { __typename: type.name, seed };
  return leafValue(type.name, hash(seed));
}

function pickBy(seed: string, choices: readonly string[]): string {
  const choice = choices[hash(`${seed}=`) % choices.length];
  if (choice === undefined) throw new Error(`Nothing to pick from at ${seed}.`);
  return choice;
}

function entityNode(id: string): WorldNode {
  const type = typeByPrefix.get(id.slice(0, id.indexOf('_')));
  if (!type) throw new GraphQLError(`No entity is called ${id}.`);
  return { __typename: type, seed: id };
}

/** A JSON value of a scalar. */
export function leafValue(typeName: string, random: number): unknown {
  switch (typeName) {
    case 'Int':
    case 'Count':
      return random % 1_000;
    case 'Float':
      return (random % 1_000) / 8;
    case 'Boolean':
      return random % 2 === 0;
    case 'Micros':
      return String(random * 1_000);
    case 'CurrencyCode':
      return random % 2 === 0 ? 'USD' : 'EUR';
    case 'LocalDate':
      return `2026-0${1 + (random % 9)}-1${random % 10}`;
    case 'Instant':
      return `2026-0${1 + (random % 9)}-1${random % 10}T0${random % 10}:00:00.000Z`;
    case 'TimeZone':
      return random % 2 === 0 ? 'UTC' : 'Asia/Kathmandu';
    case 'PlatformCode':
      return random % 2 === 0 ? 'META' : 'SNAP';
    case 'Decimal':
      return `${random % 100}.${random % 10}`;
    default:
      return `text ${random % 97}`;
  }
}

function resolve(source: unknown, args: Record<string, unknown>, _context: unknown, info: GraphQLResolveInfo): unknown {
  const definition = info.parentType.getFields()[info.fieldName];
  if (!definition) throw new Error(`${info.parentType.name} has no field ${info.fieldName}.`);
  const node = isWorldNode(source) ? source : { __typename: info.parentType.name, seed: info.parentType.name };
  return fieldValue(info.schema, info.parentType, definition, node, args);
}

function resolveType(value: unknown): string | undefined {
  return isWorldNode(value) ? value.__typename : undefined;
}

function showWorld(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || type.name === '_Service') continue;
    if (isAbstractType(type)) type.resolveType = resolveType;
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) if (!field.name.startsWith('_')) field.resolve = resolve;
  }
  return schema;
}

/** The whole graph as one schema, as if federation did not exist. */
export function createMonolith(): GraphQLSchema {
  return showWorld(buildSchema(composeSupergraph().apiSdl));
}

function resolveReference(reference: Readonly<Record<string, unknown>>): WorldNode {
  const { __typename: typeName, id } = reference;
  if (typeof id !== 'string' || typeof typeName !== 'string')
    throw new GraphQLError('A representation needs __typename and id.');
  return { ...entityNode(id), representation: reference };
}

/** One subgraph of the same world. */
export function createWorldSubgraph(name: SubgraphName): GraphQLSchema {
  const typeDefs = parse(readSubgraphSdl(name));
  const entities = typeDefs.definitions.flatMap((type) =>
    (type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION) &&
    idPrefixes[type.name.value]
      ? [type.name.value]
      : [],
  );
  const resolvers = Object.fromEntries(entities.map((entity) => [entity, { __resolveReference: resolveReference }]));
  return showWorld(buildSubgraphSchema([{ typeDefs, resolvers }]));
}
