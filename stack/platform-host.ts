// The ways to ad platforms that `npm start` opens by itself: twins that hold the sample data's accounts.
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { saveConnections } from '../subgraphs/campaigns/connection-store.ts';
import type { PlatformSettings } from './platform-settings.ts';
import { sampleAccounts } from './sample-data/accounts.ts';
import type { PlatformWays, Subgraphs } from './subgraphs.ts';
import { seedEstate } from './twins/seed-estate.ts';
import { openTwins } from './twins/twins.ts';

export interface PlatformHost extends PlatformWays {
  /** An empty graph is about to be filled: what twins held before is over. */
  forget(): Promise<void>;
  /** Says which of the graph's accounts are connected; returns how many. Done again, nothing changes. */
  connectAccounts(subgraphs: Subgraphs): Promise<Connected>;
  close(): Promise<void>;
}

export interface Connected {
  readonly twins: number;
}

export interface PlatformHostOptions {
  readonly settings: PlatformSettings;
  readonly dataFolder: string;
  readonly now: () => Date;
  readonly logger: Logger;
}

/** Opens the ways. Twins that have begun before live again at once, so that no change waits for them. */
export async function openPlatformHost({ settings, ...options }: PlatformHostOptions): Promise<PlatformHost> {
  const twins = settings.isOnTwins ? await openTwins(options) : undefined;
  return {
    connect: (platform, mode, onQuota) => (mode === 'TWIN' ? twins?.connect(platform, onQuota) : undefined),
    forget: async () => await twins?.forget(),
    async connectAccounts(subgraphs) {
      const { db } = subgraphs.campaigns.database;
      const accounts = twins ? await listSampleAccounts(subgraphs) : [];
      if (twins && accounts.length > 0 && !twins.estate()) {
        await twins.begin(await seedEstate(subgraphs, accounts, options.now()));
      }
      const held = new Set(twins?.estate()?.accounts.map((each) => `${each.platform} ${each.account.externalId}`));
      const connected = accounts.filter(({ platform, externalId }) => held.has(`${platform} ${externalId}`));
      await saveConnections(
        db,
        'TWIN',
        connected.map(({ advertiserId, id }) => ({ advertiserId, accountId: id })),
      );
      return { twins: connected.length };
    },
    close: async () => await twins?.close(),
  };
}

/** Those of the sample data's accounts that the graph has. */
async function listSampleAccounts({ campaigns }: Subgraphs) {
  const { rows } = await sql<{ readonly id: string }>`/* listSampleAccounts */
    select id from ad_account where id = any(${sampleAccounts.map(({ id }) => id)}::text[])`.execute(
    campaigns.database.db,
  );
  const known = new Set(rows.map(({ id }) => id));
  return sampleAccounts
    .filter(({ id }) => known.has(id))
    .map(({ advertiser, ...account }) => ({ ...account, advertiserId: advertiser.id }));
}

export function describeConnected({ twins }: Connected): string {
  return twins === 0 ? 'no account is connected' : `${twins} accounts on twins`;
}
