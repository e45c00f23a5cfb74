// A client that works today must work tomorrow, or be told. This finds what would break one.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

/** What clients were promised: the whole graph, and the part of it for apps. */
const publishedFiles = ['schema/api.graphql', 'schema/mobile.graphql'];

export interface BreakingChange {
  /** What changed, such as `Campaign.budget`. */
  readonly path: string;
  readonly message: string;
  /** The tag or commit it is compared with. */
  readonly since: string;
}

/**
 * Breaking changes of what is published against the newest release; before the first one, against the last other
 * version of each file.
 */
export async function findBreakingChanges(root: string): Promise<readonly BreakingChange[]> {
  const found = await Promise.all(publishedFiles.map((file) => findInFile(root, file)));
  return found.flat();
}

async function findInFile(root: string, file: string): Promise<readonly BreakingChange[]> {
  const now = readFileSync(join(root, file), 'utf8');
  const base = await findBase(root, file, now);
  return base ? await compare(base.sdl, now, `${base.name}, in ${file}`) : [];
}

/** Git reads a repository of another user, as a checkout may be where tests run. */
const trusting = ['-c', 'safe.directory=*'];

/** Breaking changes from one SDL to another. */
export async function compare(before: string, after: string, since: string): Promise<readonly BreakingChange[]> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ path, message }) => ({ path: path ?? 'schema', message, since }));
}

async function findBase(
  root: string,
  file: string,
  now: string,
): Promise<{ readonly name: string; readonly sdl: string } | undefined> {
  const tags = await git(root, 'tag', '--list', 'v*', '--sort=-version:refname', '--merged', 'HEAD');
  const commits = await git(root, 'log', '--max-count=20', '--format=%h', '--diff-filter=AM', '--', file);
  for (const name of [...tags.slice(0, 1), ...(tags.length === 0 ? commits : [])]) {
    // A release from before the file had nothing to promise in it.
    if ((await git(root, 'ls-tree', '--name-only', name, '--', file)).length === 0) continue;
    const { stdout: sdl } = await promisify(execFile)('git', [...trusting, 'show', `${name}:${file}`], {
      cwd: root,
      maxBuffer: 16 * 1024 * 1024,
    });
    if (sdl !== now) return { name, sdl };
  }
  return undefined;
}

async function git(root: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('git', [...trusting, ...args], { cwd: root });
  return stdout.split('\n').filter((line) => line !== '');
}
