// The ways to platforms that this process reads reports by: one client for each set of credentials, and how fast it may ask.
// Writes matter more than reads, wherever they are sent from: so reads take a part of what a platform allows, and pause while
// little of its quota is left.
import type { AdPlatformClient, ConnectPlatform, QuotaSignal } from '../../../platforms/ad-platform.ts';
import { createRequestQuota, type RequestQuota, takeFromAll } from '../../common/request-quota.ts';
import type { Reach } from './sync-state-store.ts';

/** The way to one account. */
export interface AccountWay {
  readonly client: AdPlatformClient;
  /** How long until a request may be sent; 0 when its place was taken. */
  takeTurn(nowMs: number): number;
}

export interface PlatformWays {
  /** The way to the account; undefined where this process has no credentials for it. */
  wayTo(account: Reach & { readonly externalId: string }): AccountWay | undefined;
  close(): Promise<void>;
}

interface Credentials {
  readonly client: AdPlatformClient;
  readonly quota: RequestQuota;
  readonly accounts: Map<string, RequestQuota>;
}

/** Of the requests that a platform takes in a second, as many are ours at most. */
const ourShare = 0.25;

/** When so much of a quota is used, what is left belongs to writes. */
const yieldAbove = 0.6;

/** Then it is looked at again so soon; what was heard is forgotten after some minutes, and one request finds out. */
const yieldMs = 30_000;

export function openPlatformWays(connect: ConnectPlatform, monotonicMs: () => number): PlatformWays {
  const known = new Map<string, Credentials | undefined>();

  const open = ({ platform, mode }: Reach): Credentials | undefined => {
    let opened: Credentials | undefined;
    const client = connect(platform, mode, (signal) => opened && hear(opened, signal));
    if (!client) return undefined;
    opened = { client, quota: quotaOf(client.traits.requestsPerSecond.app), accounts: new Map() };
    return opened;
  };
  const hear = (credentials: Credentials, signal: QuotaSignal) => {
    const { scope, accountExternalId } = signal;
    if (scope === 'APP' || scope === 'TOKEN') credentials.quota.hear(monotonicMs(), signal);
    else if (scope === 'ACCOUNT' && accountExternalId !== undefined)
      ofAccount(credentials, accountExternalId).hear(monotonicMs(), signal);
  };
  return {
    wayTo({ platform, mode, externalId }) {
      const name = `${mode} ${platform}`;
      if (!known.has(name)) known.set(name, open({ platform, mode }));
      const credentials = known.get(name);
      return credentials && wayOf(credentials, externalId);
    },
    async close() {
      await Promise.all([...known.values()].map((credentials) => credentials?.client.close()));
    },
  };
}

function quotaOf(requestsPerSecond: number): RequestQuota {
  return createRequestQuota(requestsPerSecond * ourShare);
}

function ofAccount({ client, accounts }: Credentials, externalId: string): RequestQuota {
  let quota = accounts.get(externalId);
  if (!quota) accounts.set(externalId, (quota = quotaOf(client.traits.requestsPerSecond.account)));
  return quota;
}

function wayOf(credentials: Credentials, externalId: string): AccountWay {
  const quotas = [credentials.quota, ofAccount(credentials, externalId)];
  return {
    client: credentials.client,
    takeTurn(nowMs) {
      const used = Math.max(0, ...quotas.map((quota) => quota.usedShare(nowMs) ?? 0));
      return used > yieldAbove ? yieldMs : takeFromAll(quotas, nowMs, false);
    },
  };
}
