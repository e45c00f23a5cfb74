import { afterEach, describe, expect, test } from 'vitest';
import type { PlatformEntity, PlatformWrite, ReportQuery, ReportRow } from '../ad-platform.ts';
import { startTikTokStage, tiktokAccount, type TikTokStage, type TikTokStageOptions } from './twin-fixture.ts';

let stage: TikTokStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});
const start = async (options?: TikTokStageOptions) => (stage = await startTikTokStage(options));

const advertiser = tiktokAccount.externalId;
const campaigns = tiktokAccount.campaigns.map(({ externalId }) => externalId);
const adGroups = tiktokAccount.adGroups.map(({ externalId }) => externalId);
const [withBudget = '', withoutBudget = ''] = campaigns;

async function gather<Item>(pages: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

const budget = (amountMicros: bigint, kind: 'DAILY' | 'LIFETIME' = 'DAILY'): PlatformWrite => ({
  level: 'CAMPAIGN',
  externalId: withBudget,
  field: 'BUDGET',
  amountMicros,
  kind,
});

test('the structure is read whole, page by page, campaigns first', async () => {
  const { client } = await start();
  const entities: PlatformEntity[] = await gather(client.readStructure(advertiser));
  expect(entities.map(({ externalId }) => externalId)).toEqual([
    ...campaigns,
    ...adGroups,
    ...tiktokAccount.ads.map(({ externalId }) => externalId),
  ]);
  expect(entities[0]).toMatchObject({ parentExternalId: null, status: 'ENABLED', bid: null });
  expect(entities[0]?.budget?.kind).toBe('DAILY');
});

test('what a person deletes is removed', async () => {
  const { client, estate } = await start();
  estate.editAsPerson(advertiser, { field: 'STATUS', level: 'CAMPAIGN', externalId: withBudget, status: 'REMOVED' });
  const [entity] = await client.readEntities(advertiser, [{ level: 'CAMPAIGN', externalId: withBudget }]);
  expect(entity).toMatchObject({ status: 'REMOVED', platformStatus: 'CAMPAIGN_STATUS_DELETE' });
});

describe('a budget', () => {
  test('is set to what was asked for, in major units on the wire', async () => {
    const { client, exchanges } = await start();
    expect(await client.write(advertiser, [budget(75_250_000n)])).toMatchObject([{ kind: 'APPLIED' }]);
    const [entity] = await client.readEntities(advertiser, [{ level: 'CAMPAIGN', externalId: withBudget }]);
    expect(entity?.budget).toEqual({ amountMicros: 75_250_000n, kind: 'DAILY', sharedBy: 1 });
    const sent = exchanges.find(({ request }) => request.path.endsWith('/campaign/update/'));
    expect(JSON.parse(sent?.request.body ?? '')).toEqual({
      advertiser_id: advertiser,
      campaign_id: withBudget,
      budget: 75.25,
    });
  });

  test('below the minimum is refused with the minimum', async () => {
    const { client } = await start();
    expect(await client.write(advertiser, [budget(49_990_000n)])).toMatchObject([
      {
        kind: 'FAILED',
        failure: { kind: 'BELOW_MINIMUM', minimumMicros: 50_000_000n },
        detail: { platformCode: '40002' },
      },
    ]);
  });

  test('of another kind is not sent: TikTok would take the amount for its own kind', async () => {
    const { client, exchanges } = await start();
    expect(await client.write(advertiser, [budget(75_000_000n, 'LIFETIME')])).toMatchObject([
      { kind: 'FAILED', failure: { kind: 'UNSUPPORTED' } },
    ]);
    expect(exchanges.filter(({ request }) => request.method === 'POST')).toEqual([]);
  });

  test('of a campaign whose ad groups have the budgets is not sent', async () => {
    const { client } = await start();
    expect(await client.write(advertiser, [{ ...budget(75_000_000n), externalId: withoutBudget }])).toMatchObject([
      { failure: { kind: 'UNSUPPORTED' } },
    ]);
  });

  test('of nothing is not found', async () => {
    const { client } = await start();
    expect(await client.write(advertiser, [{ ...budget(75_000_000n), externalId: '1' }])).toMatchObject([
      { failure: { kind: 'NOT_FOUND' } },
    ]);
  });

  test('finer than a cent is refused by name', async () => {
    const { client } = await start();
    expect(await client.write(advertiser, [budget(75_001_000n)])).toMatchObject([
      { failure: { kind: 'INVALID', fieldPath: 'budget' } },
    ]);
  });

  test('of yen with decimals is refused', async () => {
    const account = { ...tiktokAccount, currency: 'JPY' };
    const { client } = await start({ account });
    expect(await client.write(advertiser, [budget(9_000_500_000n)])).toMatchObject([{ failure: { kind: 'INVALID' } }]);
    expect(await client.write(advertiser, [budget(9_000_000_000n)])).toMatchObject([{ kind: 'APPLIED' }]);
    expect(await client.write(advertiser, [budget(4_999_000_000n)])).toMatchObject([
      { failure: { kind: 'BELOW_MINIMUM', minimumMicros: 5_000_000_000n } },
    ]);
  });
});

test('bids and statuses are set, each write told of on its own', async () => {
  const { client } = await start();
  const [adGroup = ''] = adGroups;
  const [entity] = await client.readEntities(advertiser, [{ level: 'AD_GROUP', externalId: adGroup }]);
  const strategy = entity?.bid?.strategy ?? 'COST_CAP';
  const outcomes = await client.write(advertiser, [
    { level: 'AD_GROUP', externalId: adGroup, field: 'BID', amountMicros: 3_210_000n, strategy },
    { level: 'AD_GROUP', externalId: adGroup, field: 'BID', amountMicros: 3_210_000n, strategy: 'TARGET_CPA' },
    { level: 'AD_GROUP', externalId: adGroup, field: 'STATUS', status: 'PAUSED' },
    { level: 'AD', externalId: '1', field: 'STATUS', status: 'PAUSED' },
  ]);
  expect(outcomes.map((outcome) => (outcome.kind === 'APPLIED' ? outcome.kind : outcome.failure.kind))).toEqual([
    'APPLIED',
    'UNSUPPORTED',
    'APPLIED',
    'NOT_FOUND',
  ]);
  const [changed] = await client.readEntities(advertiser, [{ level: 'AD_GROUP', externalId: adGroup }]);
  expect(changed).toMatchObject({ status: 'PAUSED', bid: { amountMicros: 3_210_000n, strategy } });
});

test('there is no dry run, and nothing is sent for one', async () => {
  const { client, exchanges } = await start();
  expect(await client.write(advertiser, [budget(75_000_000n)], { validateOnly: true })).toMatchObject([
    { failure: { kind: 'UNSUPPORTED' } },
  ]);
  expect(exchanges).toEqual([]);
});

describe('a report', () => {
  const query: ReportQuery = { level: 'CAMPAIGN', grain: 'HOUR', firstDay: '2026-03-08', lastDay: '2026-03-10' };
  const spendOf = (rows: readonly ReportRow[]) => rows.reduce((sum, { spendMicros }) => sum + spendMicros, 0n);

  test('has every hour of every campaign once, with the spend of its ads', async () => {
    const { client } = await start();
    const rows = await gather(client.readReport(advertiser, query));
    const keys = rows.map(({ externalId, startsAt }) => `${externalId} ${startsAt.toISOString()}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(rows.length).toBeGreaterThan(100);
    const ads = await gather(client.readReport(advertiser, { ...query, level: 'AD' }));
    expect(spendOf(ads)).toBe(spendOf(rows));
    expect(campaigns).toContain(ads[0]?.campaignExternalId);
  });

  test('leaves out the hour of which nothing is known yet', async () => {
    const { client, exchanges } = await start();
    const rows = await gather(client.readReport(advertiser, { ...query, firstDay: '2026-03-10' }));
    expect(rows.map(({ startsAt }) => startsAt).sort((a, b) => b.getTime() - a.getTime())[0]).toEqual(
      new Date('2026-03-10T14:00:00Z'),
    );
    expect(JSON.stringify(exchanges.at(-1)?.reply?.body)).toContain('"spend":"-"');
  });

  test('of many pages is had as a file, and says the same', async () => {
    const paged = await start();
    const days = { ...query, grain: 'DAY', firstDay: '2026-03-01' } as const;
    const rows = await gather(paged.client.readReport(advertiser, days));
    await paged.close();
    const { client, exchanges } = await start({ pace: { maxReportPages: 1 } });
    expect(await gather(client.readReport(advertiser, days))).toEqual(rows);
    expect(exchanges.map(({ request }) => request.path)).toContain('/open_api/v1.3/report/task/download/');
  });
});

test('the change log tells who did what, oldest first', async () => {
  const { client, estate, clock } = await start();
  const since = clock.now();
  clock.advance(60_000);
  await client.write(advertiser, [budget(75_250_000n)]);
  clock.advance(60_000);
  estate.editAsPerson(advertiser, { field: 'STATUS', level: 'CAMPAIGN', externalId: withBudget, status: 'PAUSED' });
  const changes = await client.readChanges(advertiser, since);
  expect(changes).toMatchObject([
    {
      level: 'CAMPAIGN',
      externalId: withBudget,
      field: 'BUDGET',
      after: '75250000',
      actor: 'marketing-graph',
      origin: 'OURS',
    },
    { field: 'STATUS', before: 'ENABLE', after: 'DISABLE', origin: 'PERSON' },
  ]);
  expect(await client.readChanges(advertiser, new Date(clock.now().getTime() + 1))).toEqual([]);
});
