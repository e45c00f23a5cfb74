import { expect, test } from 'vitest';
import { createFixture, viewerWith } from './fixture.ts';

const work = {
  typeDefs: `
    type Query {
      open: String
      me: Person @authenticated
      items(advertiserId: ID, filter: Filter, advertiserIds: [ID!]): [Item]
      staff: String @policy(policies: [["staff"]])
    }
    input Filter { nested: Filter advertiserIds: [ID!] text: String }
    type Mutation { open: Int pay: Int @requiresScopes(scopes: [["pay"], ["admin", "all"]]) }
    interface Item { id: ID! secret: Int }
    type Task implements Item { id: ID! secret: Int @requiresScopes(scopes: [["secrets"]]) }
    type Note implements Item { id: ID! secret: Int }
    type Person @requiresScopes(scopes: [["people"]]) { name: String! }
  `,
  resolvers: {
    Query: {
      open: () => 'open',
      me: () => ({ name: 'Ada' }),
      staff: () => 'staff',
      items: () => [
        { __typename: 'Task', id: '1', secret: 1 },
        { __typename: 'Note', id: '2', secret: 2 },
      ],
    },
    Mutation: { open: () => 1, pay: () => 2 },
  },
};
const fixture = createFixture(
  { work },
  { holdsPolicy: (policy, { subject }) => policy === 'staff' && subject === 'ada' },
);

test('a field without its scope is null with an error, and its subgraph is not asked for it', async () => {
  fixture.calls.length = 0;
  expect(await fixture.run('{ open me { name } }', { viewer: viewerWith() })).toEqual({
    data: { open: 'open', me: null },
    errors: [
      {
        message: 'The token does not allow Query.me.',
        path: ['me'],
        extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
      },
    ],
  });
  expect(fixture.calls.map(({ document }) => document)).toEqual(['{open}']);
  expect(await fixture.run('{ open me { name } }', { viewer: viewerWith('people') })).toEqual({
    data: { open: 'open', me: { name: 'Ada' } },
  });
});

test('without a token the error says that one is needed', async () => {
  const { errors } = await fixture.run('{ me { name } }');
  expect(errors).toMatchObject([{ path: ['me'], extensions: { code: 'UNAUTHENTICATED' } }]);
});

const byType = '{ items { id ... on Task { secret } ... on Note { secret } } }';

test('on its own types a field is denied where it is guarded and answered elsewhere', async () => {
  const result = await fixture.run(byType, { viewer: viewerWith() });
  expect(result.data).toEqual({
    items: [
      { id: '1', secret: null },
      { id: '2', secret: 2 },
    ],
  });
  expect(result.errors).toMatchObject([{ path: ['items', 0, 'secret'] }]);
  const allowed = await fixture.run(byType, { viewer: viewerWith('secrets') });
  expect(allowed).toEqual({
    data: {
      items: [
        { id: '1', secret: 1 },
        { id: '2', secret: 2 },
      ],
    },
  });
});

test('on an interface a field needs the scopes of all its types, as composition says', async () => {
  const result = await fixture.run('{ items { id secret } }', { viewer: viewerWith() });
  expect(result.data).toEqual({
    items: [
      { id: '1', secret: null },
      { id: '2', secret: null },
    ],
  });
});

test('where the interface itself asks for nothing only the objects that deny the field are without it', async () => {
  const mendSupergraph = (sdl: string): string => sdl.replace(/(interface Item [^}]*secret: Int)[^\n}]*/, '$1');
  const result = await createFixture({ work }, { mendSupergraph }).run('{ items { id secret } }', {
    viewer: viewerWith(),
  });
  expect(result.data).toEqual({
    items: [
      { id: '1', secret: null },
      { id: '2', secret: 2 },
    ],
  });
});

test('a policy is asked of the hook', async () => {
  expect(await fixture.run('{ staff }', { viewer: viewerWith() })).toEqual({ data: { staff: 'staff' } });
  const other = await fixture.run('{ staff }', { viewer: { ...viewerWith(), subject: 'bob' } });
  expect(other.data).toEqual({ staff: null });
});

test('a mutation of which one field is not allowed is refused whole', async () => {
  const graph = createFixture({ work });
  const query = 'mutation { open pay }';
  const refused = await graph.run(query, { viewer: viewerWith('admin') });
  expect(refused).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  expect(refused).not.toHaveProperty('data');
  expect(await graph.run(query)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(graph.calls).toEqual([]);
  expect(await graph.run(query, { viewer: viewerWith('admin', 'all') })).toEqual({ data: { open: 1, pay: 2 } });
});

test.each([
  ['an argument', '{ items(advertiserId: "adv_2") { id } }', {}],
  ['a variable', 'query ($id: ID) { items(advertiserId: $id) { id } }', { id: 'adv_2' }],
  ['a list', '{ items(advertiserIds: ["adv_1", "adv_2"]) { id } }', {}],
  ['an input', 'query ($f: Filter) { items(filter: $f) { id } }', { f: { nested: { advertiserIds: ['adv_2'] } } }],
  ['a variable in an input', 'query ($id: ID!) { items(filter: { advertiserIds: [$id] }) { id } }', { id: 'adv_2' }],
])('another advertiser named by %s is refused before anyone is asked', async (_, query, variables) => {
  const graph = createFixture({ work });
  const result = await graph.run(query, { variables, viewer: viewerWith() });
  expect(result).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  expect(graph.calls).toEqual([]);
});

test('a subscription to another advertiser’s events is refused before anything is opened', async () => {
  const live = {
    typeDefs: 'type Query { open: String } type Subscription { spent(advertiserId: ID!): Int }',
    resolvers: { Subscription: { spent: { subscribe: () => [][Symbol.iterator]() } } },
  };
  const graph = createFixture({ live });
  const query = 'subscription ($id: ID!) { spent(advertiserId: $id) }';
  const refused = await graph.subscribe(query, { variables: { id: 'adv_2' }, viewer: viewerWith() });
  expect(refused).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  expect(graph.calls).toEqual([]);
});

test('the viewer’s own advertiser may be named', async () => {
  const result = await fixture.run('{ items(advertiserId: "adv_1", filter: { advertiserIds: ["adv_1"] }) { id } }', {
    viewer: viewerWith(),
  });
  expect(result.errors).toBeUndefined();
});

test('trusted documents run by their identifier, and where they are enforced nothing else does', async () => {
  const text = '{ open }';
  const id = 'sha256:a1906b22685e596a530bb2417855127cd973a974c46e3b9db6b8378639abda1f';
  const trustedDocuments = new Map([[id, text]]);
  const allowing = createFixture({ work }, { trustedDocuments, trustedDocumentsMode: 'allow' });
  expect(await allowing.run('', { documentId: id })).toEqual({ data: { open: 'open' } });
  expect(await allowing.run('', { documentId: id.slice('sha256:'.length) })).toEqual({ data: { open: 'open' } });
  expect(await allowing.run('{ a: open }')).toEqual({ data: { a: 'open' } });
  const enforcing = createFixture({ work }, { trustedDocuments, trustedDocumentsMode: 'enforce' });
  expect(await enforcing.run('{ a: open }')).toMatchObject({
    errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
  });
  expect(await enforcing.run('', { documentId: 'nope' })).toMatchObject({
    errors: [{ extensions: { code: 'DOCUMENT_NOT_FOUND' } }],
  });
});
