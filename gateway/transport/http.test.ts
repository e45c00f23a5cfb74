import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture({ CORS_ORIGINS: 'https://console.example' });
});
afterAll(() => gateway.close());

test('answers a query by POST, with variables and an operation name', async () => {
  const answer = await post({
    query: 'query A { count(of: 1) } query B($name: String) { hello(name: $name) }',
    operationName: 'B',
    variables: { name: 'Ada' },
  });
  expect(answer.status).toBe(200);
  expect(answer.type).toBe('application/json; charset=utf-8');
  expect(answer.body).toEqual({ data: { hello: 'Hello, Ada!' } });
});

test('answers in the media type the client asks for', async () => {
  const query = { query: '{ hello }' };
  const type = async (accept: string) => (await post(query, { accept })).type;
  expect(await type('application/graphql-response+json')).toBe('application/graphql-response+json; charset=utf-8');
  expect(await type('application/graphql-response+json;q=0.5, application/json')).toMatch(/graphql-response/);
  expect(await type('*/*')).toBe('application/json; charset=utf-8');
  expect(await post(query, { accept: 'text/html' })).toMatchObject({ status: 406 });
  expect(await post(query, { accept: 'application/json;q=0' })).toMatchObject({ status: 406 });
});

test('a request error has status 200 for application/json, and 400 where the status may tell', async () => {
  for (const query of ['{', '{ nothing }', 'query($n: Int!) { count(of: $n) }']) {
    const json = await post({ query });
    const graphql = await post({ query }, { accept: 'application/graphql-response+json' });
    expect([json.status, graphql.status]).toEqual([200, 400]);
    expect(json.body).toEqual(graphql.body);
    expect(json.body).not.toHaveProperty('data');
  }
});

test('partial data is a 200 with the errors beside it', async () => {
  const answer = await post({ query: '{ hello fails }' }, { accept: 'application/graphql-response+json' });
  expect(answer).toMatchObject({ status: 200, body: { data: { hello: 'Hello, world!', fails: null } } });
  expect(answer.body.errors).toMatchObject([{ path: ['fails'] }]);
  expect(JSON.stringify(answer.body)).not.toContain('db-7.internal');
});

test('a mutation by POST has its effect, and by GET is refused without one', async () => {
  const before = gateway.world.total;
  expect(await post({ query: 'mutation { add(by: 2) }' })).toMatchObject({ body: { data: { add: before + 2 } } });
  const refused = await get({ query: 'mutation { add(by: 5) }' }, { 'apollo-require-preflight': '1' });
  expect(refused).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
  expect(refused.headers.get('allow')).toBe('POST');
  expect(gateway.world.total).toBe(before + 2);
});

test('answers a query by GET when a page of another origin could not have sent it', async () => {
  const query = { query: 'query Q($n: Int!) { count(of: $n) }', variables: '{"n":3}' };
  for (const header of ['apollo-require-preflight', 'x-apollo-operation-name']) {
    expect(await get(query, { [header]: 'Q' })).toMatchObject({ status: 200, body: { data: { count: 3 } } });
  }
  expect(await get(query, { 'content-type': 'application/json' })).toMatchObject({ status: 200 });
  const raw = await fetch(`${gateway.url}?query={hello(name:"who?what?")}`, {
    headers: { 'apollo-require-preflight': '1' },
  });
  expect(await raw.json()).toEqual({ data: { hello: 'Hello, who?what?!' } });
  for (const headers of [{}, { 'content-type': 'text/plain' }]) {
    expect(await get(query, headers)).toMatchObject({ status: 400, code: 'CSRF_PREVENTED' });
  }
});

test('a subscription is not answered at /graphql', async () => {
  const answer = await post({ query: 'subscription { countTo(last: 1) }' });
  expect(answer.code).toBe('METHOD_NOT_ALLOWED');
});

test('tells who the viewer is to the subgraph, and nulls what an anonymous one may not see', async () => {
  const query = { query: '{ whoAmI secret }' };
  const authorization = `Bearer ${await gateway.token()}`;
  expect((await post(query, { authorization })).body).toEqual({ data: { whoAmI: 'anna', secret: 'the secret' } });
  const anonymous = await post(query);
  expect(anonymous.body).toMatchObject({ data: { whoAmI: null, secret: null }, errors: [{ path: ['secret'] }] });
});

test('a token that is not valid is a 401 with a challenge, whatever is asked', async () => {
  const expired = await gateway.token({ expiresIn: Math.floor(Date.now() / 1_000) - 60 });
  for (const authorization of [`Bearer ${expired}`, 'Bearer nonsense', 'Basic eA==']) {
    const answer = await post({ query: '{ hello }' }, { authorization });
    expect(answer).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  }
});

test('lets a page of a configured origin read answers, and no other', async () => {
  const ours = await post({ query: '{ hello }' }, { origin: 'https://console.example' });
  expect(ours.headers.get('access-control-allow-origin')).toBe('https://console.example');
  const others = await post({ query: '{ hello }' }, { origin: 'https://evil.example' });
  expect(others.headers.get('access-control-allow-origin')).toBeNull();
  const preflight = await fetch(gateway.url, { method: 'OPTIONS', headers: { origin: 'https://console.example' } });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toMatch(/authorization/);
});

test('keeps the name a caller gave its request, and names the others', async () => {
  const requestId = async (given?: string) => {
    const answer = await post({ query: '{ hello }' }, given === undefined ? {} : { 'x-request-id': given });
    return answer.headers.get('x-request-id');
  };
  expect(await requestId('order-66')).toBe('order-66');
  expect(await requestId('not fit for a log')).toMatch(/^[\da-f-]{36}$/);
  expect(await requestId()).toMatch(/^[\da-f-]{36}$/);
});

test('logs one line per operation, and neither tokens nor variables', async () => {
  const token = await gateway.token({ subject: 'logged' });
  const query = 'query Greet($name: String) { hello(name: $name) }';
  const variables = { name: 'a-private-name' };
  await post(
    { query, operationName: 'Greet', variables },
    { authorization: `Bearer ${token}`, 'x-request-id': 'log-1' },
  );
  const lines = gateway.log.filter((line) => line.includes('"log-1"'));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    msg: 'operation',
    transport: 'http',
    kind: 'query',
    operationName: 'Greet',
    viewer: 'logged',
    codes: [],
  });
  expect(gateway.log.join('')).not.toContain(token);
  expect(gateway.log.join('')).not.toContain('a-private-name');
});

test('counts operations and subgraph calls where Prometheus reads them', async () => {
  await post({ query: '{ hello }' });
  await post({ query: '{ nothing }' });
  const metrics = await (await fetch(`${gateway.origin}/metrics`)).text();
  expect(metrics).toMatch(/gateway_operations_total\{transport="http",kind="query",code="OK"\} \d/);
  expect(metrics).toMatch(
    /gateway_operations_total\{transport="http",kind="\w+",code="GRAPHQL_VALIDATION_FAILED"\} \d/,
  );
  expect(metrics).toMatch(/gateway_subgraph_calls_total\{subgraph="things",outcome="OK"\} \d/);
  expect(metrics).toMatch(/gateway_event_loop_delay_seconds\{quantile="0.99"\} \d/);
});

test('is alive and ready, and says where GraphQL is to those who are lost', async () => {
  expect((await fetch(`${gateway.origin}/health/live`)).status).toBe(200);
  expect((await fetch(`${gateway.origin}/health/ready`)).status).toBe(200);
  expect((await fetch(`${gateway.origin}/health/ready`, { method: 'POST' })).status).toBe(405);
  const lost = await fetch(`${gateway.origin}/nowhere`);
  expect([lost.status, await lost.json()]).toMatchObject([404, { errors: [{ extensions: { code: 'NOT_FOUND' } }] }]);
});

test.each([
  ['a query ends', '{ slow }', ['OPERATION_CANCELLED']],
  ['a mutation does not end', 'mutation { addSlowly(by: 3) }', []],
])('%s with its client', async (_, query, codes) => {
  const controller = new AbortController();
  const requestId = `abandoned-${codes.length}`;
  const { slowCalls } = gateway.world;
  const abandoned = post({ query }, { 'x-request-id': requestId }, controller.signal);
  await vi.waitFor(() => expect(gateway.world.slowCalls).toBe(slowCalls + 1));
  controller.abort();
  await expect(abandoned).rejects.toThrow();
  // A round trip later the gateway has seen the client go.
  for (let turn = 0; turn < 3; turn += 1) await post({ query: '{ hello }' });
  gateway.world.releaseSlow();
  const line = await vi.waitFor(
    () => gateway.log.find((text) => text.includes(requestId) && text.includes('codes')) ?? expect.fail(),
  );
  expect(JSON.parse(line)).toMatchObject({ msg: 'operation', codes });
});

function post(body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) {
  const init = { method: 'POST', body: JSON.stringify(body), ...(signal && { signal }) };
  return read(fetch(gateway.url, { ...init, headers: { 'content-type': 'application/json', ...headers } }));
}

function get(parameters: Record<string, string>, headers: Record<string, string>) {
  return read(fetch(`${gateway.url}?${new URLSearchParams(parameters)}`, { headers }));
}

async function read(answer: Promise<Response>) {
  const response = await answer;
  // Tests look at bodies as clients do: without knowing their type.
  const body = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  const { status, headers } = response;
  return { status, headers, type: headers.get('content-type'), body, code: body.errors?.[0]?.extensions.code };
}
