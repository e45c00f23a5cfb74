import { describePlatformContract } from '../../test/support/platform-contract.ts';
import { createSnapClient } from './client.ts';
import { snapRules, startSnapTwin } from './twin.ts';

describePlatformContract('Snap', {
  rules: snapRules,
  plan: {
    currency: 'USD',
    campaigns: 4,
    adGroupsPerCampaign: 2,
    // The smallest page has fifty.
    adsPerAdGroup: 7,
    budgets: 'MIXED',
    objectives: ['WEB_CONVERSION', 'APP_INSTALL'],
    bidStrategies: ['LOWEST_COST_WITH_BID_CAP', 'COST_CAP'],
    leastBudgetMicros: 30_000_000n,
  },
  start: async (estate, options) => {
    const twin = await startSnapTwin({ estate, hasLimits: false, ...options });
    return { twin, connect: (settings) => createSnapClient(settings, twin.credentials, 50) };
  },
  isWrite: ({ method }) => method === 'PATCH',
});
