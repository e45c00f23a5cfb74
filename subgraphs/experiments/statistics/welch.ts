// Welch's test of a difference of two means with unequal variances: B. L. Welch, "The generalization of 'Student's'
// problem when several different population variances are involved", Biometrika 34 (1947); degrees of freedom by the
// Welch–Satterthwaite equation.
import type { Moments } from './moments.ts';
import { studentTUpperQuantile, studentTUpperTail } from './student-t.ts';

export interface WelchTest {
  /** The treatment's mean minus the control's. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** The two-sided probability of a difference at least this large if there were none. */
  readonly pValue: number;
  readonly degreesOfFreedom: number;
  /** The t by which the standard error is multiplied at this confidence. */
  readonly criticalValue: number;
}

/** Compares two arms. The confidence level lies above 0 and below 1. Arms without any variance give a certain answer. */
export function welchTest(control: Moments, treatment: Moments, confidenceLevel: number): WelchTest {
  const difference = treatment.mean - control.mean;
  const standardError = Math.sqrt(varianceOfMean(treatment) + varianceOfMean(control));
  const degreesOfFreedom = welchDegreesOfFreedom(control, treatment);
  const criticalValue = studentTUpperQuantile((1 - confidenceLevel) / 2, degreesOfFreedom);
  const halfWidth = criticalValue * standardError;
  return {
    difference,
    low: difference - halfWidth,
    high: difference + halfWidth,
    // Without any variance 0/0 would be NaN: no difference is then no evidence, and any difference is proof.
    pValue: difference === 0 ? 1 : 2 * studentTUpperTail(Math.abs(difference) / standardError, degreesOfFreedom),
    degreesOfFreedom,
    criticalValue,
  };
}

/** The variance of an arm's mean. */
export function varianceOfMean({ variance, participants }: Moments): number {
  return variance / participants;
}

function welchDegreesOfFreedom(control: Moments, treatment: Moments): number {
  const total = varianceOfMean(control) + varianceOfMean(treatment);
  // Both variances zero: the limit for equal ones, Student's n + m − 2.
  if (total === 0) return control.participants + treatment.participants - 2;
  const part = (arm: Moments) => (varianceOfMean(arm) / total) ** 2 / (arm.participants - 1);
  return 1 / (part(control) + part(treatment));
}
