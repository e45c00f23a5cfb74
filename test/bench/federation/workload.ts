// The workload of the public gateways benchmark (graphql-hive/graphql-gateways-benchmark): four subgraphs, one heavy
// query, an answer of about 87 kB. Schema, shape and sizes are the benchmark's; code and texts are ours.
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { type GraphQLSchema, parse } from 'graphql';

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@provides", "@shareable"])';

const typeDefs = {
  accounts: `${federation}
    type Query { me: User user(id: ID!): User users: [User] }
    type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }`,
  inventory: `${federation}
    type Product @key(fields: "upc") {
      upc: String! weight: Int @external price: Int @external inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }`,
  products: `${federation}
    type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
  reviews: `${federation}
    type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
    type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
} as const;

export type WorkloadSubgraph = keyof typeof typeDefs;
export const workloadSubgraphs: readonly WorkloadSubgraph[] = ['accounts', 'inventory', 'products', 'reviews'];

interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly birthday: number;
}
interface Product {
  readonly upc: string;
  readonly name: string;
  readonly price: number;
  readonly weight: number;
}
interface Review {
  readonly id: string;
  readonly body: string;
  readonly product: { readonly upc: string };
}

const users: readonly User[] = [
  'Ada Lovelace',
  'Grace Hopper',
  'Alan Turing',
  'Edsger Dijkstra',
  'Barbara Liskov',
  'Leslie Lamport',
].map((name, index) => ({
  id: String(index + 1),
  name,
  username: name.toLowerCase().replace(' ', ''),
  birthday: 1_234_567_890,
}));

const products: readonly Product[] = [
  ['Table', 899, 100],
  ['Couch', 1_299, 1_000],
  ['Glass', 15, 20],
  ['Chair', 499, 100],
  ['TV', 1_299, 1_000],
  ['Lamp', 6_999, 300],
  ['Grill', 3_999, 2_000],
  ['Fridge', 100_000, 6_000],
  ['Sofa', 9_999, 800],
].map(([name, price, weight], index) => ({
  upc: String(index + 1),
  name: String(name),
  price: Number(price),
  weight: Number(weight),
}));

const inStock = new Set(['1', '5', '6', '7', '9']);
const words =
  'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua'.split(
    ' ',
  );

function text(length: number): string {
  let body = '';
  for (let index = 0; body.length < length; index++) body += `${words[index % words.length] ?? ''} `;
  return body.slice(0, length);
}

/** Length of each review's body and the product it is about: what makes the answer as large as the benchmark's. */
const reviews: readonly Review[] = (
  [
    [445, '1'],
    [288, '1'],
    [276, '1'],
    [144, '1'],
    [445, '2'],
    [288, '2'],
    [276, '2'],
    [144, '2'],
    [144, '3'],
    [144, '4'],
    [836, '4'],
  ] as const
).map(([length, upc], index) => ({ id: String(index + 1), body: text(length), product: { upc } }));

const firstUser = { id: '1', username: users[0]?.username ?? '' };
const firstReviews = reviews.slice(0, 2);

const resolvers: Readonly<Record<WorkloadSubgraph, GraphQLResolverMap<unknown>>> = {
  accounts: {
    Query: {
      me: () => users[0],
      user: (_: unknown, { id }: { readonly id: string }) => users.find((user) => user.id === id),
      users: () => users,
    },
    User: { __resolveReference: ({ id }: { readonly id: string }) => users.find((user) => user.id === id) },
  },
  inventory: {
    Product: {
      __resolveReference: (product: { readonly upc: string }) => product,
      inStock: ({ upc }: { readonly upc: string }) => inStock.has(upc),
      shippingEstimate: ({ price, weight }: Partial<Product>) =>
        price !== undefined && price > 1_000 ? 0 : weight === undefined ? null : Math.floor(weight / 2),
    },
  },
  products: {
    Query: { topProducts: (_: unknown, { first }: { readonly first: number }) => products.slice(0, first) },
    Product: {
      __resolveReference: ({ upc }: { readonly upc: string }) => products.find((product) => product.upc === upc),
    },
  },
  reviews: {
    Review: {
      __resolveReference: ({ id }: { readonly id: string }) => reviews.find((review) => review.id === id),
      author: () => firstUser,
    },
    User: { __resolveReference: ({ id }: { readonly id: string }) => ({ id }), reviews: () => firstReviews },
    Product: {
      __resolveReference: ({ upc }: { readonly upc: string }) => ({ upc }),
      reviews: ({ upc }: { readonly upc: string }) => reviews.filter((review) => review.product.upc === upc),
    },
  },
};

/** A subgraph of the workload, ready to execute. */
export function workloadSchema(name: WorkloadSubgraph): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: parse(typeDefs[name]), resolvers: resolvers[name] }]);
}

/** The supergraph of the workload, with the subgraphs at `<origin>/<name>`. */
export function workloadSupergraph(origin: string): string {
  const { supergraphSdl, errors } = composeServices(
    workloadSubgraphs.map((name) => ({ name, url: `${origin}/${name}`, typeDefs: parse(typeDefs[name]) })),
  );
  if (!supergraphSdl)
    throw new Error(`The workload does not compose: ${(errors ?? []).map(({ message }) => message).join('; ')}`);
  return supergraphSdl;
}

const product = 'inStock name price shippingEstimate upc weight';
const user = 'id username name';
const authored = `author { ${user} reviews { id body product { ${product} } } }`;

/** The heavy query: seven fetches in four waves when it is planned well. */
export const heavyQuery = `query TestQuery {
  users { ${user} reviews { id body product { ${product} reviews { id body ${authored} } } } }
  topProducts { ${product} reviews { id body ${authored} } }
}`;
