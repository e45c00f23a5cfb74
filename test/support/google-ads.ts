import { createGoogleAdsClient, type GoogleAdsCredentials } from '../../platforms/google-ads/client.ts';
import { type GoogleAdsTwinOptions, googleAdsRules, startGoogleAdsTwin } from '../../platforms/google-ads/twin.ts';
import type { PlatformUnderTest } from './platform-world.ts';

/** Google Ads, with a twin that is stricter than usual, or credentials that it does not accept. */
export function googleAdsWith(
  twinOptions: Partial<GoogleAdsTwinOptions> = {},
  credentials: Partial<GoogleAdsCredentials> = {},
): PlatformUnderTest {
  return {
    rules: googleAdsRules,
    plan: {
      currency: 'USD',
      campaigns: 4,
      adGroupsPerCampaign: 2,
      adsPerAdGroup: 2,
      budgets: 'SHARED',
      objectives: ['SEARCH', 'DEMAND_GEN'],
      bidStrategies: ['MANUAL_CPC', 'TARGET_CPA'],
      leastBudgetMicros: 60_000_000n,
    },
    start: async (estate, options) => {
      const twin = await startGoogleAdsTwin({ estate, pageSize: 3, ...options, ...twinOptions });
      return { twin, connect: (settings) => createGoogleAdsClient(settings, { ...twin.credentials, ...credentials }) };
    },
    isWrite: ({ path }) => path.endsWith(':mutate'),
  };
}
