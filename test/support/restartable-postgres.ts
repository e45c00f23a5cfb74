// A PostgreSQL server that a test takes down and brings back under the same url, with everything that was committed.
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPostmasterPid } from '../../stack/postgres/connection-file.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../stack/postgres/embedded-postgres.ts';

/** How a server goes down: told to stop at once, or killed with no time for anything. */
export type WayDown = 'IMMEDIATE' | 'KILLED';

export interface RestartablePostgres {
  readonly url: string;
  /** Resolves when nobody can reach it any more. */
  takeDown(way: WayDown): Promise<void>;
  /** Recovers what was committed. */
  bringBack(): Promise<void>;
  stop(): Promise<void>;
}

const signals = { IMMEDIATE: 'SIGQUIT', KILLED: 'SIGKILL' } as const;

/** Processes of a killed server end by themselves, a moment after it. */
const maxStarts = 600;
const betweenStartsMs = 100;

export async function startRestartablePostgres(): Promise<RestartablePostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'mg-restart-'));
  const options = { dataFolder: join(folder, 'data'), durable: false, port: await findPort() };
  let server: EmbeddedPostgres = await startEmbeddedPostgres(options);
  return {
    url: withCommitsWritten(server.url),
    async takeDown(way) {
      const pid = readPostmasterPid(options.dataFolder);
      if (pid === undefined) throw new Error('the server has no process');
      process.kill(pid, signals[way]);
      // Resolves when the process is gone.
      await server.stop();
    },
    async bringBack() {
      server = await startAgain(options);
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A commit is answered when it is written, as in production, so that a killed server has lost none. That the disk need not
 * have it yet is no difference: the machine goes on.
 */
function withCommitsWritten(url: string): string {
  const written = new URL(url);
  written.searchParams.set('options', '-c synchronous_commit=on');
  return written.href;
}

async function startAgain(options: Parameters<typeof startEmbeddedPostgres>[0]): Promise<EmbeddedPostgres> {
  for (let start = 1; ; start += 1) {
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      if (start === maxStarts || !String(error).includes('pre-existing shared memory block')) throw error;
      await sleep(betweenStartsMs);
    }
  }
}

/** A port that stays free while the server is down: below those that the kernel gives to connections by itself. */
async function findPort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 18_000);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = net.createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (isListening) await new Promise((resolve) => server.close(resolve));
  return isListening;
}
