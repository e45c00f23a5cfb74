/** How much of a conversion's credit a touchpoint gets, as a whole number relative to the sum over the path. */
export interface WeighedTouchpoint<Touchpoint> {
  readonly touchpoint: Touchpoint;
  /** Above zero: a touchpoint without credit is not listed. */
  readonly weight: bigint;
}

/** A way of sharing credit: takes a path, oldest touchpoint first, and says who gets credit. An empty path gives none. */
export type AttributeCredit = <Touchpoint>(path: readonly Touchpoint[]) => readonly WeighedTouchpoint<Touchpoint>[];
