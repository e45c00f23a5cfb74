// A planner merges mutations of one subgraph into one call and reads what lies below them afterwards. The specification
// ("Serial Execution") completes a field with everything below it before the next begins, and a client can tell: what is
// read below the first mutation must not show what the second has done. So where a mutation reads from another subgraph,
// each of its fields is planned alone.
import { type FieldNode, Kind, type OperationDefinitionNode, OperationTypeNode, parse, print } from 'graphql';
import type { Planner, PlanNode } from './query-plan.ts';

/** The planner, for mutations that run one after the other with all that they read. */
export function planSerially(planner: Planner): Planner {
  return {
    async plan(operationText, overrides) {
      const plan = await planner.plan(operationText, overrides);
      if (plan.root === undefined || !readsEntities(plan.root)) return plan;
      const texts = splitMutation(operationText);
      if (texts.length < 2) return plan;
      const plans = await Promise.all(texts.map((text) => planner.plan(text, overrides)));
      return { root: { kind: 'Sequence', nodes: plans.flatMap(({ root }) => root ?? []) } };
    },
  };
}

function readsEntities(node: PlanNode): boolean {
  switch (node.kind) {
    case 'EntityFetch':
      return true;
    case 'Fetch':
    case 'Subscription':
      return false;
    case 'Sequence':
    case 'Parallel':
      return node.nodes.some(readsEntities);
    case 'Condition':
      return [node.ifTrue, node.ifFalse].some((child) => child !== undefined && readsEntities(child));
  }
}

/** One operation for each response key of a mutation, in their order; nothing for any other operation. */
function splitMutation(operationText: string): readonly string[] {
  const operation = parse(operationText, { noLocation: true }).definitions[0];
  if (operation?.kind !== Kind.OPERATION_DEFINITION || operation.operation !== OperationTypeNode.MUTATION) return [];
  const fieldsByKey = Map.groupBy(rootFields(operation), ({ alias, name }) => alias?.value ?? name.value);
  return [...fieldsByKey.values()].map((selections) =>
    print({ ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } }),
  );
}

/** The planner is shown a root without fragments and conditions. */
function rootFields({ selectionSet }: OperationDefinitionNode): readonly FieldNode[] {
  return selectionSet.selections.map((selection) => {
    if (selection.kind !== Kind.FIELD) throw new Error('A fragment is left at the root of a mutation.');
    return selection;
  });
}
