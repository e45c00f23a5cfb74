// A subgraph that is data: its SDL says what it can answer, data.json what it holds. It notes what it is asked, and
// whatever it is asked for and does not have is an error.
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  OperationTypeNode,
  visit,
} from 'graphql';
import { z } from 'zod';
import type { Viewer } from '../../schema/viewer.ts';
import { createEntityFinder, type EntityFinder } from './case-entities.ts';
import type { CaseSubgraph, Json } from './case-files.ts';
import { evaluate, isJsonObject, type JsonObject } from './case-values.ts';

/** What the subgraphs of a case were asked while one operation ran. */
export interface CaseRecord {
  /** A subgraph's name for each call. */
  readonly calls: string[];
  readonly batches: { readonly subgraph: string; readonly representations: readonly JsonObject[] }[];
  readonly resolved: { readonly subgraph: string; readonly coordinate: string }[];
  readonly journal: string[];
}

export function createRecord(): CaseRecord {
  return { calls: [], batches: [], resolved: [], journal: [] };
}

/** An object of the subgraph while it is resolved. */
class Holder {
  readonly fields: JsonObject;
  readonly representation: JsonObject | undefined;

  constructor(fields: JsonObject, representation?: JsonObject) {
    this.fields = fields;
    this.representation = representation;
  }
}

interface Resolving {
  readonly subgraph: CaseSubgraph;
  readonly find: EntityFinder;
  readonly record: () => CaseRecord;
}

/** Serves in process and behind HTTP. What it is asked goes into the record of the moment. */
export function createCaseSubgraph(subgraph: CaseSubgraph, record: () => CaseRecord) {
  const schema = buildExecutableSchema(subgraph);
  const resolving = { subgraph, find: createEntityFinder(subgraph, schema), record };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || type.name === '_Service') continue;
    if (isAbstractType(type)) type.resolveType = typeNameOf;
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.name === '_entities') field.resolve = (_, args) => resolveEntities(resolving, args);
      else if (!field.name.startsWith('_')) field.resolve = (...call) => resolveField(resolving, ...call);
    }
  }
  return {
    name: subgraph.name,
    schema,
    createContext(request: { readonly viewer: Viewer | undefined; readonly requestId: string }) {
      record().calls.push(subgraph.name);
      return request;
    },
    close: async (): Promise<void> => {},
  };
}

function buildExecutableSchema({ document, data }: CaseSubgraph): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: data.lenient ? withoutNonNull(document) : document }]);
}

function withoutNonNull(document: DocumentNode): DocumentNode {
  return visit(document, {
    FieldDefinition: (field) => ({
      ...field,
      type: visit(field.type, { NonNullType: { leave: ({ type }) => type } }),
    }),
    [Kind.INPUT_OBJECT_TYPE_DEFINITION]: () => false,
  });
}

function typeNameOf(value: unknown): string | undefined {
  const name = value instanceof Holder ? value.fields['__typename'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

const argumentsSchema = z.record(z.string(), z.json());
const entitiesArguments = z.object({ representations: z.array(argumentsSchema) });

function resolveEntities({ subgraph, find, record }: Resolving, args: unknown): readonly (Holder | null)[] {
  const { representations } = entitiesArguments.parse(args);
  record().batches.push({ subgraph: subgraph.name, representations });
  return representations.map((representation) => {
    record().journal.push(`${subgraph.name} reads ${JSON.stringify(representation)}`);
    const { __typename: typeName } = representation;
    const fields = typeof typeName === 'string' ? find.byKey(typeName, representation) : undefined;
    return fields ? new Holder(fields, representation) : null;
  });
}

async function resolveField(
  { subgraph, find, record }: Resolving,
  source: unknown,
  args: unknown,
  _context: unknown,
  { parentType, fieldName, operation }: GraphQLResolveInfo,
): Promise<unknown> {
  const isRoot = !(source instanceof Holder);
  const { fields, representation } = isRoot ? new Holder(subgraph.data.roots[parentType.name] ?? {}) : source;
  record().resolved.push({ subgraph: subgraph.name, coordinate: `${parentType.name}.${fieldName}` });
  const value = fields[fieldName] ?? find.byKey(parentType.name, fields)?.[fieldName];
  if (value === undefined && fields[fieldName] !== null) {
    throw new Error(`${subgraph.name} was asked for ${parentType.name}.${fieldName}, which it does not have.`);
  }
  const step =
    isRoot && operation.operation === OperationTypeNode.MUTATION ? `${subgraph.name} ${fieldName}` : undefined;
  if (step) record().journal.push(`${step} begins`);
  try {
    const asked = { args: argumentsSchema.parse(args), representation, find: find.byFields };
    return toHolders(await evaluate(value ?? null, asked), representation);
  } finally {
    if (step) record().journal.push(`${step} ends`);
  }
}

function toHolders(value: Json, representation: JsonObject | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => toHolders(item, representation));
  return isJsonObject(value) ? new Holder(value, representation) : value;
}
