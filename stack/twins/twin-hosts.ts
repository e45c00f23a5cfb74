// A twin of each platform over the part of an estate that is its own, and the clients that reach it.
import type { AdPlatformClient, ClientSettings, PlatformCode } from '../../platforms/ad-platform.ts';
import type { DeliveryRules } from '../../platforms/estate/delivery-rules.ts';
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
import type { EditFile } from './kept-estate.ts';
import type { KeptEstate } from './kept-shapes.ts';

export interface TwinHost {
  readonly platform: PlatformCode;
  readonly estate: Estate;
  readonly url: string;
  connect(settings: Omit<ClientSettings, 'baseUrl'>): AdPlatformClient;
  close(): Promise<void>;
}

type Connect = (settings: ClientSettings) => AdPlatformClient;

type Start = (options: TwinServerOptions & { readonly estate: Estate }) => Promise<readonly [TwinServer, Connect]>;

const starts: Readonly<Record<PlatformCode, readonly [DeliveryRules, Start]>> = {
  GOOGLE_ADS: [
    googleAdsRules,
    async (options) => {
      // Accounts are looked at every minute, which is more than a developer's token with basic access may ask a day.
      const twin = await startGoogleAdsTwin({ ...options, operationsPerDay: Number.POSITIVE_INFINITY });
      return [twin, (settings) => createGoogleAdsClient(settings, twin.credentials)];
    },
  ],
  META: [
    metaRules,
    async (options) => {
      const twin = await startMetaTwin(options);
      return [twin, (settings) => createMetaClient(settings, twin.credentials)];
    },
  ],
  TIKTOK: [
    tiktokRules,
    async (options) => {
      const twin = await startTikTokTwin(options);
      return [twin, (settings) => createTikTokClient(settings, twin.credentials)];
    },
  ],
  SNAP: [
    snapRules,
    async (options) => {
      const twin = await startSnapTwin(options);
      return [twin, (settings) => createSnapClient(settings, twin.credentials)];
    },
  ],
  PINTEREST: [
    pinterestRules,
    async (options) => {
      const twin = await startPinterestTwin(options);
      return [twin, (settings) => createPinterestClient(settings, twin.credentials)];
    },
  ],
};

export interface TwinHostsOptions {
  readonly estate: KeptEstate;
  readonly edits: EditFile;
  readonly now: () => Date;
  readonly onFailure: (error: unknown) => void;
}

/** Starts the twin of each platform that the estate has accounts of, on free ports of the loopback interface. */
export async function startTwinHosts(options: TwinHostsOptions): Promise<readonly TwinHost[]> {
  const platforms = new Set(options.estate.accounts.map(({ platform }) => platform));
  return await Promise.all([...platforms].map((platform) => startTwinHost(platform, options)));
}

async function startTwinHost(platform: PlatformCode, options: TwinHostsOptions): Promise<TwinHost> {
  const { seed, beganAt, accounts } = options.estate;
  const [rules, start] = starts[platform];
  const own = accounts.filter((each) => each.platform === platform).map(({ account }) => account);
  const config = { seed, beganOn: beganAt, rules, accounts: own };
  const estate = createEstate(config, { now: options.now }, options.edits.memoryOf(platform));
  // A twin answers less than a request a millisecond, so what it numbers in this life comes after what it numbered before.
  const requestsBefore = options.now().getTime();
  const [twin, connect] = await start({ estate, requestsBefore, onFailure: options.onFailure });
  return {
    platform,
    estate,
    url: twin.url,
    connect: (settings) => connect({ ...settings, baseUrl: twin.url }),
    close: twin.close,
  };
}
