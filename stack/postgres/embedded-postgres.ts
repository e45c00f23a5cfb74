// A real PostgreSQL without an installation: the programs come from npm, the data stands in a folder, and the server
// lives no longer than the process that started it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { findPostgresBinaries } from './binaries.ts';
import {
  findPostmaster,
  findRunningPostgres,
  findStaleUrl,
  removeConnectionFile,
  writeConnectionFile,
} from './connection-file.ts';
import { giveTo, postgresEnvironment, prepareDataFolder, readPassword, superuser } from './data-folder.ts';
import { dropPrivileges, type Privileges } from './privileges.ts';

export interface EmbeddedPostgresOptions {
  /** Where the data is kept; made on the first start. */
  readonly dataFolder: string;
  /** False for tests: faster, and a crash of the machine may lose everything. */
  readonly durable: boolean;
  /** A port of the loopback interface, protected by a password; a socket in a private folder where it is left out. */
  readonly port?: number | undefined;
}

export interface EmbeddedPostgres {
  /** Connects as the superuser to the database `postgres`. */
  readonly url: string;
  /** Shuts the server down in order; resolves when it is gone. */
  stop(): Promise<void>;
}

/** Another server runs on the data folder. */
export class PostgresAlreadyRunningError extends Error {
  override readonly name = 'PostgresAlreadyRunningError';
  /** How to reach it, with its password; undefined where it was not started by this launcher. */
  readonly url: string | undefined;

  constructor(dataFolder: string, pid: number, url: string | undefined) {
    super(`PostgreSQL already runs on ${dataFolder} (process ${pid}).`);
    this.url = url;
  }
}

/** Where a server listens. */
interface Endpoint {
  readonly url: string;
  readonly settings: readonly string[];
  /** Removes what the endpoint left on disk. */
  readonly clear: () => void;
}

/** Paths of sockets are limited to 107 bytes by the kernel. */
const maxSocketPathBytes = 107;

/** A port that was free may be taken before the server has it. */
const maxPortAttempts = 5;

const fastStopMs = 15_000;

/**
 * Starts PostgreSQL on a data folder, which it makes when there is none; an interrupted run is recovered from. Throws
 * `PostgresAlreadyRunningError` when the folder is in use, and an error with the server's last words when it cannot start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataFolder = path.resolve(options.dataFolder);
  const binaries = findPostgresBinaries();
  const privileges = dropPrivileges();
  mkdirSync(path.dirname(dataFolder), { recursive: true });
  const pid = findPostmaster(dataFolder);
  if (pid !== undefined) throw new PostgresAlreadyRunningError(dataFolder, pid, findRunningPostgres(dataFolder));
  clearStaleSocket(dataFolder);
  await prepareDataFolder(dataFolder, binaries, privileges);
  for (let attempt = 1; ; attempt += 1) {
    const endpoint = await chooseEndpoint(dataFolder, options.port, privileges);
    const settings = [...endpoint.settings, ...serverSettings(options.durable)];
    const command = [
      ...privileges.prefix,
      binaries.postgres,
      '-D',
      dataFolder,
      ...settings.flatMap((setting) => ['-c', setting]),
    ];
    try {
      const server = await startServer(command);
      writeConnectionFile({ dataFolder, pid: server.pid ?? 0, url: endpoint.url });
      return { url: endpoint.url, stop: once(() => stopServer(server, dataFolder, endpoint)) };
    } catch (error) {
      endpoint.clear();
      if (!isPortTaken(error) || options.port !== undefined || attempt === maxPortAttempts) throw error;
    }
  }
}

function serverSettings(durable: boolean): readonly string[] {
  const settings = ['max_connections=200', 'timezone=UTC', 'log_timezone=UTC', 'logging_collector=off'];
  return durable ? settings : [...settings, 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
}

async function chooseEndpoint(dataFolder: string, port: number | undefined, { owner }: Privileges): Promise<Endpoint> {
  const socketFolder = port === undefined && process.platform !== 'win32' ? makeSocketFolder() : undefined;
  if (socketFolder === undefined) return portEndpoint(dataFolder, port ?? (await findFreePort()));
  giveTo(owner, socketFolder);
  return {
    url: `postgres://${superuser}@localhost/postgres?host=${encodeURIComponent(socketFolder)}`,
    settings: ['listen_addresses=', `unix_socket_directories=${socketFolder}`, 'unix_socket_permissions=0700'],
    clear: () => rmSync(socketFolder, { recursive: true, force: true }),
  };
}

function portEndpoint(dataFolder: string, port: number): Endpoint {
  const password = readPassword(dataFolder);
  return {
    url: `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    settings: ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='],
    clear: () => {},
  };
}

const socketFolderPrefix = path.join(os.tmpdir(), 'mg-');

/** A process that is killed leaves the folder of its server's socket behind. */
function clearStaleSocket(dataFolder: string): void {
  const url = findStaleUrl(dataFolder);
  const folder = url === undefined ? null : new URL(url).searchParams.get('host');
  if (folder?.startsWith(socketFolderPrefix)) rmSync(folder, { recursive: true, force: true });
  removeConnectionFile(dataFolder);
}

/** A folder that only its owner can enter; undefined when its path would be too long for a socket. */
function makeSocketFolder(): string | undefined {
  if (Buffer.byteLength(`${socketFolderPrefix}XXXXXX/.s.PGSQL.5432`) > maxSocketPathBytes) return undefined;
  return mkdtempSync(socketFolderPrefix);
}

async function findFreePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port is free on 127.0.0.1.');
  return address.port;
}

/** Starts the server and resolves when it takes connections; it runs in a process group of its own, out of Ctrl-C's way. */
async function startServer([program = '', ...args]: readonly string[]): Promise<ChildProcess> {
  const server = spawn(program, args, {
    env: postgresEnvironment(),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lastLines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (cause?: unknown) =>
      reject(new Error(`PostgreSQL did not start:\n${lastLines.join('\n')}`, { cause }));
    server.once('error', fail);
    server.once('close', () => fail());
    createInterface({ input: server.stderr }).on('line', (line) => {
      lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
      if (line.includes('database system is ready to accept connections')) resolve();
    });
  });
  return server;
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && error.message.includes('could not bind');
}

/** Ends connections and writes a checkpoint; a server that takes too long is stopped at once and recovers next time. */
async function stopServer(server: ChildProcess, dataFolder: string, endpoint: Endpoint): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const exited = new Promise((resolve) => server.once('close', resolve));
    server.kill('SIGINT');
    const timer = setTimeout(() => server.kill('SIGQUIT'), fastStopMs);
    await exited;
    clearTimeout(timer);
  }
  removeConnectionFile(dataFolder);
  endpoint.clear();
}

function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= action());
}
