// The estimated cost of an operation by @cost and @listSize: what its fields weigh, times how often they may come.
// An upper bound: fields of alternative types add up.
import {
  getNamedType,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type GraphQLType,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { ClientError } from '../errors.ts';
import { argumentCoordinate, fieldCoordinate } from '../supergraph/coordinates.ts';
import type { CostRules, ListSize } from '../supergraph/cost-rules.ts';
import { type ClientOperation, fragmentNamed, type Variables } from './client-operation.ts';
import { fieldOf, typeOfFragment } from './schema-walk.ts';

type Estimate = (variables: Variables) => number;

/** How long a list is taken to be when nothing says. */
const defaultListSize = 10;
/** What a mutation's field weighs when nothing says: it writes, and its guards and audit with it. */
export const mutationWeight = 10;

/** Prepares the estimate of an operation; slicing arguments are read when the variables are known. */
export function compileCost(
  operation: Pick<ClientOperation, 'definition' | 'fragments' | 'rootType' | 'kind'>,
  schema: GraphQLSchema,
  costs: CostRules,
): Estimate {
  function costOfSet(set: SelectionSetNode, parent: GraphQLCompositeType, sized: SizedFields): Estimate {
    return sum(
      set.selections.map((selection) => {
        if (selection.kind === Kind.FIELD) return costOfField(selection, parent, sized);
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT
            ? selection
            : fragmentNamed(operation.fragments, selection.name.value);
        return costOfSet(fragment.selectionSet, typeOfFragment(schema, fragment, parent), sized);
      }),
    );
  }
  function costOfField(node: FieldNode, parent: GraphQLCompositeType, sized: SizedFields): Estimate {
    const field = fieldOf(parent, node.name.value);
    if (field === undefined) return () => 0;
    const coordinate = fieldCoordinate(parent.name, field.name);
    const listSize = costs.listSizes.get(coordinate);
    const length = listSize && compileLength(listSize, node, field);
    const below = length && listSize && listSize.sizedFields.length > 0 ? sizedFields(listSize, length) : noSizedFields;
    const weight = weightOf(costs, field, coordinate);
    const once = sum([() => weight, costOfArguments(node, parent), costBelow(node, field, below)]);
    if (!isListField(field.type)) return once;
    const size = sized.get(field.name) ?? (listSize?.sizedFields.length === 0 ? length : undefined);
    return (variables) => once(variables) * (size?.(variables) ?? defaultListSize);
  }
  function costBelow(node: FieldNode, field: GraphQLField<unknown, unknown>, sized: SizedFields): Estimate {
    const type = getNamedType(field.type);
    return node.selectionSet && isCompositeType(type) ? costOfSet(node.selectionSet, type, sized) : () => 0;
  }
  function costOfArguments(node: FieldNode, parent: GraphQLCompositeType): Estimate {
    const weights = (node.arguments ?? []).map(
      ({ name }) => costs.weights.get(argumentCoordinate(parent.name, node.name.value, name.value)) ?? 0,
    );
    const weight = weights.reduce((total, each) => total + each, 0);
    return () => weight;
  }
  const { definition, rootType, kind } = operation;
  const body = costOfSet(definition.selectionSet, rootType, noSizedFields);
  return kind === 'mutation' ? (variables) => mutationWeight + body(variables) : body;
}

/** What one value of a field weighs, without what is below it. */
export function weightOf({ weights }: CostRules, field: GraphQLField<unknown, unknown>, coordinate: string): number {
  const type = getNamedType(field.type);
  return weights.get(coordinate) ?? weights.get(type.name) ?? (isCompositeType(type) ? 1 : 0);
}

/** The lists of a connection, by field name, with the length that the connection's own field was given. */
type SizedFields = ReadonlyMap<string, Estimate>;
const noSizedFields: SizedFields = new Map();

function sizedFields(listSize: ListSize, length: Estimate): SizedFields {
  return new Map(listSize.sizedFields.map((path) => [path, length]));
}

function compileLength(listSize: ListSize, node: FieldNode, field: GraphQLField<unknown, unknown>): Estimate {
  const slices = listSize.slicingArguments.flatMap((name) => {
    const argument = field.args.find((candidate) => candidate.name === name);
    return argument ? [compileSlice(argument, node)] : [];
  });
  const assumed = listSize.assumedSize ?? defaultListSize;
  return (variables) => {
    const given = slices.flatMap((slice) => slice(variables) ?? []);
    return given.length === 0 ? assumed : Math.max(0, ...given);
  };
}

function compileSlice(argument: GraphQLArgument, node: FieldNode): (variables: Variables) => number | undefined {
  const fallback = typeof argument.defaultValue === 'number' ? argument.defaultValue : undefined;
  const value = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
  if (value?.kind === Kind.INT) return () => Number(value.value);
  if (value?.kind !== Kind.VARIABLE) return () => fallback;
  return (variables) => {
    const given = variables[value.name.value];
    return typeof given === 'number' ? given : fallback;
  };
}

function isListField(type: GraphQLType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function sum(estimates: readonly Estimate[]): Estimate {
  return (variables) => {
    let total = 0;
    for (const estimate of estimates) total += estimate(variables);
    return total;
  };
}

/** Throws OPERATION_TOO_COSTLY when the operation is estimated to cost more than the limit. */
export function refuseCost(operation: ClientOperation, variables: Variables, maxCost: number): void {
  const cost = operation.estimateCost(variables);
  if (cost <= maxCost) return;
  throw new ClientError(
    'OPERATION_TOO_COSTLY',
    `The operation is estimated to cost ${cost}; the limit is ${maxCost}.`,
    { cost, limit: maxCost },
  );
}
