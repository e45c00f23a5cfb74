// A client that works today must work tomorrow, or be told. This finds what would break one.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const apiFile = 'schema/api.graphql';

export interface BreakingChange {
  /** What changed, such as `Campaign.budget`. */
  readonly path: string;
  readonly message: string;
  /** The tag or commit it is compared with. */
  readonly since: string;
}

/** Breaking changes of the API against the newest release; before the first one, against the last other version. */
export async function findBreakingChanges(root: string): Promise<readonly BreakingChange[]> {
  const now = readFileSync(join(root, apiFile), 'utf8');
  const base = await findBase(root, now);
  return base ? await compare(base.sdl, now, base.name) : [];
}

/** Breaking changes from one SDL to another. */
export async function compare(before: string, after: string, since: string): Promise<readonly BreakingChange[]> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ path, message }) => ({ path: path ?? 'schema', message, since }));
}

async function findBase(
  root: string,
  now: string,
): Promise<{ readonly name: string; readonly sdl: string } | undefined> {
  const tags = await git(root, 'tag', '--list', 'v*', '--sort=-version:refname', '--merged', 'HEAD');
  const commits = await git(root, 'log', '--max-count=20', '--format=%h', '--', apiFile);
  for (const name of [...tags.slice(0, 1), ...(tags.length === 0 ? commits : [])]) {
    const { stdout: sdl } = await promisify(execFile)('git', ['show', `${name}:${apiFile}`], {
      cwd: root,
      maxBuffer: 16 * 1024 * 1024,
    });
    if (sdl !== now) return { name, sdl };
  }
  return undefined;
}

async function git(root: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('git', [...args], { cwd: root });
  return stdout.split('\n').filter((line) => line !== '');
}
