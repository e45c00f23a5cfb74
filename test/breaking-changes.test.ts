import { expect, test } from 'vitest';
import { compare } from './breaking-changes.ts';

const before = 'type Query { campaign(id: ID!): String, budget: Int }';

test('a field that is gone breaks a client, and is named', async () => {
  const changes = await compare(before, 'type Query { campaign(id: ID!): String }', 'v1.0.0');
  expect(changes).toEqual([
    { path: 'Query.budget', message: "Field 'budget' was removed from object type 'Query'", since: 'v1.0.0' },
  ]);
});

test('an argument that becomes required breaks a client', async () => {
  const after = 'type Query { campaign(id: ID!, platform: String!): String, budget: Int }';
  expect(await compare(before, after, 'v1.0.0')).toHaveLength(1);
});

test('a new field breaks nobody', async () => {
  expect(await compare(before, 'type Query { campaign(id: ID!): String, budget: Int, bid: Int }', 'v1.0.0')).toEqual(
    [],
  );
});
