import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AttributionModel, creditPath, sharesToConversions, wholeShareAttos } from './credit-path.ts';

const models = ['FIRST_TOUCH', 'LAST_TOUCH', 'LINEAR'] as const satisfies readonly AttributionModel[];
const model = fc.constantFrom(...models);
const path = fc.array(fc.string(), { minLength: 1, maxLength: 50 });
const value = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });

const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n);

test('shares out exactly one conversion and exactly its value', () => {
  fc.assert(
    fc.property(model, path, value, (name, touchpoints, valueMicros) => {
      const credits = creditPath(name, touchpoints, valueMicros);
      expect(sum(credits.map(({ shareAttos }) => shareAttos))).toBe(wholeShareAttos);
      expect(sum(credits.map((credit) => credit.valueMicros ?? 0n))).toBe(valueMicros);
      expect(credits.every(({ shareAttos }) => shareAttos > 0n)).toBe(true);
    }),
  );
});

test('gives a single touchpoint the same by every model: everything', () => {
  fc.assert(
    fc.property(model, fc.string(), value, (name, touchpoint, valueMicros) => {
      expect(creditPath(name, [touchpoint], valueMicros)).toEqual([
        { touchpoint, shareAttos: wholeShareAttos, valueMicros },
      ]);
    }),
  );
});

test('does not look at what the touchpoints are called', () => {
  fc.assert(
    fc.property(model, path, value, (name, touchpoints, valueMicros) => {
      const renamed = creditPath(
        name,
        touchpoints.map((touchpoint) => `x${touchpoint}`),
        valueMicros,
      );
      const expected = creditPath(name, touchpoints, valueMicros);
      expect(renamed).toEqual(expected.map((credit) => ({ ...credit, touchpoint: `x${credit.touchpoint}` })));
    }),
  );
});

test('makes first touch of a path what last touch makes of it turned round', () => {
  fc.assert(
    fc.property(path, value, (touchpoints, valueMicros) => {
      expect(creditPath('FIRST_TOUCH', touchpoints, valueMicros)).toEqual(
        creditPath('LAST_TOUCH', touchpoints.toReversed(), valueMicros),
      );
    }),
  );
});

test('splits 10 dollars in three by whole micros, the odd one to the earliest', () => {
  const credits = creditPath('LINEAR', ['a', 'b', 'c'], 10_000_000n);
  expect(credits.map(({ valueMicros }) => valueMicros)).toEqual([3_333_334n, 3_333_333n, 3_333_333n]);
  expect(sharesToConversions(sum(credits.map(({ shareAttos }) => shareAttos)))).toBe(1);
  expect(sharesToConversions(credits[1]?.shareAttos ?? 0n)).toBe(1 / 3);
});

test('gives no value where the conversion has none', () => {
  expect(creditPath('LINEAR', ['a', 'b'], null).map(({ valueMicros }) => valueMicros)).toEqual([null, null]);
});
