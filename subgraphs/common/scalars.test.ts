import { GraphQLError, parseValue } from 'graphql';
import { describe, expect, test } from 'vitest';
import { scalarResolvers } from './scalars.ts';

function scalarNamed(name: string) {
  const scalar = scalarResolvers[name];
  if (!scalar) throw new Error(`There is no scalar ${name}.`);
  return scalar;
}

/** Reads a JSON value the two ways a client may give it: as a variable and as a literal. */
function readBothWays(name: string, given: string | number): unknown {
  const scalar = scalarNamed(name);
  const value = scalar.parseValue(given);
  expect(scalar.parseLiteral(parseValue(JSON.stringify(given)), {})).toEqual(value);
  return value;
}

describe('a client may send', () => {
  test.each([
    ['Micros', '12500000', 12_500_000n],
    ['Micros', '-9223372036854775808', -9_223_372_036_854_775_808n],
    ['Micros', '0', 0n],
    ['Micros', 5, 5n],
    ['Count', 0, 0n],
    ['Count', 9_007_199_254_740_991, 9_007_199_254_740_991n],
    ['Instant', '2026-11-22T09:30:00.000Z', new Date('2026-11-22T09:30:00Z')],
    ['Instant', '2026-11-22T09:30:00+05:30', new Date('2026-11-22T04:00:00Z')],
    ['Instant', '2026-11-22T09:30:00.123456Z', new Date('2026-11-22T09:30:00.123Z')],
    ['LocalDate', '2024-02-29', '2024-02-29'],
    ['TimeZone', 'America/Los_Angeles', 'America/Los_Angeles'],
    ['CurrencyCode', 'USD', 'USD'],
    ['PlatformCode', 'GOOGLE_ADS', 'GOOGLE_ADS'],
    ['Decimal', '-1.0873', '-1.0873'],
  ])('%s %j', (name, given, internal) => expect(readBothWays(name, given)).toEqual(internal));
});

describe('a client may not send', () => {
  test.each([
    ...['', '1.5', '1e3', '01', '+1', '-', ' 1', '0x1', '9223372036854775808'].map((text) => ['Micros', text] as const),
    ['Micros', 1.5],
    ['Count', -1],
    ['Count', 1.5],
    ['Count', '1'],
    ['Count', 2 ** 53],
    ...[
      '2026-11-22',
      '2026-11-22T09:30:00',
      '2026-02-30T00:00:00Z',
      '2026-11-22T24:00:00Z',
      '2026-11-22 09:30:00Z',
    ].map((text) => ['Instant', text] as const),
    ['Instant', 1_700_000_000],
    ['LocalDate', '2026-02-30'],
    ['LocalDate', '22.11.2026'],
    ['TimeZone', 'Mars/Olympus'],
    ['CurrencyCode', 'usd'],
    ['CurrencyCode', 'ABC'],
    ['PlatformCode', 'Google Ads'],
    ['PlatformCode', 'A'.repeat(65)],
    ['Decimal', '1,5'],
    ['Decimal', 1.5],
    ['Decimal', 'NaN'],
  ] as const)('%s %j', (name, given) => {
    const refusal = expect.objectContaining({
      extensions: { code: 'BAD_USER_INPUT' },
      message: expect.stringContaining(name),
    });
    expect(() => scalarNamed(name).parseValue(given)).toThrow(refusal);
    expect(() => scalarNamed(name).parseLiteral(parseValue(JSON.stringify(given)), {})).toThrow(refusal);
  });

  test.each([[null], [true], [[]], [{}]])('%j where a scalar is meant', (given) => {
    for (const scalar of Object.values(scalarResolvers)) expect(() => scalar.parseValue(given)).toThrow(GraphQLError);
  });

  test('a value whose message would be endless', () => {
    expect(() => scalarNamed('Micros').parseValue('x'.repeat(100_000))).toThrow(/^.{1,200}$/);
  });
});

test('a variable that a double has rounded is refused', () => {
  expect(() => scalarNamed('Micros').parseValue(2 ** 53)).toThrow(GraphQLError);
});

test('an integer literal beyond a double is read exactly', () => {
  expect(scalarNamed('Micros').parseLiteral(parseValue('9223372036854775807'), {})).toBe(9_223_372_036_854_775_807n);
});

describe('a resolver returns', () => {
  test.each([
    ['Micros', 9_223_372_036_854_775_807n, '9223372036854775807'],
    ['Count', 12n, 12],
    ['Count', 12, 12],
    ['Instant', new Date('2026-11-22T09:30:00Z'), '2026-11-22T09:30:00.000Z'],
    ['LocalDate', '2026-11-22', '2026-11-22'],
    ['Decimal', '1.0873', '1.0873'],
  ])('%s %o', (name, internal, written) => expect(scalarNamed(name).serialize(internal)).toEqual(written));

  test.each([
    ['Micros', 5],
    ['Micros', '5'],
    ['Micros', 2n ** 63n],
    ['Count', -1n],
    ['Count', 2n ** 53n],
    ['Instant', new Date('nonsense')],
    ['Instant', '2026-11-22T09:30:00Z'],
    ['LocalDate', new Date()],
    ['CurrencyCode', 'usd'],
    ['Decimal', 1.5],
  ])('not %s %o: that is a bug, and no coded error', (name, internal) => {
    expect(() => scalarNamed(name).serialize(internal)).toThrow(/^\w+ cannot represent/);
    expect(() => scalarNamed(name).serialize(internal)).not.toThrow(GraphQLError);
  });
});
