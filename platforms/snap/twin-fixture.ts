// A Snap account that lives, its twin, and a client of it, for tests.
import type { AdPlatformClient, QuotaSignal } from '../ad-platform.ts';
import { type ToldClock, toldClock } from '../estate/clock.ts';
import { drawAccount } from '../estate/draw-account.ts';
import { createEstate, type Estate } from '../estate/estate.ts';
import type { EstateAccount } from '../estate/estate-config.ts';
import type { TwinExchange } from '../twin-server.ts';
import { createSnapClient } from './client.ts';
import type { SnapCredentials } from './credentials.ts';
import { snapRules, type SnapTwin, startSnapTwin } from './twin.ts';

export interface SnapStage {
  readonly clock: ToldClock;
  readonly estate: Estate;
  readonly twin: SnapTwin;
  readonly client: AdPlatformClient;
  readonly exchanges: readonly TwinExchange[];
  readonly quota: readonly QuotaSignal[];
  readonly close: () => Promise<void>;
}

const beganOn = '2026-03-01';

const drawn = {
  seed: 7,
  externalId: '8080',
  currency: 'USD',
  campaigns: 3,
  adGroupsPerCampaign: 3,
  adsPerAdGroup: 6,
  budgets: 'MIXED',
  objectives: ['WEB_CONVERSION', 'APP_INSTALL'],
  bidStrategies: ['LOWEST_COST_WITH_BID_CAP', 'COST_CAP'],
  leastBudgetMicros: 30_000_000n,
} as const;

export const snapAccount = snapAccountIn('America/New_York', beganOn);

/** The same account in a zone, from a day on. */
export function snapAccountIn(timeZone: string, startsOn: string): EstateAccount {
  return drawAccount({ ...drawn, timeZone, startsOn });
}

export interface SnapStageOptions {
  readonly account?: EstateAccount;
  /** When it is, and since which day the account spends. */
  readonly at?: Date;
  readonly beganOn?: string;
  readonly hasLimits?: boolean;
  readonly credentials?: Partial<SnapCredentials>;
}

export async function startSnapStage(options: SnapStageOptions = {}): Promise<SnapStage> {
  const clock = toldClock(options.at ?? new Date('2026-03-10T15:05:00Z'));
  const accounts = [options.account ?? snapAccount];
  const estate = createEstate({ seed: 7, beganOn: options.beganOn ?? beganOn, rules: snapRules, accounts }, clock);
  const exchanges: TwinExchange[] = [];
  const quota: QuotaSignal[] = [];
  const twin = await startSnapTwin({
    estate,
    hasLimits: options.hasLimits ?? false,
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const client = createSnapClient(
    { baseUrl: twin.url, timeoutMs: 5_000, now: clock.now, onQuota: (signal) => quota.push(signal) },
    { ...twin.credentials, ...options.credentials },
    50,
  );
  const close = async () => {
    await client.close();
    await twin.close();
  };
  return { clock, estate, twin, client, exchanges, quota, close };
}
