// Which guarded parts of an operation a viewer may not see. Two viewers with the same mask share plan and writer.
import {
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  type OperationDefinitionNode,
} from 'graphql';
import type { Viewer } from '../../schema/viewer.ts';
import { ClientError } from '../errors.ts';
import { type AccessRules, type HoldsPolicy, isAllowed } from '../supergraph/access-rules.ts';
import { fieldCoordinate } from '../supergraph/coordinates.ts';
import type { ClientOperation, Fragments } from './client-operation.ts';
import { fieldOf, forEachField, possibleObjects } from './schema-walk.ts';

/** What is denied to a viewer in one operation. */
export interface AccessMask {
  /** The same for the same denials: part of cache keys. */
  readonly key: string;
  /** Denied coordinates: `Type` or `Type.field`. */
  readonly denied: ReadonlySet<string>;
  /** What a denied field says. */
  readonly code: 'UNAUTHENTICATED' | 'UNAUTHORIZED_FIELD_OR_TYPE';
}

/** The coordinates with an access rule that an operation touches, sorted. */
export function findGuardedCoordinates(
  schema: GraphQLSchema,
  rules: AccessRules,
  operation: { readonly definition: OperationDefinitionNode; readonly fragments: Fragments },
  rootType: GraphQLCompositeType,
): readonly string[] {
  const guarded = new Set<string>();
  const root = { selectionSet: operation.definition.selectionSet, type: rootType };
  forEachField(schema, operation.fragments, root, (parent, node, field) => {
    for (const coordinate of coordinatesOf(schema, parent, node.name.value, field)) {
      if (rules.has(coordinate)) guarded.add(coordinate);
    }
  });
  return [...guarded].sort();
}

function coordinatesOf(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  fieldName: string,
  field: GraphQLField<unknown, unknown> | undefined,
): readonly string[] {
  const returned = field && getNamedType(field.type);
  const returnedTypes = returned ? [returned.name, ...possibleNames(schema, returned)] : [];
  const parents = [parent.name, ...possibleNames(schema, parent)];
  return [...returnedTypes, ...parents.flatMap((name) => [name, fieldCoordinate(name, fieldName)])];
}

function possibleNames(schema: GraphQLSchema, type: GraphQLNamedType): readonly string[] {
  return isAbstractType(type) ? possibleObjects(schema, type).map(({ name }) => name) : [];
}

/** The viewer's mask of the operation. */
export function maskFor(
  operation: ClientOperation,
  rules: AccessRules,
  viewer: Viewer | undefined,
  holdsPolicy: HoldsPolicy,
): AccessMask {
  const denied = operation.guardedCoordinates.filter((coordinate) => {
    const rule = rules.get(coordinate);
    return rule !== undefined && !isAllowed(rule, viewer, holdsPolicy);
  });
  const code = viewer === undefined ? 'UNAUTHENTICATED' : 'UNAUTHORIZED_FIELD_OR_TYPE';
  return { key: denied.length === 0 ? '' : `${code}:${denied.join()}`, denied: new Set(denied), code };
}

/** Whether a field selected on the type is denied; for an abstract type this judges its own rules, not its objects'. */
export function isFieldDenied(mask: AccessMask, parent: GraphQLCompositeType, fieldName: string): boolean {
  if (mask.denied.size === 0) return false;
  if (mask.denied.has(parent.name) || mask.denied.has(fieldCoordinate(parent.name, fieldName))) return true;
  const field = fieldOf(parent, fieldName);
  return field !== undefined && mask.denied.has(getNamedType(field.type).name);
}

/**
 * Refuses a mutation, subscription or live query whose root field is denied: to do half of what was asked is worse than nothing.
 * Throws UNAUTHENTICATED or FORBIDDEN.
 */
export function refuseDeniedRoots(operation: ClientOperation, schema: GraphQLSchema, mask: AccessMask): void {
  if (mask.denied.size === 0) return;
  const root = { selectionSet: operation.definition.selectionSet, type: operation.rootType };
  forEachField(schema, operation.fragments, root, (parent, node) => {
    if (parent !== operation.rootType || !isFieldDenied(mask, parent, node.name.value)) return;
    const message = `The ${operation.kind} "${node.name.value}" is not allowed.`;
    throw mask.code === 'UNAUTHENTICATED'
      ? new ClientError('UNAUTHENTICATED', `${message} Send a token.`)
      : new ClientError('FORBIDDEN', message);
  });
}
