// Compares gateways on a small query of one subgraph, as a phone asks it: schema/operations/ReportedConversion.graphql.
// Ours and the peers stand beside a bare node:http server that sends the same bytes. Alternating rounds in one run, one
// core for the gateway and one for everything else. On a small answer the generator is busier than the server, so ratios
// are of processor time for a request, which is what bounds the rate of a core.
// `npm run bench -- mobile [--rounds 5] [--seconds 2] [--connections 50] [--only <part of a name>]`
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPeers, peerVersions } from '../federation/install-peers.ts';
import { cpuSeconds, median, peakRssMb, startPinned, stop } from '../federation/measure.ts';
import { runLoad } from '../http-load-spec.ts';
import { writeResult } from '../result.ts';
import { awaitAnswer, withTag } from './await-answer.ts';
import { type Contender, contendersIn, type Question } from './contenders.ts';
import { openWorld, type World } from './world.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '50' },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const connections = Number(options.connections);
/** A core of ours answers so much of what a core of the bare server does, in percent. */
const bars = { 'kept answer': 60, 'executed in process': 25 };

interface Round {
  readonly requestsPerSecond: number;
  readonly cpuMsPerRequest: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly peakRssMb: number;
  readonly failed: number;
}

interface Row {
  readonly contender: Contender;
  readonly question: Question;
  readonly rounds: Round[];
}

/** Asks one question for a while: first to warm up, then to be measured. */
async function measure({ contender, question }: Row, processId: number, data: string): Promise<Round> {
  const { status } = question;
  const request = status === 304 ? await withTag(question.request, contender.port) : question.request;
  const contains = status === 200 ? data : '';
  const load = { port: contender.port, connections, request, status, contains };
  const { sent } = await runLoad({ ...load, seconds: seconds / 2, firstNumber: (Date.now() % 40_000) * 1_000 });
  const cpuBefore = cpuSeconds(processId);
  const { answered, failed, ...timed } = await runLoad({ ...load, seconds, firstNumber: sent });
  if (answered === 0) throw new Error(`${contender.name} did not answer "${question.name}" as expected.`);
  return {
    requestsPerSecond: answered / timed.seconds,
    cpuMsPerRequest: ((cpuSeconds(processId) - cpuBefore) * 1_000) / answered,
    p50Ms: timed.p50Ms,
    p99Ms: timed.p99Ms,
    peakRssMb: peakRssMb(processId),
    failed,
  };
}

/** One round of each contender. Every contender runs alone: two gateways never share the core. */
async function playRound(rows: readonly Row[], world: World): Promise<void> {
  for (const contender of new Set(rows.map((row) => row.contender))) {
    const child = startPinned(0, contender.command, contender.environment);
    try {
      await awaitAnswer(contender, world);
      if (child.pid === undefined) throw new Error(`${contender.name} has not started.`);
      for (const row of rows.filter((each) => each.contender === contender)) {
        const round = await measure(row, child.pid, world.data);
        row.rounds.push(round);
        process.stdout.write(
          `${contender.name}, ${contender.subgraph}, ${row.question.name}: ${round.requestsPerSecond.toFixed(0)} requests/s, ${round.cpuMsPerRequest.toFixed(4)} ms CPU\n`,
        );
      }
    } finally {
      await stop(child);
    }
  }
}

/** How much of the bare server's rate a core has, by the medians of the rounds' own ratios. */
function percentOfBare(row: Row, rows: readonly Row[]): number {
  const method = row.question.request.slice(0, 4);
  const bare = rows.find(
    ({ contender, question }) => contender.subgraph === 'none' && question.request.startsWith(method),
  );
  const ratios = row.rounds.map(({ cpuMsPerRequest }, place) => {
    return (bare?.rounds[place]?.cpuMsPerRequest ?? 0) / cpuMsPerRequest;
  });
  return Number((median(ratios) * 100).toFixed(1));
}

function report(rows: readonly Row[]): readonly Record<string, string | number>[] {
  return rows.map((row) => {
    const middle = (key: keyof Round): number => median(row.rounds.map((round) => round[key]));
    return {
      gateway: row.contender.name,
      subgraph: row.contender.subgraph,
      asked: row.question.name,
      'requests/s': Math.round(middle('requestsPerSecond')),
      'p50 ms': Number(middle('p50Ms').toFixed(2)),
      'p99 ms': Number(middle('p99Ms').toFixed(2)),
      'CPU ms / request': Number(middle('cpuMsPerRequest').toFixed(4)),
      '% of a bare core': percentOfBare(row, rows),
      'peak RSS MB': Math.round(Math.max(...row.rounds.map((round) => round.peakRssMb))),
      failed: row.rounds.reduce((sum, { failed }) => sum + failed, 0),
    };
  });
}

installPeers();
const folder = mkdtempSync(join(tmpdir(), 'mobile-bench-'));
try {
  const world = await openWorld(folder);
  try {
    const contenders = contendersIn(world).filter(({ name, subgraph }) => {
      return subgraph === 'none' || `${name}, ${subgraph}`.includes(options.only);
    });
    const rows = contenders.flatMap((contender) =>
      contender.questions.map((question): Row => ({ contender, question, rounds: [] })),
    );
    for (let round = 0; round < rounds; round++) await playRound(rows, world);
    const results = report(rows);
    const versions = peerVersions();
    process.stdout.write(
      `\n${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}; ` +
        `medians of ${rounds} rounds of ${seconds} s, ${connections} connections; bars ${JSON.stringify(bars)}; ` +
        `${JSON.stringify(versions)}\n`,
    );
    console.table(results);
    await writeResult('mobile', { rounds, seconds, connections, bars, versions, results });
  } finally {
    await world.close();
  }
} finally {
  rmSync(folder, { recursive: true });
}
