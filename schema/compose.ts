// Composes the supergraph from the subgraphs' SDL: `npm run compose` writes schema/supergraph.graphql (what the
// gateway loads) and schema/api.graphql (what a client sees).
import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices, transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { parse, print } from 'graphql';
import { declareExternalInterfaceFields } from './external-interface-fields.ts';

const folder = new URL('..', import.meta.url);
export const subgraphNames = ['campaigns', 'spend', 'attribution', 'experiments'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

/** The SDL of one subgraph, as it stands in `subgraphs/<name>/schema.graphql`. */
export function readSubgraphSdl(name: SubgraphName): string {
  return readFileSync(new URL(`subgraphs/${name}/schema.graphql`, folder), 'utf8');
}

/** Composes the four subgraphs. Throws with every composition error, one a line, when they do not fit together. */
export function composeSupergraph(): { readonly supergraphSdl: string; readonly apiSdl: string } {
  const subgraphs = subgraphNames.map((name) => ({ name, document: parse(readSubgraphSdl(name)) }));
  // No host is called "….invalid": whoever runs subgraphs on their own says where, with SUBGRAPH_<NAME>_URL.
  const result = composeServices(
    subgraphs.map(({ name, document }) => ({ name, url: `http://${name}.invalid/graphql`, typeDefs: document })),
  );
  if (!result.supergraphSdl) {
    const errors = (result.errors ?? []).map((error) => `- ${error.message}`);
    throw new Error(`The subgraphs do not compose:\n${errors.join('\n')}`);
  }
  const supergraph = declareExternalInterfaceFields(parse(result.supergraphSdl), subgraphs);
  return { supergraphSdl: print(supergraph), apiSdl: print(transformSupergraphToPublicSchema(supergraph)) };
}

if (import.meta.main) {
  const { supergraphSdl, apiSdl } = composeSupergraph();
  writeFileSync(new URL('schema/supergraph.graphql', folder), supergraphSdl);
  writeFileSync(new URL('schema/api.graphql', folder), apiSdl);
}
