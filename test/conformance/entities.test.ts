import { expect, test } from 'vitest';
import { createFixture } from './fixture.ts';

type Reference = Readonly<Record<string, unknown>>;
const self = (reference: Reference) => reference;

test('a required field travels to the subgraph that requires it, with its arguments', async () => {
  const parcels = {
    typeDefs: `
      type Query { parcels: [Parcel!]! }
      type Parcel @key(fields: "id") { id: ID! weight(unit: Unit!): Float! size: Size! }
      type Size { sides: [Int!]! }
      enum Unit { KG LB }
    `,
    resolvers: {
      Query: { parcels: () => [{ id: '1' }, { id: '2' }] },
      Parcel: {
        __resolveReference: self,
        weight: ({ id }: { id: string }, { unit }: { unit: string }) => Number(id) * (unit === 'KG' ? 1 : 2),
        size: ({ id }: { id: string }) => ({ sides: [Number(id), 10] }),
      },
    },
  };
  const shipping = {
    typeDefs: `
      type Parcel @key(fields: "id") {
        id: ID!
        weight(unit: Unit!): Float! @external
        size: Size! @external
        price: Float! @requires(fields: "weight(unit: LB)")
        volume: Int! @requires(fields: "size { sides }")
      }
      type Size { sides: [Int!]! @external }
      enum Unit { KG LB }
    `,
    resolvers: {
      Parcel: {
        __resolveReference: self,
        price: ({ weight }: { weight: number }) => weight * 100,
        volume: ({ size }: { size: { sides: number[] } }) => size.sides.reduce((product, side) => product * side, 1),
      },
    },
  };
  const graph = createFixture({ parcels, shipping });
  expect(await graph.run('{ parcels { price volume weight(unit: KG) } }')).toEqual({
    data: {
      parcels: [
        { price: 200, volume: 10, weight: 1 },
        { price: 400, volume: 20, weight: 2 },
      ],
    },
  });
});

test('subgraphs may require fields of each other in turn', async () => {
  const a = {
    typeDefs: `
      type Query { thing: Thing }
      type Thing @key(fields: "id") { id: ID! one: Int! two: Int! @external three: Int! @requires(fields: "two") }
    `,
    resolvers: {
      Query: { thing: () => ({ id: '1' }) },
      Thing: { __resolveReference: self, one: () => 1, three: ({ two }: { two: number }) => two + 1 },
    },
  };
  const b = {
    typeDefs: `
      type Thing @key(fields: "id") {
        id: ID! one: Int! @external three: Int! @external
        two: Int! @requires(fields: "one") four: Int! @requires(fields: "three")
      }
    `,
    resolvers: {
      Thing: {
        __resolveReference: self,
        two: ({ one }: { one: number }) => one + 1,
        four: ({ three }: { three: number }) => three + 1,
      },
    },
  };
  expect(await createFixture({ a, b }).run('{ thing { four } }')).toEqual({ data: { thing: { four: 4 } } });
});

const users = {
  typeDefs: `type User @key(fields: "id") { id: ID! name: String! nick: String! @shareable }`,
  resolvers: {
    User: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `user ${id}`, nick: 'from users' }) },
  },
};

test('a provided field is not asked of its owner', async () => {
  const posts = {
    typeDefs: `
      type Query { posts: [Post!]! }
      type Post { author: User! @provides(fields: "nick") editor: User! }
      type User @key(fields: "id") { id: ID! nick: String! @external }
    `,
    resolvers: {
      Query: { posts: () => [{ author: { id: '1', nick: 'provided' }, editor: { id: '2' } }] },
    },
  };
  const graph = createFixture({ users, posts });
  expect(await graph.run('{ posts { author { nick } } }')).toEqual({
    data: { posts: [{ author: { nick: 'provided' } }] },
  });
  expect(graph.calls.map(({ subgraph }) => subgraph)).toEqual(['posts']);
  expect(await graph.run('{ posts { editor { nick } } }')).toEqual({
    data: { posts: [{ editor: { nick: 'from users' } }] },
  });
});

test('an overridden field comes from its new owner, a shareable one from wherever it is at hand', async () => {
  const old = {
    typeDefs: `
      type Query { item: Item }
      type Item @key(fields: "id") { id: ID! price: Int! label: String! @shareable }
    `,
    resolvers: {
      Query: { item: () => ({ id: '1', price: 1, label: 'old' }) },
      Item: { __resolveReference: self },
    },
  };
  const next = {
    typeDefs: `type Item @key(fields: "id") { id: ID! price: Int! @override(from: "old") label: String! @shareable }`,
    resolvers: { Item: { __resolveReference: ({ id }: { id: string }) => ({ id, price: 2, label: 'next' }) } },
  };
  const graph = createFixture({ old, next });
  expect(await graph.run('{ item { label } }')).toEqual({ data: { item: { label: 'old' } } });
  expect(graph.calls).toHaveLength(1);
  expect(await graph.run('{ item { price label } }')).toEqual({ data: { item: { price: 2, label: 'old' } } });
});

test('keys that differ between subgraphs are bridged by one that knows both', async () => {
  const a = {
    typeDefs: 'type Query { byCode: Item } type Item @key(fields: "code") { code: ID! }',
    resolvers: { Query: { byCode: () => ({ code: 'x' }) }, Item: { __resolveReference: self } },
  };
  const bridge = {
    typeDefs:
      'type Item @key(fields: "code") @key(fields: "id owner { id }") { code: ID! id: ID! owner: Owner! } type Owner { id: ID! }',
    resolvers: { Item: { __resolveReference: () => ({ code: 'x', id: '1', owner: { id: 'o' } }) } },
  };
  const c = {
    typeDefs:
      'type Item @key(fields: "id owner { id }") { id: ID! owner: Owner! name: String! } type Owner { id: ID! @shareable }',
    resolvers: {
      Item: {
        __resolveReference: (reference: Reference) => reference,
        name: ({ id, owner }: { id: string; owner: { id: string } }) => `${id} of ${owner.id}`,
      },
    },
  };
  const bridged = {
    ...bridge,
    typeDefs: bridge.typeDefs
      .replace('owner: Owner!', 'owner: Owner! @shareable')
      .replace('{ id: ID! }', '{ id: ID! @shareable }')
      .replace(' id: ID! owner', ' id: ID! owner'),
  };
  const shared = { ...c, typeDefs: c.typeDefs.replace('owner: Owner!', 'owner: Owner! @shareable') };
  expect(await createFixture({ a, bridge: bridged, c: shared }).run('{ byCode { name } }')).toEqual({
    data: { byCode: { name: '1 of o' } },
  });
});

const teams = {
  typeDefs: `
    type Query { team: Team! }
    type Team { lead: User members: [User] guests: [Guest!]! }
    type Guest { host: User plusOne: User }
    type User @key(fields: "id") { id: ID! }
  `,
  resolvers: {
    Query: {
      team: () => ({
        lead: { id: '1' },
        members: [{ id: '1' }, null, { id: '2' }],
        guests: [{ host: { id: '2' }, plusOne: { id: '404' } }],
      }),
    },
  },
};

test('one entity over several paths is asked about once and answered in each place on its own', async () => {
  const graph = createFixture({ users, teams });
  const query = `{ team { lead { name } members { name nick } guests { host { handle: nick } } } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      team: {
        lead: { name: 'user 1' },
        members: [{ name: 'user 1', nick: 'from users' }, null, { name: 'user 2', nick: 'from users' }],
        guests: [{ host: { handle: 'from users' } }],
      },
    },
  });
  expect(graph.calls.filter(({ subgraph }) => subgraph === 'users')).toHaveLength(1);
});

test('an entity that its owner does not know has null fields, and the null of a required one travels up', async () => {
  const lost = {
    typeDefs: `type User @key(fields: "id") { id: ID! name: String! nick: String }`,
    resolvers: {
      User: { __resolveReference: ({ id }: { id: string }) => (id === '404' ? null : { id, name: `user ${id}` }) },
    },
  };
  const graph = createFixture({ users: lost, teams });
  expect(await graph.run('{ team { guests { plusOne { id nick } } } }')).toEqual({
    data: { team: { guests: [{ plusOne: { id: '404', nick: null } }] } },
  });
  const result = await graph.run('{ team { guests { host { name } plusOne { id name } } } }');
  expect(result.data).toEqual({ team: { guests: [{ host: { name: 'user 2' }, plusOne: null }] } });
  expect(result.errors).toEqual([
    {
      message: 'User.name is never null, but no value came.',
      path: ['team', 'guests', 0, 'plusOne', 'name'],
      extensions: { code: 'NON_NULL_VIOLATION' },
    },
  ]);
});

test('nobody is asked when an answer has no entity', async () => {
  const empty = { ...teams, resolvers: { Query: { team: () => ({ lead: null, members: [], guests: [] }) } } };
  const graph = createFixture({ users, teams: empty });
  expect(await graph.run('{ team { lead { name } members { nick } } }')).toEqual({
    data: { team: { lead: null, members: [] } },
  });
  expect(graph.calls.map(({ subgraph }) => subgraph)).toEqual(['teams']);
});

test('an inaccessible field is no part of the graph but may be a key', async () => {
  const a = {
    typeDefs: 'type Query { thing: Thing } type Thing @key(fields: "secret") { secret: ID! @inaccessible a: Int }',
    resolvers: { Query: { thing: () => ({ secret: 's', a: 1 }) }, Thing: { __resolveReference: self } },
  };
  const b = {
    typeDefs: 'type Thing @key(fields: "secret") { secret: ID! @inaccessible b: String }',
    resolvers: { Thing: { __resolveReference: self, b: ({ secret }: { secret: string }) => `b of ${secret}` } },
  };
  const graph = createFixture({ a, b });
  expect(await graph.run('{ thing { a b } }')).toEqual({ data: { thing: { a: 1, b: 'b of s' } } });
  expect(await graph.run('{ thing { secret } }')).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  });
});
