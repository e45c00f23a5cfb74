/** A set of values that covers the true one with the confidence asked for. */
export type Interval =
  /** All values from low to high; an end that is null is not bounded. */
  | { readonly kind: 'BOUNDED'; readonly low: number | null; readonly high: number | null }
  /** All values up to low, and all from high. */
  | { readonly kind: 'COMPLEMENT'; readonly low: number; readonly high: number }
  /** Any value. */
  | { readonly kind: 'UNBOUNDED'; readonly low: null; readonly high: null };

/** Moves and stretches an interval: every value x becomes (x + offset) × factor. The factor must be positive. */
export function transformInterval(interval: Interval, offset: number, factor: number): Interval {
  const move = (end: number) => (end + offset) * factor;
  switch (interval.kind) {
    case 'BOUNDED':
      return {
        kind: 'BOUNDED',
        low: interval.low === null ? null : move(interval.low),
        high: interval.high === null ? null : move(interval.high),
      };
    case 'COMPLEMENT':
      return { kind: 'COMPLEMENT', low: move(interval.low), high: move(interval.high) };
    case 'UNBOUNDED':
      return interval;
  }
}
