// One stack a data folder. The lock is a listening socket, because the system lets go of that with its process: a lock
// file would outlive a crash and keep everybody out.
import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FolderLock {
  release(): Promise<void>;
}

/** Thrown when another process holds the folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/** Thrown when the folder cannot be made, or nothing can be made in it. */
export class UnusableFolderError extends Error {
  override readonly name = 'UnusableFolderError';
}

/** The longest path of a socket that Linux takes is 107 bytes. */
const longestSocketPath = 107;

/**
 * Takes the folder, which is made when it is not there. Throws `FolderInUseError` when another process has it, and
 * `UnusableFolderError` when it cannot be written to.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const server = await listenIn(folder).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableFolderError(`The data folder ${folder} cannot be used: ${reason}.`, { cause: error });
  });
  if (!server) throw new FolderInUseError(`${folder} is in use by a stack that runs already.`);
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

/** A server on the folder's socket; undefined when another process has it. */
async function listenIn(folder: string): Promise<Server | undefined> {
  mkdirSync(folder, { recursive: true });
  const path = socketPath(realpathSync(folder), 'stack.sock');
  return (await tryListen(path)) ?? (await takeOver(path));
}

/** Where a socket of the folder is, which must be its real path: inside, or elsewhere where that would be too long. */
export function socketPath(folder: string, name: string): string {
  const inside = join(folder, name);
  if (Buffer.byteLength(inside) <= longestSocketPath) return inside;
  return join(tmpdir(), `marketing-graph-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}-${name}`);
}

/** A server on the path; undefined when there is one, alive or dead. */
async function tryListen(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return await new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => resolve(server));
  });
}

/** Removes the socket of a process that died and listens in its place; undefined when that process lives. */
async function takeOver(path: string): Promise<Server | undefined> {
  if (await isAnswered(path)) return undefined;
  rmSync(path, { force: true });
  return await tryListen(path);
}

async function isAnswered(path: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
