import type { AttributeCredit } from './attribution-model.ts';

/** The same credit to every touchpoint; one that met the customer twice is two touchpoints. */
export const attributeLinearly: AttributeCredit = (path) => path.map((touchpoint) => ({ touchpoint, weight: 1n }));
