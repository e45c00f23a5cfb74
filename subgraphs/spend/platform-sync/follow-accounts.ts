// Accounts whose reports are read from the platforms themselves, as the file of the environment names them.
import type { Kysely } from 'kysely';
import type { PlatformAccountEntry } from '../../common/platform-accounts.ts';
import type { SpendTables } from '../tables.ts';
import { saveFollowedAccounts, stopFollowingOthers } from './followed-account-store.ts';

/** Follows these accounts on their platforms, and no others; see `saveFollowedAccounts` for what it throws. */
export async function followLiveAccounts(
  db: Kysely<SpendTables>,
  accounts: readonly PlatformAccountEntry[],
): Promise<void> {
  const followed = accounts.map(({ advertiserId, accountId, platform, externalId, currency, timeZone }) => {
    return { advertiserId, accountId, platform, externalId, currency, timeZone, mode: 'LIVE' } as const;
  });
  await saveFollowedAccounts(db, followed);
  await stopFollowingOthers(db, 'LIVE', followed);
}
