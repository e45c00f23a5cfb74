// How an operation's selections meet the schema: the field behind a name, the type behind a condition.
import {
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionSetNode,
  type FieldNode,
} from 'graphql';
import { type Fragments, fragmentNamed } from './client-operation.ts';

/** The field's definition; undefined for meta fields (`__typename`, `__schema`, `__type`). */
export function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isUnionType(parent) ? undefined : parent.getFields()[name];
}

/** The composite type of that name. Throws for any other, which validation would have refused. */
export function compositeType(schema: GraphQLSchema, name: string): GraphQLCompositeType {
  const type = schema.getType(name);
  if (!isCompositeType(type)) throw new Error(`${name} is not a composite type; the document was not validated.`);
  return type;
}

/** The type that an inline fragment's selections are on. */
export function typeOfFragment(
  schema: GraphQLSchema,
  fragment: Pick<InlineFragmentNode, 'typeCondition'>,
  parent: GraphQLCompositeType,
): GraphQLCompositeType {
  return fragment.typeCondition ? compositeType(schema, fragment.typeCondition.name.value) : parent;
}

/** The objects that a value of the type can be. */
export function possibleObjects(schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLObjectType[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
}

/** Shows every field below a selection set with the type it is selected on; each named fragment once for its type. */
export function forEachField(
  schema: GraphQLSchema,
  fragments: Fragments,
  root: { readonly selectionSet: SelectionSetNode; readonly type: GraphQLCompositeType },
  show: (parent: GraphQLCompositeType, node: FieldNode, field: GraphQLField<unknown, unknown> | undefined) => void,
): void {
  const seen = new Set<string>();
  function walk(selectionSet: SelectionSetNode, parent: GraphQLCompositeType): void {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, typeOfFragment(schema, selection, parent));
      } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (seen.has(selection.name.value)) continue;
        seen.add(selection.name.value);
        const fragment = fragmentNamed(fragments, selection.name.value);
        walk(fragment.selectionSet, typeOfFragment(schema, fragment, parent));
      } else {
        const field = fieldOf(parent, selection.name.value);
        show(parent, selection, field);
        const below = field && namedComposite(field);
        if (below && selection.selectionSet) walk(selection.selectionSet, below);
      }
    }
  }
  walk(root.selectionSet, root.type);
}

/** The composite type that a field returns, through lists; undefined for a leaf. */
export function namedComposite(field: GraphQLField<unknown, unknown>): GraphQLCompositeType | undefined {
  const type = getNamedType(field.type);
  return isCompositeType(type) ? type : undefined;
}
