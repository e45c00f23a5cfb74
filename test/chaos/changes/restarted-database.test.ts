import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CampaignsSubgraph, createCampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import { type RestartablePostgres, startRestartablePostgres } from '../../support/restartable-postgres.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { askAsClient } from './ask-as-client.ts';
import { runSchedule } from './run-schedule.ts';
import { startedAt } from './watched-platform.ts';

const schedules = 8;

let server: RestartablePostgres;
let subgraph: CampaignsSubgraph;
beforeAll(async () => {
  server = await startRestartablePostgres();
  subgraph = await createCampaignsSubgraph({ databaseUrl: server.url, logger: silentLogger, now: () => startedAt });
});
afterAll(async () => {
  await subgraph.close();
  await server.stop();
});

test(`${schedules} schedules in which the database server goes down leave nothing wrong`, async () => {
  const wrong: string[] = [];
  const times = new Map<string, number>();
  for (let seed = 0; seed < schedules; seed += 1) {
    const { faults, reached } = await runSchedule(seed, subgraph, askAsClient(subgraph), server);
    for (const fault of faults) wrong.push(`npm run chaos:changes -- --restarts --seed ${seed}: ${fault}`);
    for (const [what, count] of reached) times.set(what, (times.get(what) ?? 0) + count);
  }
  expect(wrong).toEqual([]);
  const timesDown = (place: RegExp) =>
    [...times].reduce((sum, [what, count]) => sum + (place.test(what) ? count : 0), 0);
  expect(timesDown(/^server went down at /)).toBeGreaterThan(0);
  expect(timesDown(/^server went down under a comparison$/)).toBeGreaterThan(0);
});
