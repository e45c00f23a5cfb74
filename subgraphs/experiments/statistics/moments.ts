// Mean and variance from sums. The textbook Σx² − (Σx)²/n cancels catastrophically in floats when values are in the
// millions of micros; in integers it is exact, and only the finished quotient becomes a float.

/** What is kept of an arm: enough for its mean and variance, and nothing of any one person. */
export interface Totals {
  readonly participants: bigint;
  /** The sum of the participants' values. */
  readonly sum: bigint;
  /** The sum of the squares of the participants' values. */
  readonly sumOfSquares: bigint;
}

export interface Moments {
  readonly participants: number;
  readonly mean: number;
  /** The unbiased sample variance. */
  readonly variance: number;
}

/** Mean and variance of at least two participants; undefined for fewer, which have no variance. */
export function momentsOf({ participants, sum, sumOfSquares }: Totals): Moments | undefined {
  if (participants < 2n) return undefined;
  return {
    participants: Number(participants),
    mean: quotient(sum, participants),
    variance: quotient(participants * sumOfSquares - sum * sum, participants * (participants - 1n)),
  };
}

/** The float nearest to a fraction, within two units in the last place. */
export function quotient(numerator: bigint, denominator: bigint): number {
  return Number(numerator) / Number(denominator);
}

/** The integer nearest to a fraction, halves away from zero. The denominator must be positive. */
export function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}
