import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import { type GatewayFixture, startFixture } from './transport/gateway-fixture.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const { supergraphSdl = '' } = composeServices([
  {
    name: 'things',
    url: 'http://things.invalid/',
    typeDefs: parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])
      type Query { hello: String! @tag(name: "mobile")  whoAmI: String }
    `),
  },
]);

test('a contract answers what its tag marks, with its own introspection, and knows nothing else', async () => {
  const gateway = await start();
  expect(await post(gateway, '/graphql/mobile', '{ hello }')).toEqual({ data: { hello: 'Hello, world!' } });
  expect(await post(gateway, '/graphql/mobile', '{ whoAmI }')).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  });
  expect(await post(gateway, '/graphql/mobile', '{ __type(name: "Query") { fields { name } } }')).toEqual({
    data: { __type: { fields: [{ name: 'hello' }] } },
  });
  expect(await post(gateway, '/graphql', '{ whoAmI }')).toEqual({ data: { whoAmI: null } });
});

test('a contract that the supergraph does not have is not found', async () => {
  const gateway = await start({ CONTRACTS: 'partners' });
  const notFound = { errors: [{ extensions: { code: 'NOT_FOUND' } }] };
  expect(await post(gateway, '/graphql/partners', '{ hello }')).toMatchObject(notFound);
  expect(await post(gateway, '/graphql/mobile', '{ hello }')).toMatchObject(notFound);
});

async function start(environment: Record<string, string> = {}): Promise<GatewayFixture> {
  const gateway = await startFixture(environment, { supergraphSdl });
  cleanups.push(() => gateway.close());
  return gateway;
}

async function post({ origin }: GatewayFixture, path: string, query: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const response = await fetch(origin + path, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return await response.json();
}
