// An object that one subgraph only names, an interface object of another that computes with what a third has.
import { expect, test } from 'vitest';
import { createFixture } from './fixture.ts';

const book = { __typename: 'Book', id: 'b1', title: 'Dune', pages: 600 };

const library = {
  typeDefs: `
    type Query { item: Item! }
    interface Item @key(fields: "id") { id: ID! title: String! }
    type Book implements Item @key(fields: "id") { id: ID! title: String! pages: Int! }
    type Film implements Item @key(fields: "id") { id: ID! title: String! minutes: Int! }
  `,
  resolvers: {
    Query: { item: () => book },
    Item: { __resolveReference: () => book },
    Book: { __resolveReference: () => book },
  },
};
const ratings = {
  typeDefs: `
    type Item @key(fields: "id") @interfaceObject {
      id: ID!
      title: String! @external
      slogan: String! @requires(fields: "title")
    }
  `,
  resolvers: {
    Item: {
      __resolveReference: (reference: { id: string; title?: string }) => reference,
      slogan: ({ title }: { title: string }) => `${title}!`,
    },
  },
};
const club = {
  typeDefs: 'type Query { pick: Book! } type Book @key(fields: "id", resolvable: false) { id: ID! }',
  resolvers: { Query: { pick: () => ({ id: 'b1' }) } },
};
// Composition 0.27.0 forgets that an interface object's external field is external; see schema/compose.ts.
const mendSupergraph = (sdl: string): string =>
  sdl.replace(
    /(interface Item [^}]*title: String!)/,
    '$1 @join__field(graph: LIBRARY) @join__field(graph: RATINGS, external: true)',
  );
const fixture = createFixture({ library, ratings, club }, { mendSupergraph });

test('an object named elsewhere has its own fields and those of the interface object', async () => {
  expect(await fixture.run('{ pick { pages slogan } }')).toEqual({ data: { pick: { pages: 600, slogan: 'Dune!' } } });
});

test('and so it has beside a condition on its type elsewhere in the operation', async () => {
  expect(await fixture.run('{ pick { pages slogan } item { ... on Book { pages } } }')).toEqual({
    data: { pick: { pages: 600, slogan: 'Dune!' }, item: { pages: 600 } },
  });
});
