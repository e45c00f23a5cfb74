// A server in a process of its own that is killed without a word and comes back at the same address.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endWithUs } from '../../bench/federation/measure.ts';

export interface KillableProcess {
  readonly name: string;
  /** Where it answers GraphQL, whenever it is up. */
  readonly url: string;
  /** Kills it (-9), as soon as it serves, and starts it again. Resolves with a promise that it serves again. */
  kill(): Promise<{ readonly isBack: Promise<unknown> }>;
  /** Asks it to end and resolves when it has, with its exit code; null when a signal ended it. */
  stop(): Promise<number | null>;
}

const startTimeoutMs = 300_000;

/** Starts a program of this repository, which listens on PORT; resolves when it does. */
export async function startKillable(
  name: string,
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<KillableProcess> {
  const file = fileURLToPath(new URL(`../../../${program}`, import.meta.url));
  const port = await findFreePort();
  const spawnIt = (): ChildProcess =>
    endWithUs(
      spawn(process.execPath, [file], {
        env: { PATH: process.env['PATH'], ...environment, PORT: String(port) },
        stdio: ['ignore', 'ignore', 'ignore'],
      }),
    );
  // One that loses its database while it starts ends, and whoever runs it starts it again.
  const start = async (): Promise<ChildProcess> => {
    const deadline = performance.now() + startTimeoutMs;
    for (;;) {
      const started = spawnIt();
      if (await isServing(started, port, deadline)) return started;
      if (performance.now() > deadline) throw new Error(`${name} has not started within ${startTimeoutMs} ms.`);
    }
  };
  let running = start();
  await running;
  return {
    name,
    url: `http://127.0.0.1:${port}/graphql`,
    async kill() {
      const victim = await running;
      running = end(victim, 'SIGKILL').then(start);
      return { isBack: running };
    },
    async stop() {
      return await end(await running, 'SIGTERM');
    },
  };
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
  return child.exitCode;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

/** Resolves when it serves, or will not: it has ended, or the time is up. */
async function isServing(child: ChildProcess, port: number, deadline: number): Promise<boolean> {
  while (child.exitCode === null && performance.now() < deadline) {
    if (await isListening(port)) return true;
    await sleep(20);
  }
  return false;
}

function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).finally(() => socket.destroy());
}
