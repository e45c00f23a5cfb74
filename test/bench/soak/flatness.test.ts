import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeFlatness, slopeOf } from './flatness.ts';

test('a line has its slope, whatever one outlier says', () => {
  fc.assert(
    fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 5, max: 40 }), fc.nat(), (slope, length, seed) => {
      const values = Array.from({ length }, (_, step) => 100 + slope * step);
      expect(slopeOf(values)).toBeCloseTo(slope);
      values[seed % length] = 1e6;
      expect(Math.abs(slopeOf(values) - slope)).toBeLessThan(1e-9);
    }),
  );
});

test('what fills up and then stays is flat; what goes on growing is not', () => {
  const filling = Array.from({ length: 40 }, (_, step) => Math.min(step, 18) * 5 + (step % 3));
  const leaking = Array.from({ length: 40 }, (_, step) => 100 + step + (step % 3));
  expect(judgeFlatness(filling, 3).isFlat).toBe(true);
  expect(judgeFlatness(leaking, 3)).toMatchObject({ isFlat: false });
  expect(judgeFlatness(leaking, 3).growth).toBeCloseTo(19, 0);
});
