// Result coercion of leaves, straight to JSON. The subgraph has done it by its own schema; the graph's may be narrower,
// and a subgraph in another language may do it wrongly.
import {
  type GraphQLLeafType,
  isEnumType,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
} from 'graphql';
import { invalid, notOfItsType, type WriteValue } from './write-value.ts';
import { quote } from './quote.ts';

const maxInt = 2 ** 31 - 1;
const minInt = -(2 ** 31);

/** The JSON of a value of the type; undefined refuses it. `isPlain` tells that no string in it needs an escape. */
type WriteLeaf = (value: unknown, isPlain: boolean) => string | undefined;

/** A leaf; what its type does not have is told as INVALID_VALUE. A custom scalar is its subgraph's own affair. */
export function leaf(type: GraphQLLeafType, coordinate: string): WriteValue {
  const write = writerOf(type);
  return (value, execution, depth) =>
    write(value, execution.isPlain) ?? invalid(execution, depth, notOfItsType(coordinate));
}

/**
 * The same writer, quicker where a value is just what its type has, as nearly all are: `write` sees the others, nulls
 * and failures among them.
 */
export function expectLeaf(type: GraphQLLeafType, write: WriteValue): WriteValue {
  switch (type.name) {
    case GraphQLString.name:
    case GraphQLID.name:
      return (value, execution, depth) =>
        typeof value === 'string' && execution.isPlain ? `"${value}"` : write(value, execution, depth);
    case GraphQLInt.name:
      // The bits of an integer are the integer only where it fits into 32 of them.
      return (value, execution, depth) =>
        typeof value === 'number' && (value | 0) === value ? String(value) : write(value, execution, depth);
    case GraphQLBoolean.name:
      return (value, execution, depth) =>
        value === true ? 'true' : value === false ? 'false' : write(value, execution, depth);
    default:
      return write;
  }
}

function writerOf(type: GraphQLLeafType): WriteLeaf {
  if (!isEnumType(type)) return builtIns.get(type.name) ?? writeAnything;
  const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, `"${name}"`]));
  return (value) => texts.get(value);
}

const builtIns: ReadonlyMap<string, WriteLeaf> = new Map<string, WriteLeaf>([
  [GraphQLString.name, (value, isPlain) => (typeof value === 'string' ? quote(value, isPlain) : undefined)],
  [GraphQLBoolean.name, (value) => (typeof value === 'boolean' ? String(value) : undefined)],
  [GraphQLFloat.name, (value) => (typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined)],
  [GraphQLInt.name, (value) => (isInt(value) ? String(value) : undefined)],
  [GraphQLID.name, writeId],
]);

function isInt(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= minInt && value <= maxInt;
}

function writeId(value: unknown, isPlain: boolean): string | undefined {
  if (typeof value === 'string') return quote(value, isPlain);
  return Number.isInteger(value) ? `"${String(value)}"` : undefined;
}

function writeAnything(value: unknown, isPlain: boolean): string | undefined {
  return typeof value === 'string' ? quote(value, isPlain) : JSON.stringify(value);
}
