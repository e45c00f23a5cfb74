import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import type { TestDatabase } from '../../test/support/database.ts';
import { createCampaignsSubgraph } from '../../subgraphs/campaigns/subgraph.ts';
import type { CampaignsSubgraph } from '../../subgraphs/campaigns/subgraph.ts';
import { createSpendSubgraph } from '../../subgraphs/spend/subgraph.ts';
import type { SpendSubgraph } from '../../subgraphs/spend/subgraph.ts';
import { importFolder } from './import-folder.ts';
import type { ImportReport } from './import-folder.ts';
import { createTarget, findOrCreateAdvertiser } from './import-target.ts';
import { loadMapping, shippedMappings } from './load-mapping.ts';
import { importedAdvertiserId } from './platform-ids.ts';

let folder = '';
let database: TestDatabase;
let campaigns: CampaignsSubgraph;
let spend: SpendSubgraph;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'));
  database = await createTestDatabase();
  const options = { databaseUrl: database.url, logger: pino({ level: 'silent' }) };
  campaigns = await createCampaignsSubgraph(options);
  spend = await createSpendSubgraph(options);
});
afterAll(async () => {
  await campaigns.close();
  await spend.close();
  await database.drop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await sql`/* clear */ truncate spend_fact, spend_revision, spend_entity, event`.execute(spend.database.db);
});

const profile = 'id,account_name,currency_code,timezone\n9,A,USD,UTC\n';
const history = 'id,last_updated_date,name,profile_id,state\n1,2022-01-01 00:00:00,C,9,enabled\n';

async function load(rows: readonly string[]): Promise<ImportReport> {
  const own = await mkdtemp(join(folder, 'export-'));
  const report = `campaign_id,date,_fivetran_synced,cost,impressions,clicks\n${rows.join('\n')}\n`;
  await writeFile(join(own, 'profile.csv'), profile);
  await writeFile(join(own, 'campaign_history.csv'), history);
  await writeFile(join(own, 'campaign_level_report.csv'), report);
  return await importFolder(createTarget(campaigns, spend), {
    folder: own,
    mapping: await loadMapping('amazon_ads', [shippedMappings]),
    advertiserId: 'adv_1',
    isStrict: false,
    defaults: { currency: undefined, timeZone: undefined, accounts: new Map() },
    observedAt: undefined,
  });
}

function factsOf(report: ImportReport) {
  return report.files.find((file) => file.entry?.holds === 'REPORT')?.facts;
}

async function listSpend(): Promise<unknown[]> {
  const { rows } = await sql`/* listSpend */
    select entity_id, day, spend_micros, impressions, clicks from spend_fact order by 1, 2`.execute(spend.database.db);
  return rows;
}

async function countEvents(type: string): Promise<bigint | undefined> {
  const { rows } = await sql<{ count: bigint }>`/* countEvents */
    select count(*) as count from event where type = ${type}`.execute(spend.database.db);
  return rows[0]?.count;
}

describe('loading again', () => {
  test('the same file changes nothing', async () => {
    expect(factsOf(await load(['1,2022-07-21,2022-10-14 11:00:00,1.5,10,1']))).toMatchObject({ inserted: 1 });
    expect(factsOf(await load(['1,2022-07-21,2022-10-14 11:00:00,1.5,10,1']))).toEqual({
      inserted: 0,
      unchanged: 1,
      restated: 0,
    });
    expect(await countEvents('spend.recorded')).toBe(1n);
  });

  test('a changed value is one restatement, which keeps the old one, and one event', async () => {
    await load(['1,2022-07-21,2022-10-14 11:00:00,1.5,10,1', '1,2022-07-22,2022-10-14 11:00:00,2,10,1']);
    const again = await load(['1,2022-07-21,2022-10-15 11:00:00,1.25,10,1', '1,2022-07-22,2022-10-15 11:00:00,2,10,1']);
    expect(factsOf(again)).toEqual({ inserted: 0, unchanged: 1, restated: 1 });
    expect(await countEvents('spend.restated')).toBe(1n);
    const { rows } = await sql`/* listRevisions */
      select spend_micros, known_since from spend_revision`.execute(spend.database.db);
    expect(rows).toEqual([{ spend_micros: 1_500_000n, known_since: new Date('2022-10-14T11:00:00Z') }]);
  });

  test('a changed value of the same reading time counts as well', async () => {
    await load(['1,2022-07-21,2022-10-14 11:00:00,1.5,10,1']);
    expect(factsOf(await load(['1,2022-07-21,2022-10-14 11:00:00,1.75,10,1']))).toMatchObject({ restated: 1 });
    expect(await listSpend()).toMatchObject([{ spend_micros: 1_750_000n }]);
  });

  test('an older file loaded after a newer one does not undo it', async () => {
    await load(['1,2022-07-21,2022-10-15 11:00:00,1.25,10,1']);
    await load(['1,2022-07-21,2022-10-14 11:00:00,1.5,10,1']);
    expect(await listSpend()).toMatchObject([{ spend_micros: 1_250_000n }]);
  });
});

test('the order of rows and of files does not show in what is known', async () => {
  const day = fc.integer({ min: 10, max: 14 });
  const row = fc.tuple(day, fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 99 }));
  // One reading tells one number: of rows with one day and one reading time the first is kept.
  const rows = fc.uniqueArray(row, { selector: ([of, at]) => `${of} ${at}`, minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      rows.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      fc.nat({ max: 12 }),
      async ([inOrder, shuffled], cut) => {
        const known: unknown[] = [];
        for (const order of [inOrder, shuffled]) {
          await sql`/* clear */ truncate spend_fact, spend_revision, spend_entity`.execute(spend.database.db);
          const lines = order.map(([of, at, cents]) => `1,2022-07-${of},2022-10-14 ${at}:00:00,${cents}.01,1,1`);
          if (cut > 0) await load(lines.slice(0, cut));
          if (cut < lines.length) await load(lines.slice(cut));
          known.push(await listSpend());
        }
        expect(known[1]).toEqual(known[0]);
      },
    ),
    { numRuns: 15 },
  );
});

test('an advertiser is found by name or identifier, and made when its name is new', async () => {
  const id = await findOrCreateAdvertiser(campaigns, 'Corner Shop');
  expect(id).toBe(importedAdvertiserId('Corner Shop'));
  expect(await findOrCreateAdvertiser(campaigns, ' Corner Shop ')).toBe(id);
  expect(await findOrCreateAdvertiser(campaigns, id)).toBe(id);
  await expect(findOrCreateAdvertiser(campaigns, `adv_${'0'.repeat(32)}`)).rejects.toThrow('There is no advertiser');
});

interface CommandResult {
  readonly code: number;
  readonly output: string;
}

function runCommand(args: readonly string[]): Promise<CommandResult> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const options = { env: { ...process.env, DATABASE_URL: database.url } };
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr });
    });
  });
}

describe('the command', () => {
  test('prints what it read and what it adds up to, and tells by its exit code what was left out', async () => {
    const own = await mkdtemp(join(folder, 'command-'));
    await writeFile(join(own, 'profile.csv'), profile);
    await writeFile(join(own, 'campaign_history.csv'), history);
    const file = join(own, 'campaign_level_report.csv');
    await writeFile(file, 'campaign_id,date,cost,impressions,clicks\n1,2022-07-21,1.000001,10,1\n');
    const sound = await runCommand(['--platform', 'amazon_ads', own]);
    expect(sound.output).toContain('USD  1.000001  10 impressions');
    expect(sound.code).toBe(0);
    await writeFile(file, 'campaign_id,date,cost,impressions,clicks\n1,2022-07-21,x,10,1\n');
    const damaged = await runCommand(['--platform', 'amazon_ads', own]);
    expect(damaged.output).toContain('campaign_level_report.csv:2: cost "x" is not a decimal amount');
    expect(damaged.code).toBe(1);
  });

  test('says what is missing and ends with 2 when nothing can be done', async () => {
    expect(await runCommand(['--platform', 'pigeons', folder])).toMatchObject({
      code: 2,
      output: expect.stringContaining('No mapping is named "pigeons"'),
    });
    expect(await runCommand(['--colour'])).toMatchObject({
      code: 2,
      output: expect.stringContaining('npm run import'),
    });
  });
});
