// How long the answer to an operation may be kept, and by whom: the strictest of its fields' @cacheControl hints.
import { getNamedType, type GraphQLField, type GraphQLSchema, isCompositeType } from 'graphql';
import type { AccessRules } from '../supergraph/access-rules.ts';
import type { CacheHint, CacheRules } from '../supergraph/cache-rules.ts';
import { fieldCoordinate } from '../supergraph/coordinates.ts';
import type { ClientOperation } from './client-operation.ts';
import { forEachField, possibleObjects } from './schema-walk.ts';

export interface CachePolicy {
  /** 0: it must be asked for again each time. */
  readonly maxAgeSeconds: number;
  /** Whether only the viewer's own cache may keep it. */
  readonly isPrivate: boolean;
}

/**
 * The policy by Apollo's conventions: a root field, and a field that returns an object, may not be kept unless a hint
 * says so; a leaf goes with its object. A field with an access rule is private, and one that a `@policy` decides about may
 * not be kept: that may be decided otherwise the next time. `@skip` and `@include` are not looked at: what is left out can
 * only make the policy stricter than need be.
 */
export function cachePolicyOf(
  operation: Pick<ClientOperation, 'definition' | 'fragments' | 'rootType' | 'guardedCoordinates'>,
  schema: GraphQLSchema,
  { cacheRules: rules, accessRules }: { readonly cacheRules: CacheRules; readonly accessRules: AccessRules },
): CachePolicy {
  const isDecided = operation.guardedCoordinates.some((coordinate) => accessRules.get(coordinate)?.policies.length);
  let maxAgeSeconds = isDecided ? 0 : Infinity;
  let isPrivate = operation.guardedCoordinates.length > 0;
  const keep = (hint: CacheHint | undefined, needsHint: boolean): void => {
    isPrivate ||= hint?.isPrivate ?? false;
    const silent = needsHint && !hint?.inheritsMaxAge ? 0 : Infinity;
    maxAgeSeconds = Math.min(maxAgeSeconds, hint?.maxAgeSeconds ?? silent);
  };
  const root = { selectionSet: operation.definition.selectionSet, type: operation.rootType };
  forEachField(schema, operation.fragments, root, (parent, { name }, field) => {
    if (name.value === '__typename') return;
    if (!field) return keep(undefined, true);
    const needsHint = parent === operation.rootType || isCompositeType(getNamedType(field.type));
    for (const { name: typeName } of [parent, ...possibleObjects(schema, parent)]) {
      const hint = rules.get(fieldCoordinate(typeName, name.value));
      // An interface seldom repeats what its objects say; the objects' hints count then.
      if (hint || typeName === parent.name) keep(withTypeHint(hint, field, rules), needsHint);
    }
  });
  return { maxAgeSeconds: Number.isFinite(maxAgeSeconds) ? maxAgeSeconds : 0, isPrivate };
}

/** What a field says goes before what the type it returns says. */
function withTypeHint(
  hint: CacheHint | undefined,
  field: GraphQLField<unknown, unknown>,
  rules: CacheRules,
): CacheHint | undefined {
  const ofType = rules.get(getNamedType(field.type).name);
  if (!hint || !ofType) return hint ?? ofType;
  return {
    maxAgeSeconds: hint.maxAgeSeconds ?? (hint.inheritsMaxAge ? undefined : ofType.maxAgeSeconds),
    inheritsMaxAge: hint.inheritsMaxAge || ofType.inheritsMaxAge,
    isPrivate: hint.isPrivate || ofType.isPrivate,
  };
}
