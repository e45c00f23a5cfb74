// Composes the supergraph from the subgraphs' SDL: `npm run compose` writes schema/supergraph.graphql (what the
// gateway loads) and schema/api.graphql (what a client sees).
import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices, transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { type DocumentNode, Kind, parse, print, visit } from 'graphql';

const folder = new URL('..', import.meta.url);
export const subgraphNames = ['campaigns', 'spend', 'attribution', 'experiments'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

/** The SDL of one subgraph, as it stands in `subgraphs/<name>/schema.graphql`. */
export function readSubgraphSdl(name: SubgraphName): string {
  return readFileSync(new URL(`subgraphs/${name}/schema.graphql`, folder), 'utf8');
}

/** Composes the four subgraphs. Throws with every composition error, one a line, when they do not fit together. */
export function composeSupergraph(): { readonly supergraphSdl: string; readonly apiSdl: string } {
  const result = composeServices(
    subgraphNames.map((name) => ({ name, url: `http://${name}.invalid/graphql`, typeDefs: parse(readSubgraphSdl(name)) })),
  );
  if (!result.supergraphSdl) {
    throw new Error(`The subgraphs do not compose:\n${(result.errors ?? []).map((error) => `- ${error.message}`).join('\n')}`);
  }
  const supergraph = declareExternalInterfaceFields(parse(result.supergraphSdl));
  return { supergraphSdl: print(supergraph), apiSdl: print(transformSupergraphToPublicSchema(supergraph)) };
}

/**
 * Says of each field that an `@interfaceObject` type declares `@external` that its subgraph cannot resolve it.
 *
 * The composition library (0.27.0) leaves `@join__field` out of an interface's field when every subgraph that has the
 * interface declares it, and loses `external: true` with it; a planner then asks the wrong subgraph for the field.
 */
function declareExternalInterfaceFields(supergraph: DocumentNode): DocumentNode {
  const externalFields = new Map<string, { readonly owner: string; readonly external: string }>();
  for (const external of subgraphNames) {
    for (const type of parse(readSubgraphSdl(external)).definitions) {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION || !type.directives?.some(({ name }) => name.value === 'interfaceObject')) continue;
      const owner = subgraphNames.find((name) => readSubgraphSdl(name).includes(`interface ${type.name.value} `));
      if (!owner) throw new Error(`No subgraph defines the interface ${type.name.value} that ${external} makes an object of.`);
      for (const field of type.fields ?? []) {
        const isExternal = field.directives?.some(({ name }) => name.value === 'external');
        if (isExternal) externalFields.set(`${type.name.value}.${field.name.value}`, { owner, external });
      }
    }
  }
  return visit(supergraph, {
    InterfaceTypeDefinition(type) {
      const fields = type.fields?.map((field) => {
        const graphs = externalFields.get(`${type.name.value}.${field.name.value}`);
        if (!graphs || field.directives?.some(({ name }) => name.value === 'join__field')) return field;
        const directives = parse(
          `type T { f: Int @join__field(graph: ${graphs.owner.toUpperCase()}) @join__field(graph: ${graphs.external.toUpperCase()}, external: true) }`,
          { noLocation: true },
        ).definitions.flatMap((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? (node.fields?.[0]?.directives ?? []) : []));
        return { ...field, directives: [...directives, ...(field.directives ?? [])] };
      });
      return { ...type, ...(fields && { fields }) };
    },
  });
}

if (import.meta.main) {
  const { supergraphSdl, apiSdl } = composeSupergraph();
  writeFileSync(new URL('schema/supergraph.graphql', folder), supergraphSdl);
  writeFileSync(new URL('schema/api.graphql', folder), apiSdl);
}
