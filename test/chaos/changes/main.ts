// npm run chaos:changes [-- --seed n] [--count n] [--restarts]: runs schedules of chaos and tells what went wrong; with
// restarts, the database server goes down in them too. With one seed it tells all that happened.
import { parseArgs } from 'node:util';
import { createCampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import { startRestartablePostgres } from '../../support/restartable-postgres.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { askAsClient } from './ask-as-client.ts';
import { type Outcome, runSchedule } from './run-schedule.ts';
import { startedAt } from './watched-platform.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    count: { type: 'string', default: '1000' },
    restarts: { type: 'boolean', default: false },
  },
});
const seeds =
  values.seed === undefined ? Array.from({ length: Number(values.count) }, (_, seed) => seed) : [Number(values.seed)];

function tell({ seed, trace, faults }: Outcome): void {
  if (seeds.length === 1) for (const line of trace) console.log(line);
  for (const fault of faults) console.log(`seed ${seed}: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

const server = await startRestartablePostgres();
try {
  const options = { databaseUrl: server.url, logger: silentLogger, now: () => startedAt };
  const subgraph = await createCampaignsSubgraph(options);
  for (const seed of seeds) {
    tell(await runSchedule(seed, subgraph, askAsClient(subgraph), values.restarts ? server : undefined));
  }
  await subgraph.close();
  console.log(`${seeds.length} schedules`);
} finally {
  await server.stop();
}
