import { createMetaClient, type MetaCredentials } from '../../platforms/meta/client.ts';
import { metaRules, type MetaTwinOptions, startMetaTwin } from '../../platforms/meta/twin.ts';
import type { PlatformUnderTest } from './platform-world.ts';

/** Meta, with a twin that is stricter than usual, or credentials that it does not accept. */
export function metaWith(
  twinOptions: Partial<MetaTwinOptions> = {},
  credentials: Partial<MetaCredentials> = {},
): PlatformUnderTest {
  return {
    rules: metaRules,
    plan: {
      currency: 'USD',
      campaigns: 4,
      adGroupsPerCampaign: 2,
      adsPerAdGroup: 2,
      budgets: 'MIXED',
      objectives: ['OUTCOME_SALES', 'OUTCOME_TRAFFIC'],
      bidStrategies: ['COST_CAP', 'LOWEST_COST_WITH_BID_CAP'],
      leastBudgetMicros: 60_000_000n,
    },
    start: async (estate, options) => {
      const twin = await startMetaTwin({ estate, pageSize: 3, ...options, ...twinOptions });
      return {
        twin,
        connect: (settings) => createMetaClient(settings, { ...twin.credentials, ...credentials }, { pollMs: 1 }),
      };
    },
    isWrite: ({ method, path }) => method === 'POST' && !path.endsWith('/insights'),
  };
}
