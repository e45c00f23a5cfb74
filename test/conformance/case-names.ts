// The same case with subgraphs of other names, in the opposite order: a planner that goes by names would show.
import { parse, print } from 'graphql';
import { composeSubgraphs } from '../../schema/compose.ts';
import type { Case, Expectation } from './case-files.ts';

/** A case whose supergraph is given keeps its names, for they stand in it. */
export function withOtherNames(of: Case): Case {
  if (of.isComposedElsewhere) return of;
  const names = new Map(of.subgraphs.map(({ name }, index) => [name, `s${99 - index}_${name}`]));
  const subgraphs = of.subgraphs.map(({ name, document, data }) => ({
    name: names.get(name) ?? name,
    document: parse([...names].reduce(renameOverridden, print(document)), { noLocation: true }),
    data,
  }));
  const operations = of.operations.map((operation) => ({ ...operation, expected: onlyAnswer(operation.expected) }));
  return { ...of, subgraphs, operations, supergraphSdl: () => composeSubgraphs(subgraphs).supergraphSdl };
}

function renameOverridden(sdl: string, [name, otherName]: readonly [string, string]): string {
  return sdl.replaceAll(`from: "${name}"`, `from: "${otherName}"`);
}

/** Whom to ask for what several have is for the planner to choose; what comes of it is not. */
function onlyAnswer({ variables, scopes, data, errors }: Expectation): Expectation {
  return {
    ...(variables && { variables }),
    ...(scopes && { scopes }),
    ...(data !== undefined && { data }),
    errors: errors.map(({ path, code }) => ({ path, code })),
  };
}
