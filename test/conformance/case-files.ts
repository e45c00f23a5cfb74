// What a case is on disk: subgraphs/<name>.graphql, data.json and operations/<name>.graphql with <name>.expected.json; or
// refusal.json in place of data and operations, for subgraphs that must not be served. See README.md beside this file.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type DocumentNode, parse } from 'graphql';
import { z } from 'zod';
import { composeSubgraphs } from '../../schema/compose.ts';

const jsonObject = z.record(z.string(), z.json());

const subgraphDataSchema = z.strictObject({
  /** Answers null also where its own schema says never, as a subgraph with a bug does. */
  lenient: z.boolean().default(false),
  /** By root type and field. */
  roots: z.record(z.string(), jsonObject).default({}),
  /** By type: what is found by key. */
  entities: z.record(z.string(), z.array(jsonObject)).default({}),
});

const expectedErrorSchema = z.strictObject({
  /** Null: told without a path. */
  path: z.array(z.union([z.string(), z.number()])).nullable(),
  code: z.string(),
  message: z.string().optional(),
  subgraph: z.string().optional(),
});

const expectationSchema = z.strictObject({
  variables: jsonObject.optional(),
  /** A viewer with these scopes asks; without them nobody has signed in. */
  scopes: z.array(z.string()).optional(),
  /** Left out: the answer has no data at all. */
  data: jsonObject.nullable().optional(),
  errors: z.array(expectedErrorSchema).default([]),
  /** How often each subgraph is asked; one that is not named is not asked. */
  calls: z.record(z.string(), z.number().int().positive()),
  /** How many entities each subgraph is asked about; compared when it is there. */
  entities: z.record(z.string(), z.number().int().positive()).optional(),
  /** Which fields each subgraph resolves, as coordinates in alphabetical order; compared when it is there. */
  resolved: z.record(z.string(), z.array(z.string())).optional(),
  /** What began and ended in which order; compared when it is there. */
  journal: z.array(z.string()).optional(),
});

const refusalSchema = z.strictObject({ message: z.string() });

export type Json = z.infer<ReturnType<typeof z.json>>;
export type SubgraphData = z.infer<typeof subgraphDataSchema>;
/** Without `calls` it does not matter who is asked. */
export type Expectation = Omit<z.infer<typeof expectationSchema>, 'calls'> &
  Partial<Pick<z.infer<typeof expectationSchema>, 'calls'>>;
export type ExpectedError = z.infer<typeof expectedErrorSchema>;

export interface CaseSubgraph {
  readonly name: string;
  readonly document: DocumentNode;
  readonly data: SubgraphData;
}

export interface CaseOperation {
  readonly name: string;
  readonly text: string;
  readonly expected: Expectation;
}

export interface Case {
  readonly name: string;
  readonly subgraphs: readonly CaseSubgraph[];
  readonly operations: readonly CaseOperation[];
  /** Whether its supergraph is given, and not composed here. */
  readonly isComposedElsewhere: boolean;
  /** What gateways are given. Throws when the subgraphs do not fit together. */
  readonly supergraphSdl: () => string;
  /** What the refusal of these subgraphs must say. */
  readonly refusal?: string;
}

const folder = new URL('cases/', import.meta.url);

/** Names of all cases, in alphabetical order. */
export function listCases(): readonly string[] {
  return readdirSync(folder).sort();
}

/** Reads a case. Throws when a file is missing, superfluous or of the wrong shape. */
export function readCase(name: string): Case {
  const here = new URL(`${name}/`, folder);
  const refusalFile = new URL('refusal.json', here);
  if (existsSync(refusalFile)) {
    const { message } = refusalSchema.parse(readJson(refusalFile));
    return { name, ...readSubgraphs(here, {}), operations: [], refusal: message };
  }
  const data = z.record(z.string(), subgraphDataSchema).parse(readJson(new URL('data.json', here)));
  const read = readSubgraphs(here, data);
  const strangers = Object.keys(data).filter((known) => !read.subgraphs.some((subgraph) => subgraph.name === known));
  if (strangers.length > 0) throw new Error(`${name}: data.json has data of ${strangers.join()}, of which no SDL is.`);
  return { name, ...read, operations: readOperations(new URL('operations/', here)) };
}

function readSubgraphs(here: URL, data: Readonly<Record<string, SubgraphData>>) {
  const subgraphs = readdirSync(new URL('subgraphs/', here))
    .sort()
    .map((file) => {
      const name = file.replace(/\.graphql$/, '');
      const document = parse(readFileSync(new URL(`subgraphs/${file}`, here), 'utf8'), { noLocation: true });
      return { name, document, data: data[name] ?? subgraphDataSchema.parse({}) };
    });
  const composed = new URL('supergraph.graphql', here);
  const supergraphSdl = (): string =>
    existsSync(composed) ? readFileSync(composed, 'utf8') : composeSubgraphs(subgraphs).supergraphSdl;
  return { subgraphs, supergraphSdl, isComposedElsewhere: existsSync(composed) };
}

function readOperations(here: URL): readonly CaseOperation[] {
  const names = readdirSync(here)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => file.slice(0, -'.graphql'.length));
  if (readdirSync(here).length !== names.length * 2) {
    throw new Error(`${here.pathname}: every operation needs its .expected.json, and nothing else belongs here.`);
  }
  return names.sort().map((name) => ({
    name,
    text: readFileSync(new URL(`${name}.graphql`, here), 'utf8'),
    expected: expectationSchema.parse(readJson(new URL(`${name}.expected.json`, here))),
  }));
}

function readJson(file: URL): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
