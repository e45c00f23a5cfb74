// An advertiser named by an argument must be one of the viewer's own, before any subgraph is asked.
import {
  type ArgumentNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  valueFromAST,
} from 'graphql';
import type { Viewer } from '../../schema/viewer.ts';
import { ClientError } from '../errors.ts';
import type { ClientOperation, Variables } from './client-operation.ts';
import { forEachField } from './schema-walk.ts';

const namesAdvertisers = (name: string): boolean => /advertiserids?$/i.test(name);

/** Throws UNAUTHENTICATED or FORBIDDEN when an argument names an advertiser that is not the viewer's. */
export function checkTenancy(operation: ClientOperation, variables: Variables, viewer: Viewer | undefined): void {
  const advertiserIds = operation.readAdvertiserIds(variables);
  if (advertiserIds.length === 0) return;
  if (viewer === undefined) throw new ClientError('UNAUTHENTICATED', 'Naming an advertiser needs a token.');
  if (advertiserIds.every((id) => viewer.advertiserIds.includes(id))) return;
  throw new ClientError('FORBIDDEN', 'An advertiser named here is not among those of the token.');
}

/** Prepares the search for advertisers in the arguments of an operation. */
export function compileAdvertiserIds(
  operation: Pick<ClientOperation, 'definition' | 'fragments' | 'rootType'>,
  schema: GraphQLSchema,
): (variables: Variables) => readonly string[] {
  const readers: ((variables: Variables, found: string[]) => void)[] = [];
  const root = { selectionSet: operation.definition.selectionSet, type: operation.rootType };
  forEachField(schema, operation.fragments, root, (_parent, node, field) => {
    for (const argument of node.arguments ?? []) {
      const definition = field?.args.find(({ name }) => name === argument.name.value);
      if (!definition || !mayNameAdvertisers(argument.name.value, definition.type)) continue;
      readers.push((variables, found) => {
        collect(argument.name.value, definition.type, readArgument(argument, definition.type, variables), found);
      });
    }
  });
  return (variables) => {
    const found: string[] = [];
    for (const read of readers) read(variables, found);
    return found;
  };
}

/** A literal is evaluated with the variables inside it; a variable is taken as it was coerced. */
export function readArgument(argument: ArgumentNode, type: GraphQLInputType, variables: Variables): unknown {
  if (argument.value.kind === Kind.VARIABLE) return variables[argument.value.name.value];
  return valueFromAST(argument.value, type, { ...variables });
}

function mayNameAdvertisers(name: string, type: GraphQLInputType, seen: Set<string> = new Set()): boolean {
  if (namesAdvertisers(name)) return true;
  const named = getNamedType(type);
  if (!isInputObjectType(named) || seen.has(named.name)) return false;
  seen.add(named.name);
  return Object.values(named.getFields()).some((field) => mayNameAdvertisers(field.name, field.type, seen));
}

function collect(name: string, type: GraphQLInputType, value: unknown, found: string[]): void {
  if (value === null || value === undefined) return;
  if (isNonNullType(type)) return collect(name, type.ofType, value, found);
  if (isListType(type) && Array.isArray(value)) {
    for (const item of value) collect(name, type.ofType, item, found);
    return;
  }
  if (isInputObjectType(type) && isRecord(value)) {
    for (const field of Object.values(type.getFields())) collect(field.name, field.type, value[field.name], found);
    return;
  }
  if (namesAdvertisers(name)) found.push(String(value));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
