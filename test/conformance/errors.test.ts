import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { SubgraphFailure } from '../../gateway/errors.ts';
import type { SubgraphClient } from '../../gateway/subgraph-client/subgraph-client.ts';
import { createFixture } from './fixture.ts';

const list = {
  typeDefs: `
    type Query { users: [User] strict: [User!]! first: User broken: String rude: String }
    type User @key(fields: "id") { id: ID! }
  `,
  resolvers: {
    Query: {
      users: () => [{ id: '1' }, { id: 'bad' }, { id: '1' }, { id: '3' }],
      strict: () => [{ id: '1' }, { id: 'bad' }],
      first: () => ({ id: 'bad' }),
      broken: () => {
        throw new Error('relation "users" does not exist');
      },
      rude: () => {
        throw new GraphQLError('first is 1 to 100.', {
          extensions: { code: 'BAD_USER_INPUT', stacktrace: ['secret'] },
        });
      },
    },
  },
};
const profiles = {
  typeDefs: `type User @key(fields: "id") { id: ID! nick: String name: String! address: Address }  type Address { street: Street } type Street { number: Int! }`,
  resolvers: {
    User: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      nick: ({ id }: { id: string }) => orFail(id, `nick ${id}`),
      name: ({ id }: { id: string }) => orFail(id, `name ${id}`),
      address: ({ id }: { id: string }) => ({ street: { number: () => orFail(id, 5) } }),
    },
  },
};
function orFail<Value>(id: string, value: Value): Value {
  if (id === 'bad') throw new Error('password=hunter2');
  return value;
}
const fixture = createFixture({ list, profiles });
const masked = { message: 'This part of the graph failed on the field.' };

test('an error of an entity is told where the client asked, under its own names', async () => {
  expect(await fixture.run('{ all: users { n: nick } }')).toEqual({
    data: { all: [{ n: 'nick 1' }, { n: null }, { n: 'nick 1' }, { n: 'nick 3' }] },
    errors: [{ ...masked, path: ['all', 1, 'n'], extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'profiles' } }],
  });
});

test('one entity in several places fails in each of them', async () => {
  const { errors } = await fixture.run('{ users { nick } first { nick } }');
  expect(errors?.map(({ path }) => path)).toEqual([
    ['users', 1, 'nick'],
    ['first', 'nick'],
  ]);
});

test('the null of a field that is never null travels to the nearest that may be', async () => {
  const result = await fixture.run('{ users { name } }');
  expect(result.data).toEqual({ users: [{ name: 'name 1' }, null, { name: 'name 1' }, { name: 'name 3' }] });
  expect(result.errors?.map(({ path }) => path)).toEqual([['users', 1, 'name']]);
  expect((await fixture.run('{ strict { name } }')).data).toBeNull();
});

test('a null that travelled inside the subgraph keeps the path of its error', async () => {
  const result = await fixture.run('{ first { address { street { number } } } }');
  expect(result.data).toEqual({ first: { address: { street: null } } });
  expect(result.errors?.map(({ path }) => path)).toEqual([['first', 'address', 'street', 'number']]);
});

test('words meant for clients pass with their code and nothing else; all others are masked', async () => {
  expect(await fixture.run('{ rude broken }')).toEqual({
    data: { rude: null, broken: null },
    errors: [
      { message: 'first is 1 to 100.', path: ['rude'], extensions: { code: 'BAD_USER_INPUT', subgraph: 'list' } },
      { ...masked, path: ['broken'], extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'list' } },
    ],
  });
});

/** A client that answers whatever the test says. */
function clientThat(name: string, execute: SubgraphClient['execute']): SubgraphClient {
  return {
    name,
    execute,
    async *subscribe() {
      yield* [];
    },
    close: () => Promise.resolve(),
  };
}

test.each(['UNREACHABLE', 'TIMEOUT', 'MALFORMED_RESPONSE', 'HTTP_ERROR'] as const)(
  'sibling fields stay when a subgraph is %s',
  async (kind) => {
    const down = clientThat('profiles', () => Promise.reject(new SubgraphFailure('profiles', kind)));
    const result = await createFixture({ list, profiles }, { clients: { profiles: down } }).run(
      '{ users { id nick } }',
    );
    expect(result.data).toMatchObject({ users: [{ id: '1', nick: null }, { id: 'bad', nick: null }, {}, {}] });
    expect(result.errors).toHaveLength(4);
    expect(result.errors?.[3]).toMatchObject({
      path: ['users', 3, 'nick'],
      extensions: { code: `SUBGRAPH_${kind}`, subgraph: 'profiles' },
    });
  },
);

test.each([
  ['no data', {}],
  ['too few entities', { data: { _entities: [] } }],
  ['entities that are no list', { data: { _entities: 'none' } }],
  ['only an error', { errors: [{ message: 'no' }] }],
])('an answer with %s is an error of each field it was asked for', async (_, response) => {
  const odd = clientThat('profiles', () => Promise.resolve(structuredClone(response)));
  const result = await createFixture({ list, profiles }, { clients: { profiles: odd } }).run('{ users { id nick } }');
  expect(result.data).toMatchObject({ users: [{ id: '1', nick: null }, {}, {}, {}] });
  expect(result.errors?.map(({ path }) => path)).toEqual([0, 1, 2, 3].map((index) => ['users', index, 'nick']));
});

test('an error of a whole answer is told once, where the client asked', async () => {
  const refusing = clientThat('list', () =>
    Promise.resolve({ errors: [{ message: 'No such day.', extensions: { code: 'BAD_USER_INPUT' } }] }),
  );
  const { data, errors } = await createFixture({ list, profiles }, { clients: { list: refusing } }).run(
    '{ everybody: users { nick } }',
  );
  expect(data).toEqual({ everybody: null });
  expect(errors).toEqual([
    { message: 'No such day.', path: ['everybody'], extensions: { code: 'BAD_USER_INPUT', subgraph: 'list' } },
  ]);
});

test('an answer lists a hundred errors and counts the rest', async () => {
  const ids = Array.from({ length: 2_000 }, (_, id) => ({ __typename: 'User', id: String(id % 1_999) }));
  const many = clientThat('list', () => Promise.resolve({ data: { users: structuredClone(ids) } }));
  const failing = clientThat('profiles', ({ variables }) => {
    const { representations } = variables;
    const count = Array.isArray(representations) ? representations.length : 0;
    const errors = Array.from({ length: count }, (_, index) => ({ message: 'no', path: ['_entities', index, 'nick'] }));
    return Promise.resolve({ data: { _entities: errors.map(() => ({ nick: null })) }, errors });
  });
  const { errors } = await createFixture({ list, profiles }, { clients: { list: many, profiles: failing } }).run(
    '{ users { nick } }',
  );
  expect(errors).toHaveLength(101);
  expect(errors?.at(-1)).toMatchObject({ extensions: { code: 'TOO_MANY_ERRORS' } });
});

test('keys from a subgraph cannot reach the prototype of anything', async () => {
  const evil = clientThat('list', () =>
    Promise.resolve({
      data: JSON.parse(
        '{"__proto__":{"polluted":1},"users":[{"__typename":"User","id":"1","__proto__":{"polluted":1}}]}',
      ),
    }),
  );
  const more = clientThat('profiles', () =>
    Promise.resolve({
      data: JSON.parse(
        '{"_entities":[{"nick":"n","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]}',
      ),
      errors: [
        { message: 'x', path: ['__proto__', 'polluted'] },
        { message: 'y', path: ['constructor', 'prototype', 'polluted'] },
      ],
    }),
  );
  const result = await createFixture({ list, profiles }, { clients: { list: evil, profiles: more } }).run(
    '{ users { nick } }',
  );
  expect(result.data).toEqual({ users: [{ nick: 'n' }] });
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('an error of a field that only another field required is told without a path', async () => {
  const owner = {
    typeDefs: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! spend: Int }',
    resolvers: {
      Query: { thing: () => ({ id: '1' }) },
      Thing: {
        spend: () => {
          throw new Error('no');
        },
      },
    },
  };
  const asking = {
    typeDefs:
      'type Thing @key(fields: "id") { id: ID! spend: Int @external ratio: Float @requires(fields: "spend") other: Int }',
    resolvers: {
      Thing: {
        __resolveReference: (reference: object) => reference,
        ratio: ({ spend }: { spend: number | null }) => spend,
        other: () => 1,
      },
    },
  };
  expect(await createFixture({ owner, asking }).run('{ thing { ratio other } }')).toEqual({
    data: { thing: { ratio: null, other: 1 } },
    errors: [{ ...masked, extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'owner' } }],
  });
});
