import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture({ MAX_BATCH_SIZE: '3' });
});
afterAll(() => gateway.close());

test('each operation of a batch is answered on its own, in the order they were sent', async () => {
  const { total } = gateway.world;
  const answer = await post([
    { query: '{ nothing }' },
    { query: 'mutation { add(by: 2) }' },
    { query: 'query($n: Int!) { count(of: $n) }', variables: { n: 9 } },
  ]);
  expect(answer).toMatchObject({
    status: 200,
    body: [
      { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
      { data: { add: total + 2 } },
      { data: { count: 9 } },
    ],
  });
});

test('what is no operation, or may not be sent so, fails alone', async () => {
  const answer = await post([7, { query: 'subscription { countTo(last: 1) }' }, { query: '{ hello }' }]);
  expect(answer.body).toMatchObject([
    { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    { errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] },
    { data: { hello: 'Hello, world!' } },
  ]);
});

test('a batch that is too long or empty is refused whole', async () => {
  const { total } = gateway.world;
  for (const batch of [Array.from({ length: 4 }, () => ({ query: 'mutation { add(by: 1) }' })), []]) {
    expect(await post(batch)).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    });
  }
  expect(gateway.world.total).toBe(total);
});

test('a token that is not valid refuses the batch', async () => {
  expect(await post([{ query: '{ hello }' }], { authorization: 'Bearer nonsense' })).toMatchObject({ status: 401 });
});

test('each operation has its own line in the log', async () => {
  await post([{ query: '{ hello }' }, { query: '{ count(of: 1) }' }], { 'x-request-id': 'batch-1' });
  const ids = gateway.log.flatMap((line) => /"requestId":"(batch-1\.\d)"/.exec(line)?.[1] ?? []);
  expect(ids.sort()).toEqual(['batch-1.1', 'batch-1.2']);
});

async function post(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}
