import { afterEach, describe, expect, test } from 'vitest';
import type { PlatformWrite, ReportQuery, ReportRow } from '../ad-platform.ts';
import { addDays, startOfDay } from '../../subgraphs/common/period.ts';
import { snapAccount, snapAccountIn, type SnapStage, type SnapStageOptions, startSnapStage } from './twin-fixture.ts';

let stage: SnapStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});
const start = async (options?: SnapStageOptions) => (stage = await startSnapStage(options));

const account = snapAccount.externalId;
const { campaigns, adGroups, ads } = snapAccount;
const [withBudget = '', withoutBudget = ''] = campaigns.map(({ externalId }) => externalId);
const funded = adGroups.find(({ budgetExternalId }) => budgetExternalId !== null)?.externalId ?? '';

async function gather<Item>(pages: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

const budgetOf = (level: 'CAMPAIGN' | 'AD_GROUP', externalId: string, amountMicros: bigint): PlatformWrite => ({
  level,
  externalId,
  field: 'BUDGET',
  amountMicros,
  kind: 'DAILY',
});

test('the structure is read whole, as the links lead', async () => {
  const { client, exchanges } = await start();
  const entities = await gather(client.readStructure(account));
  expect(entities.map(({ externalId }) => externalId)).toEqual(
    [...campaigns, ...adGroups, ...ads].map(({ externalId }) => externalId),
  );
  const ofAds = exchanges.filter(({ request }) => request.path.endsWith('/ads'));
  expect(ofAds.map(({ request }) => request.query.get('cursor'))).toEqual([null, '50']);
});

test('what is deleted is gone, with all that was in it', async () => {
  const { client, estate } = await start();
  estate.editAsPerson(account, { field: 'STATUS', level: 'CAMPAIGN', externalId: withBudget, status: 'REMOVED' });
  const [adGroup] = adGroups;
  const refs = [
    { level: 'AD_GROUP', externalId: adGroup?.externalId ?? '' },
    { level: 'CAMPAIGN', externalId: withBudget },
    { level: 'CAMPAIGN', externalId: withoutBudget },
  ] as const;
  expect((await client.readEntities(account, refs)).map(({ externalId }) => externalId)).toEqual([withoutBudget]);
  expect(await client.write(account, [budgetOf('CAMPAIGN', withBudget, 50_000_000n)])).toMatchObject([
    { failure: { kind: 'NOT_FOUND' }, detail: { platformCode: 'E3003' } },
  ]);
});

describe('a change', () => {
  test('is a PATCH of the one attribute on the collection of the parent', async () => {
    const { client, exchanges, estate } = await start();
    const before = estate.account(account)?.adGroups.find(({ externalId }) => externalId === funded);
    expect(await client.write(account, [budgetOf('AD_GROUP', funded, 50_000_000n)])).toMatchObject([
      { kind: 'APPLIED', requestId: expect.any(String) },
    ]);
    const sent = exchanges.at(-1)?.request;
    expect(sent).toMatchObject({ method: 'PATCH', path: `/v1/campaigns/${before?.campaignExternalId}/adsquads` });
    expect(JSON.parse(sent?.body ?? '')).toEqual({ adsquads: [{ id: funded, daily_budget_micro: 50_000_000 }] });
    const [adSquad] = await client.readEntities(account, [{ level: 'AD_GROUP', externalId: funded }]);
    expect(adSquad).toMatchObject({ budget: { amountMicros: 50_000_000n, kind: 'DAILY' }, bid: before?.bid });
  });

  test('looks for the parent once', async () => {
    const { client, exchanges } = await start();
    await client.write(account, [budgetOf('AD_GROUP', funded, 50_000_000n)]);
    const asked = exchanges.length;
    await client.write(account, [budgetOf('AD_GROUP', funded, 51_000_000n)]);
    expect(exchanges.slice(asked).map(({ request }) => request.method)).toEqual(['PATCH']);
  });

  test('below the minimum of its level is refused with the minimum', async () => {
    const { client } = await start();
    const outcomes = await client.write(account, [
      budgetOf('CAMPAIGN', withBudget, 19_000_000n),
      budgetOf('CAMPAIGN', withBudget, 20_000_000n),
      budgetOf('AD_GROUP', funded, 4_990_000n),
      budgetOf('AD_GROUP', funded, 5_000_000n),
    ]);
    expect(outcomes).toMatchObject([
      { failure: { kind: 'BELOW_MINIMUM', minimumMicros: 20_000_000n } },
      { kind: 'APPLIED' },
      { failure: { kind: 'BELOW_MINIMUM', minimumMicros: 5_000_000n } },
      { kind: 'APPLIED' },
    ]);
  });

  test('of an attribute that was decided for good is unsupported', async () => {
    const { client } = await start();
    const lifetime = { ...budgetOf('CAMPAIGN', withBudget, 90_000_000n), kind: 'LIFETIME' } as PlatformWrite;
    expect(await client.write(account, [lifetime, budgetOf('CAMPAIGN', withoutBudget, 90_000_000n)])).toMatchObject([
      { failure: { kind: 'UNSUPPORTED' }, detail: { platformCode: 'E2023' } },
      { failure: { kind: 'UNSUPPORTED' } },
    ]);
  });

  test('of a bid stays within the bounds of its currency', async () => {
    const { client } = await start();
    const strategy = adGroups.find(({ externalId }) => externalId === funded)?.bid?.strategy ?? 'COST_CAP';
    const bid = (amountMicros: bigint): PlatformWrite => ({
      level: 'AD_GROUP',
      externalId: funded,
      field: 'BID',
      amountMicros,
      strategy,
    });
    expect(await client.write(account, [bid(9_000n), bid(1_000_010_000n), bid(2_000_000n)])).toMatchObject([
      { failure: { kind: 'BELOW_MINIMUM', minimumMicros: 10_000n } },
      { failure: { kind: 'INVALID' } },
      { kind: 'APPLIED' },
    ]);
  });

  test('of an ad is of its status', async () => {
    const { client } = await start();
    const [ad] = ads;
    const ref = { level: 'AD', externalId: ad?.externalId ?? '' } as const;
    expect(await client.write(account, [{ ...ref, field: 'STATUS', status: 'PAUSED' }])).toMatchObject([
      { kind: 'APPLIED' },
    ]);
    expect(await client.readEntities(account, [ref])).toMatchObject([{ status: 'PAUSED' }]);
  });

  test('cannot be rehearsed, and is not remembered', async () => {
    const { client, exchanges } = await start();
    const write = budgetOf('CAMPAIGN', withBudget, 50_000_000n);
    expect(await client.write(account, [write], { validateOnly: true })).toMatchObject([
      { failure: { kind: 'UNSUPPORTED' } },
    ]);
    await expect(client.readChanges(account, new Date(0))).rejects.toMatchObject({ failure: { kind: 'UNSUPPORTED' } });
    expect(exchanges).toEqual([]);
  });
});

describe('a report', () => {
  const query: ReportQuery = { level: 'CAMPAIGN', grain: 'DAY', firstDay: '2026-03-04', lastDay: '2026-03-10' };
  const spendOf = (rows: readonly ReportRow[]) => rows.reduce((sum, { spendMicros }) => sum + spendMicros, 0n);

  test('has the spend of the platform at every level and grain, over the day that clocks go forward', async () => {
    const { client, estate } = await start();
    for (const level of ['CAMPAIGN', 'AD_GROUP', 'AD'] as const) {
      for (const grain of ['HOUR', 'DAY'] as const) {
        const asked = { ...query, level, grain };
        const rows = await gather(client.readReport(account, asked));
        const shown = estate.report(account, asked).reduce((sum, { spendMicros }) => sum + spendMicros, 0n);
        expect(spendOf(rows), `${level} ${grain}`).toBe(shown);
      }
    }
  });

  test('has the campaign of what is below it', async () => {
    const { client } = await start();
    const rows = await gather(client.readReport(account, { ...query, level: 'AD_GROUP' }));
    const campaignOf = new Map(adGroups.map(({ externalId, campaignExternalId }) => [externalId, campaignExternalId]));
    for (const row of rows) expect(row.campaignExternalId).toBe(campaignOf.get(row.externalId));
  });

  test.each([
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
  ])('calls no day final before it is, where clocks change in %s on %s', async (timeZone, changesOn, hours) => {
    const startMs = (day: string) => startOfDay(day, timeZone).getTime();
    expect((startMs(addDays(changesOn, 1)) - startMs(changesOn)) / 3_600_000).toBe(hours);
    const [firstDay, lastDay] = [addDays(changesOn, -2), addDays(changesOn, -1)];
    const at = new Date(startMs(addDays(firstDay, 1)) + (3 * 24 - 1) * 3_600_000 + 60_000);
    const { client, clock } = await start({ account: snapAccountIn(timeZone, firstDay), beganOn: firstDay, at });
    const read = async () => await gather(client.readReport(account, { ...query, firstDay, lastDay }));
    const finalDays = (rows: readonly ReportRow[]) =>
      new Set(rows.filter(({ isFinal }) => isFinal).map(({ startsAt }) => startsAt.getTime()));
    // 71 hours after its end it may still move.
    expect(finalDays(await read())).toEqual(new Set());
    clock.advance(2 * 3_600_000);
    const called = await read();
    expect(finalDays(called)).toEqual(new Set([startMs(firstDay)]));
    clock.advance(20 * 24 * 3_600_000);
    const ofFirst = (rows: readonly ReportRow[]) =>
      rows.filter(({ startsAt }) => startsAt.getTime() === startMs(firstDay));
    expect(ofFirst(await read())).toEqual(ofFirst(called));
  });

  test('is final up to the end of what Snap has finalized', async () => {
    const { client } = await start();
    const rows = await gather(client.readReport(account, query));
    const finalDays = rows.filter(({ isFinal }) => isFinal).map(({ startsAt }) => startsAt.toISOString().slice(0, 10));
    expect([...new Set(finalDays)]).toEqual(['2026-03-04', '2026-03-05', '2026-03-06']);
  });

  test('has hours without spend, and none that nothing is known of', async () => {
    const { client, estate } = await start();
    estate.editAsPerson(account, { field: 'STATUS', level: 'CAMPAIGN', externalId: withBudget, status: 'PAUSED' });
    stage?.clock.advance(3 * 3_600_000);
    const today = { ...query, grain: 'HOUR', firstDay: '2026-03-10' } as const;
    const rows = (await gather(client.readReport(account, today))).filter(
      ({ externalId }) => externalId === withBudget,
    );
    expect(rows.at(-1)).toMatchObject({ startsAt: new Date('2026-03-10T17:00:00Z'), spendMicros: 0n });
  });
});
