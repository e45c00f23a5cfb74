// A supergraph of 30 subgraphs and about half a megabyte, as large companies have them: each subgraph has an entity of its
// own with what belongs to it, and adds fields to the products that all of them share.
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

export const subgraphCount = 30;
const typesEach = 24;
const fieldsEach = 10;
const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable"])';

const names = Array.from({ length: subgraphCount }, (_, index) => `domain${index}`);

function typeOf(domain: number, type: number): string {
  const fields = Array.from(
    { length: fieldsEach },
    (_, field) => `"What domain ${domain} knows." field${field}: ${['String', 'Int', 'Float!', 'Boolean'][field % 4]}`,
  );
  return `type Detail${domain}x${type} { ${fields.join(' ')} next: Detail${domain}x${(type + 1) % typesEach} }`;
}

function typeDefsOf(domain: number): string {
  const neighbour = (domain + 1) % subgraphCount;
  const root = domain === 0 ? 'type Query { products(first: Int = 10): [Product!]! owner0: Owner0 }' : '';
  const requires = domain > 1 ? `score1: Int @external ranked${domain}: Int @requires(fields: "score1")` : '';
  return `${federation} ${root}
    type Product @key(fields: "id") {
      id: ID! name${domain}: String score${domain}: Int detail${domain}: Detail${domain}x0 owner${domain}: Owner${domain} ${requires}
    }
    type Owner${domain} @key(fields: "id") { id: ID! title: String neighbour: Owner${neighbour} }
    type Owner${neighbour} @key(fields: "id", resolvable: false) { id: ID! }
    ${Array.from({ length: typesEach }, (_, type) => typeOf(domain, type)).join('\n')}`;
}

/** Composes it. */
export function composeLargeSupergraph(): string {
  const { supergraphSdl, errors } = composeServices(
    names.map((name, domain) => ({ name, url: `http://${name}.invalid/graphql`, typeDefs: parse(typeDefsOf(domain)) })),
  );
  if (!supergraphSdl)
    throw new Error(`It does not compose: ${(errors ?? []).map(({ message }) => message).join('; ')}`);
  return supergraphSdl;
}

/** Asks every subgraph for its part of the products: a fetch for each. */
export const wideQuery = `query Wide { products { id ${names
  .map((_, domain) => `name${domain} detail${domain} { field0 next { field1 field2 } }`)
  .join(' ')} } }`;

/** From owner to owner through all subgraphs, each known only by the one before: as many fetches one after another. */
export const deepQuery = `query Deep { owner0 { id title ${'neighbour { id title '.repeat(subgraphCount - 2)}${'} '.repeat(subgraphCount - 2)} } }`;

/** With fields that need a field of another subgraph first. */
export const requiresQuery = `query Requires { products { id ${names
  .slice(2)
  .map((_, index) => `ranked${index + 2}`)
  .join(' ')} } }`;
