// The plans of the graph's own operations, as text: a change of schema or planner that costs a round trip is seen here.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { maskFor } from '../../gateway/operation/access-mask.ts';
import { printForPlanner } from '../../gateway/operation/mask-operation.ts';
import { defaultOperationLimits } from '../../gateway/operation/operation-limits.ts';
import { validateOperation } from '../../gateway/operation/validate-operation.ts';
import { createHivePlanner } from '../../gateway/plan/hive-planner.ts';
import { printPlan } from '../../gateway/plan/print-plan.ts';
import { loadSupergraph } from '../../gateway/supergraph/supergraph.ts';
import { viewerWith } from './fixture.ts';

const root = new URL('../../', import.meta.url);
const supergraph = loadSupergraph(readFileSync(new URL('schema/supergraph.graphql', root), 'utf8'));
const planner = createHivePlanner(supergraph, 10_000);
const scopes = [...supergraph.accessRules.values()].flatMap((rule) => rule.scopes.flat());

async function planOf(name: string): Promise<string> {
  const text = readFileSync(new URL(`schema/operations/${name}.graphql`, root), 'utf8');
  const operation = validateOperation(supergraph, defaultOperationLimits, text, undefined);
  const mask = maskFor(operation, supergraph.accessRules, viewerWith(...scopes), () => false);
  return printPlan(await planner.plan(printForPlanner(operation, supergraph.apiSchema, mask, {}) ?? ''));
}

test.each(['Dashboard', 'CampaignAttribution', 'ReportedConversion', 'LivePacing', 'ChangeBudget'])(
  '%s is planned as written down',
  async (name) => {
    await expect(await planOf(name)).toMatchFileSnapshot(`plans/${name}.txt`);
  },
);

test('the dashboard takes four fetches', async () => {
  expect((await planOf('Dashboard')).match(/Fetch \w+ \{/g)).toHaveLength(4);
});
