// The nine folders of real and simulated exports, imported into one database. The folder stays outside the repository;
// the figures below were added up without the importer, a file at a time, such as
//   python3 -c "import csv,decimal,sys; print(sum(decimal.Decimal(r['spend']) for r in csv.DictReader(open(sys.argv[1],encoding='utf-8-sig'))))" <file>
// and those of microsoft_ads (946.34) and snapchat_ads (1,966.46) stand in the data's own README as well.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountDefaults } from '../../stack/import/hierarchy.ts';
import { importFolder } from '../../stack/import/import-folder.ts';
import type { ImportReport } from '../../stack/import/import-folder.ts';
import { createTarget } from '../../stack/import/import-target.ts';
import { loadMapping, shippedMappings } from '../../stack/import/load-mapping.ts';
import { createCampaignsSubgraph } from '../../subgraphs/campaigns/subgraph.ts';
import type { CampaignsSubgraph } from '../../subgraphs/campaigns/subgraph.ts';
import { createSpendSubgraph } from '../../subgraphs/spend/subgraph.ts';
import type { SpendSubgraph } from '../../subgraphs/spend/subgraph.ts';
import { createTestDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const seeds = new URL('../../../shared/data/spend/fivetran-seeds/', import.meta.url);
const isAbsent = !existsSync(seeds);
if (isAbsent) console.warn('import: skipped, because ../shared/data/spend is not there');

const advertiserId = 'adv_reference';
const defaults: AccountDefaults = {
  currency: 'USD',
  timeZone: 'UTC',
  // The export calls this account's currency CAN, which is none.
  accounts: new Map([['2', { currency: 'CAD', timeZone: 'Etc/GMT+5' }]]),
};

/** By folder: rows read in all its reports, and what each level adds up to. */
const expected: Readonly<Record<string, { platform: string; rows: number; totals: readonly string[] }>> = {
  google_ads: {
    platform: 'GOOGLE_ADS',
    rows: 19 + 16 + 15 + 10 + 15 + 10,
    totals: [
      'ACCOUNT USD 1632333323 1050214 9742',
      'AD USD 0 10 0',
      'AD_GROUP USD 3156840000 4483 620',
      'CAMPAIGN USD 231330000 1854 280',
      'KEYWORD USD 203990000 751 129',
    ],
  },
  facebook_ads: { platform: 'META', rows: 10 + 10 + 10, totals: ['AD USD 643630000 37275 149'] },
  tiktok_ads: {
    platform: 'TIKTOK',
    rows: 4 + 4 + 4 + 11,
    totals: [
      'AD CAD 220000 22 0',
      'AD USD 2440000 47 2',
      'AD_GROUP USD 50150000 6502 69',
      'CAMPAIGN CAD 220000 4 0',
      'CAMPAIGN USD 444572000 34466 244',
    ],
  },
  snapchat_ads: {
    platform: 'SNAP',
    rows: 816 + 10 + 10 + 10 + 10,
    totals: ['AD USD 1966461925 296408 1166', 'AD_GROUP USD 8787343 2131 29', 'CAMPAIGN USD 1013488 5142 7'],
  },
  microsoft_ads: {
    platform: 'MICROSOFT_ADS',
    rows: 10 + 229 + 401 + 2630 + 53 + 10 + 10,
    totals: [
      'ACCOUNT USD 0 5 4',
      'AD USD 208360000 860 28',
      'AD_GROUP USD 102230000 431 15',
      'CAMPAIGN USD 946340000 7569 592',
      'KEYWORD USD 38300000 65 8',
    ],
  },
  apple_search_ads: {
    platform: 'APPLE_ADS',
    rows: 12 + 13 + 2 + 99 + 150,
    totals: [
      'AD USD 6160000 852 8',
      'AD_GROUP USD 100000000 6336 129',
      'CAMPAIGN USD 100000000 6336 129',
      'KEYWORD USD 37700000 2878 63',
    ],
  },
  linkedin_ads: { platform: 'LINKEDIN_ADS', rows: 20, totals: ['AD_GROUP USD 530620000 1359 919'] },
  amazon_ads: { platform: 'AMAZON_ADS', rows: 10, totals: ['CAMPAIGN USD 1670000 1095 2'] },
  twitter_ads: {
    platform: 'X',
    rows: 4 + 4,
    totals: ['AD_GROUP USD 77605132 53520 375', 'CAMPAIGN USD 138535734 9876 968'],
  },
};

let database: TestDatabase | undefined;
let campaigns: CampaignsSubgraph | undefined;
let spend: SpendSubgraph | undefined;

function opened(): { readonly campaigns: CampaignsSubgraph; readonly spend: SpendSubgraph } {
  if (campaigns === undefined || spend === undefined) throw new Error('the database is not open');
  return { campaigns, spend };
}

async function importSeeds(folder: string, given: AccountDefaults = defaults): Promise<ImportReport> {
  return await importFolder(createTarget(opened().campaigns, opened().spend), {
    folder: fileURLToPath(new URL(folder, seeds)),
    mapping: await loadMapping(folder, [shippedMappings]),
    advertiserId,
    isStrict: false,
    defaults: given,
    observedAt: undefined,
  });
}

async function listTotals(platform: string): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`/* listImportedTotals */
    select concat_ws(' ', level, currency, sum(spend_micros), sum(impressions), sum(clicks)) as line
    from spend_fact join spend_entity using (advertiser_id, entity_id)
    where advertiser_id = ${advertiserId} and platform = ${platform} and breakdown = ''
    group by level, currency order by level collate "C", currency`.execute(opened().spend.database.db);
  return rows.map(({ line }) => line);
}

async function listFacts(): Promise<unknown> {
  const { rows } = await sql`/* listImportedFacts */
    select * from spend_fact order by advertiser_id, entity_id, starts_at, grain, breakdown`.execute(
    opened().spend.database.db,
  );
  return rows;
}

/** What subscribers are told. Whoever keeps answers up to date is told of every load, as it moves what is known until when. */
async function countEvents(): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`/* countEvents */
    select count(*) as count from event where type <> 'spend.loaded'`.execute(opened().spend.database.db);
  return rows[0]?.count ?? -1n;
}

function countRows(report: ImportReport, key: 'rowsRead' | 'rowsRejected'): number {
  const reports = report.files.filter((file) => file.entry?.holds === 'REPORT');
  return reports.reduce((sum, file) => sum + (file.tally?.[key] ?? 0), 0);
}

describe.skipIf(isAbsent)('the reference exports', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    const options = { databaseUrl: database.url, logger: pino({ level: 'silent' }) };
    campaigns = await createCampaignsSubgraph(options);
    spend = await createSpendSubgraph(options);
  });
  afterAll(async () => {
    await campaigns?.close();
    await spend?.close();
    await database?.drop();
  });

  test.each(Object.entries(expected))(
    '%s loads whole, and adds up to the micro',
    async (folder, { platform, rows, totals }) => {
      const report = await importSeeds(folder);
      expect(countRows(report, 'rowsRead')).toBe(rows);
      expect(countRows(report, 'rowsRejected')).toBe(0);
      expect(await listTotals(platform)).toEqual(totals);
    },
  );

  test('changes nothing when everything is loaded again', async () => {
    const [facts, events] = [await listFacts(), await countEvents()];
    for (const folder of Object.keys(expected).toReversed()) {
      const report = await importSeeds(folder);
      for (const file of report.files) expect([file.facts?.inserted ?? 0, file.facts?.restated ?? 0]).toEqual([0, 0]);
    }
    expect(await listFacts()).toEqual(facts);
    expect(await countEvents()).toBe(events);
  });

  test('takes the newest of several history rows', async () => {
    const { rows } = await sql<{ name: string; status: string; budget_micros: bigint }>`/* findAmazonCampaign */
      select name, status, budget_micros from ad_entity where external_id = '2187'`.execute(
      opened().campaigns.database.db,
    );
    expect(rows).toEqual([{ name: 'Gold Leader', status: 'PAUSED', budget_micros: 2_000_000_000n }]);
  });

  test('leaves out rows without a currency or time zone, and says what to give', async () => {
    const report = await importSeeds('facebook_ads', { currency: undefined, timeZone: 'UTC', accounts: new Map() });
    expect(countRows(report, 'rowsRejected')).toBe(30);
    const reasons = new Set(report.files.flatMap((file) => file.tally?.rejections.map(({ reason }) => reason) ?? []));
    expect([...reasons].every((reason) => reason.includes('--default-currency'))).toBe(true);
  });

  test('reads the time zones of Microsoft and counts X by the days of its account', async () => {
    const { rows } = await sql<{ platform: string; time_zone: string }>`/* listTimeZones */
      select distinct platform, time_zone from spend_entity where platform in ('MICROSOFT_ADS', 'TIKTOK', 'AMAZON_ADS')
      order by 1, 2`.execute(opened().spend.database.db);
    expect(rows).toEqual([
      { platform: 'AMAZON_ADS', time_zone: 'America/Los_Angeles' },
      { platform: 'MICROSOFT_ADS', time_zone: 'America/Los_Angeles' },
      { platform: 'TIKTOK', time_zone: 'Etc/GMT+5' },
      { platform: 'TIKTOK', time_zone: 'UTC' },
    ]);
  });
});
