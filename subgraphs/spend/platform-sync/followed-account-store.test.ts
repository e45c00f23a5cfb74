import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestSpend, type TestSpend } from '../../../test/support/spend.ts';
import { type FollowedAccount, saveFollowedAccounts } from './followed-account-store.ts';

let spend: TestSpend;

beforeAll(async () => {
  spend = await createTestSpend();
});
afterAll(() => spend.close());
beforeEach(async () => {
  await sql`truncate followed_account cascade`.execute(spend.database.db);
});

const tents: FollowedAccount = {
  advertiserId: 'adv_1',
  accountId: 'acc_1',
  platform: 'META',
  externalId: '9',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  mode: 'TWIN',
};
const boots: FollowedAccount = { ...tents, accountId: 'acc_2', externalId: '8' };

const save = (...accounts: readonly FollowedAccount[]) => saveFollowedAccounts(spend.database.db, accounts);
async function saved() {
  const { rows } = await sql<
    Record<string, unknown>
  >`select advertiser_id, account_id, mode, since, due_at > now() as waits
    from followed_account order by account_id`.execute(spend.database.db);
  return rows;
}
const failWith = (kind: string) =>
  sql`update followed_account set due_at = now() + interval '1 hour', last_failure = ${kind}`.execute(
    spend.database.db,
  );

test('accounts are saved once, however often', async () => {
  await save();
  await save(tents, boots);
  await save(boots, tents);
  expect(await saved()).toEqual([
    { advertiser_id: 'adv_1', account_id: 'acc_1', mode: 'TWIN', since: null, waits: false },
    { advertiser_id: 'adv_1', account_id: 'acc_2', mode: 'TWIN', since: null, waits: false },
  ]);
});

test('how it is connected and since when may change', async () => {
  await save(tents);
  await failWith('THROTTLED');
  await save({ ...tents, mode: 'LIVE', since: new Date('2026-03-01T05:00:00Z') });
  expect(await saved()).toMatchObject([{ mode: 'LIVE', since: new Date('2026-03-01T05:00:00Z'), waits: false }]);
});

test('what waits for its access is tried at once, and what was throttled waits on', async () => {
  await save(tents);
  await failWith('AUTH_EXPIRED');
  await save(tents);
  expect(await saved()).toMatchObject([{ waits: false }]);
  await failWith('THROTTLED');
  await save(tents);
  expect(await saved()).toMatchObject([{ waits: true }]);
});

describe('an account never becomes another', () => {
  const others: Readonly<Record<string, Partial<FollowedAccount>>> = {
    advertiser: { advertiserId: 'adv_2' },
    identifier: { accountId: 'acc_3' },
    'identifier of the platform': { externalId: '7' },
    currency: { currency: 'USD' },
    'time zone': { timeZone: 'UTC' },
  };
  test.each(Object.entries(others))('by another %s, and nothing of the call is saved', async (_, other) => {
    await save(tents);
    await expect(save({ ...tents, ...other, mode: 'LIVE' }, boots)).rejects.toThrow(/of META is followed already/);
    expect(await saved()).toMatchObject([{ advertiser_id: 'adv_1', account_id: 'acc_1', mode: 'TWIN' }]);
  });
});

test('a time zone that is none is refused', async () => {
  await expect(save(boots, { ...tents, timeZone: 'Mars/Olympus' })).rejects.toThrow(/'Mars\/Olympus' is no time zone/);
  expect(await saved()).toEqual([]);
});
