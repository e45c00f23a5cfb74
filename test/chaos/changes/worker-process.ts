// A process that delivers to a twin of Google Ads, for a test that kills it.
import { createGoogleAdsClient, type GoogleAdsCredentials } from '../../../platforms/google-ads/client.ts';
import { createCampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import { silentLogger } from '../../support/silent-logger.ts';

export interface WorkerSettings {
  readonly databaseUrl: string;
  readonly baseUrl: string;
  readonly credentials: GoogleAdsCredentials;
}

// What the test has written there itself.
const settings = JSON.parse(process.argv[2] ?? '') as WorkerSettings;
const timeoutMs = 300;

await createCampaignsSubgraph({
  databaseUrl: settings.databaseUrl,
  logger: silentLogger,
  connectPlatform: (_, __, onQuota) =>
    createGoogleAdsClient(
      { baseUrl: settings.baseUrl, timeoutMs, now: () => new Date(), onQuota },
      settings.credentials,
    ),
  // Whoever is killed is to be missed soon.
  deliveryTimes: { leaseMs: 2_000, settleMs: 700, sendWithinMs: 500 },
  reconcileEveryMs: 500,
});
process.stdout.write('ready\n');
