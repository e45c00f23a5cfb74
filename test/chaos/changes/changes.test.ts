import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCampaigns, type TestCampaigns } from '../../support/campaigns.ts';
import { askAsClient } from './ask-as-client.ts';
import { runSchedule } from './run-schedule.ts';

const schedules = 300;
const atOnce = 4;

let campaigns: TestCampaigns;
beforeAll(async () => {
  campaigns = await startTestCampaigns();
});
afterAll(async () => await campaigns.stop());

test(`${schedules} schedules of chaos leave nothing wrong`, async () => {
  const reached = new Map<string, number>();
  const seeds = Array.from({ length: schedules }, (_, index) => index).values();
  const wrong: string[] = [];
  const runSome = async () => {
    for (const seed of seeds) {
      const outcome = await runSchedule(seed, campaigns.subgraph, askAsClient(campaigns.subgraph));
      for (const fault of outcome.faults) wrong.push(`npm run chaos:changes -- --seed ${seed}: ${fault}`);
      for (const [what, times] of outcome.reached) reached.set(what, (reached.get(what) ?? 0) + times);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runSome));
  expect(wrong).toEqual([]);
  const states = ['CONFIRMED', 'RECONCILED', 'FAILED', 'SUPERSEDED', 'REJECTED'];
  const ends = ['CLAIMED', 'READ', 'SENT_RECORDED', 'ANSWERED', 'OUTCOME_RECORDED'].map((step) => `ended at ${step}`);
  for (const what of [...states, ...ends]) expect(reached.get(what), what).toBeGreaterThan(10);
});
