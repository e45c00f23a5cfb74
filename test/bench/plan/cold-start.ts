// How long it takes from a command to its first right answer.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { endWithUs, stop } from '../federation/measure.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pollMs = 5;
const patienceMs = 120_000;

interface Start {
  readonly script: 'start' | 'gateway';
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number;
  readonly query: string;
  /** Where tokens will be; undefined when none is needed. */
  readonly tokensFile?: string;
}

/** Milliseconds from `npm run <script>` to the first answer without an error. */
export async function measureStart({ script, args, environment, port, query, tokensFile }: Start): Promise<number> {
  const startedAt = performance.now();
  const started = spawn('npm', ['run', '--silent', script, '--', ...args], {
    cwd: root,
    env: { ...process.env, LOG_LEVEL: 'error', PORT: String(port), ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const child = endWithUs(started);
  try {
    while (performance.now() - startedAt < patienceMs) {
      if (await isAnswered(port, query, tokensFile)) return performance.now() - startedAt;
      await sleep(pollMs);
    }
    throw new Error(`npm run ${script} did not answer within ${patienceMs} ms.`);
  } finally {
    await stop(child);
    await untilFree(port);
  }
}

async function isAnswered(port: number, query: string, tokensFile: string | undefined): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json', ...(tokensFile && (await authorizationFrom(tokensFile))) };
    const body = JSON.stringify({ query });
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body });
    const { data, errors } = z
      .object({ data: z.unknown(), errors: z.unknown() })
      .partial()
      .parse(await response.json());
    return data !== undefined && errors === undefined;
  } catch {
    return false;
  }
}

async function authorizationFrom(file: string): Promise<Readonly<Record<string, string>>> {
  const { analyst } = z.object({ analyst: z.string() }).parse(JSON.parse(await readFile(file, 'utf8')));
  return { authorization: `Bearer ${analyst}` };
}

/** npm may end before what it has started does. */
async function untilFree(port: number): Promise<void> {
  const untilMs = performance.now() + 30_000;
  while (performance.now() < untilMs) {
    const isTaken = await fetch(`http://127.0.0.1:${port}/health/live`).then(
      () => true,
      () => false,
    );
    if (!isTaken) return;
    await sleep(50);
  }
}

/** The whole stack on a data folder: empty at the first start, as it was left at the second. */
export async function measureStack(
  folder: string,
  port: number,
): Promise<{ readonly first: number; readonly later: number }> {
  const dataFolder = join(folder, 'stack');
  const start = {
    script: 'start',
    args: ['--data', dataFolder],
    environment: {},
    port,
    query: '{ campaigns(first: 1) { nodes { id name pacing { index } } } }',
    tokensFile: join(dataFolder, 'demo-tokens.json'),
  } as const;
  return { first: await measureStart(start), later: await measureStart(start) };
}
