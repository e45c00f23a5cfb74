// The scalars of the graph: strict in both directions. A message about a client's value says what would be right.
import { GraphQLScalarType, Kind, print, type ValueNode } from 'graphql';
import { badInput } from './access.ts';
import { isCurrency } from './money.ts';
import { isLocalDate, isTimeZone } from './period.ts';

/** A client's value, before it is read: a JSON value, or a literal of the document turned into one. */
type Given = string | number;

interface ScalarRules<Internal> {
  readonly name: string;
  /** What a right value looks like, for the message about a wrong one. */
  readonly expected: string;
  /** Reads a client's value; undefined when it is wrong. */
  readonly parse: (given: Given) => Internal | undefined;
  /** Writes a resolver's value; undefined when it is wrong, which is a bug of ours. */
  readonly write: (value: unknown) => Given | undefined;
}

function scalar<Internal>({ name, expected, parse, write }: ScalarRules<Internal>): GraphQLScalarType {
  const read = (given: unknown, shown: string): Internal => {
    const internal = typeof given === 'string' || typeof given === 'number' ? parse(given) : undefined;
    if (internal === undefined) throw badInput(`${name} cannot be ${shorten(shown)}: it is ${expected}.`);
    return internal;
  };
  return new GraphQLScalarType({
    name,
    serialize: (value) => {
      const written = write(value);
      if (written === undefined) throw new Error(`${name} cannot represent ${String(value)}.`);
      return written;
    },
    parseValue: (given) => read(given, JSON.stringify(given) ?? String(given)),
    parseLiteral: (node) => read(literalValue(node), print(node)),
  });
}

function literalValue(node: ValueNode): Given | undefined {
  if (node.kind === Kind.STRING) return node.value;
  // An integer beyond what a double can hold is kept as its digits.
  if (node.kind === Kind.INT) return Number.isSafeInteger(Number(node.value)) ? Number(node.value) : node.value;
  return undefined;
}

function shorten(shown: string): string {
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
}

/** A scalar that is text inside and outside. */
function textScalar(name: string, expected: string, isRight: (text: string) => boolean): GraphQLScalarType {
  const check = (value: unknown) => (typeof value === 'string' && isRight(value) ? value : undefined);
  return scalar({ name, expected, parse: check, write: check });
}

function readMicros(given: Given): bigint | undefined {
  if (typeof given === 'number') return Number.isSafeInteger(given) ? BigInt(given) : undefined;
  if (!/^-?(0|[1-9]\d{0,18})$/.test(given)) return undefined;
  const micros = BigInt(given);
  return BigInt.asIntN(64, micros) === micros ? micros : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

const instantPattern = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

function readInstant(given: Given): Date | undefined {
  const match = typeof given === 'string' ? instantPattern.exec(given) : null;
  if (!match || !isLocalDate(match[1] ?? '')) return undefined;
  return new Date(match[0]);
}

/** The scalars by name; `buildSchema` adds those that a subgraph's SDL declares. */
export const scalarResolvers: Readonly<Record<string, GraphQLScalarType>> = {
  Micros: scalar({
    name: 'Micros',
    expected: 'a 64-bit integer written as a string, such as "12500000" for 12.50',
    parse: readMicros,
    write: (value) => (typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? String(value) : undefined),
  }),
  Count: scalar({
    name: 'Count',
    expected: 'a whole number from 0 to 9007199254740991',
    parse: (given) => (isCount(given) ? BigInt(given) : undefined),
    write: (value) => {
      const count = typeof value === 'bigint' ? Number(value) : value;
      return isCount(count) ? count : undefined;
    },
  }),
  Instant: scalar({
    name: 'Instant',
    expected:
      'an RFC 3339 time with its offset, such as "2026-11-22T09:30:00.000Z"; finer than milliseconds is cut off',
    parse: readInstant,
    write: (value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined),
  }),
  CurrencyCode: textScalar('CurrencyCode', 'a currency code of ISO 4217, such as "USD"', isCurrency),
  LocalDate: textScalar('LocalDate', 'a day of the calendar, such as "2026-11-22"', isLocalDate),
  TimeZone: textScalar('TimeZone', 'an IANA time zone, such as "America/Los_Angeles"', isTimeZone),
  PlatformCode: textScalar(
    'PlatformCode',
    'a code of 1 to 64 upper-case letters, digits and underscores, such as "GOOGLE_ADS"',
    (text) => /^[A-Z][A-Z0-9_]{0,63}$/.test(text),
  ),
  Decimal: textScalar('Decimal', 'a decimal number written as a string, such as "1.0873"', (text) =>
    /^-?(0|[1-9]\d{0,39})(\.\d{1,40})?$/.test(text),
  ),
};
