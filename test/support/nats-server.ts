// A nats-server of a test's own: on a free port of loopback, with a store that goes when it does.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';

export interface TestNats {
  readonly url: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again, at the same port and with the same store. */
  start(): Promise<void>;
  /** Takes everything away that it has stored, while it is not running. */
  emptyStore(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether the server is installed. Debian has it in the package nats-server. */
export const hasNatsServer = isInstalled();

function isInstalled(): boolean {
  try {
    execFileSync('nats-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('nats-server is not installed: the tests of the event log on NATS are left out.\n');
    return false;
  }
}

export async function startNats(): Promise<TestNats> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'nats-'));
  const port = await freePort();
  const url = `nats://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const start = async () => {
    server = spawn('nats-server', ['-js', '-a', '127.0.0.1', '-p', String(port), '-sd', folder], { stdio: 'ignore' });
    await untilReady(url);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  };
  await start();
  return {
    url,
    start,
    kill: () => end('SIGKILL'),
    async emptyStore() {
      await rm(folder, { recursive: true });
      await mkdir(folder);
    },
    async stop() {
      await end('SIGKILL');
      await rm(folder, { recursive: true });
    },
  };
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const connection = await connect({ servers: url, timeout: 1_000 }).catch(() => undefined);
    if (connection) return await connection.close();
    await delay(20);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
