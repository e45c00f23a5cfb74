// Random operations against the gateway over the four subgraphs' schemas, and against one schema that holds them all:
// the data must be equal. DIFFERENTIAL_SEED repeats a run, DIFFERENTIAL_OPERATIONS makes it longer.
import { randomInt } from 'node:crypto';
import { graphql, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Gateway } from '../../gateway/pipeline.ts';
import { createHttpClient } from '../../gateway/subgraph-client/http.ts';
import { createInProcessClient } from '../../gateway/subgraph-client/in-process.ts';
import type { SubgraphClient } from '../../gateway/subgraph-client/subgraph-client.ts';
import { serveSubgraph } from '../../subgraphs/common/serve.ts';
import { createRandom } from './random.ts';
import { type RandomOperation, randomOperation } from './random-operation.ts';
import { createMonolith } from './universe.ts';
import { inputLeaf, logger, requestContext, startGateway, subgraphs, viewer } from './world.ts';

/** Answers both ways; says everything that is needed to repeat the case when they differ. */
async function compare(
  monolith: GraphQLSchema,
  gateway: Gateway,
  operation: RandomOperation,
  label: string,
): Promise<void> {
  const expected = await graphql({ schema: monolith, source: operation.query, variableValues: operation.variables });
  const actual = await gateway.execute(
    { query: operation.query, variables: { ...operation.variables } },
    requestContext(),
  );
  const plain = (data: unknown): unknown => JSON.parse(JSON.stringify(data ?? null));
  const failure = `${label}\n${operation.query}\n${JSON.stringify(operation.variables)}\nmonolith: ${JSON.stringify(expected.errors?.slice(0, 3))}\ngateway: ${JSON.stringify(actual.errors?.slice(0, 3))}`;
  expect(plain(actual.data), failure).toEqual(plain(expected.data));
  expect((actual.errors ?? []).length > 0, failure).toBe((expected.errors ?? []).length > 0);
}

async function compareMany(monolith: GraphQLSchema, gateway: Gateway, seed: number, count: number): Promise<void> {
  const source = { schema: monolith, random: createRandom(seed), leafValue: inputLeaf };
  for (let index = 0; index < count; index++) {
    await compare(monolith, gateway, randomOperation(source), `seed ${seed}, operation ${index}`);
  }
}

const monolith = createMonolith();
const fixedSeed = Number(process.env['DIFFERENTIAL_SEED'] ?? 20_261_122);
const operations = Number(process.env['DIFFERENTIAL_OPERATIONS'] ?? 2_000);

describe('the gateway answers as one schema would', () => {
  const gateway = startGateway(subgraphs.map((subgraph) => createInProcessClient(subgraph.name, subgraph)));

  test('on random operations from a fixed seed', () => compareMany(monolith, gateway, fixedSeed, operations));

  test('on fresh random operations', () => compareMany(monolith, gateway, randomInt(2 ** 31), 300));
});

describe('the gateway answers as one schema would over HTTP', () => {
  const servers: Awaited<ReturnType<typeof serveSubgraph>>[] = [];
  const clients: SubgraphClient[] = [];

  beforeAll(async () => {
    for (const subgraph of subgraphs) {
      const server = await serveSubgraph(subgraph, { port: 0, verifyToken: async () => viewer, logger });
      servers.push(server);
      clients.push(createHttpClient({ name: subgraph.name, url: new URL(server.url), timeoutMs: 10_000 }));
    }
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all(servers.map((server) => server.close()));
  });

  test('on random operations from a fixed seed', () =>
    compareMany(monolith, startGateway(clients), fixedSeed + 1, 300));

  test('on fresh random operations', () => compareMany(monolith, startGateway(clients), randomInt(2 ** 31), 100));
});
