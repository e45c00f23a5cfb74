import { badInput, requireScopes } from '../../common/access.ts';
import { readPage, toConnection } from '../../common/keyset.ts';
import type { CreditedPage } from '../credit-store.ts';
import type { CampaignResolvers } from '../schema.generated.ts';

export const campaignResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  async creditedConversions({ id }, { model, ...args }, context) {
    requireScopes(context, 'attribution:read');
    const { limit, after } = readPage(args, 2);
    const rows = await context.loaders
      .creditedConversions({ model, limit: limit + 1, after: readPosition(after) })
      .load(id);
    return toConnection(rows, limit, ({ occurredAt, conversionId }) => [occurredAt.toISOString(), conversionId]);
  },
} satisfies CampaignResolvers;

/** Where a page begins, as toConnection wrote it. */
function readPosition(key: readonly string[] | undefined): CreditedPage['after'] {
  if (!key) return undefined;
  const [time = '', conversionId = ''] = key;
  const occurredAt = new Date(time);
  // Other spellings of a time, and years that PostgreSQL would not read, are not ours.
  if (!/^\d{4}-/.test(time) || Number.isNaN(occurredAt.getTime()) || occurredAt.toISOString() !== time) {
    throw badInput('after is not a cursor of this list; pass the endCursor of a page of it.');
  }
  return { occurredAt, conversionId };
}
