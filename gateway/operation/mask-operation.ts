// From a client's operation to the text that the planner sees: one operation without a name, fragments spread in place,
// conditions settled, and nothing in it that the viewer may not see or that the gateway answers itself.
import {
  doTypesOverlap,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type AccessMask, isFieldDenied } from './access-mask.ts';
import { type ClientOperation, fragmentNamed, isIncluded, type Variables } from './client-operation.ts';
import { fieldOf, namedComposite, possibleObjects, typeOfFragment } from './schema-walk.ts';

type Fragment = Pick<InlineFragmentNode, 'typeCondition' | 'selectionSet'>;

const typenameNode: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** The text to plan; undefined when nothing is left that a subgraph must be asked. */
export function printForPlanner(
  operation: ClientOperation,
  schema: GraphQLSchema,
  mask: AccessMask,
  variables: Variables,
): string | undefined {
  const { definition, rootType } = operation;
  const root = maskSelections(definition.selectionSet, rootType);
  const selections = root.filter((selection) => selection !== typenameNode);
  if (selections.length === 0) return undefined;
  const { kind, operation: operationKind, variableDefinitions } = definition;
  const masked: OperationDefinitionNode = {
    kind,
    operation: operationKind,
    // The planner's grammar knows no descriptions of variables.
    ...(variableDefinitions && {
      variableDefinitions: variableDefinitions.map(({ description: _, ...defined }) => defined),
    }),
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  return print(masked);

  function maskSelections({ selections: all }: SelectionSetNode, parent: GraphQLCompositeType): SelectionNode[] {
    return all.flatMap((selection) => {
      if (!isIncluded(selection, variables)) return [];
      if (selection.kind === Kind.FIELD) return maskField({ ...selection, directives: [] }, parent);
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentNamed(operation.fragments, selection.name.value);
      return maskFragment(fragment, parent);
    });
  }
  /** A condition on the type that always or never holds is left out: the planner does not see that it does. */
  function maskFragment(fragment: Fragment, parent: GraphQLCompositeType): SelectionNode[] {
    const type = typeOfFragment(schema, fragment, parent);
    if (!doTypesOverlap(schema, type, parent)) return [];
    if (type === parent || isObjectType(parent)) return maskSelections(fragment.selectionSet, parent);
    const inside = maskSelections(fragment.selectionSet, type);
    return inside.length === 0 ? [] : [inlineFragment(type, inside)];
  }
  function maskField(node: FieldNode, parent: GraphQLCompositeType): SelectionNode[] {
    const name = node.name.value;
    if (name === '__typename') return parent === rootType ? [] : [node];
    const field = fieldOf(parent, name);
    if (field === undefined || isFieldDenied(mask, parent, name)) return [];
    const below = namedComposite(field);
    const masked =
      below && node.selectionSet ? { ...node, selectionSet: notEmpty(maskSelections(node.selectionSet, below)) } : node;
    return isAbstractType(parent) ? splitByObject(masked, parent) : [masked];
  }
  /** On an abstract type some objects may deny the field that others allow: ask it of those alone. */
  function splitByObject(node: FieldNode, parent: GraphQLCompositeType): SelectionNode[] {
    const objects = possibleObjects(schema, parent);
    const allowed = objects.filter((object) => !isFieldDenied(mask, object, node.name.value));
    if (allowed.length === objects.length) return [node];
    return allowed.map((object) => inlineFragment(object, [node]));
  }
}

/** A parent whose fields are all removed is still asked for: whether it is null is part of the answer. */
function notEmpty(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections: selections.length === 0 ? [typenameNode] : selections };
}

function inlineFragment(type: GraphQLCompositeType, selections: readonly SelectionNode[]): SelectionNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}
