// Student's t distribution, for real degrees of freedom from 1 to many millions.
import { deviance, stirlingError } from './saddle-point.ts';

/** The density at t (Loader's saddle-point form, as the R function dt has it). */
export function studentTDensity(t: number, degreesOfFreedom: number): number {
  const half = degreesOfFreedom / 2;
  const constant = stirlingError(half + 0.5) - stirlingError(half) - deviance(half, half + 0.5);
  const logKernel = -(half + 0.5) * Math.log1p((t * t) / degreesOfFreedom);
  return Math.exp(constant + logKernel) / Math.sqrt(2 * Math.PI);
}

/**
 * The probability above t, for t ≥ 0, with full relative accuracy however small it is.
 *
 * It is the density at t times the integral of the density's decay beyond t, which never cancels. The integral is the
 * exp-sinh rule of Takahasi and Mori, "Double Exponential Formulas for Numerical Integration" (1974).
 */
export function studentTUpperTail(t: number, degreesOfFreedom: number): number {
  if (t === Infinity) return 0;
  const power = -(degreesOfFreedom + 1) / 2;
  // About the length on which the density falls to a third: it keeps the rule's nodes where the mass is.
  const scale = (degreesOfFreedom + t * t) / ((degreesOfFreedom + 1) * (t + 1));
  const decay = (lengths: number) => {
    const beyond = lengths * scale;
    return Math.exp(power * Math.log1p((beyond * (2 * t + beyond)) / (degreesOfFreedom + t * t)));
  };
  return studentTDensity(t, degreesOfFreedom) * scale * integrateToInfinity(decay);
}

/** The t with the given probability above it, which must be above 0 and below one half. */
export function studentTUpperQuantile(probability: number, degreesOfFreedom: number): number {
  // Newton on the logarithms: ln(tail) is concave and decreasing in ln(t), so that it converges from any start.
  let logT = Math.log(-2 * Math.log(2 * probability)) / 2;
  for (let round = 0; round < 60; round += 1) {
    const t = Math.exp(logT);
    const tail = studentTUpperTail(t, degreesOfFreedom);
    const step = (Math.log(tail / probability) * tail) / (t * studentTDensity(t, degreesOfFreedom));
    logT += step;
    if (Math.abs(step) < 1e-15) break;
  }
  return Math.exp(logT);
}

/** Integrates a function that decays on [0, ∞), by the exp-sinh rule. */
function integrateToInfinity(integrand: (x: number) => number): number {
  const step = 1 / 32;
  let sum = 0;
  for (let index = -144; index <= 144; index += 1) {
    const u = index * step;
    const x = Math.exp((Math.PI / 2) * Math.sinh(u));
    sum += integrand(x) * x * Math.cosh(u);
  }
  return (sum * step * Math.PI) / 2;
}
