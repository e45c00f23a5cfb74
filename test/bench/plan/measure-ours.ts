// Measures our way from a supergraph to an operation that can be executed: JSON of a `PlanTask` in argv, its
// `PlanFinding` on standard output. A process of its own: the first time is what it is about.
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { activeOverrides } from '../../../gateway/operation/active-overrides.ts';
import { maskFor } from '../../../gateway/operation/access-mask.ts';
import { defaultOperationLimits } from '../../../gateway/operation/operation-limits.ts';
import { createPreparation } from '../../../gateway/prepare-operation.ts';
import type { SubgraphClient } from '../../../gateway/subgraph-client/subgraph-client.ts';
import { loadSupergraph } from '../../../gateway/supergraph/supergraph.ts';
import type { PlanNode } from '../../../gateway/plan/query-plan.ts';
import { median } from '../federation/measure.ts';
import { readTask } from './plan-task.ts';

const { supergraphFile, operations, repeats } = readTask();
const supergraphSdl = readFileSync(supergraphFile, 'utf8');
const names = [...loadSupergraph(supergraphSdl).subgraphs.keys()];
const nobody: SubgraphClient = {
  name: 'nobody',
  execute: () => Promise.reject(new Error('Nothing is executed here.')),
  subscribe() {
    throw new Error('Nothing is executed here.');
  },
  close: () => Promise.resolve(),
};

const startedAt = performance.now();
const preparation = createPreparation({
  supergraphSdl,
  clients: new Map(names.map((name) => [name, { ...nobody, name }])),
  limits: { ...defaultOperationLimits, maxCost: 1e9, maxDepth: 45, maxAliases: 10_000, planningTimeoutMs: 60_000 },
  introspection: false,
  logger: pino({ level: 'error' }),
});
const loadMs = performance.now() - startedAt;
const { supergraph } = preparation;
const scopes = [...supergraph.accessRules.values()].flatMap((rule) => rule.scopes.flat());
const viewer = {
  subject: 'bench',
  tokenId: 'bench',
  advertiserIds: [],
  scopes: new Set(scopes),
  expiresAtMs: Infinity,
};

/** Parses, validates, plans and compiles; a text that was never sent before, since its operation has another name. */
async function prepare(text: string) {
  const operation = preparation.readOperation(text, undefined);
  const mask = maskFor(operation, supergraph.accessRules, viewer, () => false);
  const overrides = activeOverrides(supergraph.overrideLabels, operation, viewer, () => false);
  return await preparation.compile(operation, { mask, overrides, variables: {}, isLive: false, viewer });
}

async function timed(text: string): Promise<number> {
  const begunAt = performance.now();
  await prepare(text);
  return performance.now() - begunAt;
}

function countFetches(node: PlanNode | undefined): number {
  if (node === undefined) return 0;
  if (node.kind === 'Sequence' || node.kind === 'Parallel')
    return node.nodes.reduce((sum, child) => sum + countFetches(child), 0);
  return 1;
}

const findings = [];
for (const { name, text } of operations) {
  const firstMs = await timed(text);
  const again: number[] = [];
  for (let number = 0; number < repeats; number++) {
    again.push(await timed(text.replace(/^(\s*(?:#.*\n)*\s*\w+ \w+)/, `$1x${number}`)));
  }
  const keptMs = await timed(text);
  const { plan } = await prepare(text);
  findings.push({ name, firstMs, warmMs: median(again), keptMs, fetches: countFetches(plan.root) });
}
process.stdout.write(JSON.stringify({ loadMs, rssMb: process.memoryUsage().rss / 1_048_576, findings }));
