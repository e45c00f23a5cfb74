// Composes the supergraph from the subgraphs' SDL: `npm run compose` writes schema/supergraph.graphql (what the
// gateway loads) and schema/api.graphql (what a client sees).
import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices, transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { parse, print } from 'graphql';
import { withDefer } from './defer-directive.ts';
import { declareExternalInterfaceFields, type SubgraphDocument } from './external-interface-fields.ts';
import { withLive } from './live-directive.ts';

const folder = new URL('..', import.meta.url);
export const subgraphNames = ['campaigns', 'spend', 'attribution', 'experiments'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

/** The SDL of one subgraph, as it stands in `subgraphs/<name>/schema.graphql`. */
export function readSubgraphSdl(name: SubgraphName): string {
  return readFileSync(new URL(`subgraphs/${name}/schema.graphql`, folder), 'utf8');
}

export interface ComposedGraph {
  /** What a gateway loads. */
  readonly supergraphSdl: string;
  /** What a client sees. */
  readonly apiSdl: string;
}

/** Composes the four subgraphs. Throws with every composition error, one a line, when they do not fit together. */
export function composeSupergraph(): ComposedGraph {
  return composeSubgraphs(subgraphNames.map((name) => ({ name, document: parse(readSubgraphSdl(name)) })));
}

/** Composes any subgraphs as the four are composed, and throws likewise. */
export function composeSubgraphs(subgraphs: readonly SubgraphDocument[]): ComposedGraph {
  // No host is called "….invalid": whoever runs subgraphs on their own says where, with SUBGRAPH_<NAME>_URL.
  const result = composeServices(
    subgraphs.map(({ name, document }) => ({ name, url: `http://${name}.invalid/graphql`, typeDefs: document })),
  );
  if (!result.supergraphSdl) {
    const errors = (result.errors ?? []).map((error) => `- ${error.message}`);
    throw new Error(`The subgraphs do not compose:\n${errors.join('\n')}`);
  }
  const supergraph = declareExternalInterfaceFields(parse(result.supergraphSdl), subgraphs);
  const api = withLive(withDefer(transformSupergraphToPublicSchema(supergraph)));
  return { supergraphSdl: print(supergraph), apiSdl: print(api) };
}

if (import.meta.main) {
  const { supergraphSdl, apiSdl } = composeSupergraph();
  writeFileSync(new URL('schema/supergraph.graphql', folder), supergraphSdl);
  writeFileSync(new URL('schema/api.graphql', folder), apiSdl);
}
