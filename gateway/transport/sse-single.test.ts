// The single connection mode, request by request. That graphql-sse speaks it stands in clients.test.ts.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { holdClock } from '../../test/support/held-clock.ts';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture({ MAX_STREAMS_PER_VIEWER: '2', MAX_OPERATIONS_PER_SOCKET: '2' });
});
afterAll(() => gateway.close());

test('many operations share one stream, and each of their results names its operation', async () => {
  const stream = await connected();
  expect((await stream.begin('a', 'subscription { channel(name: "one") }')).status).toBe(202);
  await vi.waitFor(() => expect(gateway.world.channels.has('one')).toBe(true));
  expect((await stream.begin('b', '{ hello }')).status).toBe(202);
  expect(await stream.next()).toEqual(['next', { id: 'b', payload: { data: { hello: 'Hello, world!' } } }]);
  expect(await stream.next()).toEqual(['complete', { id: 'b' }]);
  gateway.world.channels.get('one')?.push({ channel: 'first' });
  expect(await stream.next()).toEqual(['next', { id: 'a', payload: { data: { channel: 'first' } } }]);
  gateway.world.channels.get('one')?.end();
  expect(await stream.next()).toEqual(['complete', { id: 'a' }]);
  await stream.leave();
});

test('an operation that is deleted is released, and the others go on', async () => {
  const stream = await connected();
  for (const name of ['kept', 'dropped']) {
    await stream.begin(name, `subscription { channel(name: "${name}") }`);
    await vi.waitFor(() => expect(gateway.world.channels.has(name)).toBe(true));
  }
  expect((await stream.request('DELETE', { search: '?operationId=dropped' })).status).toBe(200);
  await vi.waitFor(() => expect(gateway.world.channels.has('dropped')).toBe(false));
  expect((await stream.request('DELETE', { search: '?operationId=unknown' })).status).toBe(200);
  expect((await stream.request('DELETE')).status).toBe(400);
  gateway.world.channels.get('kept')?.push({ channel: 'still here' });
  expect(await stream.next()).toEqual(['next', { id: 'kept', payload: { data: { channel: 'still here' } } }]);
  await stream.leave();
});

test('a client that leaves releases all its operations, and its token is worth nothing any more', async () => {
  const stream = await connected();
  await stream.begin('a', 'subscription { channel(name: "left") }');
  await vi.waitFor(() => expect(gateway.world.channels.has('left')).toBe(true));
  await stream.leave();
  await vi.waitFor(() => expect(gateway.world.channels.has('left')).toBe(false));
});

test('a token opens one stream, and the stream of a token that was never given out does not exist', async () => {
  const stream = await connected();
  expect((await stream.request('GET', { headers: { accept: 'text/event-stream' } })).status).toBe(409);
  expect((await stream.request('PATCH')).status).toBe(405);
  for (const method of ['GET', 'POST', 'DELETE']) {
    const response = await fetch(gateway.streamUrl, { method, headers: { [tokenHeader]: 'invented' } });
    expect(response.status).toBe(404);
  }
  await stream.leave();
});

test('a browser’s EventSource, which sends no headers, connects by the query string', async () => {
  const token = await (await fetch(gateway.streamUrl, { method: 'PUT' })).text();
  const controller = new AbortController();
  const response = await fetch(`${gateway.streamUrl}?token=${token}`, {
    headers: { accept: 'text/event-stream' },
    signal: controller.signal,
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  controller.abort();
  await forgotten(token);
});

test('what another viewer has reserved is not for this one', async () => {
  const anna = { authorization: `Bearer ${await gateway.token({ subject: 'anna' })}` };
  const ben = { authorization: `Bearer ${await gateway.token({ subject: 'ben' })}` };
  const stream = await connected(anna);
  for (const headers of [ben, {}]) {
    expect((await stream.begin('a', '{ whoAmI }', headers)).status).toBe(403);
    expect((await stream.request('DELETE', { search: '?operationId=a', headers })).status).toBe(403);
  }
  expect((await stream.begin('a', '{ whoAmI }', anna)).status).toBe(202);
  expect(await stream.next()).toEqual(['next', { id: 'a', payload: { data: { whoAmI: 'anna' } } }]);
  const reserved = await (await fetch(gateway.streamUrl, { method: 'PUT', headers: anna })).text();
  const stolen = await fetch(gateway.streamUrl, {
    headers: { accept: 'text/event-stream', [tokenHeader]: reserved, ...ben },
  });
  expect(stolen.status).toBe(403);
  expect((await fetch(gateway.streamUrl, { method: 'PUT', headers: { authorization: 'Bearer x' } })).status).toBe(401);
  await stream.leave();
});

test('a stream goes on with a fresh token when that of one operation has expired', async () => {
  const clock = holdClock();
  const short = `Bearer ${await gateway.token({ expiresIn: '1 hour' })}`;
  const stream = await connected({ authorization: short });
  await stream.begin('a', 'subscription { secrets }', { authorization: short });
  await vi.waitFor(() => expect(gateway.world.channels.has('secrets')).toBe(true));
  await clock.passMinutes(60);
  expect(await stream.next()).toMatchObject([
    'next',
    { id: 'a', payload: { errors: [{ extensions: { code: 'TOKEN_EXPIRED' } }] } },
  ]);
  expect(await stream.next()).toEqual(['complete', { id: 'a' }]);
  const fresh = `Bearer ${await gateway.token()}`;
  expect((await stream.begin('a', '{ secret }', { authorization: fresh })).status).toBe(202);
  expect(await stream.next()).toEqual(['next', { id: 'a', payload: { data: { secret: 'the secret' } } }]);
  await stream.leave();
});

test('refuses what cannot be run, without a place on the stream', async () => {
  const stream = await connected();
  const invalid = await stream.begin('a', '{ nothing }', { accept: 'application/graphql-response+json' });
  expect([invalid.status, await invalid.json()]).toMatchObject([
    400,
    { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
  ]);
  const unnamed = await stream.request('POST', { body: { query: '{ hello }' } });
  expect(unnamed.status).toBe(400);
  for (const [id, status] of Object.entries({ a: 202, b: 202, c: 429 })) {
    expect((await stream.begin(id, `subscription { channel(name: "limit-${id}") }`)).status).toBe(status);
  }
  expect((await stream.begin('a', '{ hello }')).status).toBe(409);
  await stream.leave();
});

test('nothing runs before the stream stands', async () => {
  const token = await (await fetch(gateway.streamUrl, { method: 'PUT' })).text();
  const early = await fetch(gateway.streamUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [tokenHeader]: token },
    body: JSON.stringify({ query: 'mutation { add(by: 1) }', extensions: { operationId: 'a' } }),
  });
  expect(early.status).toBe(409);
  const controller = new AbortController();
  await fetch(`${gateway.streamUrl}?token=${token}`, { signal: controller.signal });
  controller.abort();
  await forgotten(token);
});

test('a viewer has so many reservations, and one that nobody connects to is given up', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const headers = { authorization: `Bearer ${await gateway.token({ subject: 'greedy' })}` };
  const reserve = async () => (await fetch(gateway.streamUrl, { method: 'PUT', headers })).status;
  expect([await reserve(), await reserve(), await reserve()]).toEqual([201, 201, 429]);
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  expect(await reserve()).toBe(201);
});

const tokenHeader = 'x-graphql-event-stream-token';

/** The gateway has seen the client go. */
async function forgotten(token: string): Promise<void> {
  await vi.waitFor(async () => {
    const response = await fetch(gateway.streamUrl, { method: 'DELETE', headers: { [tokenHeader]: token } });
    expect(response.status).toBe(404);
  });
}

interface RequestOptions {
  readonly search?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

async function connected(viewer: Record<string, string> = {}) {
  const reserved = await fetch(gateway.streamUrl, { method: 'PUT', headers: viewer });
  expect([reserved.status, reserved.headers.get('content-type')]).toEqual([201, 'text/plain; charset=utf-8']);
  const token = await reserved.text();
  const request = (method: string, { search = '', headers = {}, body }: RequestOptions = {}) =>
    fetch(`${gateway.streamUrl}${search}`, {
      method,
      headers: { 'content-type': 'application/json', [tokenHeader]: token, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const controller = new AbortController();
  const response = await fetch(gateway.streamUrl, {
    headers: { accept: 'text/event-stream', [tokenHeader]: token, ...viewer },
    signal: controller.signal,
  });
  expect(response.status).toBe(200);
  const events = parseEvents(response);
  return {
    request,
    begin: (operationId: string, query: string, headers: Record<string, string> = {}) =>
      request('POST', { headers, body: { query, extensions: { operationId } } }),
    next: async () => (await events.next()).value,
    async leave() {
      controller.abort();
      await forgotten(token);
    },
  };
}

async function* parseEvents(response: Response): AsyncGenerator<readonly [string, unknown], undefined> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, name, data] = /^event: (\w+)\ndata:(.*)$/s.exec(block) ?? [];
      if (name !== undefined && data !== undefined) yield [name, JSON.parse(data)];
    }
  }
  return undefined;
}
