// The platforms themselves, as far as the environment has credentials for them. The one place that knows every client.
import type { AdPlatformClient, ClientSettings, ConnectPlatform, PlatformCode, UnknownWord } from './ad-platform.ts';
import { createGoogleAdsClient, googleAdsBaseUrl, parseGoogleAdsCredentials } from './google-ads/client.ts';
import { createMetaClient, metaBaseUrl, parseMetaCredentials } from './meta/client.ts';
import { createPinterestClient, parsePinterestCredentials, pinterestBaseUrl } from './pinterest/client.ts';
import { createSnapClient, parseSnapCredentials, snapBaseUrl } from './snap/client.ts';
import { createTikTokClient, parseTikTokCredentials, tiktokBaseUrl } from './tiktok/client.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Connect = (settings: ClientSettings) => AdPlatformClient;

interface PlatformEntry {
  readonly baseUrl: string;
  /** Variables whose value is an address. */
  readonly addresses: readonly string[];
  /** The others, none of which has a space or a line break in it. */
  readonly words: readonly string[];
  /** Undefined where the environment says nothing of the platform. Throws, naming the variable, where it says a part. */
  readonly open: (environment: Environment) => Connect | undefined;
}

const oauth = ['CLIENT_ID', 'CLIENT_SECRET', 'REFRESH_TOKEN'];

const entries: Readonly<Record<PlatformCode, PlatformEntry>> = {
  GOOGLE_ADS: {
    baseUrl: googleAdsBaseUrl,
    addresses: ['TOKEN_URL', 'API_URL'],
    words: ['DEVELOPER_TOKEN', ...oauth, 'USER_EMAIL', 'LOGIN_CUSTOMER_ID'],
    open: (environment) => {
      const credentials = parseGoogleAdsCredentials(environment);
      return credentials && ((settings) => createGoogleAdsClient(settings, credentials));
    },
  },
  META: {
    baseUrl: metaBaseUrl,
    addresses: ['API_URL'],
    words: ['ACCESS_TOKEN', 'APP_SECRET', 'APP_ID'],
    open: (environment) => {
      const credentials = parseMetaCredentials(environment);
      return credentials && ((settings) => createMetaClient(settings, credentials));
    },
  },
  TIKTOK: {
    baseUrl: tiktokBaseUrl,
    addresses: ['API_URL'],
    words: ['ACCESS_TOKEN'],
    open: (environment) => {
      const credentials = parseTikTokCredentials(environment);
      return credentials && ((settings) => createTikTokClient(settings, credentials));
    },
  },
  SNAP: {
    baseUrl: snapBaseUrl,
    addresses: ['TOKEN_URL', 'API_URL'],
    words: oauth,
    open: (environment) => {
      const credentials = parseSnapCredentials(environment);
      return credentials && ((settings) => createSnapClient(settings, credentials));
    },
  },
  PINTEREST: {
    baseUrl: pinterestBaseUrl,
    addresses: ['TOKEN_URL', 'API_URL'],
    words: oauth,
    open: (environment) => {
      const credentials = parsePinterestCredentials(environment);
      return credentials && ((settings) => createPinterestClient(settings, credentials));
    },
  },
};

const codes: readonly PlatformCode[] = ['GOOGLE_ADS', 'META', 'TIKTOK', 'SNAP', 'PINTEREST'];

/** Less than the lease of a change that is being sent, so that no two processes send it. */
const timeoutMs = 20_000;

export interface LiveOptions {
  readonly now: () => Date;
  readonly onUnknownWord: (word: UnknownWord) => void;
}

export interface LivePlatforms {
  /** Those with credentials. */
  readonly reachable: ReadonlySet<PlatformCode>;
  /** Opens clients of live connections; of others it knows nothing. */
  readonly connect: (options: LiveOptions) => ConnectPlatform;
}

export type ReadLivePlatforms =
  | { readonly success: true; readonly platforms: LivePlatforms }
  /** Everything that is wrong: the variable and what was expected, never its value. */
  | { readonly success: false; readonly problems: readonly string[] };

/** Reads the credentials of all platforms. Part of them, or what can be none, is wrong. */
export function readLivePlatforms(environment: Environment): ReadLivePlatforms {
  const problems = codes.flatMap((code) => malformed(code, environment));
  const opened = new Map<PlatformCode, Connect>();
  for (const code of codes) {
    try {
      const connect = entries[code].open(environment);
      if (connect) opened.set(code, connect);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (problems.length > 0) return { success: false, problems };
  const connect =
    (options: LiveOptions): ConnectPlatform =>
    (platform, mode, onQuota) => {
      if (mode !== 'LIVE') return undefined;
      const baseUrl = environment[`${platform}_API_URL`] || entries[platform].baseUrl;
      return opened.get(platform)?.({ ...options, baseUrl, timeoutMs, onQuota });
    };
  return { success: true, platforms: { reachable: new Set(opened.keys()), connect } };
}

function malformed(code: PlatformCode, environment: Environment): string[] {
  const { words, addresses } = entries[code];
  const valueOf = (name: string) => environment[`${code}_${name}`] || undefined;
  return [
    ...words
      .filter((name) => /[\s\p{Cc}]/u.test(valueOf(name) ?? ''))
      .map((name) => `${code}_${name}: expected text without spaces and line breaks`),
    ...addresses
      .filter((name) => !isAddress(valueOf(name) ?? 'https://platform.example'))
      .map((name) => `${code}_${name}: expected an https:// URL, or an http:// one on this machine`),
  ];
}

/** Credentials are sent there, so it is encrypted or does not leave the machine. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}
