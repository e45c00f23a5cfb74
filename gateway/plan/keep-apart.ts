// A way around a defect of the native planner (0.0.38). Where an object was named by one subgraph, and another subgraph
// is to be asked both for fields of the object's own type and for what an interface object @requires, it merges the two
// fetches under the interface's name and then misses the object's own fields there. Fetches under a condition are not
// merged: a condition that always holds keeps them apart, and is forgotten again once the plan is made.
import {
  type FieldNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  print,
  type SelectionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { PlanNode, RequiredSelection } from './query-plan.ts';

/** Always true. A client's variable of the same name would be one it must not have; see `keepApart`. */
const conditionName = '_keptApart';

/** The interface whose name the planner missed a field under; undefined for any other failure. */
export function interfaceMergedInto(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  return /No field found for name '\w+' in type '(\w+)'/.exec(message)?.[1];
}

/** The same operation, with the fields that an object does not share with the interface under a condition that holds. */
export function keepApart(schema: GraphQLSchema, operationText: string, interfaceName: string): string {
  const shared = schema.getType(interfaceName);
  if (!isInterfaceType(shared)) return operationText;
  const sharedFields = shared.getFields();
  const types = new TypeInfo(schema);
  const document = visit(
    parse(operationText, { noLocation: true }),
    visitWithTypeInfo(types, {
      SelectionSet: {
        // On leaving, so that what stands below is done already and is not met again.
        leave(set, _key, owner) {
          // Below a fragment the planner finds no way through a second condition on the type, and needs none: only what
          // a field names as an object is merged.
          if (owner === undefined || !('kind' in owner) || owner.kind !== Kind.FIELD) return undefined;
          const parent = types.getParentType();
          if (!isObjectType(parent) || !parent.getInterfaces().includes(shared)) return undefined;
          const isOwn = (node: SelectionNode) =>
            node.kind === Kind.FIELD && !node.name.value.startsWith('__') && !(node.name.value in sharedFields);
          const selections = set.selections.map((node) =>
            node.kind === Kind.FIELD && isOwn(node) ? underCondition(parent.name, node) : node,
          );
          return { ...set, selections };
        },
      },
    }),
  );
  return declareCondition(print(document));
}

function underCondition(typeName: string, field: FieldNode): InlineFragmentNode {
  const parsed = parse(`{ ... on ${typeName} @include(if: $${conditionName}) { x } }`, { noLocation: true })
    .definitions[0];
  const fragment = parsed?.kind === Kind.OPERATION_DEFINITION ? parsed.selectionSet.selections[0] : undefined;
  if (fragment?.kind !== Kind.INLINE_FRAGMENT) throw new Error(`${typeName} is not the name of a type.`);
  return { ...fragment, selectionSet: { kind: Kind.SELECTION_SET, selections: [field] } };
}

/** The condition is its own default, so nobody has to send it. */
function declareCondition(operationText: string): string {
  return operationText.replace(
    /^(query|mutation|subscription)?\s*(\(|\{)/,
    (_, kind: string | undefined, next: string) => {
      const declaration = `${kind ?? 'query'} ($${conditionName}: Boolean! = true`;
      return next === '(' ? `${declaration}, ` : `${declaration}) {`;
    },
  );
}

/** The plan as if the condition had never been. */
export function forgetCondition(node: PlanNode): PlanNode | undefined {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.flatMap((child) => forgetCondition(child) ?? []) };
    case 'Condition': {
      const ifTrue = node.ifTrue && forgetCondition(node.ifTrue);
      if (node.variableName === conditionName) return ifTrue;
      return { ...node, ifTrue, ifFalse: node.ifFalse && forgetCondition(node.ifFalse) };
    }
    case 'Fetch':
      return { ...node, ...withoutVariable(node) };
    case 'EntityFetch':
      return {
        ...node,
        ...withoutVariable(node),
        targets: node.targets.map((target) => ({ ...target, requires: target.requires.map(requireAnyway) })),
      };
    case 'Subscription':
      return { ...node, primary: { ...node.primary, ...withoutVariable(node.primary) } };
  }
}

function withoutVariable({
  document,
  variableNames,
}: {
  readonly document: string;
  readonly variableNames: readonly string[];
}) {
  return {
    document: document
      .replaceAll(new RegExp(`\\s*@include\\(if: ?\\$${conditionName}\\)`, 'g'), '')
      .replace(new RegExp(`\\$${conditionName}:Boolean!=true,? ?`), '')
      .replace(/^(query|mutation|subscription)\(\)/, '$1')
      .replace(/^(query|mutation|subscription)\((.*?),\s*\)/, '$1($2)'),
    variableNames: variableNames.filter((name) => name !== conditionName),
  };
}

function requireAnyway(required: RequiredSelection): RequiredSelection {
  const selections = required.selections.map(requireAnyway);
  if (required.kind === 'Field' || required.includeIf !== conditionName) return { ...required, selections };
  return { kind: 'On', typeName: required.typeName, selections };
}
