import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestCampaigns, type TestCampaigns } from '../../test/support/campaigns.ts';
import type { PlatformAccountEntry } from '../common/platform-accounts.ts';
import { connectLiveAccounts } from './connect-accounts.ts';
import { saveConnections } from './connection-store.ts';

let campaigns: TestCampaigns;
beforeEach(async () => {
  campaigns = await startTestCampaigns();
});
afterEach(() => campaigns.stop());

const now = new Date('2026-11-27T10:00:00Z');
const account: PlatformAccountEntry = {
  advertiserId: `adv_${'a'.repeat(32)}`,
  advertiserName: 'Nordlicht',
  accountId: `acc_${'1'.repeat(32)}`,
  platform: 'META',
  externalId: '20934117',
  name: 'Nordlicht DE',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
};
const other: PlatformAccountEntry = { ...account, accountId: `acc_${'2'.repeat(32)}`, externalId: '555' };

async function connect(...accounts: readonly PlatformAccountEntry[]): Promise<void> {
  await connectLiveAccounts(campaigns.subgraph.database, accounts, now);
}

async function rowsOf(query: string): Promise<readonly unknown[]> {
  return (await campaigns.subgraph.database.pool.query(query)).rows;
}

const modes = () =>
  rowsOf(
    `select account_id as id, mode from platform_connection where advertiser_id = '${account.advertiserId}' order by 1`,
  );

test('accounts and advertisers that nobody knows are made known, and connected; again, nothing changes', async () => {
  await connect(account, other);
  await connect(account, other);
  expect(await modes()).toEqual([
    { id: account.accountId, mode: 'LIVE' },
    { id: other.accountId, mode: 'LIVE' },
  ]);
  expect(await rowsOf(`select name from advertiser where id = '${account.advertiserId}'`)).toEqual([
    { name: 'Nordlicht' },
  ]);
  expect(
    await rowsOf(`select external_id from ad_account where advertiser_id = '${account.advertiserId}' order by 1`),
  ).toEqual([{ external_id: '20934117' }, { external_id: '555' }]);
});

test('what is named no more is connected no more, and what is on a twin stays there', async () => {
  await saveConnections(campaigns.subgraph.database.db, 'TWIN', [
    { advertiserId: account.advertiserId, accountId: 'acc_twin' },
  ]);
  await connect(account, other);
  await connect(other);
  expect(await modes()).toEqual([
    { id: account.accountId, mode: 'NONE' },
    { id: other.accountId, mode: 'LIVE' },
    { id: 'acc_twin', mode: 'TWIN' },
  ]);
});

test('what was named by an import keeps its name', async () => {
  await connect(account);
  await connect({ ...account, name: 'Another', advertiserName: 'Another' });
  expect(await rowsOf(`select name from ad_account where id = '${account.accountId}'`)).toEqual([
    { name: 'Nordlicht DE' },
  ]);
  expect(await rowsOf(`select name from advertiser where id = '${account.advertiserId}'`)).toEqual([
    { name: 'Nordlicht' },
  ]);
});

test.each([
  ['advertiser', { advertiserId: `adv_${'b'.repeat(32)}` }, /with the advertiserId adv_a+/],
  ['identifier', { accountId: `acc_${'9'.repeat(32)}` }, /with the id acc_1+/],
  ['name on the platform', { externalId: '777' }, /with the externalId 20934117/],
  ['currency', { currency: 'USD' }, /with the currency EUR/],
  ['time zone', { timeZone: 'UTC' }, /with the timeZone Europe\/Berlin/],
])('an account does not move to another %s, and then none is connected', async (_, change, why) => {
  await connect(account);
  await expect(connect(other, { ...account, ...change })).rejects.toThrow(why);
  expect(await modes()).toEqual([{ id: account.accountId, mode: 'LIVE' }]);
});
