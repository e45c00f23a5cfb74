// What an answer, and the way to it, have that the case did not expect, in lines a person can read.
import type { Expectation, ExpectedError } from './case-files.ts';
import type { CaseRecord } from './case-subgraph.ts';
import { canonical, isJsonObject } from './case-values.ts';

/** An answer as JSON, with the record of how the subgraphs were asked. */
export interface Observation {
  readonly answer: unknown;
  readonly record: CaseRecord;
}

/** Nothing when the answer and every call are as expected. */
export function findDifferences(expected: Expectation, { answer, record }: Observation): readonly string[] {
  if (!isJsonObject(answer)) return [`The answer is no object: ${JSON.stringify(answer)}`];
  return [
    ...differ('data', answer['data'], expected.data),
    ...findErrorDifferences(expected.errors, answer['errors']),
    ...(expected.calls ? differ('calls', countBy(record.calls), sorted(expected.calls)) : []),
    ...findEntityDifferences(expected, record),
    ...findResolvedDifferences(expected, record),
    ...(expected.journal ? differ('journal', record.journal, expected.journal) : []),
  ];
}

/** Compares the text, for keys too come in the order in which they were asked for. */
function differ(what: string, actual: unknown, expected: unknown): readonly string[] {
  const [came, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  return came === wanted ? [] : [`${what}: expected ${wanted}, came ${came}`];
}

/** Errors of things that happen at once come in any order. */
function findErrorDifferences(expected: readonly ExpectedError[], errors: unknown): readonly string[] {
  if (errors === undefined)
    return expected.length === 0 ? [] : [`errors: expected ${JSON.stringify(expected)}, came none`];
  if (!Array.isArray(errors) || errors.length === 0) return [`errors: ${JSON.stringify(errors)} is no list of errors`];
  const came = errors.map(describeError);
  const unmet = expected.filter((error) => !takeFirst(came, (each) => isMet(error, each)));
  return [
    ...unmet.map((error) => `errors: expected ${JSON.stringify(error)}, which did not come`),
    ...came.map((error) => `errors: came ${JSON.stringify(error)}, which was not expected`),
  ];
}

function takeFirst<Item>(items: Item[], isWanted: (item: Item) => boolean): boolean {
  const index = items.findIndex(isWanted);
  if (index >= 0) items.splice(index, 1);
  return index >= 0;
}

function describeError(error: unknown): Record<string, unknown> {
  if (!isJsonObject(error)) return { path: null };
  const extensions = isJsonObject(error['extensions']) ? error['extensions'] : {};
  return {
    path: error['path'] ?? null,
    code: extensions['code'],
    message: error['message'],
    subgraph: extensions['subgraph'],
  };
}

function isMet(expected: ExpectedError, error: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(expected).every(([key, value]) => canonical(error[key]) === canonical(value));
}

/** A call about no entity, or about one entity twice, is a call that was not needed. */
function findEntityDifferences({ entities }: Expectation, { batches }: CaseRecord): readonly string[] {
  const needless = batches.flatMap(({ subgraph, representations }) => {
    if (representations.length === 0) return [`${subgraph} was asked about no entity`];
    return new Set(representations.map(canonical)).size === representations.length
      ? []
      : [`${subgraph} was asked about one entity twice in one call: ${JSON.stringify(representations)}`];
  });
  if (!entities) return needless;
  const asked = countBy(batches.flatMap(({ subgraph, representations }) => representations.map(() => subgraph)));
  return [...needless, ...differ('entities', asked, sorted(entities))];
}

function findResolvedDifferences({ resolved }: Expectation, record: CaseRecord): readonly string[] {
  if (!resolved) return [];
  const came: Record<string, string[]> = {};
  for (const { subgraph, coordinate } of record.resolved) {
    came[subgraph] = [...new Set([...(came[subgraph] ?? []), coordinate])].sort();
  }
  return differ('resolved', sorted(came), sorted(resolved));
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return sorted(counts);
}

function sorted<Value>(values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1)));
}
