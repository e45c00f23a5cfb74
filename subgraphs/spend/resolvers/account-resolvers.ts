import { badInput, requireScopes } from '../../common/access.ts';
import { partOf } from '../../common/change-feed.ts';
import { resolvePeriod } from '../../common/period.ts';
import type { AdAccountResolvers, AdvertiserResolvers } from '../schema.generated.ts';
import { money, singleTotal } from './money.ts';

export const AdAccount: AdAccountResolvers = {
  __resolveReference: ({ id, ...rest }) => ({ id, timeZone: 'timeZone' in rest ? rest.timeZone : undefined }),
  spendKeys: ({ id }) => [partOf(id, 'spend')],
  spend: async ({ id, timeZone }, { period }, context) => {
    requireScopes(context, 'spend:read');
    if (timeZone === undefined) throw new Error('The gateway did not bring the time zone of an account.');
    const total = singleTotal(
      await context.loaders.totals.load({ scopeId: id, ...resolvePeriod(period, timeZone, context.now()) }),
    );
    return total ? money(total.spendMicros, total.currency) : null;
  },
};

export const Advertiser: AdvertiserResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  spendKeys: ({ id }) => [partOf(id, 'spend')],
  spend: async ({ id }, { firstDay, lastDay }, context) => {
    requireScopes(context, 'spend:read');
    if (firstDay > lastDay) throw badInput(`firstDay, ${firstDay}, is after lastDay, ${lastDay}.`);
    const totals = await context.loaders.totals.load({ scopeId: id, firstDay, lastDay });
    return totals.map(({ spendMicros, currency }) => money(spendMicros, currency));
  },
};
