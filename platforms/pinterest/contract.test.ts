import { describePlatformContract } from '../../test/support/platform-contract.ts';
import { createPinterestClient } from './client.ts';
import { pinterestRules, startPinterestTwin } from './twin.ts';

describePlatformContract('Pinterest', {
  rules: pinterestRules,
  timeZone: 'UTC',
  plan: {
    currency: 'EUR',
    campaigns: 4,
    adGroupsPerCampaign: 2,
    adsPerAdGroup: 2,
    budgets: 'MIXED',
    objectives: ['WEB_CONVERSION', 'CONSIDERATION'],
    bidStrategies: ['MANUAL_CPC', 'MANUAL_CPM', 'TARGET_CPA'],
    leastBudgetMicros: 30_000_000n,
  },
  start: async (estate, options) => {
    const twin = await startPinterestTwin({ estate, hasLimits: false, ...options });
    const pace = { pageSize: 3, pollMs: 1, maxPolls: 10 };
    return { twin, connect: (settings) => createPinterestClient(settings, twin.credentials, pace) };
  },
  isWrite: ({ method }) => method === 'PATCH',
});
