// A Pinterest account that lives, its twin, and a client of it, for tests.
import type { AdPlatformClient, QuotaSignal } from '../ad-platform.ts';
import { type ToldClock, toldClock } from '../estate/clock.ts';
import { drawAccount } from '../estate/draw-account.ts';
import { createEstate, type Estate } from '../estate/estate.ts';
import type { EstateAccount } from '../estate/estate-config.ts';
import type { TwinExchange } from '../twin-server.ts';
import { createPinterestClient, type PinterestPace } from './client.ts';
import type { PinterestCredentials } from './credentials.ts';
import { pinterestRules, type PinterestTwin, startPinterestTwin } from './twin.ts';

export interface PinterestStage {
  readonly clock: ToldClock;
  readonly estate: Estate;
  readonly twin: PinterestTwin;
  readonly client: AdPlatformClient;
  readonly exchanges: readonly TwinExchange[];
  readonly quota: readonly QuotaSignal[];
  readonly close: () => Promise<void>;
}

export const pinterestAccount: EstateAccount = drawAccount({
  seed: 7,
  externalId: '549001',
  currency: 'EUR',
  timeZone: 'UTC',
  startsOn: '2026-03-01',
  campaigns: 3,
  adGroupsPerCampaign: 2,
  adsPerAdGroup: 2,
  budgets: 'MIXED',
  objectives: ['WEB_CONVERSION', 'CONSIDERATION'],
  bidStrategies: ['MANUAL_CPC', 'MANUAL_CPM', 'TARGET_CPA'],
  leastBudgetMicros: 30_000_000n,
});

export interface PinterestStageOptions {
  readonly account?: EstateAccount;
  readonly beganOn?: string;
  readonly hasLimits?: boolean;
  readonly pace?: Partial<PinterestPace>;
  readonly credentials?: Partial<PinterestCredentials>;
}

export async function startPinterestStage(options: PinterestStageOptions = {}): Promise<PinterestStage> {
  const clock = toldClock(new Date('2026-03-10T15:05:00Z'));
  const accounts = [options.account ?? pinterestAccount];
  const beganOn = options.beganOn ?? '2026-03-01';
  const estate = createEstate({ seed: 7, beganOn, rules: pinterestRules, accounts }, clock);
  const exchanges: TwinExchange[] = [];
  const quota: QuotaSignal[] = [];
  const twin = await startPinterestTwin({
    estate,
    hasLimits: options.hasLimits ?? false,
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const client = createPinterestClient(
    { baseUrl: twin.url, timeoutMs: 5_000, now: clock.now, onQuota: (signal) => quota.push(signal) },
    { ...twin.credentials, ...options.credentials },
    { pageSize: 4, pollMs: 1, maxPolls: 10, ...options.pace },
  );
  const close = async () => {
    await client.close();
    await twin.close();
  };
  return { clock, estate, twin, client, exchanges, quota, close };
}
