import { describePlatformContract } from '../../test/support/platform-contract.ts';
import { createTikTokClient } from './client.ts';
import { startTikTokTwin, tiktokRules } from './twin.ts';

describePlatformContract('TikTok', {
  rules: tiktokRules,
  plan: {
    currency: 'USD',
    campaigns: 4,
    adGroupsPerCampaign: 2,
    adsPerAdGroup: 2,
    budgets: 'MIXED',
    objectives: ['CONVERSIONS', 'TRAFFIC'],
    bidStrategies: ['COST_CAP', 'MANUAL_CPC', 'MANUAL_CPM'],
    leastBudgetMicros: 60_000_000n,
  },
  start: async (estate, options) => {
    const twin = await startTikTokTwin({ estate, tier: 'unlimited', ...options });
    const pace = { pageSize: 3, maxReportPages: 100, pollMs: 1, maxPolls: 10 };
    return { twin, connect: (settings) => createTikTokClient(settings, twin.credentials, pace) };
  },
  isWrite: ({ path }) => path.endsWith('/update/'),
});
