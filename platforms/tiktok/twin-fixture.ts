// A TikTok account that lives, its twin, and a client of it, for tests.
import type { AdPlatformClient, QuotaSignal } from '../ad-platform.ts';
import { type ToldClock, toldClock } from '../estate/clock.ts';
import { drawAccount } from '../estate/draw-account.ts';
import { createEstate, type Estate } from '../estate/estate.ts';
import type { EstateAccount } from '../estate/estate-config.ts';
import type { TwinExchange } from '../twin-server.ts';
import { createTikTokClient, type TikTokPace } from './client.ts';
import { startTikTokTwin, tiktokRules, type TikTokTwin, type TikTokTwinOptions } from './twin.ts';

export interface TikTokStage {
  readonly clock: ToldClock;
  readonly estate: Estate;
  readonly twin: TikTokTwin;
  readonly client: AdPlatformClient;
  readonly exchanges: readonly TwinExchange[];
  readonly quota: readonly QuotaSignal[];
  readonly close: () => Promise<void>;
}

export const tiktokAccount: EstateAccount = drawAccount({
  seed: 7,
  externalId: '7000123',
  currency: 'USD',
  timeZone: 'America/New_York',
  startsOn: '2026-03-01',
  campaigns: 3,
  adGroupsPerCampaign: 2,
  adsPerAdGroup: 2,
  budgets: 'MIXED',
  objectives: ['CONVERSIONS', 'TRAFFIC'],
  bidStrategies: ['COST_CAP', 'MANUAL_CPC'],
  leastBudgetMicros: 60_000_000n,
});

export interface TikTokStageOptions extends Partial<Pick<TikTokTwinOptions, 'tier'>> {
  readonly account?: EstateAccount;
  readonly pace?: Partial<TikTokPace>;
  readonly timeoutMs?: number;
  readonly accessToken?: string;
}

export async function startTikTokStage(options: TikTokStageOptions = {}): Promise<TikTokStage> {
  const clock = toldClock(new Date('2026-03-10T15:05:00Z'));
  const accounts = [options.account ?? tiktokAccount];
  const estate = createEstate({ seed: 7, beganOn: '2026-03-01', rules: tiktokRules, accounts }, clock);
  const exchanges: TwinExchange[] = [];
  const quota: QuotaSignal[] = [];
  const twin = await startTikTokTwin({
    estate,
    tier: options.tier ?? 'unlimited',
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const client = createTikTokClient(
    {
      baseUrl: twin.url,
      timeoutMs: options.timeoutMs ?? 5_000,
      now: clock.now,
      onQuota: (signal) => quota.push(signal),
    },
    { ...twin.credentials, ...(options.accessToken === undefined ? {} : { accessToken: options.accessToken }) },
    { pageSize: 4, maxReportPages: 100, pollMs: 1, maxPolls: 10, ...options.pace },
  );
  const close = async () => {
    await client.close();
    await twin.close();
  };
  return { clock, estate, twin, client, exchanges, quota, close };
}
