import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.ts';
import { findPostmaster, readPostmasterPid } from './connection-file.ts';
import type { Privileges } from './privileges.ts';

/** The superuser's name in every data folder made here. */
export const superuser = 'postgres';

const passwordFileName = 'superuser-password';

/**
 * Makes a data folder unless there is one. It appears whole or not at all: a start that is interrupted leaves nothing
 * that the next one would take for a database.
 */
export async function prepareDataFolder(
  dataFolder: string,
  binaries: PostgresBinaries,
  privileges: Privileges,
): Promise<void> {
  if (!existsSync(path.join(dataFolder, 'PG_VERSION'))) await createDataFolder(dataFolder, binaries, privileges);
  removeStalePidFile(dataFolder);
  giveTo(privileges.owner, dataFolder);
}

async function createDataFolder(
  dataFolder: string,
  { initdb }: PostgresBinaries,
  { prefix, owner }: Privileges,
): Promise<void> {
  const unfinished = `${dataFolder}.unfinished-${process.pid}`;
  const passwordFile = `${unfinished}.password`;
  const password = randomBytes(24).toString('base64url');
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveTo(owner, unfinished, passwordFile);
  try {
    const [program = initdb, ...args] = [...prefix, initdb, ...initdbArguments(unfinished, passwordFile)];
    await promisify(execFile)(program, args, { env: postgresEnvironment() });
    writeFileSync(path.join(unfinished, passwordFileName), password, { mode: 0o600 });
    renameSync(unfinished, dataFolder);
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(`The PostgreSQL data folder ${dataFolder} cannot be made.`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

// Sockets stand in a folder that is its owner's alone, so they need no password; a port is open to every local user.
function initdbArguments(folder: string, passwordFile: string): readonly string[] {
  return [
    ...['--pgdata', folder, '--username', superuser, '--pwfile', passwordFile],
    ...['--auth-local=trust', '--auth-host=scram-sha-256', '--encoding=UTF8'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ...['--wal-segsize=4', '--no-sync', '--no-instructions'],
  ];
}

/** The password that the superuser needs when the server is reached by a port. */
export function readPassword(dataFolder: string): string {
  return readFileSync(path.join(dataFolder, passwordFileName), 'utf8');
}

/**
 * PostgreSQL removes the pid file of a server that was killed, unless another process has got its number since. Then it
 * would refuse to start for ever.
 */
function removeStalePidFile(dataFolder: string): void {
  const pid = readPostmasterPid(dataFolder);
  const isReused = pid !== undefined && findPostmaster(dataFolder) === undefined && existsSync(`/proc/${pid}`);
  if (isReused) rmSync(path.join(dataFolder, 'postmaster.pid'), { force: true });
}

/** Gives files to the user who will run the server, where that is another than this process's. */
export function giveTo(owner: string | undefined, ...files: readonly string[]): void {
  if (owner !== undefined) execFileSync('chown', ['-R', `${owner}:${owner}`, ...files]);
}

/** Messages in English and times in UTC, whatever this machine speaks: the launcher reads the log. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}
