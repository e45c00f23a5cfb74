// What an experiment says: a treatment compared with the control.
import type { Arm } from './experiment.ts';
import { fiellerInterval } from './statistics/fieller.ts';
import { type Interval, transformInterval } from './statistics/interval.ts';
import { momentsOf, quotient, roundedQuotient } from './statistics/moments.ts';
import { checkSampleRatio, type SampleRatioCheck } from './statistics/sample-ratio.ts';
import { varianceOfMean, welchTest } from './statistics/welch.ts';

export interface Comparison {
  readonly control: Arm;
  readonly treatment: Arm;
  /** The treatment's mean minus the control's, in micros. */
  readonly differenceMicros: number;
  readonly differenceIntervalMicros: Interval;
  /** The difference as a share of the control's mean; null when that is zero. */
  readonly relativeLift: number | null;
  readonly relativeLiftInterval: Interval;
  readonly pValue: number;
  readonly degreesOfFreedom: number;
  readonly sampleRatio: SampleRatioCheck;
  /** The difference times the treatment's participants, exact but for rounding to a micro. */
  readonly incrementalMicros: bigint;
}

/**
 * Compares two of an experiment's arms; undefined until both have two participants. The split is checked over all of
 * the arms. The confidence level lies above 0 and below 1.
 */
export function compareArms(
  arms: readonly Arm[],
  control: Arm,
  treatment: Arm,
  confidenceLevel: number,
): Comparison | undefined {
  const base = momentsOf(control);
  const treated = momentsOf(treatment);
  if (!base || !treated) return undefined;
  const welch = welchTest(base, treated, confidenceLevel);
  const ratioInterval = fiellerInterval(
    { value: treated.mean, variance: varianceOfMean(treated) },
    { value: base.mean, variance: varianceOfMean(base) },
    // The same t as for the difference, so that both intervals and the p-value always agree on whether there is one.
    welch.criticalValue,
  );
  return {
    control,
    treatment,
    differenceMicros: welch.difference,
    differenceIntervalMicros: { kind: 'BOUNDED', low: welch.low, high: welch.high },
    relativeLift: base.mean === 0 ? null : welch.difference / base.mean,
    relativeLiftInterval: transformInterval(ratioInterval, -1, 1),
    pValue: welch.pValue,
    degreesOfFreedom: welch.degreesOfFreedom,
    sampleRatio: checkSampleRatio(arms),
    incrementalMicros: incrementalMicros(control, treatment),
  };
}

/** (Σt/n − Σc/m) n = (Σt m − Σc n) / m */
function incrementalMicros(control: Arm, treatment: Arm): bigint {
  const scaled = treatment.sum * control.participants - control.sum * treatment.participants;
  return roundedQuotient(scaled, control.participants);
}

export interface IncrementalReturn {
  readonly estimate: number;
  readonly interval: Interval;
}

/** The incremental value for each unit of spend, which must be above zero and is taken as exact. */
export function incrementalReturn(comparison: Comparison, spendMicros: bigint): IncrementalReturn {
  const factor = Number(comparison.treatment.participants) / Number(spendMicros);
  return {
    estimate: quotient(comparison.incrementalMicros, spendMicros),
    interval: transformInterval(comparison.differenceIntervalMicros, 0, factor),
  };
}

/** Micros as major units, for numbers that are estimates and not amounts of money. */
export function toMajorUnits(micros: Interval): Interval {
  return transformInterval(micros, 0, 1e-6);
}
