// The chi-squared distribution's upper tail: the regularised incomplete gamma function Q(df/2, x/2), by its power series
// (DLMF 8.7.1) below the mean and by its continued fraction (DLMF 8.9.2, evaluated as Lentz does) above it.
import { deviance, stirlingError } from './saddle-point.ts';

/** The probability of a value above x, for x ≥ 0 and degrees of freedom > 0. */
export function chiSquaredUpperTail(x: number, degreesOfFreedom: number): number {
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  const shape = degreesOfFreedom / 2;
  const at = x / 2;
  // at^shape · e^-at / Γ(shape + 1)
  const kernel = Math.exp(-stirlingError(shape) - deviance(shape, at)) / Math.sqrt(2 * Math.PI * shape);
  return at < shape + 1 ? 1 - kernel * lowerSeries(shape, at) : kernel * shape * upperFraction(shape, at);
}

/** The sum of at^k / ((shape + 1) … (shape + k)) over k ≥ 0; all terms are positive. */
function lowerSeries(shape: number, at: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k += 1) {
    term *= at / (shape + k);
    sum += term;
  }
  return sum;
}

/** Γ(shape, at) / (at^shape · e^-at), for at ≥ shape + 1. */
function upperFraction(shape: number, at: number): number {
  let denominator = at + 1 - shape;
  let c = 1 / Number.MIN_VALUE ** 0.5;
  let d = 1 / denominator;
  let fraction = d;
  for (let k = 1; k < 100_000; k += 1) {
    const numerator = -k * (k - shape);
    denominator += 2;
    d = 1 / (numerator * d + denominator);
    c = denominator + numerator / c;
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return fraction;
}
