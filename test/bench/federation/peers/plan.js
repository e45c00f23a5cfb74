// Measures a planner of the peers, as test/bench/plan/measure-ours.ts does ours: PLANNER=apollo or native.
import { readFileSync } from 'node:fs';
import { parse } from 'graphql';

const { supergraphFile, operations, repeats } = JSON.parse(process.argv[2]);
const sdl = readFileSync(supergraphFile, 'utf8');

async function createApollo() {
  const { operationFromDocument, Supergraph } = await import('@apollo/federation-internals');
  const { QueryPlanner } = await import('@apollo/query-planner');
  const startedAt = performance.now();
  const supergraph = Supergraph.build(sdl);
  const planner = new QueryPlanner(supergraph);
  const schema = supergraph.apiSchema();
  const loadMs = performance.now() - startedAt;
  return { loadMs, plan: (text) => planner.buildQueryPlan(operationFromDocument(schema, parse(text))) };
}

async function createNative() {
  const { QueryPlanner } = await import('@graphql-hive/router-query-planner');
  const startedAt = performance.now();
  const planner = new QueryPlanner(sdl);
  const loadMs = performance.now() - startedAt;
  return { loadMs, plan: (text) => planner.plan(text, undefined, new Set(), 0) };
}

const countFetches = (node) =>
  !node || typeof node !== 'object'
    ? 0
    : (['Fetch', 'BatchFetch', 'Subscription'].includes(node.kind) ? 1 : 0) +
      (node.nodes ?? [node.node ?? node.rest]).reduce((sum, child) => sum + countFetches(child), 0);

const median = (values) => [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
const { loadMs, plan } = await (process.env.PLANNER === 'apollo' ? createApollo() : createNative());
const timed = async (text) => {
  const begunAt = performance.now();
  await plan(text);
  return performance.now() - begunAt;
};
const findings = [];
for (const { name, text } of operations) {
  const firstMs = await timed(text);
  const again = [];
  for (let number = 0; number < repeats; number++) {
    again.push(await timed(text.replace(/^(\s*(?:#.*\n)*\s*\w+ \w+)/, `$1x${number}`)));
  }
  findings.push({ name, firstMs, warmMs: median(again), fetches: countFetches((await plan(text)).node) });
}
process.stdout.write(JSON.stringify({ loadMs, rssMb: process.memoryUsage().rss / 1_048_576, findings }));
