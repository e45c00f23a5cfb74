// Each subgraph in a database of its own: nothing reaches across them, so the graph is the same.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DashboardDocument } from '../../schema/client/graphql.ts';
import { subgraphNames } from '../../stack/databases.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createFrontendClient } from './clients/frontend.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';

let databases: readonly TestDatabase[];
let stack: RunningStack;

beforeAll(async () => {
  databases = await Promise.all(subgraphNames.map(() => createTestDatabase()));
  const variables = subgraphNames.map((name, place) => [
    `${name.toUpperCase()}_DATABASE_URL`,
    databases[place]?.url ?? '',
  ]);
  stack = await startTestStack({ environment: Object.fromEntries(variables) });
});
afterAll(async () => {
  await stack.close();
  for (const database of databases) await database.drop();
});

test('the dashboard is complete', async () => {
  expect(new Set(Object.values(stack.databaseUrls)).size).toBe(4);
  const client = createFrontendClient({ url: stack.url, token: stack.tokenOf('analyst') });
  const { data, errors } = await client.request(DashboardDocument, {});
  expect(errors).toEqual([]);
  expect(data?.campaigns.nodes.every(({ performance }) => performance.spend !== null)).toBe(true);
  expect(data?.campaigns.nodes.some(({ experiments }) => experiments.nodes.length > 0)).toBe(true);
});
