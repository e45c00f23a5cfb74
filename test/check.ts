// `npm run check`: everything that can be judged without running the product. Prints a line a check, then what is wrong.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generate } from '@graphql-codegen/cli';
import codegenConfig from '../codegen.ts';
import { printContracts } from '../gateway/write-contracts.ts';
import { composeSupergraph } from '../schema/compose.ts';
import { findBreakingChanges } from './breaking-changes.ts';

interface Check {
  readonly name: string;
  /** Resolves with what is wrong, one finding a line; an empty text is a pass. */
  readonly run: () => Promise<string>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const binaries = join(root, 'node_modules', '.bin');
const environment = { ...process.env, PATH: `${binaries}${delimiter}${process.env['PATH'] ?? ''}`, NO_COLOR: '1' };

/** A check that is a command: what it prints is what is wrong, unless it exits with 0. */
function command(name: string, program: string, ...args: readonly string[]): Check {
  return {
    name,
    async run() {
      try {
        await promisify(execFile)(program, args, { cwd: root, env: environment, maxBuffer: 64 * 1024 * 1024 });
        return '';
      } catch (error) {
        // execFile rejects with an error that carries what the program printed.
        const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
        return `${stdout}\n${stderr}`.trim() || message;
      }
    },
  };
}

interface GeneratedFile {
  readonly filename: string;
  readonly content: string;
}

/** What the generators would write now, by path from the root. */
async function generateAll(): Promise<ReadonlyMap<string, string>> {
  const { supergraphSdl, apiSdl } = composeSupergraph();
  // The library types its answer as anything: with `false` it returns the files instead of writing them.
  const outputs: readonly GeneratedFile[] = await generate({ ...codegenConfig, cwd: root, silent: true }, false);
  return new Map([
    ['schema/supergraph.graphql', supergraphSdl],
    ['schema/api.graphql', apiSdl],
    ...printContracts(supergraphSdl),
    ...outputs.map(({ filename, content }): [string, string] => [relative(root, resolve(root, filename)), content]),
  ]);
}

const generated: Check = {
  name: 'generated files agree with the schema',
  async run() {
    const stale: string[] = [];
    for (const [file, content] of await generateAll()) {
      if (readOrEmpty(file) !== content) stale.push(`${file} is not what \`npm run codegen\` writes.`);
    }
    return stale.join('\n');
  },
};

const compatible: Check = {
  name: 'no breaking change that the changelog does not name',
  async run() {
    const changelog = readOrEmpty('CHANGELOG.md');
    const changes = await findBreakingChanges(root);
    return changes
      .filter(({ path }) => !changelog.includes(`\`${path}\``))
      .map(({ path, message, since }) => `${message} (since ${since}). Name \`${path}\` in CHANGELOG.md.`)
      .join('\n');
  },
};

function readOrEmpty(file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return '';
  }
}

const checks: readonly Check[] = [
  command('types', 'tsc', '--pretty', 'false'),
  command('code style and import rules', 'oxlint', '--type-aware', '--deny-warnings'),
  command(
    'GraphQL style',
    'eslint',
    '--max-warnings',
    '0',
    'subgraphs/*/schema.graphql',
    'schema/operations/*.graphql',
  ),
  command('format', 'prettier', '--check', '--log-level', 'warn', '.'),
  command('nothing unused', 'knip', '--no-progress'),
  generated,
  compatible,
];

/** Runs the checks, a few at a time, and tells of each when it is done. Returns what is wrong, by check. */
async function runAll(): Promise<ReadonlyMap<string, string>> {
  const findings = new Map<string, string>();
  const waiting = [...checks];
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const startedAt = performance.now();
      // A check that cannot do its work has not passed.
      const finding = await check.run().catch((error: unknown) => String(error));
      if (finding !== '') findings.set(check.name, finding);
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      console.log(`${finding === '' ? '✓' : '✗'} ${check.name} (${seconds} s)`);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return findings;
}

const findings = await runAll();
for (const [name, finding] of findings) console.log(`\n── ${name} ──\n${finding}`);
console.log(
  findings.size === 0
    ? `\nAll ${checks.length} checks passed.`
    : `\n${findings.size} of ${checks.length} checks failed.`,
);
process.exitCode = findings.size === 0 ? 0 : 1;
