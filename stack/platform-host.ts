// The ways to ad platforms that `npm start` opens by itself: twins that hold the sample data's accounts, and the platforms
// themselves for the accounts that the environment names.
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { connectLiveAccounts } from '../subgraphs/campaigns/connect-accounts.ts';
import { saveConnections } from '../subgraphs/campaigns/connection-store.ts';
import { localDay, startOfDay } from '../subgraphs/common/period.ts';
import { followLiveAccounts } from '../subgraphs/spend/platform-sync/follow-accounts.ts';
import { saveFollowedAccounts } from '../subgraphs/spend/platform-sync/followed-account-store.ts';
import type { PlatformSettings } from './platform-settings.ts';
import { sampleAccounts } from './sample-data/accounts.ts';
import type { PlatformWays, Subgraphs } from './subgraphs.ts';
import { type AccountToTwin, seedEstate } from './twins/seed-estate.ts';
import { openTwins, type Twins } from './twins/twins.ts';

export interface PlatformHost extends PlatformWays {
  readonly isOnTwins: boolean;
  /** An empty graph is about to be filled: what twins held before is over. */
  forget(): Promise<void>;
  /** Says which of the graph's accounts are connected; returns how many. Done again, nothing changes. */
  connectAccounts(subgraphs: Subgraphs): Promise<Connected>;
  close(): Promise<void>;
}

export interface Connected {
  readonly twins: number;
  readonly live: number;
}

export interface PlatformHostOptions {
  readonly settings: PlatformSettings;
  readonly dataFolder: string;
  readonly now: () => Date;
  readonly logger: Logger;
}

/** Opens the ways. Twins that have begun before live again at once, so that no change waits for them. */
export async function openPlatformHost({ settings, ...options }: PlatformHostOptions): Promise<PlatformHost> {
  const { now, logger } = options;
  const twins = settings.isOnTwins ? await openTwins(options) : undefined;
  const onUnknownWord = (word: object) => logger.warn({ word }, 'a platform says a word that is not known here');
  const connectLive = settings.live.connect({ now, onUnknownWord });
  return {
    isOnTwins: settings.isOnTwins,
    reportEveryMs: settings.reportEveryMs,
    connect: (platform, mode, onQuota) =>
      mode === 'TWIN' ? twins?.connect(platform, onQuota) : connectLive(platform, mode, onQuota),
    forget: async () => await twins?.forget(),
    async connectAccounts(subgraphs) {
      const onTwins = await connectTwins(subgraphs, twins, now);
      const { accounts } = settings;
      if (accounts) {
        await connectLiveAccounts(subgraphs.campaigns.database, accounts, now());
        await followLiveAccounts(subgraphs.spend.database.db, accounts);
      }
      return { twins: onTwins, live: accounts?.length ?? 0 };
    },
    close: async () => await twins?.close(),
  };
}

/** Connects the sample data's accounts to their twins, which begin where they have not yet; without twins, to nothing. */
async function connectTwins(subgraphs: Subgraphs, twins: Twins | undefined, now: () => Date): Promise<number> {
  const accounts = await listSampleAccounts(subgraphs);
  if (twins && accounts.length > 0 && !twins.estate()) await twins.begin(await seedEstate(subgraphs, accounts, now()));
  const estate = twins?.estate();
  const held = new Set(estate?.accounts.map((each) => `${each.platform} ${each.account.externalId}`));
  const connected = accounts.filter(({ platform, externalId }) => held.has(`${platform} ${externalId}`));
  await saveConnections(
    subgraphs.campaigns.database.db,
    'TWIN',
    connected.map(({ advertiserId, id }) => ({ advertiserId, accountId: id })),
  );
  await saveFollowedAccounts(
    subgraphs.spend.database.db,
    accounts.map(({ id: accountId, advertiserId, platform, externalId, currency, timeZone }) => ({
      ...{ advertiserId, accountId, platform, externalId, currency, timeZone },
      mode: held.has(`${platform} ${externalId}`) ? 'TWIN' : 'NONE',
      // The days before are the sample data's to tell.
      since: startOfDay(localDay(estate?.beganAt ?? now(), timeZone), timeZone),
    })),
  );
  return connected.length;
}

/** Those of the sample data's accounts that the graph has. */
async function listSampleAccounts({ campaigns }: Subgraphs): Promise<readonly AccountToTwin[]> {
  const { rows } = await sql<{ readonly id: string }>`/* listSampleAccounts */
    select id from ad_account where id = any(${sampleAccounts.map(({ id }) => id)}::text[])`.execute(
    campaigns.database.db,
  );
  const known = new Set(rows.map(({ id }) => id));
  return sampleAccounts
    .filter(({ id }) => known.has(id))
    .map(({ advertiser, ...account }) => ({ ...account, advertiserId: advertiser.id }));
}

export function describeConnected({ twins, live }: Connected): string {
  const parts = [
    ...(twins > 0 ? [`${twins} accounts on twins`] : []),
    ...(live > 0 ? [`${live} on the platforms`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'no account is connected';
}
