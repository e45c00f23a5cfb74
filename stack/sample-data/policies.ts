// What the companies of the sample data allow: everyday raises, larger ones with somebody else's approval, and a cap.
import type { NewPolicy } from '../../subgraphs/campaigns/guardrails/policy-store.ts';
import { sampleAccounts, sampleAdvertisers } from './accounts.ts';
import { inUnits } from './campaigns.ts';

/** One policy for each company and currency. */
export function createPolicies(now: Date): readonly NewPolicy[] {
  return sampleAdvertisers.flatMap(({ id }) => {
    const currencies = new Set(
      sampleAccounts.filter(({ advertiser }) => advertiser.id === id).map(({ currency }) => currency),
    );
    return [...currencies].map((currency) => createPolicy(id, currency, now));
  });
}

function createPolicy(advertiserId: string, currency: string, at: Date): NewPolicy {
  const worth = (euros: number) => inUnits(currency, euros);
  return {
    advertiserId,
    accountId: '',
    currency,
    minBudgetMicros: worth(5),
    // Lifetime budgets are of this size too.
    maxBudgetMicros: worth(20_000),
    minBidMicros: worth(0.1),
    maxBidMicros: worth(200),
    maxIncreasePercent: 100,
    maxIncreasePercentADay: 150,
    maxChangesAnHour: 12,
    // Without twins sample data is not read anew from any platform, so it would be too old tomorrow.
    maxDataAgeMinutes: null,
    approvalAbovePercent: 30,
    approvalAboveMicros: worth(2_000),
    requestLivesMinutes: 24 * 60,
    dayCapMicros: worth(60_000),
    setBy: 'sample-data',
    at,
  };
}
