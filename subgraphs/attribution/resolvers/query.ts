import { requireScopes } from '../../common/access.ts';
import type { QueryResolvers } from '../schema.generated.ts';

export const queryResolvers = {
  async conversion(_, { id }, context) {
    requireScopes(context, 'attribution:read');
    return (await context.loaders.conversion.load(id)) ?? null;
  },
} satisfies QueryResolvers;
