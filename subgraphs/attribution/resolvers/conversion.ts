import { requireScopes } from '../../common/access.ts';
import { sharesToConversions } from '../credit-path.ts';
import type {
  ConversionResolvers,
  CreditedConversionResolvers,
  CreditResolvers,
  TouchpointResolvers,
} from '../schema.generated.ts';

interface Valued {
  readonly valueMicros: bigint | null;
  readonly currency: string | null;
}

function moneyOf({ valueMicros, currency }: Valued) {
  return valueMicros === null || currency === null ? null : { amountMicros: valueMicros, currency };
}

export const conversionResolvers = {
  async __resolveReference({ id }, context) {
    requireScopes(context, 'attribution:read');
    return (await context.loaders.conversion.load(id)) ?? null;
  },
  value: moneyOf,
  path: async ({ id }, _, { loaders }) => await loaders.path.load(id),
  credits: async ({ id }, { model }, { loaders }) => await loaders.creditsBy(model).load(id),
} satisfies ConversionResolvers;

export const touchpointResolvers = {
  campaign: ({ campaignId }) => ({ id: campaignId }),
} satisfies TouchpointResolvers;

export const creditResolvers = {
  touchpoint: (credit) => credit,
  share: ({ shareAttos }) => sharesToConversions(shareAttos),
  value: moneyOf,
} satisfies CreditResolvers;

export const creditedConversionResolvers = {
  async conversion({ conversionId }, _, { loaders }) {
    const conversion = await loaders.conversion.load(conversionId);
    // Credit is written in the transaction of its conversion, and neither is ever deleted.
    if (!conversion) throw new Error(`The credited conversion ${conversionId} is missing.`);
    return conversion;
  },
  share: ({ shareAttos }) => sharesToConversions(shareAttos),
  value: moneyOf,
} satisfies CreditedConversionResolvers;
