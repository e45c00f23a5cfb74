import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toJsonValue } from './json-value.ts';

/** What resolvers and scalars may return, JSON or not. */
const values = fc.anything({
  withDate: true,
  withNullPrototype: true,
  withObjectString: true,
  values: [
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.double(),
    fc.integer(),
    fc.constant(-0),
    fc.constant(() => 1),
    fc.constant(Symbol('s')),
  ],
});

test('is what comes out of JSON, for everything JSON can be given', () => {
  fc.assert(
    fc.property(values, (value) => {
      const written = JSON.stringify({ value });
      expect(JSON.stringify({ value: toJsonValue(value) })).toBe(written);
      expect({ value: toJsonValue(value) }).toEqual(JSON.parse(written));
    }),
  );
});

test('refuses a bigint instead of losing digits', () => {
  expect(() => toJsonValue({ amountMicros: 1n })).toThrow(TypeError);
});

test('gives -0 as JSON does', () => {
  expect(Object.is(toJsonValue([-0]), [0])).toBe(false);
  expect(toJsonValue([-0])).toEqual([0]);
});
