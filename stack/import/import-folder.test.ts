import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlatformStructure } from '../../subgraphs/campaigns/structure-store.ts';
import type { AccountDefaults } from './hierarchy.ts';
import { importFolder } from './import-folder.ts';
import type { ImportReport } from './import-folder.ts';
import { dryTarget } from './import-target.ts';
import { ImportSetupError, loadMapping, shippedMappings } from './load-mapping.ts';
import { idOf } from './platform-ids.ts';
import type { ObservedFact } from './report-facts.ts';

const advertiserId = 'adv_1';
const usd: AccountDefaults = { currency: 'USD', timeZone: 'UTC', accounts: new Map() };
const nothing: AccountDefaults = { currency: undefined, timeZone: undefined, accounts: new Map() };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Imported {
  readonly report: ImportReport;
  readonly facts: readonly ObservedFact[];
  readonly structure: Required<PlatformStructure>;
  readonly rejected: readonly string[];
}

interface Given {
  readonly defaults?: AccountDefaults;
  readonly isStrict?: boolean;
  readonly mappings?: readonly URL[];
}

/** Imports files into memory. */
async function read(platform: string, files: Readonly<Record<string, string>>, given: Given = {}): Promise<Imported> {
  const own = await mkdtemp(join(folder, 'export-'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(own, name), content);
  const facts: ObservedFact[] = [];
  const structure = {
    advertisers: [],
    accounts: [],
    campaigns: [],
    adGroups: [],
    ads: [],
  } as Required<PlatformStructure>;
  const merge = <Part>(known: readonly Part[], added: readonly Part[] | undefined) => [...known, ...(added ?? [])];
  const report = await importFolder(
    {
      saveStructure: async (part) => {
        Object.assign(structure, {
          accounts: merge(structure.accounts, part.accounts),
          campaigns: merge(structure.campaigns, part.campaigns),
          adGroups: merge(structure.adGroups, part.adGroups),
          ads: merge(structure.ads, part.ads),
        });
      },
      saveFacts: async (some) => {
        facts.push(...some);
        return await dryTarget.saveFacts(some, '');
      },
    },
    {
      folder: own,
      mapping: await loadMapping(platform, given.mappings ?? [shippedMappings]),
      advertiserId,
      isStrict: given.isStrict ?? false,
      defaults: given.defaults ?? usd,
      observedAt: undefined,
    },
  );
  const rejected = report.files.flatMap((file) =>
    (file.tally?.rejections ?? []).map(({ line, column, value, reason }) =>
      [line, column, value, reason].filter((part) => part !== undefined).join('|'),
    ),
  );
  return { report, facts, structure, rejected };
}

const snapAd = (rows: string) => ({
  'snapchat_ad_account_history.csv': '\uFEFFid,name,_fivetran_synced\na1,A,2021-01-01 00:00:00\n',
  'snapchat_ad_hourly_report.csv': `ad_id,date,impressions,spend,swipes\n${rows}`,
});

describe('traps of real exports', () => {
  test('a byte order mark, hours in UTC and micros (Snap)', async () => {
    const { facts, rejected } = await read('snap', snapAd('x,2021-03-29 08:00:00.000,8,117738,1\n'));
    expect(rejected).toEqual([]);
    expect(facts).toMatchObject([
      { startsAt: new Date('2021-03-29T08:00:00Z'), grain: 'HOUR', spendMicros: 117_738n, impressions: 8n, clicks: 1n },
    ]);
    expect(facts[0]?.entityId).toBe(idOf({ advertiserId, platform: 'SNAP' }, 'AD', 'a1', 'x'));
  });

  test('columns in upper case and "-" for nothing (TikTok)', async () => {
    const { facts } = await read('tiktok', {
      'tiktok_campaign_history.csv':
        'CAMPAIGN_ID,UPDATED_AT,ADVERTISER_ID,CAMPAIGN_NAME,OPERATION_STATUS\n1,2021-01-01 00:00:00,9,N,ENABLE\n',
      'tiktok_campaign_report_hourly.csv':
        'CAMPAIGN_ID,STAT_TIME_HOUR,SPEND,IMPRESSIONS,CLICKS\n1,2021-09-15 5:00:00,-,-,3\n',
    });
    expect(facts).toMatchObject([{ spendMicros: 0n, impressions: 0n, clicks: 3n, day: '2021-09-15' }]);
  });

  test('several rows of one id: the newest counts, wherever it stands', async () => {
    const rows = ['1,9,2021-03-01T00:00:00,New,PAUSED', '1,9,2021-01-01T00:00:00,Old,ENABLED'];
    for (const order of [rows, rows.toReversed()]) {
      const { structure } = await read('google_ads', {
        'campaign_history.csv': `id,customer_id,updated_at,name,status\n${order.join('\n')}\n`,
        'account_stats.csv': 'customer_id,date,cost_micros,impressions,clicks\n9,2021-01-01,1,1,1\n',
      });
      expect(structure.campaigns).toMatchObject([{ name: 'New', status: 'PAUSED' }]);
    }
  });

  test('parts by device and network are added up (Google)', async () => {
    const { facts } = await read('google_ads', {
      'account_stats.csv':
        'customer_id,date,device,ad_network_type,cost_micros,impressions,clicks\n9,2021-08-18,DESKTOP,MIXED,9353153,8267,20\n9,2021-08-18,MOBILE,MIXED,72664615,93419,641\n',
    });
    expect(facts).toMatchObject([{ spendMicros: 82_017_768n, impressions: 101_686n, clicks: 661n }]);
  });

  test('an identifier inside a resource name, where its own column is empty (Google)', async () => {
    const { facts } = await read('google_ads', {
      'ad_stats.csv':
        'customer_id,date,ad_group_id,ad_group,ad_id,campaign_id,clicks,cost_micros,impressions\n9,2021-05-19,,customers/9/adGroups/77,5,3,0,0,1\n',
    });
    expect(facts[0]?.adGroupId).toBe(idOf({ advertiserId, platform: 'GOOGLE_ADS' }, 'AD_GROUP', '9', '77'));
  });

  test('decimals such as "144." and "1.E2" are exact (Meta)', async () => {
    const { facts } = await read('meta', {
      'basic_ad.csv':
        'ad_id,date,account_id,impressions,inline_link_clicks,spend\n1,2020-12-02,9,1,1,144.\n1,2020-12-03,9,1,1,1.E2\n1,2020-12-04,9,1,1,-0.000001\n',
    });
    expect(facts.map((fact) => fact.spendMicros)).toEqual([144_000_000n, 100_000_000n, -1n]);
  });

  test('the campaign of an ad is found through the history of ads (Meta)', async () => {
    const { facts } = await read('meta', {
      'ad_history.csv': 'id,account_id,ad_set_id,campaign_id,name,updated_time\n1,9,22,33,v1,2020-12-31T15:30:04\n',
      'basic_ad.csv': 'ad_id,date,account_id,impressions,inline_link_clicks,spend\n1,2020-12-02,9,1,1,1\n',
    });
    const owner = { advertiserId, platform: 'META' };
    expect(facts).toMatchObject([
      { campaignId: idOf(owner, 'CAMPAIGN', '9', '33'), adGroupId: idOf(owner, 'AD_GROUP', '9', '22') },
    ]);
  });

  test('time zones by the names of Microsoft, and days that begin in them', async () => {
    const { facts } = await read(
      'microsoft_ads',
      {
        'account_history.csv':
          'id,name,last_modified_time,time_zone,currency_code\n1,F,2021-07-02T19:13:42.870,PacificTimeUSCanadaTijuana,USD\n',
        'account_performance_daily.csv':
          'date,account_id,currency_code,clicks,impressions,spend\n2019-04-25,1,USD,0,0,1.5\n',
      },
      { defaults: nothing },
    );
    expect(facts).toMatchObject([
      { timeZone: 'America/Los_Angeles', startsAt: new Date('2019-04-25T07:00:00Z'), day: '2019-04-25' },
    ]);
  });

  test('a day told as the moment it begins, and the currency of an account told by its campaigns (X)', async () => {
    const { facts, report } = await read(
      'x',
      {
        'campaign_history.csv':
          'id,account_id,name,entity_status,deleted,currency,updated_at\nc,9,N,ACTIVE,false,EUR,2018-10-08 17:42:30 UTC\n',
        'campaign_report.csv':
          'account_id,campaign_id,date,placement,clicks,impressions,billed_charge_local_micro\n9,c,2022-05-20 07:00:00,A,1,1,5\n9,c,2022-05-20 07:00:00,B,1,1,6\n',
      },
      { defaults: { ...nothing, timeZone: 'America/Los_Angeles' } },
    );
    expect(facts).toMatchObject([
      { day: '2022-05-20', startsAt: new Date('2022-05-20T07:00:00Z'), currency: 'EUR', spendMicros: 11n },
    ]);
    expect(report.files.map((file) => file.daysWithinDay)).toEqual([0, 0]);
  });

  test('campaign groups are campaigns and campaigns ad groups (LinkedIn)', async () => {
    const { structure, facts } = await read('linkedin', {
      'linkedin_ad_account_history.csv': 'id,last_modified_time,name,currency\n9,2020-01-01 00:00:00,A,EUR\n',
      'linkedin_ad_campaign_group_history.csv':
        'id,last_modified_time,account_id,name\n7,2020-01-01 00:00:00,9,Group\n',
      'linkedin_ad_campaign_history.csv':
        'id,last_modified_time,account_id,campaign_group_id,name\n5,2020-01-01 00:00:00,9,7,Campaign\n',
      'linkedin_ad_analytics_by_campaign.csv':
        'campaign_id,day,clicks,impressions,cost_in_local_currency\n5,2020-04-06 00:00:00,18,0,50.2\n',
    });
    expect(structure.campaigns).toMatchObject([{ name: 'Group' }]);
    expect(structure.adGroups).toMatchObject([{ name: 'Campaign', campaignId: structure.campaigns[0]?.id }]);
    expect(facts).toMatchObject([
      { level: 'AD_GROUP', currency: 'EUR', timeZone: 'UTC', campaignId: structure.campaigns[0]?.id },
    ]);
  });

  test('budgets, bids and flights with their currencies (Apple)', async () => {
    const { structure } = await read('apple_ads', {
      'organization.csv': 'id,currency,name,time_zone\n9,USD,Org,America/New_York\n',
      'campaign_history.csv':
        'id,modification_time,name,organization_id,status,deleted,budget_amount,budget_currency,daily_budget_amount,daily_budget_currency,start_time,end_time\n1,2021-12-10T19:17:21.119Z,C,9,ENABLED,false,100,USD,5,USD,2021-12-09T00:00:00Z,2022-01-31T23:59:00Z\n',
      'ad_group_history.csv':
        'id,modification_time,campaign_id,name,organization_id,status,deleted,default_cpc_bid_amount,default_cpc_bid_currency,cpa_goal_amount,cpa_goal_currency\n2,2021-12-10T19:17:21.119Z,1,G,9,ENABLED,true,1.42,USD,,\n',
    });
    expect(structure.campaigns).toMatchObject([
      { budget: { amountMicros: 5_000_000n, kind: 'DAILY' }, flight: { startsOn: '2021-12-08', endsOn: '2022-01-31' } },
    ]);
    expect(structure.adGroups).toMatchObject([
      { status: 'REMOVED', bid: { amountMicros: 1_420_000n, strategy: 'MANUAL_CPC' } },
    ]);
  });

  test('keyword, search term and country reports stay out of the totals of whole numbers', async () => {
    const { facts, report } = await read('tiktok', {
      'tiktok_campaign_history.csv':
        'campaign_id,updated_at,advertiser_id,campaign_name,operation_status\n1,2021-01-01 00:00:00,9,N,ENABLE\n',
      'tiktok_campaign_country_report.csv':
        'campaign_id,stat_time_day,country_code,spend,impressions,clicks\n1,2025-04-15 00:00:00,US,154.60,1,1\n',
    });
    expect(facts).toMatchObject([{ breakdown: 'country_code=US', grain: 'DAY' }]);
    expect(report.totals).toMatchObject([{ breakdown: 'country_code', spendMicros: 154_600_000n }]);
  });

  test('a header without rows loads nothing and is no mistake', async () => {
    const { report, rejected } = await read('amazon', {
      'campaign_level_report.csv': 'campaign_id,date,cost,impressions,clicks\n',
    });
    expect(rejected).toEqual([]);
    expect(report.files[0]?.tally?.rowsRead).toBe(0);
  });

  test('an older reading never replaces a newer one of the same file', async () => {
    const rows = ['1,2022-07-21,2022-10-14 11:00:00,1.5,1,1', '1,2022-07-21,2022-10-15 11:00:00,1.67,1,1'];
    for (const order of [rows, rows.toReversed()]) {
      const { facts } = await read('amazon', {
        'profile.csv': 'id,account_name,currency_code,timezone\n9,A,USD,UTC\n',
        'campaign_history.csv': 'id,last_updated_date,name,profile_id,state\n1,2022-01-01 00:00:00,C,9,enabled\n',
        'campaign_level_report.csv': `campaign_id,date,_fivetran_synced,cost,impressions,clicks\n${order.join('\n')}\n`,
      });
      expect(facts).toMatchObject([{ spendMicros: 1_670_000n, observedAt: new Date('2022-10-15T11:00:00Z') }]);
    }
  });
});

test('a platform never seen before needs a mapping and no code', async () => {
  const mappings = pathToFileURL(`${await mkdtemp(join(folder, 'mappings-'))}/`);
  const mapping = {
    platform: 'BILLBOARDS',
    names: ['billboards'],
    emptyCells: ['n/a'],
    timeZones: { Tokio: 'Asia/Tokyo' },
    files: [
      { file: 'owners*', holds: 'ACCOUNTS', id: 'Owner No', name: 'Owner', currency: 'Money', timeZone: 'Zone' },
      {
        file: 'boards*',
        holds: 'CAMPAIGNS',
        id: 'Board',
        account: 'Owner No',
        name: 'Title',
        status: { from: 'Lit', words: { yes: 'ENABLED', no: 'PAUSED' } },
      },
      {
        file: 'nights*',
        holds: 'REPORT',
        level: 'CAMPAIGN',
        grain: 'HOUR',
        time: 'Hour',
        clock: 'LOCAL',
        entity: 'Board',
        spend: { from: 'Rent', unit: 'DECIMAL', whenEmpty: 'ZERO' },
        impressions: 'Passers',
        clicks: { constant: '0' },
      },
    ],
  };
  await writeFile(new URL('billboards.json', mappings), JSON.stringify(mapping));
  const { facts, structure, rejected } = await read(
    'Billboards',
    {
      'owners 2026.csv': 'Owner No,Owner,Money,Zone\n4,City,JPY,Tokio\n',
      'boards.csv': 'Board,Owner No,Title,Lit\n8,4,Shibuya,yes\n',
      'nights.csv': 'Board,Hour,Rent,Passers\n8,2026-01-01 01:00,120,5000\n8,2026-01-01 02:00,n/a,10\n',
    },
    { defaults: nothing, mappings: [mappings, shippedMappings] },
  );
  expect(rejected).toEqual([]);
  expect(structure.campaigns).toMatchObject([{ name: 'Shibuya', status: 'ENABLED' }]);
  expect(facts).toMatchObject([
    { startsAt: new Date('2025-12-31T16:00:00Z'), day: '2026-01-01', currency: 'JPY', spendMicros: 120_000_000n },
    { spendMicros: 0n, impressions: 10n, clicks: 0n },
  ]);
});

const adRows = (row: string) => ({
  'basic_ad.csv': `ad_id,date,account_id,impressions,inline_link_clicks,spend\n1,2020-12-01,9,1,1,1\n${row}\n`,
});

describe('bad rows', () => {
  test.each([
    ['a wrong date', '1,2020-13-02,9,1,1,1', '3|date|2020-13-02|is not a date'],
    [
      'a time within a day',
      '1,2020-12-02 05:00:00,9,1,1,1',
      '3|date|2020-12-02 05:00:00|is a time within the day, and a day was expected',
    ],
    [
      'seven decimals',
      '1,2020-12-02,9,1,1,0.0000001',
      '3|spend|0.0000001|is not a decimal amount of at most six decimals',
    ],
    [
      'a thousands separator',
      '1,2020-12-02,9,1,1,"1,000.00"',
      '3|spend|1,000.00|is not a decimal amount of at most six decimals',
    ],
    ['no spend', '1,2020-12-02,9,1,1,', '3|spend||is empty'],
    ['negative impressions', '1,2020-12-02,9,-1,1,1', '3|impressions|-1|is negative'],
    ['half a click', '1,2020-12-02,9,1,0.5,1', '3|inline_link_clicks|0.5|is not a whole number'],
    ['a missing cell', '1,2020-12-02,9,1,1', '3|has 5 cells, and the header has 6'],
    ['no identifier', ',2020-12-02,9,1,1,1', '3|ad_id||is empty'],
  ])('%s is named with its place, and the rest is loaded', async (_, row, expected) => {
    const { facts, rejected, report } = await read('meta', adRows(row));
    expect(rejected).toEqual([expected]);
    expect(facts).toHaveLength(1);
    expect(report.files[0]?.tally).toMatchObject({ rowsRead: 2, rowsRejected: 1 });
  });

  test('an unknown currency is named, and what belongs to its account waits for a true one', async () => {
    const files = {
      'tiktok_advertiser.csv': 'id,name,currency,timezone\n2,Canada,CAN,Etc/GMT+5\n',
      'tiktok_campaign_history.csv':
        'campaign_id,updated_at,advertiser_id,campaign_name,operation_status\n1,2021-01-01 00:00:00,2,N,ENABLE\n',
      'tiktok_campaign_report_hourly.csv':
        'campaign_id,stat_time_hour,spend,impressions,clicks\n1,2021-09-15 4:00:00,0.22,4,0\n',
    };
    const bad = await read('tiktok', files);
    expect(bad.facts).toEqual([]);
    expect(bad.rejected).toContain('2|currency|CAN|is not an ISO 4217 currency code');
    const accounts = new Map([['2', { currency: 'CAD', timeZone: 'Etc/GMT+5' }]]);
    expect((await read('tiktok', files, { defaults: { ...usd, accounts } })).facts).toMatchObject([
      { currency: 'CAD' },
    ]);
  });

  test('a missing column refuses the file and names what is there', async () => {
    const { rejected } = await read('meta', { 'basic_ad.csv': 'ad_id,date,impressions\n1,2020-12-02,1\n' });
    expect(rejected).toEqual(['there is no column "spend"; the columns are ad_id, date, impressions']);
  });

  test('an empty file is named', async () => {
    expect((await read('meta', { 'basic_ad.csv': '' })).rejected).toEqual([
      'the file is empty, not even a header is there',
    ]);
  });

  test('a status nobody explained is named', async () => {
    const { rejected, structure } = await read('google_ads', {
      'campaign_history.csv': 'id,customer_id,updated_at,name,status\n1,9,2021-03-01T00:00:00,N,SLEEPING\n',
    });
    expect(rejected).toEqual(['2|status|SLEEPING|is a word the mapping does not explain']);
    expect(structure.campaigns).toEqual([]);
  });

  test('strictness leaves out the whole file with a bad row, and only that one', async () => {
    const files = {
      ...adRows('1,never,9,1,1,1'),
      'demographics_country.csv':
        'account_id,date,country,impressions,inline_link_clicks,spend\n9,2025-04-10,US,1,1,1\n',
    };
    const { facts, report } = await read('meta', files, { isStrict: true });
    expect(facts.map((fact) => fact.breakdown)).toEqual(['country=US']);
    expect(report.files.map((file) => file.isRefused)).toEqual([true, false]);
  });

  test('two currencies in the parts of one number are not added', async () => {
    const { rejected } = await read('microsoft', {
      'account_performance.csv':
        'date,account_id,currency_code,device_type,clicks,impressions,spend\n2019-04-25,1,USD,A,0,0,1\n2019-04-25,1,EUR,B,0,0,1\n',
    });
    expect(rejected).toEqual(['3|is in EUR, and line 2, another part of the same number, is in USD']);
  });

  test('a folder that is not there, or holds nothing to read, ends the import', async () => {
    await expect(read('meta', {})).rejects.toThrow(ImportSetupError);
    await expect(read('pigeons', {})).rejects.toThrow('No mapping is named "pigeons"');
  });
});
