// Turns a path into credits whose shares add up to one and whose money adds up to the conversion's value, exactly.
import { splitMicros } from '../common/money.ts';
import type { AttributeCredit } from './models/attribution-model.ts';
import { attributeToFirstTouch } from './models/first-touch.ts';
import { attributeToLastTouch } from './models/last-touch.ts';
import { attributeLinearly } from './models/linear.ts';

/** Every model by its name in the schema. */
export const attributionModels = {
  FIRST_TOUCH: attributeToFirstTouch,
  LAST_TOUCH: attributeToLastTouch,
  LINEAR: attributeLinearly,
} as const satisfies Readonly<Record<string, AttributeCredit>>;

export type AttributionModel = keyof typeof attributionModels;

/**
 * The credit for a whole conversion. Shares are integers of 10⁻¹⁸: no float and no fixed fraction holds a third, but
 * three of these thirds are one, as the parts of a split amount are the amount. They fit 64 bits, and sums are exact.
 */
export const wholeShareAttos = 10n ** 18n;

export interface Credit<Touchpoint> {
  readonly touchpoint: Touchpoint;
  /** The share of the conversion, in 10⁻¹⁸ of it. */
  readonly shareAttos: bigint;
  /** The share of the conversion's value; null where it has none. */
  readonly valueMicros: bigint | null;
}

/** Shares a conversion among its path, oldest touchpoint first. What cannot be halved goes to the earlier touchpoint. */
export function creditPath<Touchpoint>(
  model: AttributionModel,
  path: readonly Touchpoint[],
  valueMicros: bigint | null,
): readonly Credit<Touchpoint>[] {
  const weighed = attributionModels[model](path);
  if (weighed.length === 0) return [];
  const weights = weighed.map(({ weight }) => weight);
  const shares = splitMicros(wholeShareAttos, weights);
  const values = valueMicros === null ? [] : splitMicros(valueMicros, weights);
  return weighed.map(({ touchpoint }, index) => ({
    touchpoint,
    // splitMicros gives one part a weight.
    shareAttos: shares[index] ?? 0n,
    valueMicros: values[index] ?? null,
  }));
}

/** A share, or a sum of shares, as a number of conversions; off by at most one unit in the last place of a double. */
export function sharesToConversions(attos: bigint): number {
  return Number(attos) / Number(wholeShareAttos);
}
