import type { AttributeCredit } from './attribution-model.ts';

/** All credit to the touchpoint that came first. */
export const attributeToFirstTouch: AttributeCredit = (path) =>
  path.slice(0, 1).map((touchpoint) => ({ touchpoint, weight: 1n }));
