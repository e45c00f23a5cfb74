import { type FieldNode, type GraphQLCompositeType, type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';
import { argumentCoordinate, fieldCoordinate } from '../supergraph/coordinates.ts';
import type { CostRules } from '../supergraph/cost-rules.ts';
import { type ClientOperation, fragmentNamed, isIncluded, type Variables } from './client-operation.ts';
import { mutationWeight, weightOf } from './operation-cost.ts';
import { fieldOf, namedComposite, typeOfFragment } from './schema-walk.ts';

/**
 * What an answer cost: the weights of the estimate (`compileCost`), counted once for each value that came instead of
 * once for each that might.
 */
export function actualCost(
  operation: Pick<ClientOperation, 'definition' | 'fragments' | 'rootType' | 'kind'>,
  schema: GraphQLSchema,
  costs: CostRules,
  { data, variables }: { readonly data: unknown; readonly variables: Variables },
): number {
  function costOfSet(set: SelectionSetNode, parent: GraphQLCompositeType, value: object): number {
    let total = 0;
    for (const selection of set.selections) {
      if (!isIncluded(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        total += costOfField(selection, parent, value);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentNamed(operation.fragments, selection.name.value);
      total += costOfSet(fragment.selectionSet, typeOfFragment(schema, fragment, parent), value);
    }
    return total;
  }
  function costOfField(node: FieldNode, parent: GraphQLCompositeType, object: object): number {
    const value: unknown = Reflect.get(object, node.alias?.value ?? node.name.value);
    const field = fieldOf(parent, node.name.value);
    // What a fragment selects on another type is not there.
    if (field === undefined || value === undefined) return 0;
    const coordinate = fieldCoordinate(parent.name, field.name);
    const ofArguments = (node.arguments ?? []).map(
      ({ name }) => costs.weights.get(argumentCoordinate(parent.name, field.name, name.value)) ?? 0,
    );
    const once = ofArguments.reduce((total, weight) => total + weight, weightOf(costs, field, coordinate));
    const below = namedComposite(field);
    return flatten(value).reduce<number>(
      (total, item) =>
        total +
        once +
        (below && node.selectionSet && typeof item === 'object' && item !== null
          ? costOfSet(node.selectionSet, below, item)
          : 0),
      0,
    );
  }
  const { definition, rootType, kind } = operation;
  const base = kind === 'mutation' ? mutationWeight : 0;
  return typeof data === 'object' && data !== null ? base + costOfSet(definition.selectionSet, rootType, data) : base;
}

function flatten(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.flatMap(flatten) : [value];
}
