import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { platformId } from './identifiers.ts';
import { readPlatformAccounts } from './platform-accounts.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'accounts-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const advertiserId = `adv_${'a'.repeat(32)}`;
const account = {
  advertiserId,
  platform: 'META',
  externalId: '20934117',
  name: 'Nordlicht DE',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
};

async function read(content: unknown, reachable: readonly string[] = ['META', 'GOOGLE_ADS', 'PINTEREST']) {
  const file = join(folder, 'accounts.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readPlatformAccounts({ PLATFORM_ACCOUNTS_FILE: file }, new Set(reachable));
}

async function problemsOf(content: unknown, reachable?: readonly string[]): Promise<string> {
  const answer = await read(content, reachable);
  return answer.success ? 'nothing is wrong' : answer.problems.join('\n');
}

test('without a file nothing is said of any account', () => {
  expect(readPlatformAccounts({}, new Set())).toEqual({ success: true, accounts: undefined });
  expect(readPlatformAccounts({ PLATFORM_ACCOUNTS_FILE: '' }, new Set())).toEqual({
    success: true,
    accounts: undefined,
  });
});

test('an account has the identifier that an import gives it, unless it is named', async () => {
  const accountId = `acc_${'b'.repeat(32)}`;
  const other = { ...account, externalId: '4821197730', platform: 'GOOGLE_ADS', accountId };
  const answer = await read({ accounts: [account, other] });
  const derived = platformId('acc', advertiserId, 'META', '20934117', 'ACCOUNT', '20934117');
  expect(answer).toMatchObject({ success: true, accounts: [{ ...account, accountId: derived }, { accountId }] });
});

test.each([
  ['no JSON', 'PLATFORM_ACCOUNTS_FILE: the file'],
  [{ accounts: [{ ...account, bid: 1 }] }, 'accounts[0]: Unrecognized key: "bid"'],
  [{ accounts: [account], version: 2 }, 'Unrecognized key: "version"'],
  [{ accounts: [{ ...account, platform: 'MYSPACE' }] }, 'accounts[0].platform'],
  [{ accounts: [{ ...account, externalId: 'act_20934117' }] }, 'accounts[0].externalId: expected digits, without act_'],
  [
    { accounts: [{ ...account, platform: 'GOOGLE_ADS', externalId: '482-119-7730' }] },
    'accounts[0].externalId: expected ten digits, without dashes',
  ],
  [{ accounts: [{ ...account, currency: 'EURO' }] }, 'accounts[0].currency: expected an ISO 4217 code'],
  [{ accounts: [{ ...account, timeZone: 'Berlin' }] }, 'accounts[0].timeZone: expected an IANA time zone'],
  [{ accounts: [{ ...account, platform: 'PINTEREST' }] }, 'accounts[0].timeZone: expected UTC'],
  [{ accounts: [{ ...account, advertiserId: 'nordlicht' }] }, 'accounts[0].advertiserId: expected adv_'],
  [
    { accounts: [account, { ...account, advertiserId: `adv_${'c'.repeat(32)}` }] },
    'accounts[1]: account 20934117 of META is named before',
  ],
])('%j is refused, by its place and what was expected', async (content, problem) => {
  expect(await problemsOf(content)).toContain(problem);
});

test('an account of a platform without credentials would wait for ever, and is refused', async () => {
  expect(await problemsOf({ accounts: [account] }, ['SNAP'])).toContain('accounts[0]: expected credentials of META');
});

test('a file that is not there is named', () => {
  const answer = readPlatformAccounts({ PLATFORM_ACCOUNTS_FILE: join(folder, 'none.json') }, new Set());
  expect(answer).toMatchObject({ success: false, problems: [expect.stringContaining('none.json cannot be read')] });
});
