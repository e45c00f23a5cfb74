// Whether what was measured again and again stayed level.
import { median } from '../federation/measure.ts';

/** The median of the slopes between any two values (Theil–Sen), in units a step: single outliers do not move it. */
export function slopeOf(values: readonly number[]): number {
  const slopes = values.flatMap((later, end) =>
    values.slice(0, end).map((earlier, start) => (later - earlier) / (end - start)),
  );
  return slopes.length === 0 ? 0 : median(slopes);
}

export interface Flatness {
  /** By how much it grew over the second half of the time, in its unit. */
  readonly growth: number;
  /** What it may grow by. */
  readonly allowed: number;
  readonly isFlat: boolean;
}

/**
 * Judges the second half of the values: while caches fill, growth is no leak. Flat is what grew by no more than `allowed`
 * over that half, by its slope.
 */
export function judgeFlatness(values: readonly number[], allowed: number): Flatness {
  const half = values.slice(Math.floor(values.length / 2));
  const growth = slopeOf(half) * Math.max(0, half.length - 1);
  return { growth, allowed, isFlat: growth <= allowed };
}
