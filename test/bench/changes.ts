// How fast money can be looked at and changed: previews of 1,000 entities, batches of 1,000 raises through guardrails,
// ledger, audit trail and events, where nobody is connected and where a platform has to confirm, and single changes of
// several advertisers at once. Nothing is compared with: the bars stand in the output.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../stack/postgres/embedded-postgres.ts';
import { makeBatch } from '../../subgraphs/campaigns/make-batch.ts';
import { makeChange } from '../../subgraphs/campaigns/make-change.ts';
import { previewChanges } from '../../subgraphs/campaigns/preview-changes.ts';
import { savePolicies } from '../../subgraphs/campaigns/save-policies.ts';
import { saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import { type CampaignsSubgraph, createCampaignsSubgraph } from '../../subgraphs/campaigns/subgraph.ts';
import { account, campaign, daily, testPolicy, testViewer } from '../support/campaigns.ts';
import { writeResult } from './result.ts';

const advertisers = ['adv_0', 'adv_1', 'adv_2', 'adv_3'];
const campaignsEach = 5_000;
const batchSize = 1_000;
const previews = 200;
const batches = 5;
const singles = 2_000;

const viewer = testViewer('bench', advertisers, ['changes:write']);

async function fill(subgraph: CampaignsSubgraph): Promise<void> {
  for (const advertiserId of advertisers) {
    const accountId = `acc_${advertiserId}`;
    await saveStructure(subgraph.database, {
      advertisers: [{ id: advertiserId, name: advertiserId }],
      accounts: [account(accountId, advertiserId)],
      campaigns: Array.from({ length: campaignsEach }, (_, place) =>
        campaign(`cmp_${advertiserId}_${place}`, advertiserId, accountId, { budget: daily(10_000_000n) }),
      ),
    });
  }
  await savePolicies(
    subgraph.database,
    advertisers.map((advertiserId) => testPolicy({ advertiserId })),
    'The bench begins with it.',
  );
  await subgraph.database.pool.query('/* analyzeBench */ analyze ad_entity, ad_account');
}

/** Raises of a batch of campaigns of the first advertiser. */
function raises(round: number, units: number) {
  return Array.from({ length: batchSize }, (_, place) => ({
    field: 'BUDGET' as const,
    entityId: `cmp_adv_0_${round * batchSize + place}`,
    amountMicros: BigInt(units) * 1_000_000n,
    currency: 'USD',
  }));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
}

async function measure(subgraph: CampaignsSubgraph): Promise<Record<string, number>> {
  const { database, eventLog } = subgraph;
  const world = { db: database.db, eventLog, now: () => new Date() };
  const previewMs: number[] = [];
  const startedCpu = process.cpuUsage();
  for (let round = -5; round < previews; round += 1) {
    const ms = await timed(() => previewChanges(world, viewer, raises(0, 12), 'key'));
    if (round >= 0) previewMs.push(ms);
  }
  const { user, system } = process.cpuUsage(startedCpu);
  const rateOfBatches = async (name: string, units: number) => {
    const ms: number[] = [];
    for (let round = 0; round < batches; round += 1) {
      const intent = { changes: raises(round, units), isAtomic: true, key: `${name} ${round}`, reason: 'bench' };
      ms.push(
        await timed(async () => {
          const answer = await makeBatch(world, viewer, intent);
          const made = answer.kind === 'batch' ? answer.items.filter((item) => 'requestId' in item).length : 0;
          if (made !== batchSize)
            throw new Error(`${made} of ${batchSize} changes were made: ${JSON.stringify(answer).slice(0, 300)}`);
        }),
      );
    }
    return Math.round((batchSize / quantile(ms, 0.5)) * 1_000);
  };
  const appliedPerSecond = await rateOfBatches('applied', 12);
  const singleMs = await timed(() => changeSingly(world));
  await database.pool.query(
    `/* connectBench */ insert into platform_connection (advertiser_id, account_id, mode)
     select advertiser_id, id, 'TWIN' from ad_account`,
  );
  return {
    previewP50Ms: quantile(previewMs, 0.5),
    previewP99Ms: quantile(previewMs, 0.99),
    // Of this process, without the database's: what a busy machine does not change.
    previewProcessorMs: Math.round((user + system) / 1_000 / (previews + 5)),
    batchedChangesPerSecond: appliedPerSecond,
    queuedChangesPerSecond: await rateOfBatches('queued', 14),
    singleChangesPerSecond: Math.round((singles / singleMs) * 1_000),
  };
}

/** Raises of one campaign each, eight under way at once, of four advertisers. */
async function changeSingly(world: Parameters<typeof makeChange>[0]): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let place = next; place < singles; place = next) {
      next += 1;
      const entityId = `cmp_adv_${place % 4}_${campaignsEach - 1 - place}`;
      const change = { field: 'BUDGET', entityId, amountMicros: 11_000_000n, currency: 'USD' } as const;
      const answer = await makeChange(world, viewer, { change, key: `single ${place}`, reason: 'bench' });
      if (answer.kind !== 'applied')
        throw new Error(JSON.stringify(answer, (_, part) => (typeof part === 'bigint' ? String(part) : part)));
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

const folder = await mkdtemp(join(tmpdir(), 'bench-changes-'));
const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), durable: true });
try {
  const subgraph = await createCampaignsSubgraph({ databaseUrl: server.url, logger: pino({ level: 'error' }) });
  try {
    await fill(subgraph);
    const result = await measure(subgraph);
    console.table({ ...result, barPreviewP99Ms: 200, barChangesPerSecond: 1_000 });
    await writeResult('changes', { batchSize, entities: advertisers.length * campaignsEach, ...result });
  } finally {
    await subgraph.close();
  }
} finally {
  await server.stop();
  await rm(folder, { recursive: true });
}
