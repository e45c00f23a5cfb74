// How fast the importer is: a report file into spend_fact, against a bare COPY of the same rows into a table like it,
// with the same index. Rounds alternate, so that a busy machine slows both; medians are compared.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { pino } from 'pino';
import { importFolder } from '../../stack/import/import-folder.ts';
import { openTarget } from '../../stack/import/import-target.ts';
import type { OpenTarget } from '../../stack/import/import-target.ts';
import { loadMapping, shippedMappings } from '../../stack/import/load-mapping.ts';
import { idOf } from '../../stack/import/platform-ids.ts';
import { startEmbeddedPostgres } from '../../stack/postgres/embedded-postgres.ts';
import { writeResult } from './result.ts';

const campaignCount = 840;
const dayCount = 365;
const rounds = 5;
const rowCount = campaignCount * dayCount;
const owner = { advertiserId: 'adv_bench', platform: 'AMAZON_ADS' };

interface Row {
  readonly campaign: string;
  readonly day: string;
  readonly micros: number;
  readonly impressions: number;
  readonly clicks: number;
}

function* listRows(): Generator<Row> {
  for (let index = 0; index < dayCount; index += 1) {
    const day = new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10);
    for (let campaign = 0; campaign < campaignCount; campaign += 1) {
      const micros = 1_000_000 + campaign * 7_919 + index * 104_729;
      yield { campaign: String(100_000 + campaign), day, micros, impressions: campaign * index, clicks: index % 77 };
    }
  }
}

/** An export of Amazon: its report has no more columns than the table has, so nothing is won by passing over cells. */
async function writeExport(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const campaigns = Array.from(
    { length: campaignCount },
    (_, index) => `${100_000 + index},2025-01-01 00:00:00,C,9,enabled`,
  );
  await writeFile(
    join(folder, 'campaign_history.csv'),
    `id,last_updated_date,name,profile_id,state\n${campaigns.join('\n')}\n`,
  );
  await writeFile(
    join(folder, 'profile.csv'),
    'id,account_name,currency_code,timezone\n9,Bench,USD,America/Los_Angeles\n',
  );
  const lines = [...listRows()].map(
    ({ campaign, day, micros, impressions, clicks }) =>
      `${campaign},${day},2026-01-05 10:00:00,USD,${clicks},${(micros / 1e6).toFixed(6)},${impressions}`,
  );
  const header = 'campaign_id,date,_fivetran_synced,campaign_budget_currency_code,clicks,cost,impressions';
  await writeFile(join(folder, 'campaign_level_report.csv'), `${header}\n${lines.join('\n')}\n`);
}

/** The same rows as lines of COPY, made before the clock starts. */
function makeCopyLines(): string[] {
  const ids = new Map<string, string>();
  const chunks: string[] = [];
  let chunk = '';
  for (const { campaign, day, micros, impressions, clicks } of listRows()) {
    const id = ids.get(campaign) ?? idOf(owner, 'CAMPAIGN', '9', campaign);
    ids.set(campaign, id);
    const observedAt = '2026-01-05T10:00:00Z';
    chunk += `${owner.advertiserId}\t${id}\t${day}T08:00:00Z\tDAY\t\t${day}\tUSD\t${micros}\t${impressions}\t${clicks}\t${observedAt}\t${observedAt}\t0\n`;
    if (chunk.length < 100_000) continue;
    chunks.push(chunk);
    chunk = '';
  }
  return [...chunks, chunk];
}

async function measureMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function runImport(opened: OpenTarget, folder: string): Promise<void> {
  const report = await importFolder(opened.target, {
    folder,
    mapping: await loadMapping('amazon_ads', [shippedMappings]),
    advertiserId: owner.advertiserId,
    isStrict: false,
    defaults: { currency: undefined, timeZone: undefined, accounts: new Map() },
    observedAt: undefined,
  });
  const inserted = report.files.reduce((sum, file) => sum + (file.facts?.inserted ?? 0), 0);
  if (inserted !== rowCount) throw new Error(`${inserted} of ${rowCount} rows were inserted`);
}

async function runCopy(client: pg.Client, lines: readonly string[]): Promise<void> {
  await pipeline(Readable.from(lines), client.query(copyFrom('/* copyBare */ copy bare_fact from stdin')));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Runs the comparison, prints it and adds it to bench.json. */
async function benchIngest(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-ingest-'));
  const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), durable: true });
  const opened = await openTarget({ DATABASE_URL: server.url }, folder, pino({ level: 'warn' }));
  const client = new pg.Client({ connectionString: server.url });
  try {
    await client.connect();
    await writeExport(join(folder, 'export'));
    await compare(client, opened, join(folder, 'export'));
  } finally {
    await client.end();
    await opened.close();
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

async function compare(client: pg.Client, opened: OpenTarget, folder: string): Promise<void> {
  const lines = makeCopyLines();
  await client.query('/* createBare */ create table bare_fact (like spend.spend_fact including all)');
  const copyMs: number[] = [];
  const importMs: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    await client.query('/* clearBare */ truncate bare_fact, spend.spend_fact, spend.spend_entity');
    await client.query('/* flush */ checkpoint');
    const copy = await measureMs(() => runCopy(client, lines));
    await client.query('/* flush */ checkpoint');
    const imported = await measureMs(() => runImport(opened, folder));
    // The first round warms files, code and connections up.
    if (round === 0) continue;
    copyMs.push(copy);
    importMs.push(imported);
  }
  const rate = (ms: number) => Math.round((rowCount / ms) * 1_000);
  const result = {
    rows: rowCount,
    copyRowsPerSecond: rate(median(copyMs)),
    importRowsPerSecond: rate(median(importMs)),
    ratio: Number((median(copyMs) / median(importMs)).toFixed(3)),
    bar: 0.5,
  };
  console.log(`rows                ${result.rows}, ${rounds} rounds, medians`);
  console.log(`bare COPY           ${result.copyRowsPerSecond} rows/s`);
  console.log(`importer, from CSV  ${result.importRowsPerSecond} rows/s`);
  console.log(`ratio               ${result.ratio} (bar ${result.bar})`);
  await writeResult('ingest', result);
}

await benchIngest();
