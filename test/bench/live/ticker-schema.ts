// The graph in which all contenders are compared: a stream for each topic, which can be resumed, and another subgraph that
// knows what a topic is called.
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { composeSubgraphs } from '../../../schema/compose.ts';

const tickerSdl = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://specs.marketing-graph.invalid/delivery/v1.0", import: ["@delivery"])
    @composeDirective(name: "@delivery")
  directive @delivery(contract: String!, cursor: String!, resume: String!, head: String!, key: String, snapshot: String) on FIELD_DEFINITION
  type Query { now: String! }
  type Subscription {
    ticked(topic: ID!, after: String): Tick! @delivery(contract: "LOSSLESS", cursor: "cursor", resume: "after", head: "now")
  }
  type Tick { cursor: String! topic: Topic! sequence: String! at: String! text: String! }
  type Topic @key(fields: "id") { id: ID! }
`;
const namesSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { topics: Int }
  type Topic @key(fields: "id") { id: ID! name: String! }
`;

/** What a client asks of any of them. */
export const tickedQuery =
  'subscription Ticked($topic: ID!) { ticked(topic: $topic) { cursor topic { id } sequence at text } }';
/** What has to be asked of both subgraphs. */
export const namedQuery =
  'subscription Named($topic: ID!) { ticked(topic: $topic) { cursor topic { id name } sequence at text } }';

/** The subgraph that knows names. */
export const namesSchema = buildSubgraphSchema([
  {
    typeDefs: parse(namesSdl),
    resolvers: { Topic: { name: ({ id }: { readonly id: string }) => `Topic ${id}` } },
  },
]);

/** Both are served on one port, by their paths. */
export function tickerSupergraph(port: number): string {
  const { supergraphSdl } = composeSubgraphs([
    { name: 'ticker', document: parse(tickerSdl) },
    { name: 'names', document: parse(namesSdl) },
  ]);
  return supergraphSdl
    .replace('http://ticker.invalid/graphql', `http://127.0.0.1:${port}/graphql`)
    .replace('http://names.invalid/graphql', `http://127.0.0.1:${port}/names`);
}
