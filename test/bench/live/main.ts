// Live fan-out: 10,000 clients over 500 groups of one gateway process, 1,000 events a second. Ours on PostgreSQL, where
// the time is taken from before an event is committed, in one process and by HTTP, and a peer before the same subgraph;
// then ours beside a bare graphql-ws server and the peer, all before a subgraph that costs next to nothing; and beside
// bytes that are written to as many sockets, which is what Node's sockets and the kernel take. One processor for the
// gateway and a subgraph of its own, and one for everything else; ratios are of processor time for a delivery, of both.
// `npm run bench -- live [--clients 10000] [--groups 500] [--rate 1000] [--seconds 10] [--only <part of a name>]`;
// `--profile <folder>` has each server write what its processor time went into.
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { installPeers, peerVersions } from '../federation/install-peers.ts';
import { cpuSeconds, firstAnswer, startPinned, stop } from '../federation/measure.ts';
import { writeResult } from '../result.ts';
import { type Contender, contendersIn, floorName, type Program } from './contenders.ts';
import { type Findings, findingsSchema, nextMessage, type Order, startTalking } from './messages.ts';
import { openWorld, path } from './world.ts';

const { values: options } = parseArgs({
  options: {
    clients: { type: 'string', default: '10000' },
    groups: { type: 'string', default: '500' },
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '10' },
    only: { type: 'string', default: '' },
    profile: { type: 'string' },
  },
});
const seconds = Number(options.seconds);
const size = { clients: Number(options.clients), groups: Number(options.groups), perSecond: Number(options.rate) };
const bars = { 'p99 ms': 100, 'KB per idle client': 20, lost: 0, 'deliveries per CPU second, times the peer': 5 };
const firstPort = 5_450;
/** A kept connection and a file or two for everything else a process has open. */
const sparedDescriptors = 500;

interface Row extends Findings {
  readonly contender: Contender;
  readonly idleKbPerClient: number;
  readonly cpuShare: number;
  readonly cpuMicrosPerDelivery: number;
}

/** Node raises its own limit to the hard one at its start; what that is, only the system can change. */
function refuseTooFewDescriptors(): void {
  const limit = Number(/Max open files\s+\d+\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity);
  if (limit >= size.clients + sparedDescriptors) return;
  process.stderr.write(
    `A process may open ${limit} files here; ${size.clients} clients need ${size.clients + sparedDescriptors}. ` +
      'Raise the hard limit (ulimit -Hn) or ask for fewer with --clients.\n',
  );
  process.exit(1);
}

function rssKb(processId: number): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0);
}

async function ask(clients: ChildProcess, order: Order): Promise<unknown> {
  clients.send(order);
  return await nextMessage(clients);
}

/** Starts a program on the first processor. Resolves once it answers. */
async function start({ command, environment, port }: Program): Promise<ChildProcess> {
  const profiling = options.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', options.profile];
  const where = { PORT: String(port), HOST: '127.0.0.1' };
  const child = startPinned(0, [process.execPath, ...profiling, ...command], { ...environment, ...where });
  await firstAnswer({ url: `http://127.0.0.1:${port}/graphql` }, '{ __typename }');
  return child;
}

async function measure(contender: Contender, port: number): Promise<Row> {
  const subgraph = contender.subgraph && (await start(contender.subgraph));
  const server = await start({ ...contender, port });
  const clients = startTalking(1, path('clients.ts'));
  const cpuSoFar = (): number => cpuSeconds(server.pid ?? 0) + (subgraph ? cpuSeconds(subgraph.pid ?? 0) : 0);
  try {
    const { pid = 0 } = server;
    const connect = { kind: 'connect', port, ...contender.clients } as const;
    // What is loaded and compiled once is no client's.
    await ask(clients, { ...connect, clients: Math.min(200, connect.clients) });
    await ask(clients, { kind: 'disconnect' });
    await sleep(2_000);
    const emptyKb = rssKb(pid);
    await ask(clients, connect);
    await sleep(4_000);
    const idleKbPerClient = (rssKb(pid) - emptyKb) / connect.clients;
    contender.source.run(contender.rate);
    await sleep(3_000);
    await ask(clients, { kind: 'measure' });
    const cpuBefore = cpuSoFar();
    const startedAt = performance.now();
    await sleep(seconds * 1_000);
    const { delivered, p50Ms, p99Ms } = findingsSchema.parse(await ask(clients, { kind: 'report' }));
    const cpu = cpuSoFar() - cpuBefore;
    const elapsedSeconds = (performance.now() - startedAt) / 1_000;
    if (contender.canResume) await ask(clients, { kind: 'drop', clients: Math.round(connect.clients / 10) });
    await sleep(2_000);
    contender.source.run({ perSecond: 0, topics: 1 });
    await sleep(2_000);
    const last = findingsSchema.parse(await ask(clients, { kind: 'report' }));
    return {
      ...last,
      contender,
      delivered: delivered / elapsedSeconds,
      p50Ms,
      p99Ms,
      idleKbPerClient,
      cpuShare: cpu / elapsedSeconds,
      cpuMicrosPerDelivery: (cpu * 1_000_000) / Math.max(1, delivered),
    };
  } finally {
    contender.source.run({ perSecond: 0, topics: 1 });
    await Promise.all([stop(clients), stop(server), subgraph && stop(subgraph)]);
  }
}

function report(rows: readonly Row[]): readonly Record<string, string | number>[] {
  return rows.map((row) => {
    const { contender, delivered, p50Ms, p99Ms, idleKbPerClient, cpuShare, cpuMicrosPerDelivery, lost, repeated } = row;
    const { transport, clients } = contender.clients;
    const isSame = (other: Row): boolean =>
      other.contender.behind === contender.behind && other.contender.clients.transport === transport;
    const named = (name: string): Row | undefined =>
      rows.find((other) => other.contender.name === name && isSame(other));
    const ours = named('marketing-graph');
    const floor = named(floorName);
    return {
      server: contender.name,
      behind: contender.behind,
      over: transport,
      clients,
      'deliveries/s': Math.round(delivered),
      'p50 ms': Number(p50Ms.toFixed(1)),
      'p99 ms': Number(p99Ms.toFixed(1)),
      'CPU %': Math.round(cpuShare * 100),
      'CPU µs / delivery': Number(cpuMicrosPerDelivery.toFixed(1)),
      'ours does times as many': ours ? Number((cpuMicrosPerDelivery / ours.cpuMicrosPerDelivery).toFixed(1)) : '',
      'times the floor': floor ? Number((cpuMicrosPerDelivery / floor.cpuMicrosPerDelivery).toFixed(1)) : '',
      'KB / idle client': Number(idleKbPerClient.toFixed(1)),
      lost,
      repeated,
    };
  });
}

refuseTooFewDescriptors();
installPeers();
const folder = mkdtempSync(join(tmpdir(), 'live-bench-'));
try {
  const world = await openWorld(folder);
  try {
    const rows: Row[] = [];
    const contenders = contendersIn(world, size).filter(({ name, behind, clients: { transport } }) =>
      `${name}, ${behind}, ${transport}`.includes(options.only),
    );
    for (const [place, contender] of contenders.entries()) {
      const row = await measure(contender, firstPort + place);
      rows.push(row);
      const { delivered, cpuMicrosPerDelivery, p99Ms } = row;
      process.stdout.write(
        `${contender.name}, ${contender.behind}, ${contender.clients.transport}: ${delivered.toFixed(0)} deliveries/s, ` +
          `${cpuMicrosPerDelivery.toFixed(1)} µs CPU each, p99 ${p99Ms.toFixed(1)} ms\n`,
      );
    }
    const results = report(rows);
    const versions = peerVersions();
    process.stdout.write(
      `\n${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}; ` +
        `${JSON.stringify(size)}, ${seconds} s each; bars ${JSON.stringify(bars)}; ${JSON.stringify(versions)}\n`,
    );
    console.table(results);
    await writeResult('live', { ...size, seconds, bars, versions, results });
  } finally {
    await world.close();
  }
} finally {
  rmSync(folder, { recursive: true });
}
