// Compares gateways on the dashboard over our four subgraphs on PostgreSQL: ours with the subgraphs in its process, ours
// over HTTP, and the fastest peer over the same servers. Alternating rounds; whoever runs has the whole machine, on which
// PostgreSQL, the subgraphs' servers and the load are as well.
//
// Fused, answers are kept while the database says that nothing changed. A load of one question alone flatters that, so
// there is a row in which nothing is kept, and rows in which everything counts as changed every second.
// `npm run bench -- dashboard [--rounds 5] [--seconds 5] [--connections 20]`
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { installPeers } from '../federation/install-peers.ts';
import {
  type Contender,
  firstAnswer,
  measureRound,
  median,
  type Round,
  startPinned,
  stop,
} from '../federation/measure.ts';
import { writeResult } from '../result.ts';
import { openWorld, path, type World } from './world.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '20' },
  },
});
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const connections = Number(options.connections);
/** Ours fused is to answer this many times as many requests a second as the peer. */
const bar = 4;

/** Ends the names of contenders that run while everything changes every second. */
const changing = ', changes';
const changeEveryMs = 1_000;

const query = readFileSync(path('../../../schema/operations/Dashboard.graphql'), 'utf8');

function contendersIn({ environment, supergraphFile, token }: World, folder: string): readonly Contender[] {
  const contender = (
    name: string,
    port: number,
    command: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Contender => ({
    name,
    command: [process.execPath, ...command],
    environment: { ...environment, PORT: String(port), ...more },
    url: `http://127.0.0.1:${port}/graphql`,
    headers: { authorization: `Bearer ${token}` },
  });
  const hive = [
    path('../federation/peers/node_modules/@graphql-hive/gateway/dist/bin.js'),
    'supergraph',
    '--config-path',
    path('../federation/peers/hive-gateway.config.js'),
  ];
  const native = { SUPERGRAPH_FILE: supergraphFile, PLANNER: 'native' };
  const fused = [path('../../../stack/main.ts'), '--data', join(folder, 'fused'), '--no-sample-data'];
  const remote = [path('../../../gateway/main.ts'), '--supergraph', supergraphFile];
  return [
    contender('marketing-graph, fused', 4_521, fused, { DEDUPLICATION: 'off' }),
    contender(`marketing-graph, fused${changing}`, 4_526, fused, { DEDUPLICATION: 'off' }),
    contender('marketing-graph, fused, nothing kept', 4_527, fused, { DEDUPLICATION: 'off', KEPT_ANSWERS_BYTES: '0' }),
    contender('marketing-graph, fused, subgraph de-duplication', 4_525, fused, { DEDUPLICATION: 'subgraph' }),
    contender('marketing-graph, remote', 4_522, remote, { DEDUPLICATION: 'off' }),
    contender('hive-gateway native', 4_523, hive, { ...native, DEDUPLICATION: 'off' }),
    contender(`hive-gateway native${changing}`, 4_528, hive, { ...native, DEDUPLICATION: 'off' }),
    contender('hive-gateway native, subgraph de-duplication', 4_524, hive, { ...native, DEDUPLICATION: 'subgraph' }),
  ];
}

interface Row {
  readonly contender: Contender;
  readonly rounds: Round[];
}

/** One round of each contender. Each runs alone and must give the answer that the first one gave. */
async function playRound(rows: readonly Row[], { countChanges }: World): Promise<void> {
  let expected: unknown;
  for (const { contender, rounds: played } of rows) {
    const child = startPinned(undefined, contender.command, contender.environment);
    try {
      const data = await firstAnswer(contender, query);
      expected ??= data;
      if (!isDeepStrictEqual(data, expected)) throw new Error(`${contender.name} answers something else.`);
      const { pid } = child;
      if (pid === undefined) throw new Error(`${contender.name} has not started.`);
      await measureRound(contender, pid, query, Math.max(2, seconds / 2), connections);
      const round = await whileChanging(contender, countChanges, () =>
        measureRound(contender, pid, query, seconds, connections),
      );
      played.push(round);
      process.stdout.write(
        `${contender.name}: ${round.requestsPerSecond.toFixed(1)} requests/s, ${round.cpuMsPerRequest.toFixed(2)} ms CPU\n`,
      );
    } finally {
      await stop(child);
    }
  }
}

async function whileChanging(
  { name }: Contender,
  countChanges: World['countChanges'],
  measure: () => Promise<Round>,
): Promise<Round> {
  if (!name.endsWith(changing)) return await measure();
  const timer = setInterval(() => void countChanges().catch(console.error), changeEveryMs);
  try {
    return await measure();
  } finally {
    clearInterval(timer);
  }
}

function report(rows: readonly Row[]): readonly Record<string, string | number>[] {
  const middle = (row: Row | undefined, key: keyof Round): number =>
    row ? median(row.rounds.map((round) => round[key])) : 0;
  return rows.map((row) => ({
    gateway: row.contender.name,
    'requests/s': Number(middle(row, 'requestsPerSecond').toFixed(1)),
    'p50 ms': middle(row, 'p50Ms'),
    'p99 ms': middle(row, 'p99Ms'),
    "CPU ms / request of the gateway's process": Number(middle(row, 'cpuMsPerRequest').toFixed(2)),
    'peak RSS MB': Math.round(Math.max(...row.rounds.map(({ peakRssMb }) => peakRssMb))),
    failed: row.rounds.reduce((sum, { failedRequests }) => sum + failedRequests, 0),
    'fused is … times as fast': ratioTo(fusedLike(rows, row), row),
  }));
}

/** The median of the rounds' own ratios: a machine that others use as well slows a round, not the comparison in it. */
function ratioTo(fused: Row | undefined, row: Row): number {
  const ratios = row.rounds.map(
    ({ requestsPerSecond }, place) => (fused?.rounds[place]?.requestsPerSecond ?? 0) / requestsPerSecond,
  );
  return Number(median(ratios).toFixed(2));
}

/** Ours fused under the same conditions: with the same de-duplication, and with changes where there are some. */
function fusedLike(rows: readonly Row[], row: Row): Row | undefined {
  return rows.find((other) => conditionsOf(other) === conditionsOf(row));
}

function conditionsOf({ contender: { name, environment } }: Row): string {
  return `${environment['DEDUPLICATION']} ${name.endsWith(changing)}`;
}

installPeers();
const folder = mkdtempSync(join(tmpdir(), 'dashboard-bench-'));
try {
  const world = await openWorld(folder);
  try {
    const rows = contendersIn(world, folder).map((contender): Row => ({ contender, rounds: [] }));
    for (let round = 0; round < rounds; round++) await playRound(rows, world);
    const results = report(rows);
    process.stdout.write(
      `\n${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}; ` +
        `medians of ${rounds} rounds of ${seconds} s, ${connections} connections; bar ${bar}\n`,
    );
    console.table(results);
    await writeResult('dashboard', { rounds, seconds, connections, bar, results });
  } finally {
    await world.close();
  }
} finally {
  rmSync(folder, { recursive: true });
}
