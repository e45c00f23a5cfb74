// Result coercion of leaves. The subgraph has done it by its own schema; the graph's may be narrower, and a subgraph
// in another language may do it wrongly.
import {
  type GraphQLLeafType,
  isEnumType,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
} from 'graphql';

const maxInt = 2 ** 31 - 1;
const minInt = -(2 ** 31);

/** What becomes of a value of the type; undefined refuses it. A custom scalar is its subgraph's own affair. */
export function coerceLeaf(type: GraphQLLeafType): (value: unknown) => unknown {
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name));
    return (value) => (typeof value === 'string' && names.has(value) ? value : undefined);
  }
  return builtIns.get(type.name) ?? asItIs;
}

const asItIs = (value: unknown): unknown => value;

const builtIns: ReadonlyMap<string, (value: unknown) => unknown> = new Map([
  [GraphQLString.name, (value: unknown) => (typeof value === 'string' ? value : undefined)],
  [GraphQLBoolean.name, (value: unknown) => (typeof value === 'boolean' ? value : undefined)],
  [GraphQLFloat.name, (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)],
  [GraphQLInt.name, (value: unknown) => (isInt(value) ? value : undefined)],
  [GraphQLID.name, coerceId],
]);

function isInt(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= minInt && value <= maxInt;
}

function coerceId(value: unknown): unknown {
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? String(value) : undefined;
}
