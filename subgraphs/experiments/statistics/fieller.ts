// Fieller's interval for a ratio of two independent means: E. C. Fieller, "Some Problems in Interval Estimation",
// JRSS B 16 (1954). It inverts the test of numerator − ratio × denominator = 0, so that it says "no change" exactly
// when the test of the difference does; the delta method does not, and fails outright for a denominator near zero.
import type { Interval } from './interval.ts';

export interface Estimate {
  readonly value: number;
  readonly variance: number;
}

/**
 * The ratios that the data does not rule out: all r with (numerator − r × denominator)² ≤ criticalValue² × its variance,
 * which is a quadratic inequality a r² − 2 b r + c ≤ 0.
 */
export function fiellerInterval(numerator: Estimate, denominator: Estimate, criticalValue: number): Interval {
  const quantileSquared = criticalValue ** 2;
  const a = denominator.value ** 2 - quantileSquared * denominator.variance;
  const b = numerator.value * denominator.value;
  const c = numerator.value ** 2 - quantileSquared * numerator.variance;
  if (a === 0) return halfLine(b, c);
  // b² − a c, with the two equal products taken out before they can cancel.
  const discriminant =
    quantileSquared *
    (numerator.value ** 2 * denominator.variance +
      denominator.value ** 2 * numerator.variance -
      quantileSquared * numerator.variance * denominator.variance);
  if (a < 0 && discriminant <= 0) return { kind: 'UNBOUNDED', low: null, high: null };
  const [low, high] = roots(a, b, c, Math.sqrt(Math.max(discriminant, 0)));
  return { kind: a > 0 ? 'BOUNDED' : 'COMPLEMENT', low, high };
}

/** The roots of a r² − 2 b r + c in ascending order; the one that would cancel is taken from the product of both. */
function roots(a: number, b: number, c: number, root: number): readonly [number, number] {
  const sum = b < 0 ? b - root : b + root;
  const one = sum / a;
  const other = sum === 0 ? 0 : c / sum;
  return one < other ? [one, other] : [other, one];
}

/** The solutions of c ≤ 2 b r. Where b is zero as well, the ratio itself is undefined and nothing can be ruled out. */
function halfLine(b: number, c: number): Interval {
  if (b === 0) return { kind: 'UNBOUNDED', low: null, high: null };
  const end = c / (2 * b);
  return b > 0 ? { kind: 'BOUNDED', low: end, high: null } : { kind: 'BOUNDED', low: null, high: end };
}
