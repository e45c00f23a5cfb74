import type { AttributeCredit } from './attribution-model.ts';

/** All credit to the touchpoint that came last. */
export const attributeToLastTouch: AttributeCredit = (path) =>
  path.slice(-1).map((touchpoint) => ({ touchpoint, weight: 1n }));
