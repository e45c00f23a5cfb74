// Writes what clients of each contract see, for people and for the check that nothing breaks them. A part of
// `npm run compose`; the gateway itself reads the tags of the supergraph.
import { readFileSync, writeFileSync } from 'node:fs';
import { printContract } from './supergraph/print-contract.ts';

const publishedTags = ['mobile'];

/** The SDL of each published contract, by its path from the root of the project. */
export function printContracts(supergraphSdl: string): ReadonlyMap<string, string> {
  return new Map(publishedTags.map((tag) => [`schema/${tag}.graphql`, printContract(supergraphSdl, tag)]));
}

if (import.meta.main) {
  const root = new URL('../', import.meta.url);
  const contracts = printContracts(readFileSync(new URL('schema/supergraph.graphql', root), 'utf8'));
  for (const [file, sdl] of contracts) writeFileSync(new URL(file, root), sdl);
}
