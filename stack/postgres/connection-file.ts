// Beside a data folder stands a file that says how to reach the server that runs on it, so that another command
// (`npm run import`) finds the database that `npm start` has started.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const connectionSchema = z.object({ dataFolder: z.string(), pid: z.number().int(), url: z.string() });

/** A server that runs on a data folder. */
export type Connection = z.infer<typeof connectionSchema>;

function connectionFile(dataFolder: string): string {
  return path.join(path.dirname(dataFolder), 'postgres.json');
}

export function writeConnectionFile(connection: Connection): void {
  writeFileSync(connectionFile(connection.dataFolder), `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 });
}

export function removeConnectionFile(dataFolder: string): void {
  rmSync(connectionFile(dataFolder), { force: true });
}

/** How the last server on a data folder was reached, when it did not get to remove the file; undefined otherwise. */
export function findStaleUrl(dataFolder: string): string | undefined {
  return readConnectionFile(dataFolder)?.url;
}

/** The url of the server that runs on a data folder; undefined when none does. */
export function findRunningPostgres(dataFolder: string): string | undefined {
  const folder = path.resolve(dataFolder);
  const pid = findPostmaster(folder);
  const connection = pid === undefined ? undefined : readConnectionFile(folder);
  return connection?.pid === pid && connection?.dataFolder === folder ? connection.url : undefined;
}

function readConnectionFile(dataFolder: string): Connection | undefined {
  try {
    return connectionSchema.parse(JSON.parse(readFileSync(connectionFile(dataFolder), 'utf8')));
  } catch {
    // Missing, or left half-written by a process that was killed: then nobody can be reached by it.
    return undefined;
  }
}

/** The process that runs a server on a data folder; undefined when none does, whatever a stale pid file says. */
export function findPostmaster(dataFolder: string): number | undefined {
  const pid = readPostmasterPid(dataFolder);
  return pid !== undefined && isPostmasterOf(pid, dataFolder) ? pid : undefined;
}

/** The process that the data folder's own pid file names, alive or not. */
export function readPostmasterPid(dataFolder: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path.join(dataFolder, 'postmaster.pid'), 'utf8'), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Process numbers are used again, so that a process lives does not make it a server. */
function isPostmasterOf(pid: number, dataFolder: string): boolean {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dataFolder);
    } catch {
      return false;
    }
  }
  return isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
