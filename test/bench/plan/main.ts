// What it takes to get ready: planning and compiling an operation, beside the planners of the peers; a start from nothing;
// memory, idle and after 10,000 operations that nobody sent before. `npm run bench -- plan [--rounds 5]`
import { execFile, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { installPeers, peerVersions } from '../federation/install-peers.ts';
import { endWithUs, median } from '../federation/measure.ts';
import { workloadSupergraph } from '../federation/workload.ts';
import { writeResult } from '../result.ts';
import { measureStack, measureStart } from './cold-start.ts';
import { composeLargeSupergraph, deepQuery, requiresQuery, wideQuery } from './large-supergraph.ts';
import type { MemoryFinding } from './memory.ts';
import { type PlanFinding, findingSchema, type PlanTask } from './plan-task.ts';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(options.rounds);
const repeats = 15;
const port = 5_440;

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const operationNames = ['Dashboard', 'CampaignAttribution', 'ReportedConversion', 'LivePacing', 'ChangeBudget'];
const canonical = operationNames.map((name) => ({
  name,
  text: readFileSync(path(`../../../schema/operations/${name}.graphql`), 'utf8'),
}));
const large = [
  { name: 'Wide: 30 fetches at once', text: wideQuery },
  { name: 'Deep: 29 fetches in a row', text: deepQuery },
  { name: 'Requires: 30 fetches in two steps', text: requiresQuery },
];

interface Planner {
  readonly name: string;
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
}

const planners: readonly Planner[] = [
  { name: 'marketing-graph: parse, validate, plan, compile', program: path('measure-ours.ts'), environment: {} },
  {
    name: '@graphql-hive/router-query-planner: plan',
    program: path('../federation/peers/plan.js'),
    environment: { PLANNER: 'native' },
  },
  {
    name: '@apollo/query-planner: parse, plan',
    program: path('../federation/peers/plan.js'),
    environment: { PLANNER: 'apollo' },
  },
];

async function run({ program, environment }: Planner, task: PlanTask): Promise<PlanFinding> {
  const args = [program, JSON.stringify(task)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...environment } });
  return findingSchema.parse(JSON.parse(stdout));
}

/** Rounds of all planners in turn, each in a process of its own. */
async function comparePlanners(supergraph: string, task: PlanTask) {
  const played = new Map<Planner, PlanFinding[]>(planners.map((planner) => [planner, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [planner, findings] of played) findings.push(await run(planner, task));
  }
  return [...played].flatMap(([{ name }, findings]) =>
    task.operations.map((operation, place) => {
      const middle = (pick: (finding: PlanFinding) => number | undefined): number =>
        Number(median(findings.map((finding) => pick(finding) ?? NaN)).toFixed(3));
      return {
        supergraph,
        planner: name,
        operation: operation.name,
        fetches: middle(({ findings: each }) => each[place]?.fetches),
        'load ms': middle(({ loadMs }) => loadMs),
        'first ms': middle(({ findings: each }) => each[place]?.firstMs),
        'warm ms': middle(({ findings: each }) => each[place]?.warmMs),
        'kept ms': middle(({ findings: each }) => each[place]?.keptMs) || '',
        'RSS MB': Math.round(middle(({ rssMb }) => rssMb)),
      };
    }),
  );
}

async function measureMemory(folder: string): Promise<readonly MemoryFinding[]> {
  const child = endWithUs(fork(path('memory.ts'), [folder], { execArgv: ['--expose-gc'] }));
  try {
    return await new Promise((resolve, reject) => {
      // The program is ours: what it sends is findings.
      child.once('message', (message) => resolve(message as readonly MemoryFinding[]));
      child.once('exit', (code) => reject(new Error(`The gateway has ended with ${String(code)}.`)));
    });
  } finally {
    child.removeAllListeners('exit').kill();
  }
}

async function measureStarts(folder: string, workloadFile: string) {
  const gateway: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const args = ['--supergraph', workloadFile];
    gateway.push(await measureStart({ script: 'gateway', args, environment: {}, port, query: '{ __typename }' }));
  }
  const stack = await measureStack(folder, port);
  return [
    { start: 'npm run gateway, until { __typename } is answered', ms: Math.round(median(gateway)), rounds },
    { start: 'npm start on an empty folder, until campaigns are', ms: Math.round(stack.first), rounds: 1 },
    { start: 'npm start again', ms: Math.round(stack.later), rounds: 1 },
  ];
}

installPeers();
const folder = mkdtempSync(join(tmpdir(), 'plan-bench-'));
try {
  const write = (name: string, sdl: string): string => {
    const file = join(folder, name);
    writeFileSync(file, sdl);
    return file;
  };
  // Apollo's planner refuses a supergraph whose access rules it is told are security.
  const ours = readFileSync(path('../../../schema/supergraph.graphql'), 'utf8').replaceAll(/,\s*for: SECURITY/g, '');
  const largeSdl = composeLargeSupergraph();
  const versions = peerVersions();
  process.stdout.write(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}; medians of ${rounds} rounds; ${JSON.stringify(versions)}\n`,
  );
  const plans = [
    ...(await comparePlanners('ours', { supergraphFile: write('ours.graphql', ours), operations: canonical, repeats })),
    ...(await comparePlanners(`30 subgraphs, ${Math.round(largeSdl.length / 1_024)} kB`, {
      supergraphFile: write('large.graphql', largeSdl),
      operations: large,
      repeats,
    })),
  ];
  console.table(plans);
  const memory = await measureMemory(folder);
  console.table(memory);
  const starts = await measureStarts(folder, write('workload.graphql', workloadSupergraph('http://127.0.0.1:1')));
  console.table(starts);
  await writeResult('plan', { rounds, repeats, versions, plans, memory, starts });
} finally {
  rmSync(folder, { recursive: true });
}
