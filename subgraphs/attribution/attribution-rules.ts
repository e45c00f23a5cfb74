// Which touchpoints may earn credit for a conversion. Credits are stored when events arrive, so a change here counts for
// what arrives from then on; the schema's descriptions name these numbers.

/** Hours, not days: a day is 23 or 25 hours long when clocks change, and a window is not. */
export const clickLookbackHours = 30 * 24;

/** Having seen an ad is weaker evidence than having clicked it, and is forgotten sooner. */
export const viewLookbackHours = 24;

/** The newest touchpoints of a path that are kept: it bounds the work one restless customer can cause. */
export const longestPath = 50;
