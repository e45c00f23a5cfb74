// Compares gateways on the heavy query over remote subgraphs: alternating rounds in one run, one core for the gateway
// and one for everything else. `npx node test/bench/federation/main.ts [--rounds 5] [--seconds 5] [--only name;…]`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type Contender, firstAnswer, measureRound, median, type Round, startPinned, stop } from './measure.ts';
import { writeResult } from '../result.ts';
import { installPeers } from './install-peers.ts';
import { heavyQuery, workloadSupergraph } from './workload.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const responderPort = 4_300;

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** What stands behind our name in a row, and the configured mode. */
const oursByDeduplication = [
  ['', 'off'],
  [', subgraph de-duplication', 'subgraph'],
  [', operation de-duplication', 'operation'],
] as const;

function contenders(supergraphFile: string): readonly Contender[] {
  const contender = (
    name: string,
    port: number,
    command: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Contender => ({
    name,
    command: [process.execPath, ...command],
    environment: {
      SUPERGRAPH_FILE: supergraphFile,
      PORT: String(port),
      LOG_LEVEL: 'error',
      ...environment,
    },
    url: `http://127.0.0.1:${port}/graphql`,
  });
  const ours = [path('../../../gateway/main.ts'), '--supergraph', supergraphFile];
  // Ours serves a graph without access rules here, which it does not do in production without a token issuer.
  const production = { NODE_ENV: 'production' };
  const hive = [
    path('peers/node_modules/@graphql-hive/gateway/dist/bin.js'),
    'supergraph',
    '--config-path',
    path('peers/hive-gateway.config.js'),
  ];
  const all = [
    ...oursByDeduplication.map(([suffix, mode], index) => {
      const port = 4_401 + 10 * index;
      const environment = { MAX_COST: '1000000', DEDUPLICATION: mode };
      return contender(`marketing-graph${suffix}`, port, [...ours, '--port', String(port)], environment);
    }),
    contender('apollo-gateway', 4_402, [path('peers/apollo-gateway.js')], production),
    contender('hive-gateway jit', 4_403, hive, { ...production, DEDUPLICATION: 'off' }),
    contender('hive-gateway native', 4_404, hive, { ...production, DEDUPLICATION: 'off', PLANNER: 'native' }),
    contender('hive-gateway native, subgraph de-duplication', 4_405, hive, {
      ...production,
      DEDUPLICATION: 'subgraph',
      PLANNER: 'native',
    }),
    contender('hive-gateway native, operation de-duplication', 4_406, hive, {
      ...production,
      DEDUPLICATION: 'operation',
      PLANNER: 'native',
    }),
  ];
  const only = options.only?.split(';');
  return only ? all.filter(({ name }) => only.includes(name)) : all;
}

async function subgraphCalls(): Promise<number> {
  return Number(await (await fetch(`http://127.0.0.1:${responderPort}/calls`)).text());
}

interface Row {
  readonly contender: Contender;
  readonly rounds: Round[];
  callsPerRequest: number;
}

/** One round of each contender. Every contender runs alone: two gateways never share the core. */
async function playRound(rows: readonly Row[], expected: { data: unknown }): Promise<void> {
  for (const row of rows) {
    const child = startPinned(0, row.contender.command, row.contender.environment);
    try {
      const data = await firstAnswer(row.contender, heavyQuery);
      expected.data ??= data;
      if (!isDeepStrictEqual(data, expected.data)) throw new Error(`${row.contender.name} answers something else.`);
      if (child.pid === undefined) throw new Error(`${row.contender.name} has not started.`);
      await measureRound(row.contender, child.pid, heavyQuery, Math.max(2, seconds / 2));
      const callsBefore = await subgraphCalls();
      const round = await measureRound(row.contender, child.pid, heavyQuery, seconds);
      row.callsPerRequest = ((await subgraphCalls()) - callsBefore) / (round.requestsPerSecond * seconds);
      row.rounds.push(round);
      process.stdout.write(
        `${row.contender.name}: ${round.requestsPerSecond.toFixed(1)} requests/s, ${round.cpuMsPerRequest.toFixed(2)} ms CPU\n`,
      );
    } finally {
      await stop(child);
    }
  }
}

const middle = (row: Row, key: keyof Round): number => median(row.rounds.map((round) => round[key]));

/** What our row of the same de-duplication does for each of this one's: requests, processor time and memory. */
function compareWithOurs(row: Row, rows: readonly Row[]): Record<string, number> {
  const suffix = /,.*/.exec(row.contender.name)?.[0] ?? '';
  const ours = rows.find(({ contender }) => contender.name === `marketing-graph${suffix}`);
  if (!ours) return {};
  const ratio = (of: Row, to: Row, key: keyof Round): number => Number((middle(of, key) / middle(to, key)).toFixed(2));
  return {
    'ours: × requests/s': ratio(ours, row, 'requestsPerSecond'),
    'ours: CPU saved, ×': ratio(row, ours, 'cpuMsPerRequest'),
    'ours: × RSS': ratio(ours, row, 'peakRssMb'),
  };
}

function report(rows: readonly Row[]): readonly Record<string, string | number>[] {
  return rows.map((row) => ({
    gateway: row.contender.name,
    'subgraph calls / request': Number(row.callsPerRequest.toFixed(2)),
    'requests/s': Number(middle(row, 'requestsPerSecond').toFixed(1)),
    'p50 ms': middle(row, 'p50Ms'),
    'p99 ms': middle(row, 'p99Ms'),
    'CPU ms / request': Number(middle(row, 'cpuMsPerRequest').toFixed(2)),
    'peak RSS MB': Math.round(Math.max(...row.rounds.map(({ peakRssMb }) => peakRssMb))),
    failed: row.rounds.reduce((sum, { failedRequests }) => sum + failedRequests, 0),
    ...compareWithOurs(row, rows),
  }));
}

installPeers();
const folder = mkdtempSync(join(tmpdir(), 'federation-bench-'));
const supergraphFile = join(folder, 'supergraph.graphql');
writeFileSync(supergraphFile, workloadSupergraph(`http://127.0.0.1:${responderPort}`));
const responder = startPinned(1, [process.execPath, path('responder.ts')], { PORT: String(responderPort) });
try {
  const rows = contenders(supergraphFile).map((contender): Row => ({ contender, rounds: [], callsPerRequest: 0 }));
  const expected: { data: unknown } = { data: undefined };
  for (let round = 0; round < rounds; round++) await playRound(rows, expected);
  process.stdout.write(
    `\n${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}; medians of ${rounds} rounds of ${seconds} s, 50 connections\n`,
  );
  const results = report(rows);
  console.table(results);
  await writeResult('federation', { rounds, seconds, connections: 50, results });
} finally {
  await stop(responder);
  rmSync(folder, { recursive: true });
}
