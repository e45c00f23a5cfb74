// What no compiler and no linter says of this repository: who may import whom, and what is never written down.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { ConfigurationRow } from '../gateway/settings.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Every file that is or is about to be under version control, relative to the repository's root; of a checkout that belongs
 * to another user, too.
 */
const files = execFileSync(
  'git',
  ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const isGenerated = (file: string) => /\.generated\.ts$|^schema\/client\//.test(file);
const isTest = (file: string) => file.startsWith('test/') || file.endsWith('.test.ts');
const sources = files.filter((file) => file.endsWith('.ts') && !isGenerated(file));
const texts = new Map(
  files
    .filter((file) => /\.(ts|js|json|md|graphql|sql|yml)$|^\.ci\//.test(file))
    .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
);
const textOf = (file: string): string => texts.get(file) ?? '';

interface Import {
  readonly from: string;
  /** A path from the root for a file of ours, the bare specifier for a package. */
  readonly to: string;
}

function importsOf(file: string): readonly Import[] {
  const specifiers = textOf(file).matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?(?:from\s+)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
  );
  return [...specifiers].flatMap(([, fromClause, dynamic]) => {
    const specifier = fromClause ?? dynamic;
    if (specifier === undefined) return [];
    return [{ from: file, to: specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier }];
  });
}

const imports = sources.filter((file) => !isTest(file)).flatMap(importsOf);

/** Imports of the files that match `from` which go where `to` says they may not; as lines a person can read. */
function breaches(from: RegExp, isForbidden: (to: string, file: string) => boolean): readonly string[] {
  return imports
    .filter((edge) => from.test(edge.from) && isForbidden(edge.to, edge.from))
    .map((edge) => `${edge.from} → ${edge.to}`);
}

/** A row of the README's configuration table, with single spaces. */
function readmeRow({ name, default: fallback, description }: ConfigurationRow): string {
  const shown = fallback === undefined || fallback === '' ? '' : `\`${fallback}\` `;
  return `| \`${name}\` | ${shown}| ${description.replaceAll('|', '\\|').replaceAll('*', '\\*')} |`;
}

function lines(file: string): readonly { readonly place: string; readonly line: string }[] {
  return textOf(file)
    .split('\n')
    .map((line, index) => ({ place: `${file}:${index + 1}`, line }));
}

/** Places in the files where the pattern occurs; this file, which names what it looks for, is left out. */
function occurrences(where: readonly string[], pattern: RegExp): readonly string[] {
  return where
    .filter((file) => file !== 'test/tidy.test.ts')
    .flatMap((file) =>
      lines(file).flatMap(({ place, line }) => (pattern.test(line) ? [`${place}: ${line.trim()}`] : [])),
    );
}

describe('who imports whom', () => {
  test('finds imports at all', () => {
    expect(imports).toContainEqual({ from: 'schema/compose.ts', to: 'graphql' });
  });

  test('the gateway knows no subgraph, no platform and no stack', () => {
    expect(breaches(/^gateway\//, (to) => /^(subgraphs|platforms|stack|test)\//.test(to))).toEqual([]);
  });

  test('a subgraph knows itself, what is common, the contract of viewers, and platforms by their clients', () => {
    const isAllowed = (to: string, file: string) => {
      const [, name] = file.split('/');
      const isPlatform =
        /^platforms\/(ad-platform|live-platforms)\.ts$/.test(to) || /^platforms\/[\w-]+\/client\.ts$/.test(to);
      return (
        to.startsWith(`subgraphs/${name}/`) ||
        to.startsWith('subgraphs/common/') ||
        to === 'schema/viewer.ts' ||
        isPlatform
      );
    };
    expect(
      breaches(
        /^subgraphs\/(?!common\/)/,
        (to, file) => /^[\w-]+\/.*\.ts$/.test(to) && !to.startsWith('@') && !isAllowed(to, file),
      ),
    ).toEqual([]);
  });

  test('what is common knows no subgraph', () => {
    expect(
      breaches(/^subgraphs\/common\//, (to) => /^(gateway|stack|test|platforms)\/|^subgraphs\/(?!common\/)/.test(to)),
    ).toEqual([]);
  });

  test('a platform knows money, periods and time zones, and no other platform', () => {
    const pure = /^subgraphs\/common\/(money|period|time-zone)\.ts$/;
    const isOurs = (to: string) => /^[\w-]+\/.*\.ts$/.test(to) && !to.startsWith('@');
    expect(breaches(/^platforms\//, (to) => isOurs(to) && !to.startsWith('platforms/') && !pure.test(to))).toEqual([]);
    const folderOf = (file: string) => /^platforms\/([\w-]+)\//.exec(file)?.[1];
    const isAnother = (to: string, file: string) =>
      folderOf(to) !== undefined && folderOf(to) !== 'estate' && folderOf(to) !== folderOf(file);
    // Where the environment opens them, all are known; nowhere else.
    expect(breaches(/^platforms\/(?!live-platforms\.ts)/, isAnother)).toEqual([]);
  });

  test('a client of a platform knows nothing of twins and estates', () => {
    const client = /^platforms\/(?!estate\/)(?!.*twin)/;
    expect(breaches(client, (to) => /^platforms\/(estate\/|.*twin)/.test(to))).toEqual([]);
  });

  test('nothing that ships knows the tests, and only the stack is known by nobody', () => {
    expect(breaches(/^(?!test\/)/, (to) => to.startsWith('test/'))).toEqual([]);
    expect(breaches(/^(?!stack\/)/, (to) => to.startsWith('stack/'))).toEqual([]);
  });

  test('the contracts in schema/ know no part that keeps them', () => {
    expect(breaches(/^schema\//, (to) => /^(gateway|subgraphs|platforms|stack|test)\//.test(to))).toEqual([]);
  });

  test('supergraph, operation and plan do no I/O and know nothing above them', () => {
    const pure = /^gateway\/(supergraph|operation|plan)\/(?!main\.ts$)/;
    const io = /^node:(fs|net|http|https|child_process|dgram|tls|timers)|^(undici|ws|graphql-ws|pg|pino)$/;
    const above = /^gateway\/(transport|live|telemetry|execute|auth|pipeline\.ts|gateway\.ts|config\.ts|main\.ts)/;
    expect(breaches(pure, (to) => io.test(to) || above.test(to))).toEqual([]);
    expect(breaches(/^gateway\/supergraph\//, (to) => /^gateway\/(operation|plan)\//.test(to))).toEqual([]);
    expect(breaches(/^gateway\/operation\//, (to) => to.startsWith('gateway/plan/'))).toEqual([]);
  });

  test('the engine of the gateway knows no transport', () => {
    expect(
      breaches(/^gateway\/(execute|live|pipeline\.ts|supergraph|operation|plan)/, (to) =>
        to.startsWith('gateway/transport/'),
      ),
    ).toEqual([]);
  });

  test('maths knows no server and no database', () => {
    const maths =
      /^subgraphs\/\w+\/(models|statistics)\/|^subgraphs\/common\/(money|period|identifiers|performance-id|keyset)\.ts$|^subgraphs\/spend\/(pacing|day-shape)\.ts$/;
    expect(breaches(maths, (to) => /^(kysely|pg|@apollo\/.*)$/.test(to))).toEqual([]);
    expect(breaches(/^subgraphs\/\w+\/(models|statistics)\//, (to) => to === 'graphql')).toEqual([]);
  });

  test('whoever writes in a transaction counts it, so that answers from before end', () => {
    const writers = sources.filter(
      (file) => /^subgraphs\/(?!common\/)/.test(file) && !isTest(file) && /\.transaction\(\)/.test(textOf(file)),
    );
    expect(writers).toContain('subgraphs/campaigns/make-change.ts');
    expect(writers.filter((file) => !/\bcount(Change|Load)\(/.test(textOf(file)))).toEqual([]);
  });

  // A pool resolves its end before its connections have closed; one that nobody listens to then ends the process.
  test('a pool of connections is opened in one place, which hears of each that breaks', () => {
    const openers = occurrences(sources, /\bnew pg\.Pool\b/);
    expect(openers.map((place) => place.split(':')[0])).toEqual(['subgraphs/common/database.ts']);
  });

  test('SQL stands in stores, tables, migrations and what is common', () => {
    const mayTalkSql = /^subgraphs\/(common\/|\w+\/(migrations\/|tables\.ts|.*-store\.ts|subgraph\.ts))/;
    const speaksSql = sources.filter(
      (file) => file.startsWith('subgraphs/') && !isTest(file) && !mayTalkSql.test(file),
    );
    expect(speaksSql.filter((file) => /\bsql(<[^`]*>)?`/.test(textOf(file)))).toEqual([]);
  });
});

describe('what is never written', () => {
  test('no stray promise of later work', () => {
    const later = /\b(TODO|FIXME|XXX|HACK)\b/;
    expect(
      occurrences(
        [...texts.keys()].filter((file) => !isGenerated(file) && file !== 'package-lock.json'),
        later,
      ),
    ).toEqual([]);
  });

  test('no way around the types', () => {
    const around = /\bas any[;,)\].]|: any\b|<any>|\bas unknown as\b|@ts-(ignore|nocheck|expect-error)|\bas never\b/;
    expect(
      occurrences(
        sources.filter((file) => file !== 'test/tidy.test.ts'),
        around,
      ),
    ).toEqual([]);
  });

  test('no drawers for everything', () => {
    const names = files.map((file) => file.split('/')).flat();
    const drawers = /^(utils?|helpers?|misc|manager|index\.ts|shared)(\.\w+)?$/;
    expect(names.filter((name) => drawers.test(name))).toEqual(
      files.filter((file) => file === 'schema/client/index.ts').map(() => 'index.ts'),
    );
  });

  test('files are named in kebab-case', () => {
    expect(sources.filter((file) => !/^[a-z0-9./-]+$/.test(file))).toEqual([]);
  });

  test('no path of a machine', () => {
    const machine = /\/work\/|\/home\/\w|\/root\/|\/tmp\/\w|\/Users\//;
    expect(
      occurrences(
        [...texts.keys()].filter((file) => file !== 'package-lock.json'),
        machine,
      ),
    ).toEqual([]);
  });

  test('no excuse for something half done', () => {
    const excuses = /\b(for now|not implemented|placeholder|dummy data|quick fix)\b/i;
    expect(occurrences(sources, excuses)).toEqual([]);
  });
});

describe('SQL', () => {
  const templates = sources
    .filter((file) => file.startsWith('subgraphs/') && !isTest(file) && !file.includes('/migrations/'))
    .flatMap((file) =>
      [...textOf(file).matchAll(/\bsql(?:<[^`]*?>)?`(\s*)([^`]*)`/g)].map(([, , text]) => ({ file, text: text ?? '' })),
    );
  const statement = /^(select|insert|update|delete|with|merge|copy|lock|notify|listen)\b/i;

  test('finds statements at all', () => {
    expect(templates.filter(({ text }) => text.startsWith('/* ')).length).toBeGreaterThan(20);
  });

  test('every statement begins with its name', () => {
    expect(
      templates.filter(({ text }) => statement.test(text)).map(({ file, text }) => `${file}: ${text.slice(0, 60)}`),
    ).toEqual([]);
  });

  test('a name is one word in camelCase', () => {
    const names = templates.flatMap(({ file, text }) =>
      text.startsWith('/*') ? [{ file, name: /^\/\* (.*?) \*\//.exec(text)?.[1] ?? '' }] : [],
    );
    expect(names.filter(({ name }) => !/^[a-z][A-Za-z0-9]*$/.test(name))).toEqual([]);
  });
});

describe('the documents', () => {
  test('the configuration table of the README is the one of the gateway', async () => {
    const { configurationTable } = await import('../gateway/settings.ts');
    const rows = textOf('README.md')
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' ').trim());
    for (const row of configurationTable) expect(rows).toContain(readmeRow(row));
  });

  test('every path a document names exists', () => {
    const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];
    const named = documents.flatMap((document) =>
      [...textOf(document).matchAll(/`((?:gateway|subgraphs|platforms|schema|stack|test)\/[\w./-]*)`/g)].map(
        ([, path]) => ({
          document,
          path: path ?? '',
        }),
      ),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('every operation the README shows fits the API', () => {
    const api = buildSchema(textOf('schema/api.graphql'));
    const shown = [...textOf('README.md').matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');
    expect(shown).toHaveLength(5);
    expect(shown.flatMap((text) => validate(api, parse(text))).map(({ message }) => message)).toEqual([]);
  });

  test('every npm script a document names exists', () => {
    const scripts: unknown = JSON.parse(textOf('package.json')).scripts;
    const names = Object.keys(scripts ?? {});
    const named = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', '.ci/run'].flatMap((document) =>
      [...textOf(document).matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script]) => ({
        document,
        script: script ?? '',
      })),
    );
    expect(named.filter(({ script }) => !names.includes(script))).toEqual([]);
  });
});
