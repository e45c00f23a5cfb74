import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPostmaster, findRunningPostgres } from './connection-file.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

let folder: string;
let dataFolder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mg-launch-'));
  dataFolder = path.join(folder, 'data');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function query(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

function socketFolderOf(url: string): string {
  return new URL(url).searchParams.get('host') ?? '';
}

/** A program that starts the server, says its url and then waits. */
const launcherScript = `
  import { startEmbeddedPostgres } from ${JSON.stringify(new URL('embedded-postgres.ts', import.meta.url).href)};
  const server = await startEmbeddedPostgres({ dataFolder: process.argv[2], durable: false });
  console.log(server.url);
  setInterval(() => {}, 1000);
`;

/** Starts that program, and gives its url when the server is ready. */
async function launch(prefix: readonly string[] = [], environment: NodeJS.ProcessEnv = process.env) {
  const script = path.join(folder, 'launch.ts');
  writeFileSync(script, launcherScript);
  const [program = '', ...args] = [...prefix, process.execPath, script, dataFolder];
  const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => void errors.push(chunk.toString()));
  const url = await Promise.race([
    once(child.stdout, 'data').then(([chunk]) => String(chunk).trim()),
    once(child, 'exit').then(() => Promise.reject(new Error(`It did not start:\n${errors.join('')}`))),
  ]);
  return { child, url };
}

async function untilGone(): Promise<void> {
  await expect.poll(() => findPostmaster(dataFolder), { interval: 20 }).toBeUndefined();
}

test('starts PostgreSQL 18 on an empty folder, and stopping leaves only the data', async () => {
  const server = await startEmbeddedPostgres({ dataFolder, durable: true });
  const [row] = await query(server.url, "select current_setting('server_version_num')::int / 10000 as major");
  expect(row).toEqual({ major: 18 });
  expect(await query(server.url, "select current_setting('fsync') as fsync")).toEqual([{ fsync: 'on' }]);
  expect(findRunningPostgres(dataFolder)).toBe(server.url);
  await server.stop();
  expect(findPostmaster(dataFolder)).toBeUndefined();
  expect(findRunningPostgres(dataFolder)).toBeUndefined();
  expect(existsSync(socketFolderOf(server.url))).toBe(false);
  expect(readdirSync(folder)).toEqual(['data']);
});

test('a second start keeps the data; stopping twice is harmless', async () => {
  const first = await startEmbeddedPostgres({ dataFolder, durable: false });
  await query(first.url, 'create table kept as select 42 as answer');
  await first.stop();
  await first.stop();
  const second = await startEmbeddedPostgres({ dataFolder, durable: false });
  expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await second.stop();
});

test('a port of this machine alone, and only with the password', async () => {
  const server = await startEmbeddedPostgres({ dataFolder, durable: false, port: await freePort() });
  const url = new URL(server.url);
  expect(url.hostname).toBe('127.0.0.1');
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  url.password = 'wrong';
  await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed');
  await server.stop();
});

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

test('refuses a folder that is in use and says how the server there is reached', async () => {
  const server = await startEmbeddedPostgres({ dataFolder, durable: false });
  const second = startEmbeddedPostgres({ dataFolder, durable: false });
  await expect(second).rejects.toMatchObject({ name: 'PostgresAlreadyRunningError', url: server.url });
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await server.stop();
});

test('recovers from a server that was killed, also when another process has its number by now', async () => {
  const first = await startEmbeddedPostgres({ dataFolder, durable: true });
  await query(first.url, 'create table kept as select 42 as answer');
  process.kill(findPostmaster(dataFolder) ?? 0, 'SIGKILL');
  await untilGone();
  await first.stop();
  const pidFile = path.join(dataFolder, 'postmaster.pid');
  writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)));
  const second = await startEmbeddedPostgres({ dataFolder, durable: true });
  expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await second.stop();
});

test('says what the server said when it cannot start', async () => {
  await (await startEmbeddedPostgres({ dataFolder, durable: false })).stop();
  writeFileSync(path.join(dataFolder, 'postgresql.auto.conf'), 'shared_buffers = nonsense\n');
  await expect(startEmbeddedPostgres({ dataFolder, durable: false })).rejects.toThrow('shared_buffers');
});

test('a start that was interrupted half-way through making the folder is no database', async () => {
  mkdirSync(`${dataFolder}.unfinished-1`);
  const server = await startEmbeddedPostgres({ dataFolder, durable: false });
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await server.stop();
});

const isLinux = process.platform === 'linux';
const isRoot = process.getuid?.() === 0;

describe.runIf(isLinux)('on Linux', () => {
  test('the server is gone soon after the process that started it was killed, and the next start clears up', async () => {
    const { child, url } = await launch();
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    child.kill('SIGKILL');
    await untilGone();
    expect(existsSync(socketFolderOf(url))).toBe(true);
    const next = await startEmbeddedPostgres({ dataFolder, durable: false });
    expect(existsSync(socketFolderOf(url))).toBe(false);
    await next.stop();
  });

  test('Ctrl-C, which every process of a terminal gets, does not stop the server before its owner does', async () => {
    const { child, url } = await launch();
    expect(readProcessGroup(findPostmaster(dataFolder))).not.toBe(readProcessGroup(child.pid));
    child.kill('SIGKILL');
    await untilGone();
    rmSync(socketFolderOf(url), { recursive: true, force: true });
  });
});

/** The process group, the fifth word of a process's status line after its name in parentheses. */
function readProcessGroup(pid: number | undefined): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')[2];
}

describe.runIf(isLinux && isRoot)('as root', () => {
  test('works for another user too', async () => {
    const nobody = 65_534;
    chownSync(folder, nobody, nobody);
    const asNobody = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
    const { child, url } = await launch(asNobody);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    child.kill('SIGKILL');
    await untilGone();
    rmSync(socketFolderOf(url), { recursive: true, force: true });
  });

  test('works where user namespaces are forbidden', async () => {
    // Nobody must be able to reach the data folder, as it would below most homes and /srv.
    chmodSync(folder, 0o711);
    const tools = path.join(folder, 'tools');
    mkdirSync(tools);
    for (const tool of ['setpriv', 'true', 'chown']) symlinkSync(findTool(tool), path.join(tools, tool));
    const { child, url } = await launch([], { ...process.env, PATH: tools });
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    child.kill('SIGKILL');
    await untilGone();
    rmSync(socketFolderOf(url), { recursive: true, force: true });
  });
});

function findTool(name: string): string {
  const found = ['/usr/bin', '/bin'].map((bin) => path.join(bin, name)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`There is no ${name} here.`);
  return found;
}
