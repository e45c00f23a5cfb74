// npm run chaos:changes [-- --seed n] [--count n]: runs schedules of chaos and tells what went wrong. With one seed it tells all
// that happened.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../../../stack/postgres/embedded-postgres.ts';
import { createCampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { askAsClient } from './ask-as-client.ts';
import { type Outcome, runSchedule, startedAt } from './run-schedule.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, count: { type: 'string', default: '1000' } } });
const seeds =
  values.seed === undefined ? Array.from({ length: Number(values.count) }, (_, seed) => seed) : [Number(values.seed)];

function tell({ seed, trace, faults }: Outcome): void {
  if (seeds.length === 1) for (const line of trace) console.log(line);
  for (const fault of faults) console.log(`seed ${seed}: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

const folder = await mkdtemp(join(tmpdir(), 'chaos-changes-'));
const postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), durable: false });
try {
  const options = { databaseUrl: postgres.url, logger: silentLogger, now: () => startedAt };
  const subgraph = await createCampaignsSubgraph(options);
  for (const seed of seeds) tell(await runSchedule(seed, subgraph, askAsClient(subgraph)));
  await subgraph.close();
  console.log(`${seeds.length} schedules`);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
