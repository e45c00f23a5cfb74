// The ways to platforms that this process has: one client for each set of credentials, and for each account what is known of
// how much may be asked of it.
import type { AdPlatformClient, ConnectPlatform, PlatformCode, QuotaSignal } from '../../../platforms/ad-platform.ts';
import { type Breaker, createBreaker } from './breaker.ts';
import type { ConnectedAccount } from './delivery-world.ts';
import type { QuotaLevel } from './quota-pressure.ts';
import { createRequestQuota, type RequestQuota, takeFromAll } from '../../common/request-quota.ts';

/** The way to one account. */
export interface AccountLine {
  readonly client: AdPlatformClient;
  readonly accountQuota: RequestQuota;
  readonly credentialsQuota: RequestQuota;
  readonly breaker: Breaker;
  /** How hard the account was pressed when this process told it last. */
  toldLevel: QuotaLevel;
  /** How long until a request may be sent; 0 when its place was taken. */
  takeTurn(nowMs: number, isUrgent: boolean): number;
}

export interface PlatformLines {
  /** The way to the account; undefined where this process has no credentials for it. */
  lineTo(account: Pick<ConnectedAccount, 'platform' | 'mode' | 'externalId'>): AccountLine | undefined;
  close(): Promise<void>;
}

interface Credentials {
  readonly client: AdPlatformClient;
  readonly quota: RequestQuota;
  readonly lines: Map<string, AccountLine>;
}

const platforms: ReadonlySet<string> = new Set<PlatformCode>(['GOOGLE_ADS', 'META', 'TIKTOK', 'SNAP', 'PINTEREST']);

export function openPlatformLines(connect: ConnectPlatform, monotonicMs: () => number): PlatformLines {
  const known = new Map<string, Credentials>();

  const open = (platform: PlatformCode, mode: ConnectedAccount['mode']): Credentials | undefined => {
    let opened: Credentials | undefined;
    const client = connect(platform, mode, (signal) => opened && hear(opened, signal));
    if (!client) return undefined;
    opened = { client, quota: createRequestQuota(client.traits.requestsPerSecond.app), lines: new Map() };
    return opened;
  };
  const hear = (credentials: Credentials, signal: QuotaSignal) => {
    const { scope, accountExternalId } = signal;
    const ofAccount = accountExternalId === undefined ? undefined : lineOf(credentials, accountExternalId).accountQuota;
    if (scope === 'APP' || scope === 'TOKEN') credentials.quota.hear(monotonicMs(), signal);
    else if (scope === 'ACCOUNT') ofAccount?.hear(monotonicMs(), signal);
  };
  return {
    lineTo({ platform, mode, externalId }) {
      if (!isPlatform(platform)) return undefined;
      const name = `${mode} ${platform}`;
      // Where there is no way yet there may be one later, as to a twin that has still to begin.
      const credentials = known.get(name) ?? open(platform, mode);
      if (!credentials) return undefined;
      known.set(name, credentials);
      return lineOf(credentials, externalId);
    },
    async close() {
      await Promise.all([...known.values()].map((credentials) => credentials.client.close()));
    },
  };
}

function isPlatform(platform: string): platform is PlatformCode {
  return platforms.has(platform);
}

function lineOf({ client, quota, lines }: Credentials, externalId: string): AccountLine {
  let line = lines.get(externalId);
  if (!line) {
    line = createLine(client, quota);
    lines.set(externalId, line);
  }
  return line;
}

function createLine(client: AdPlatformClient, credentialsQuota: RequestQuota): AccountLine {
  const accountQuota = createRequestQuota(client.traits.requestsPerSecond.account);
  const breaker = createBreaker();
  return {
    client,
    accountQuota,
    credentialsQuota,
    breaker,
    toldLevel: 'CALM',
    takeTurn(nowMs, isUrgent) {
      const openMs = breaker.waitMs(nowMs);
      if (openMs > 0) return openMs;
      const waitMs = takeFromAll([accountQuota, credentialsQuota], nowMs, isUrgent);
      if (waitMs === 0) breaker.sent(nowMs);
      return waitMs;
    },
  };
}
