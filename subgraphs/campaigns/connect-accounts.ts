// Accounts that are connected to their platforms, as the file of the environment names them.
import type { Database } from '../common/database.ts';
import { AccountMovedError, type PlatformAccountEntry } from '../common/platform-accounts.ts';
import { findSameAccounts, listAdvertiserIds } from './account-store.ts';
import { saveConnections } from './connection-store.ts';
import { saveStructure } from './structure-store.ts';
import type { Tables } from './tables.ts';

/**
 * Connects these accounts to their platforms, and no others. Accounts that the graph does not know are made known; done again,
 * nothing changes. Throws an `AccountMovedError`, and connects none, where one is known with another advertiser, identifier,
 * currency or time zone: what was changed and spent before is of those.
 */
export async function connectLiveAccounts(
  database: Database<Tables>,
  accounts: readonly PlatformAccountEntry[],
  now: Date,
): Promise<void> {
  const { db } = database;
  const known = await findSameAccounts(db, accounts);
  for (const account of accounts) refuseMoved(account, known);
  const isKnown = new Set(known.map(({ id }) => id));
  const advertisers = new Set(
    await listAdvertiserIds(
      db,
      accounts.map(({ advertiserId }) => advertiserId),
    ),
  );
  const news = accounts.filter(({ accountId }) => !isKnown.has(accountId));
  await saveStructure(database, {
    advertisers: accounts
      .filter(({ advertiserId }) => !advertisers.has(advertiserId))
      .map(({ advertiserId, advertiserName }) => ({ id: advertiserId, name: advertiserName ?? advertiserId })),
    accounts: news.map(({ accountId, advertiserId, platform, externalId, name, currency, timeZone }) => {
      return { id: accountId, advertiserId, platform, externalId, name, currency, timeZone, updatedAt: now };
    }),
  });
  await saveConnections(db, 'LIVE', accounts);
}

type Known = Awaited<ReturnType<typeof findSameAccounts>>[number];

function refuseMoved(account: PlatformAccountEntry, known: readonly Known[]): void {
  const { accountId, advertiserId, platform, externalId, currency, timeZone } = account;
  for (const other of known) {
    const isSame = other.id === accountId || (other.platform === platform && other.externalId === externalId);
    if (!isSame) continue;
    const expected = { id: accountId, advertiserId, platform, externalId, currency, timeZone };
    for (const [field, value] of Object.entries(expected)) {
      const was = new Map(Object.entries(other)).get(field);
      if (was !== value) throw new AccountMovedError(account, field, String(was));
    }
  }
}
