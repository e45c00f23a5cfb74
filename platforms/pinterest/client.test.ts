import { afterEach, describe, expect, test } from 'vitest';
import type { PlatformWrite, ReportQuery, ReportRow } from '../ad-platform.ts';
import type { EstateAccount } from '../estate/estate-config.ts';
import {
  pinterestAccount,
  startPinterestStage,
  type PinterestStage,
  type PinterestStageOptions,
} from './twin-fixture.ts';

let stage: PinterestStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});
const start = async (options?: PinterestStageOptions) => (stage = await startPinterestStage(options));

const account = pinterestAccount.externalId;
const { campaigns, adGroups, ads } = pinterestAccount;
const [withBudget, withoutBudget] = campaigns.map(({ externalId }) => externalId);

async function gather<Item>(pages: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

/** The account with all its ad groups bidding in one way. */
const biddingFor = (strategy: 'MANUAL_CPC' | 'MANUAL_CPM'): EstateAccount => ({
  ...pinterestAccount,
  adGroups: adGroups.map((adGroup) => ({ ...adGroup, bid: { strategy, amountMicros: 2_000_000n } })),
});

const kindOf = (outcome: { kind: string; failure?: { kind: string } }) => outcome.failure?.kind ?? outcome.kind;

test('the structure is read whole, page by page, and archived campaigns are in it', async () => {
  const { client, estate } = await start();
  estate.editAsPerson(account, { field: 'STATUS', level: 'CAMPAIGN', externalId: withBudget ?? '', status: 'REMOVED' });
  const entities = await gather(client.readStructure(account));
  expect(entities.map(({ externalId }) => externalId)).toEqual(
    [...campaigns, ...adGroups, ...ads].map(({ externalId }) => externalId),
  );
  expect(entities[0]).toMatchObject({ status: 'REMOVED', platformStatus: 'ARCHIVED' });
});

test('days are those of UTC, so that is the time zone of every account', async () => {
  const { client } = await start({ account: { ...pinterestAccount, timeZone: 'Asia/Tokyo' } });
  expect(await client.readAccount(account)).toMatchObject({ currency: 'EUR', timeZone: 'UTC' });
});

test('a batch is one request, and each of its items is told of on its own', async () => {
  const { client, exchanges } = await start();
  const set = (externalId: string | undefined, amountMicros: bigint): PlatformWrite => ({
    level: 'CAMPAIGN',
    externalId: externalId ?? '',
    field: 'BUDGET',
    amountMicros,
    kind: 'DAILY',
  });
  const outcomes = await client.write(account, [
    set(withBudget, 44_000_000n),
    set(withoutBudget, 44_000_000n),
    set('999', 44_000_000n),
    set(campaigns[2]?.externalId, 45_005_000n),
    { ...set(campaigns[2]?.externalId, 45_000_000n), kind: 'LIFETIME' } as PlatformWrite,
  ]);
  expect(outcomes.map(kindOf)).toEqual(['APPLIED', 'UNSUPPORTED', 'NOT_FOUND', 'INVALID', 'UNSUPPORTED']);
  expect(exchanges.filter(({ request }) => request.method === 'PATCH')).toHaveLength(2);
  const [campaign] = await client.readEntities(account, [{ level: 'CAMPAIGN', externalId: withBudget ?? '' }]);
  expect(campaign?.budget).toEqual({ amountMicros: 44_000_000n, kind: 'DAILY', sharedBy: 1 });
});

test('a bid below the floor is told with the floor, which is asked for', async () => {
  const { client } = await start({ account: biddingFor('MANUAL_CPM') });
  const [adGroup] = adGroups;
  const bid = {
    level: 'AD_GROUP',
    externalId: adGroup?.externalId ?? '',
    field: 'BID',
    strategy: 'MANUAL_CPM',
  } as const;
  expect(await client.write(account, [{ ...bid, amountMicros: 990_000n }])).toMatchObject([
    { failure: { kind: 'BELOW_MINIMUM', minimumMicros: 1_000_000n } },
  ]);
  expect(await client.write(account, [{ ...bid, amountMicros: 1_000_000n }])).toMatchObject([{ kind: 'APPLIED' }]);
});

test('the strategy of a bid is not switched by setting it', async () => {
  const { client } = await start({ account: biddingFor('MANUAL_CPM') });
  const [adGroup] = adGroups;
  const write = { level: 'AD_GROUP', externalId: adGroup?.externalId ?? '', field: 'BID' } as const;
  expect(
    (await client.write(account, [{ ...write, amountMicros: 5_000_000n, strategy: 'TARGET_CPA' }])).map(kindOf),
  ).toEqual(['UNSUPPORTED']);
});

test('ads are paused, and told of in their own way', async () => {
  const { client } = await start();
  const pause = (externalId: string): PlatformWrite => ({ level: 'AD', externalId, field: 'STATUS', status: 'PAUSED' });
  expect((await client.write(account, [pause(ads[0]?.externalId ?? ''), pause('999')])).map(kindOf)).toEqual([
    'APPLIED',
    'NOT_FOUND',
  ]);
});

test('there is no dry run and no change history', async () => {
  const { client, exchanges } = await start();
  const pause = { level: 'AD', externalId: '1', field: 'STATUS', status: 'PAUSED' } as const;
  expect((await client.write(account, [pause], { validateOnly: true })).map(kindOf)).toEqual(['UNSUPPORTED']);
  await expect(client.readChanges(account, new Date(0))).rejects.toMatchObject({ failure: { kind: 'UNSUPPORTED' } });
  expect(exchanges).toEqual([]);
});

test('learning is told', async () => {
  const { client, estate } = await start();
  const [adGroup] = adGroups;
  const ref = { level: 'AD_GROUP', externalId: adGroup?.externalId ?? '' } as const;
  const learning = async () => (await client.readEntities(account, [ref]))[0]?.learning;
  expect(await learning()).toEqual({ isLearning: false, lastResetAt: null });
  const strategy = adGroup?.bid?.strategy ?? 'MANUAL_CPC';
  const bid = { strategy, amountMicros: 9_000_000n };
  estate.editAsPerson(account, { field: 'BID', adGroupExternalId: ref.externalId, bid });
  expect(await learning()).toEqual({ isLearning: true, lastResetAt: null });
});

describe('a report', () => {
  const days: ReportQuery = { level: 'CAMPAIGN', grain: 'DAY', firstDay: '2026-03-04', lastDay: '2026-03-10' };
  const spendOf = (rows: readonly ReportRow[]) => rows.reduce((sum, { spendMicros }) => sum + spendMicros, 0n);

  test('of days has the spend of its hours, whatever the account’s own zone', async () => {
    const { client } = await start({ account: { ...pinterestAccount, timeZone: 'America/Los_Angeles' } });
    const rows = await gather(client.readReport(account, days));
    expect(new Set(rows.map(({ startsAt }) => startsAt.toISOString().slice(11)))).toEqual(new Set(['00:00:00.000Z']));
    const hours = await gather(client.readReport(account, { ...days, grain: 'HOUR' }));
    expect(spendOf(hours)).toBe(spendOf(rows));
    expect(hours.length).toBeGreaterThan(rows.length * 10);
  });

  test('is final up to the day that Pinterest is done with, which it is asked once', async () => {
    const { client, exchanges } = await start();
    const rows = await gather(client.readReport(account, days));
    const finalDays = rows.filter(({ isFinal }) => isFinal).map(({ startsAt }) => startsAt.toISOString().slice(0, 10));
    expect(finalDays.toSorted().at(-1)).toBe('2026-03-06');
    expect(rows.every(({ isFinal }) => isFinal !== undefined)).toBe(true);
    const asked = () => exchanges.filter(({ request }) => request.path.endsWith('metrics_ready_state')).length;
    expect(asked()).toBe(5);
    await gather(client.readReport(account, { ...days, lastDay: '2026-03-06' }));
    expect(asked()).toBe(5);
  });

  test('of long ago is waited for, and says what one that answers at once would say', async () => {
    const { client, exchanges } = await start({ beganOn: '2025-11-01' });
    const query = { ...days, firstDay: '2025-12-01', lastDay: '2026-01-31' };
    const ads = await gather(client.readReport(account, { ...query, level: 'AD' }));
    expect(exchanges.map(({ request }) => request.path)).toContain('/files/report-1');
    const recent = { ...query, firstDay: '2025-12-15' };
    const sync = await gather(client.readReport(account, { ...recent, level: 'AD' }));
    const sorted = (rows: readonly ReportRow[]) =>
      rows.map((row) => `${row.startsAt.toISOString()} ${row.externalId} ${row.spendMicros} ${row.clicks}`).sort();
    expect(sorted(ads.filter(({ startsAt }) => startsAt >= new Date('2025-12-15')))).toEqual(sorted(sync));
  });

  test('of what Pinterest does not remember is refused', async () => {
    const { client } = await start();
    const old = { ...days, grain: 'HOUR', firstDay: '2026-02-20', lastDay: '2026-02-21' } as const;
    await expect(gather(client.readReport(account, old))).rejects.toMatchObject({ failure: { kind: 'UNSUPPORTED' } });
  });
});
