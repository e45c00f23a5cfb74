// Starts a gateway on a core of its own, loads it, and reads what the kernel says it used.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const peersFolder = new URL('peers/', import.meta.url);
/** Clock ticks a second in /proc/<pid>/stat; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly url: string;
  /** What a request says beside its media types, such as who asks. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Round {
  readonly requestsPerSecond: number;
  readonly cpuMsPerRequest: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly peakRssMb: number;
  readonly failedRequests: number;
}

/** Runs a command on one processor, when the machine lets us choose; otherwise anywhere. */
export function startPinned(
  processor: number | undefined,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const isPinned = processor !== undefined && existsSync('/usr/bin/taskset');
  const [file, ...args] = isPinned ? ['/usr/bin/taskset', '-c', String(processor), ...command] : command;
  if (!file) throw new Error('No command was given.');
  return endWithUs(
    spawn(file, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'inherit'] }),
  );
}

const running = new Set<ChildProcess>();

/** The child does not outlive this process, however that ends. */
export function endWithUs<Child extends ChildProcess>(child: Child): Child {
  if (running.size === 0) endRunningAtExit();
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

let isEnding = false;

function endRunningAtExit(): void {
  if (isEnding) return;
  isEnding = true;
  process.once('exit', () => running.forEach((child) => child.kill()));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
}

/** Asks the process to end and waits until it has; kills it after five seconds. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}

/** The answer's data once the server gives one; throws after 30 s. */
export async function firstAnswer(
  { url, headers }: Pick<Contender, 'url' | 'headers'>,
  query: string,
): Promise<unknown> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ query }),
      });
      const body = z.object({ data: z.unknown(), errors: z.unknown().optional() }).parse(await response.json());
      if (body.errors) throw new Error(JSON.stringify(body.errors));
      return body.data;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

/** Processor time a process has used so far. */
export function cpuSeconds(processId: number): number {
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** The most memory a process has held so far, in MB. */
export function peakRssMb(processId: number): number {
  const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) / 1_024;
}

const loadSchema = z.object({
  requests: z.object({ total: z.number() }),
  duration: z.number(),
  latency: z.object({ p50: z.number(), p99: z.number() }),
  '2xx': z.number(),
  non2xx: z.number(),
  errors: z.number(),
});

/** One round of load from the other core. */
export async function measureRound(
  contender: Contender,
  processId: number,
  query: string,
  seconds: number,
  connections = 50,
): Promise<Round> {
  const cpuBefore = cpuSeconds(processId);
  const load = await loadOnce(contender, query, { seconds, connections });
  const cpu = cpuSeconds(processId) - cpuBefore;
  return {
    requestsPerSecond: load['2xx'] / load.duration,
    cpuMsPerRequest: (cpu * 1_000) / Math.max(1, load['2xx']),
    p50Ms: load.latency.p50,
    p99Ms: load.latency.p99,
    peakRssMb: peakRssMb(processId),
    failedRequests: load.non2xx + load.errors,
  };
}

async function loadOnce(
  { url, headers = {} }: Contender,
  query: string,
  { seconds, connections }: { readonly seconds: number; readonly connections: number },
): Promise<z.infer<typeof loadSchema>> {
  const autocannon = new URL('node_modules/autocannon/autocannon.js', peersFolder).pathname;
  const args = [
    autocannon,
    '--json',
    '-c',
    String(connections),
    '-d',
    String(seconds),
    '-m',
    'POST',
    '-H',
    'content-type=application/json',
    '-H',
    'accept=application/json',
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}=${value}`]),
    '-b',
    JSON.stringify({ query }),
    url,
  ];
  const pinned = existsSync('/usr/bin/taskset')
    ? ['/usr/bin/taskset', '-c', '1', process.execPath, ...args]
    : [process.execPath, ...args];
  const [file, ...rest] = pinned;
  if (!file) throw new Error('No load generator.');
  const { stdout } = await run(file, rest, { maxBuffer: 16 * 1_024 * 1_024 });
  return loadSchema.parse(JSON.parse(stdout));
}

/** The middle value; of an even number of values the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
