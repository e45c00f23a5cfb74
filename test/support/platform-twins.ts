// A twin of each platform over an estate of one account, with the client that reaches it.
import type { AdPlatformClient, ClientSettings, PlatformBid, PlatformCode } from '../../platforms/ad-platform.ts';
import type { EstateClock } from '../../platforms/estate/clock.ts';
import type { DeliveryRules } from '../../platforms/estate/delivery-rules.ts';
import { type AccountPlan, drawAccount } from '../../platforms/estate/draw-account.ts';
import { createEstate, type Estate } from '../../platforms/estate/estate.ts';
import { createGoogleAdsClient } from '../../platforms/google-ads/client.ts';
import { googleAdsRules, startGoogleAdsTwin } from '../../platforms/google-ads/twin.ts';
import { createMetaClient } from '../../platforms/meta/client.ts';
import { metaRules, startMetaTwin } from '../../platforms/meta/twin.ts';
import { createPinterestClient } from '../../platforms/pinterest/client.ts';
import { pinterestRules, startPinterestTwin } from '../../platforms/pinterest/twin.ts';
import { createSnapClient } from '../../platforms/snap/client.ts';
import { snapRules, startSnapTwin } from '../../platforms/snap/twin.ts';
import { createTikTokClient } from '../../platforms/tiktok/client.ts';
import { startTikTokTwin, tiktokRules } from '../../platforms/tiktok/twin.ts';
import type { TwinServer, TwinServerOptions } from '../../platforms/twin-server.ts';

export const platformCodes: readonly PlatformCode[] = ['GOOGLE_ADS', 'META', 'TIKTOK', 'SNAP', 'PINTEREST'];

/** Of the only account. */
export const twinAccountId = '1234567890';

interface RunningTwin {
  readonly twin: TwinServer;
  readonly connect: (settings: ClientSettings) => AdPlatformClient;
}

interface TwinKind {
  readonly rules: DeliveryRules;
  readonly objective: string;
  readonly bidStrategy: PlatformBid['strategy'];
  readonly start: (estate: Estate, options: TwinServerOptions) => Promise<RunningTwin>;
}

/** That of the client itself, but nobody waits two seconds between two looks at a task. */
const tiktokPace = { pageSize: 1_000, maxReportPages: 10, pollMs: 1, maxPolls: 300 };

const kinds: Readonly<Record<PlatformCode, TwinKind>> = {
  GOOGLE_ADS: {
    rules: googleAdsRules,
    objective: 'SEARCH',
    bidStrategy: 'MANUAL_CPC',
    start: async (estate, options) => {
      const twin = await startGoogleAdsTwin({ estate, changeDelayMs: 0, ...options });
      return { twin, connect: (settings) => createGoogleAdsClient(settings, twin.credentials) };
    },
  },
  META: {
    rules: metaRules,
    objective: 'OUTCOME_SALES',
    bidStrategy: 'COST_CAP',
    start: async (estate, options) => {
      const twin = await startMetaTwin({ estate, ...options });
      return { twin, connect: (settings) => createMetaClient(settings, twin.credentials, { pollMs: 1 }) };
    },
  },
  TIKTOK: {
    rules: tiktokRules,
    objective: 'TRAFFIC',
    bidStrategy: 'MANUAL_CPC',
    start: async (estate, options) => {
      const twin = await startTikTokTwin({ estate, tier: 'unlimited', ...options });
      return { twin, connect: (settings) => createTikTokClient(settings, twin.credentials, tiktokPace) };
    },
  },
  SNAP: {
    rules: snapRules,
    objective: 'WEB_CONVERSION',
    bidStrategy: 'COST_CAP',
    start: async (estate, options) => {
      const twin = await startSnapTwin({ estate, hasLimits: false, ...options });
      return { twin, connect: (settings) => createSnapClient(settings, twin.credentials) };
    },
  },
  PINTEREST: {
    rules: pinterestRules,
    objective: 'WEB_CONVERSION',
    bidStrategy: 'MANUAL_CPC',
    start: async (estate, options) => {
      const twin = await startPinterestTwin({ estate, hasLimits: false, ...options });
      return { twin, connect: (settings) => createPinterestClient(settings, twin.credentials) };
    },
  },
};

export interface TwinWorld extends RunningTwin {
  readonly estate: Estate;
  readonly rules: DeliveryRules;
  readonly timeZone: string;
}

export interface TwinPlan extends Partial<
  Pick<AccountPlan, 'timeZone' | 'campaigns' | 'seed' | 'budgets' | 'campaignStrategies'>
> {
  readonly clock: EstateClock;
  readonly beganOn: string;
}

/** Starts the twin; Pinterest counts the days of UTC, whatever the plan says. */
export async function startTwin(
  platform: PlatformCode,
  plan: TwinPlan,
  options: TwinServerOptions = {},
): Promise<TwinWorld> {
  const { rules, objective, bidStrategy, start } = kinds[platform];
  const { clock, beganOn, seed = 3, campaigns = 2, budgets = 'CAMPAIGN' } = plan;
  const timeZone = platform === 'PINTEREST' ? 'UTC' : (plan.timeZone ?? 'Europe/Berlin');
  const account = drawAccount({
    seed,
    externalId: twinAccountId,
    currency: 'EUR',
    timeZone,
    startsOn: beganOn,
    campaigns,
    adGroupsPerCampaign: 2,
    adsPerAdGroup: 1,
    budgets,
    objectives: [objective],
    bidStrategies: [bidStrategy],
    leastBudgetMicros: 60_000_000n,
    ...(plan.campaignStrategies && { campaignStrategies: plan.campaignStrategies }),
  });
  const estate = createEstate({ seed, beganOn, rules, accounts: [account] }, clock);
  return { ...(await start(estate, options)), estate, rules, timeZone };
}
