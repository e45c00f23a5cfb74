// The process that owns the port: it accepts connections, hands each to one of its workers in turn, and serves nothing
// itself. A worker that crashes is replaced.
import cluster, { type Worker } from 'node:cluster';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { type Channel, openChannel, type Question } from './channel.ts';
import { combineMetrics, combineReadiness } from './combine.ts';
import { createRestartPolicy, defaultRestartLimits, type RestartLimits } from './restart-policy.ts';

export interface WorkersOptions {
  readonly config: Pick<Config, 'workers' | 'drainTimeoutMs'>;
  readonly logger: Logger;
  readonly restarts?: RestartLimits;
}

interface RunningWorker {
  readonly name: string;
  readonly worker: Worker;
  readonly channel: Channel;
  readonly exited: Promise<void>;
  isReady: boolean;
}

const collectTimeoutMs = 3_000;
/** Beyond the time a worker may take to drain: for what it tells its clients, and to close its connections. */
const exitGraceMs = 10_000;

/**
 * Runs workers until a signal ends them, or they crash too often. Resolves with the exit code of the process. Rejects
 * when they cannot be started.
 */
export async function runWorkers({ config, logger, restarts = defaultRestartLimits }: WorkersOptions): Promise<number> {
  const socketFolder = await mkdtemp(join(tmpdir(), 'marketing-graph-'));
  const running = new Set<RunningWorker>();
  const policy = createRestartPolicy(restarts);
  let started = 0;
  let restarted = 0;
  let isStopping = false;
  let finish: (exitCode: number) => void = () => {};
  const finished = new Promise<number>((resolve) => {
    finish = resolve;
  });

  async function start(): Promise<unknown> {
    started += 1;
    const entry = fork(`w${started}`, answer);
    running.add(entry);
    void entry.exited.then(() => {
      running.delete(entry);
      if (entry.isReady && !isStopping) void replace(entry.name);
    });
    const where = await entry.channel.ask({ what: 'start', name: entry.name, socketFolder });
    entry.isReady = true;
    return where;
  }
  async function replace(name: string): Promise<void> {
    const pauseMs = policy.crashed(Date.now());
    if (pauseMs === undefined) {
      logger.fatal({ worker: name, ...restarts }, 'workers crash again and again; the gateway gives up');
      return stop(1);
    }
    logger.error({ worker: name, pauseMs }, 'a worker has crashed and is replaced');
    restarted += 1;
    await sleep(pauseMs);
    if (isStopping) return;
    // One that does not even start has crashed too.
    const failure = await start().then(
      () => undefined,
      (err: unknown) => ({ err }),
    );
    if (!failure || isStopping) return;
    logger.error(failure, 'a worker could not be started');
    await replace(`w${started}`);
  }
  async function stop(exitCode: number): Promise<void> {
    if (isStopping) return;
    isStopping = true;
    await Promise.all([...running].map((entry) => stopWorker(entry, config.drainTimeoutMs + exitGraceMs)));
    finish(exitCode);
  }
  async function collect(what: 'metrics' | 'readiness'): Promise<readonly unknown[]> {
    const ready = [...running].filter(({ isReady }) => isReady);
    const answers = await Promise.allSettled(ready.map(({ channel }) => channel.ask({ what }, collectTimeoutMs)));
    return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : undefined));
  }
  async function answer({ what }: Question): Promise<unknown> {
    if (what === 'metrics') return combineMetrics(await collect(what), { wanted: config.workers, restarted });
    if (what === 'readiness') return combineReadiness(await collect(what), config.workers);
    throw new Error(`A worker does not ask for ${what}.`);
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'the gateway is stopping');
      void stop(0);
    });
  }
  process.on('SIGHUP', () => {
    for (const { channel } of running) channel.ask({ what: 'reload' }).catch(() => {});
  });
  try {
    const [where] = await Promise.all(Array.from({ length: config.workers }, start));
    logger.info({ ...Object(where), workers: config.workers }, 'the gateway is ready');
    return await finished;
  } finally {
    isStopping = true;
    for (const { worker } of running) worker.process.kill('SIGKILL');
    await rm(socketFolder, { recursive: true, force: true });
  }
}

function fork(name: string, answer: (question: Question) => Promise<unknown>): RunningWorker {
  const worker = cluster.fork();
  const channel = openChannel(
    {
      // A worker that has just died takes no message; its exit is told by itself.
      send: (message) => void (worker.isConnected() && worker.send(message)),
      onMessage: (listener) => void worker.on('message', listener),
    },
    answer,
  );
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  void exited.then(() => channel.close());
  return { name, worker, channel, exited, isReady: false };
}

/** A worker finishes what it has, then exits; one that does not is ended. */
async function stopWorker({ worker, channel, exited }: RunningWorker, timeoutMs: number): Promise<void> {
  await channel.ask({ what: 'stop' }, timeoutMs).catch(() => {});
  worker.process.kill('SIGKILL');
  await exited;
}
