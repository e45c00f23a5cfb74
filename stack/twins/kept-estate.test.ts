import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EstateEdit } from '../../platforms/estate/estate-config.ts';
import { drawAccount } from '../../platforms/estate/draw-account.ts';
import { forgetEstate, openEdits, readEstate, writeEstate } from './kept-estate.ts';
import type { KeptEstate } from './kept-shapes.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const account = drawAccount({
  seed: 1,
  externalId: '11',
  currency: 'JPY',
  timeZone: 'Asia/Tokyo',
  startsOn: '2026-11-01',
  campaigns: 2,
  adGroupsPerCampaign: 2,
  adsPerAdGroup: 1,
  budgets: 'MIXED',
  objectives: ['SALES'],
  bidStrategies: ['COST_CAP'],
  // More than a JSON number holds.
  leastBudgetMicros: 9_007_199_254_740_993_000_000n,
});
const bidding = { strategy: 'TARGET_CPA', targetMicros: 9_007_199_254_740_993n, portfolioExternalId: null };
const estate: KeptEstate = {
  seed: 1,
  beganAt: new Date('2026-11-27T10:00:00Z'),
  accounts: [
    { platform: 'META', account },
    {
      platform: 'SNAP',
      account: {
        ...account,
        campaigns: account.campaigns.map((each) => ({ ...each, bidding })),
        budgets: account.budgets.map((each) => ({ ...each, spentBeforeMicros: 5n })),
      },
    },
  ],
};
const editOf = (number: number, change: EstateEdit['change']): EstateEdit => ({
  number,
  at: new Date('2026-11-27T10:30:00.123Z'),
  accountExternalId: '11',
  change,
  before: '1',
  after: '2',
  editor: { by: 'PERSON', name: 'Mara “the planner”\n', programId: null },
});
const edits = [
  editOf(1, { field: 'BUDGET', budgetExternalId: '77', amountMicros: 9_007_199_254_740_993n }),
  editOf(2, { field: 'BID', adGroupExternalId: '1', bid: { amountMicros: 3n, strategy: 'COST_CAP' } }),
  editOf(3, { field: 'STATUS', level: 'AD', externalId: '2', status: 'PAUSED' }),
  editOf(4, { field: 'NAME', level: 'CAMPAIGN', externalId: '3', name: 'Zelte' }),
  editOf(5, { field: 'BIDDING', campaignExternalId: '3', bidding }),
  editOf(6, {
    field: 'BIDDING',
    campaignExternalId: '3',
    bidding: { ...bidding, targetMicros: null, portfolioExternalId: '8' },
  }),
];

function keepAll(): void {
  const file = openEdits(folder);
  for (const edit of edits) file.memoryOf('META').keep(edit);
  file.close();
}

function kept(platform: 'META' | 'SNAP'): readonly EstateEdit[] {
  const file = openEdits(folder);
  file.close();
  return file.memoryOf(platform).edits;
}

test('a folder without an estate has none', () => {
  expect(readEstate(folder)).toBeUndefined();
});

test('an estate and its edits are read as they were written, to the micro', async () => {
  await writeEstate(folder, estate);
  keepAll();
  expect(readEstate(folder)).toEqual(estate);
  expect(kept('META')).toEqual(edits);
  expect(kept('SNAP')).toEqual([]);
});

test('an estate that begins anew has none of the edits of the one before, and one that is forgotten is gone', async () => {
  await writeEstate(folder, estate);
  keepAll();
  await writeEstate(folder, { ...estate, seed: 2 });
  expect(kept('META')).toEqual([]);
  forgetEstate(folder);
  expect(readEstate(folder)).toBeUndefined();
});

test('of an edit that was only begun to be written nothing is left, and the next one is whole', async () => {
  await writeEstate(folder, estate);
  keepAll();
  const file = join(folder, 'twins', 'edits.jsonl');
  const lines = (await readFile(file, 'utf8')).split('\n');
  await appendFile(file, `${lines[0]?.slice(0, 60)}ä`);
  expect(kept('META')).toEqual(edits);
  keepAll();
  expect(kept('META')).toEqual([...edits, ...edits]);
});

test.each([
  ['estate.json', '{"seed":1,"beganAt":"soon","accounts":[]}', /estate\.json is no estate: .*beganAt/],
  ['estate.json', '{"seed":', /estate\.json is no estate/],
  ['edits.jsonl', '{"platform":"MYSPACE"}\n', /edits\.jsonl has no edit in line 1: .*platform/],
])('%s that holds something else is told, with what to do', async (name, text, why) => {
  await writeEstate(folder, estate);
  await writeFile(join(folder, 'twins', name), text);
  const read = () => (name === 'estate.json' ? readEstate(folder) : openEdits(folder));
  expect(read).toThrow(why);
  expect(read).toThrow('Delete the folder');
});
