import { applyLiveQueryJSONPatch } from '@n1ru4l/graphql-live-query-patch-json-patch';
import { createClient as createSseClient } from 'graphql-sse';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LiveMessage, type LivePayload, type LiveQueryClient, watchLiveQuery } from './live-query-client.ts';
import { type LiveQueryFixture, startLiveQueries } from './live-query-fixture.ts';

let live: LiveQueryFixture;
/** On a machine that is busy with other tests. */

const clients: { leave(): void }[] = [];
beforeEach(async () => {
  live = await startLiveQueries({ DRAIN_SPREAD_MS: '0' });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.leave();
  await live.close();
});

const padding = ['a', 'b', 'c', 'd'].map((name) => `${name}${'_'.repeat(30)}: __typename`).join(' ');
/** Long enough for a patch to be shorter. */
const list = `query @live { items { nodes { id value price ${padding} } } }`;
const one = `query ($id: ID!) @live { item(id: $id) { id value price ${padding} } }`;

async function watch(
  payload: LivePayload | string = list,
  given: Parameters<LiveQueryFixture['token']>[0] = {},
): Promise<LiveQueryClient> {
  const request = typeof payload === 'string' ? { query: payload } : payload;
  const client = watchLiveQuery(live.webSocketUrl, await live.token(given), request);
  clients.push(client);
  return client;
}

/** Waits for the first answer: from then on changes are heard. */
async function begun(payload?: LivePayload | string, given?: Parameters<LiveQueryFixture['token']>[0]) {
  const client = await watch(payload, given);
  await vi.waitFor(() => expect(client.states.length).toBeGreaterThan(0));
  return client;
}

const shown = (client: LiveQueryClient) => client.states.at(-1)?.data;
const shows = (client: LiveQueryClient, data: unknown) =>
  vi.waitFor(() => expect(shown(client)).toMatchObject(data as Record<string, unknown>));
const node = (id: string, rest: Readonly<Record<string, unknown>> = {}) => ({ id, ...rest });

async function post(query: string, { variables = {}, token }: { variables?: unknown; token?: string } = {}) {
  const response = await fetch(live.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: token ?? (await live.token()),
    },
    body: JSON.stringify({ query, variables }),
  });
  const body: { readonly data?: unknown; readonly errors?: LiveMessage['errors'] } = JSON.parse(await response.text());
  return { status: response.status, body, error: body.errors?.[0] };
}

test('everything comes first, with revision 1, and then what changes, as clients of the convention expect it', async () => {
  const client = await begun();
  live.world.setPrice('b', 11);
  await shows(client, { items: { nodes: [node('a', { price: 10 }), node('b', { price: 11 })] } });
  live.world.setValue('a', 2);
  await shows(client, { items: { nodes: [node('a', { value: 2 }), node('b', { price: 11 })] } });
  expect(client.messages.map(({ revision }) => revision)).toEqual([1, 2, 3]);
  expect(client.messages[1]).toEqual({
    patch: [{ op: 'replace', path: '/items/nodes/1/price', value: 11 }],
    revision: 2,
  });
  expect(client.messages[2]?.data).toBeUndefined();
});

test('what comes into a list, leaves it, or was named before it was there, is seen', async () => {
  const [all, single] = [await begun(), await begun({ query: one, variables: { id: 'c' } })];
  expect(shown(single)).toEqual({ item: null });
  live.world.add('c');
  await shows(all, { items: { nodes: [node('a'), node('b'), node('c')] } });
  await shows(single, { item: node('c', { value: 1, price: 10 }) });
  live.world.remove('a');
  await shows(all, { items: { nodes: [node('b'), node('c')] } });
});

test('a change on which the answer does not depend causes no run, and one that leaves it as it is no message', async () => {
  const client = await begun({ query: one, variables: { id: 'a' } });
  live.world.setPrice('b', 5);
  live.world.setValue('b', 5);
  live.world.add('c');
  live.world.setValue('a', 1);
  await vi.waitFor(async () => expect(await live.runs()).toEqual({ changed: 1, unchanged: 1 }));
  live.world.setValue('a', 2);
  await shows(client, { item: { value: 2 } });
  expect(client.messages).toHaveLength(2);
  expect(await live.runs()).toEqual({ changed: 2, unchanged: 1 });
});

test('a subgraph that tells of no change is not asked again', async () => {
  const client = await begun();
  const before = { ...live.world.asked };
  live.world.setPrice('a', 7);
  await shows(client, { items: { nodes: [node('a', { price: 7 }), node('b')] } });
  expect(live.world.asked).toEqual({ ...before, prices: before.prices + 2 });
  live.world.setValue('a', 7);
  await shows(client, { items: { nodes: [node('a', { value: 7 }), node('b')] } });
  // The items are the same, and so is the question after their prices.
  expect(live.world.asked).toEqual({ ...before, prices: before.prices + 2, stock: before.stock + 1 });
});

test('those who see the same share one run, one feed and one change, whoever they are and however they spell it', async () => {
  const all: LiveQueryClient[] = [];
  for (const query of [list, list.replace('query', 'query Mine'), list.replace('@live', '@live(throttle: 0)')]) {
    all.push(await begun(query, { subject: `viewer ${all.length}` }));
  }
  expect(await live.runs()).toEqual({ changed: 1 });
  live.world.setPrice('b', 3);
  for (const client of all) await shows(client, { items: { nodes: [node('a'), node('b', { price: 3 })] } });
  expect(await live.runs()).toEqual({ changed: 2 });
  expect([live.world.stock.opened, live.world.prices.opened]).toEqual([1, 1]);
  expect(all.map(({ messages }) => messages[1]?.revision)).toEqual([2, 2, 2]);
});

test('one who comes later begins with what the others have, and gets the same changes under revisions of its own', async () => {
  const first = await begun();
  live.world.setPrice('b', 3);
  await shows(first, { items: { nodes: [node('a'), node('b', { price: 3 })] } });
  const second = await begun();
  expect(await live.runs()).toEqual({ changed: 2 });
  expect(second.messages).toEqual([{ data: shown(first), revision: 1 }]);
  live.world.setPrice('b', 4);
  for (const client of [first, second]) await shows(client, { items: { nodes: [node('a'), node('b', { price: 4 })] } });
  expect([first, second].map(({ messages }) => messages.at(-1)?.revision)).toEqual([3, 2]);
});

test('no viewer sees or hears of what is another tenant’s, and those of other rights do not share', async () => {
  const query = `query @live { items { nodes { id value secret ${padding} } } }`;
  const mine = await begun(query);
  const theirs = await begun(query, { advertisers: ['adv_2'] });
  const cleared = await begun(query, { scope: 'secrets' });
  expect(shown(mine)).toMatchObject({ items: { nodes: [node('a', { secret: null }), node('b', { secret: null })] } });
  expect(shown(theirs)).toMatchObject({ items: { nodes: [node('x', { secret: null })] } });
  expect(shown(cleared)).toMatchObject({ items: { nodes: [{ secret: 'secret of a' }, { secret: 'secret of b' }] } });
  expect(mine.messages[0]?.errors?.map(({ extensions }) => extensions?.code)).toEqual(
    expect.arrayContaining(['UNAUTHORIZED_FIELD_OR_TYPE']),
  );
  live.world.add('y', 'adv_2');
  await shows(theirs, { items: { nodes: [node('x'), node('y')] } });
  expect(await live.runs()).toEqual({ changed: 4 });
  expect(JSON.stringify([mine.messages, cleared.messages])).not.toMatch(/"[xy]"/);
  expect(JSON.stringify([mine.messages, theirs.messages])).not.toContain('secret of');
});

test('when the first of them leaves, the others go on and miss nothing', async () => {
  const first = await begun();
  const second = await begun(list, { subject: 'berta' });
  first.leave();
  await first.ended;
  live.world.setPrice('a', 77);
  await shows(second, { items: { nodes: [node('a', { price: 77 }), node('b')] } });
  expect(second.messages).toHaveLength(2);
});

test('while it runs, changes wait: one run is under way, and one follows for all of them', async () => {
  const client = await begun();
  const open = live.closeGate();
  live.world.setPrice('a', 1);
  await vi.waitFor(() => expect(live.world.asked.prices).toBe(4));
  for (let price = 2; price <= 50; price += 1) live.world.setPrice('a', price);
  await vi.waitFor(() => expect(live.world.prices.isRead).toBe(true));
  open();
  await shows(client, { items: { nodes: [node('a', { price: 50 }), node('b')] } });
  expect(Object.values(await live.runs()).reduce((sum, count) => sum + count)).toBe(3);
});

test('a throttle holds changes back and is refused where nobody would wait for it', async () => {
  const client = await begun(list.replace('@live', '@live(throttle: 3600000)'));
  live.world.setPrice('a', 1);
  const other = await begun();
  await shows(other, { items: { nodes: [node('a', { price: 1 }), node('b')] } });
  expect(client.messages).toHaveLength(1);
  expect(await (await watch(list.replace('@live', '@live(throttle: -1)'))).ended).toBe('BAD_USER_INPUT');
});

test('where the changes are longer than the whole, everything comes, and revisions begin anew', async () => {
  const client = await begun('query @live { items { nodes { id } } }');
  live.world.add('c');
  await shows(client, { items: { nodes: [node('a'), node('b'), node('c')] } });
  live.world.remove('a');
  live.world.remove('b');
  await shows(client, { items: { nodes: [node('c')] } });
  for (const { data, revision } of client.messages) expect(revision === 1).toBe(data !== undefined);
});

test('a client that asks for a snapshot by ping gets everything, and the others do not', async () => {
  const other = await begun();
  const { subscribeBySocket } = await import('./live-client.ts');
  const client = await subscribeBySocket(live.webSocketUrl, await live.token(), { query: list });
  clients.push(client);
  await vi.waitFor(() => expect(client.seen).toHaveLength(1));
  client.socket.send(JSON.stringify({ type: 'ping', payload: { snapshot: '1' } }));
  await vi.waitFor(() => expect(client.seen).toHaveLength(2));
  expect(client.seen[1]).toEqual(client.seen[0]);
  client.socket.send(JSON.stringify({ type: 'ping', payload: { snapshot: 'another' } }));
  live.world.setPrice('a', 1);
  await vi.waitFor(() => expect(client.seen).toHaveLength(3));
  expect(client.seen[2]).toMatchObject({ revision: 2 });
  await shows(other, { items: { nodes: [node('a', { price: 1 }), node('b')] } });
  expect(other.messages).toHaveLength(2);
});

test('a snapshot that is asked for while it runs is what is known, and what the run finds comes as a change of it', async () => {
  const { subscribeBySocket } = await import('./live-client.ts');
  const client = await subscribeBySocket(live.webSocketUrl, await live.token(), { query: list });
  clients.push(client);
  await vi.waitFor(() => expect(client.seen).toHaveLength(1));
  const open = live.closeGate();
  const { prices } = live.world.asked;
  live.world.setPrice('a', 7);
  await vi.waitFor(() => expect(live.world.asked.prices).toBeGreaterThan(prices));
  client.socket.send(JSON.stringify({ type: 'ping', payload: { snapshot: '1' } }));
  await vi.waitFor(() => expect(client.seen).toHaveLength(2));
  expect(client.seen[1]).toEqual(client.seen[0]);
  open();
  await vi.waitFor(() => expect(client.seen).toHaveLength(3));
  async function* told(): AsyncGenerator<LiveMessage> {
    yield* structuredClone(client.seen) as LiveMessage[];
  }
  let last: LiveMessage | undefined;
  for await (const state of applyLiveQueryJSONPatch<LiveMessage>(told())) last = state;
  expect(last?.data).toMatchObject({ items: { nodes: [node('a', { price: 7 }), node('b', { price: 10 })] } });
  expect(client.seen.map((message) => (message as LiveMessage).revision)).toEqual([1, 1, 2]);
});

test('it is refused on anything but a query, and on one that defers', async () => {
  for (const query of [
    'mutation @live { touch }',
    'query { items @live { nodes { id } } }',
    'query { ...F } fragment F on Query @live { items { nodes { id } } }',
    'query @live @live { items { nodes { id } } }',
    'query @live { items { nodes { id ... @defer { value } } } }',
  ]) {
    const { status, error } = await post(query);
    expect([status, error?.extensions?.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  }
});

test('it is refused where answers do not stream, saying what does', async () => {
  const { status, error } = await post(list);
  expect(status).toBe(405);
  expect(error?.extensions?.code).toBe('METHOD_NOT_ALLOWED');
  expect(error?.message).toContain('text/event-stream');
});

test('with if: false it is an ordinary query, and so it is for variables that are refused', async () => {
  const query = list.replace('@live', '($live: Boolean!) @live(if: $live)');
  expect(await post(query, { variables: { live: false } })).toMatchObject({
    status: 200,
    body: { data: { items: {} } },
  });
  expect(await post(query, { variables: { live: true } })).toMatchObject({ status: 405 });
  expect(await post(query, { variables: { live: 'yes' } })).toMatchObject({
    status: 400,
    body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
  });
});

test('a query of which nothing tells of changes is refused, naming it; one of which a part does is told which does not', async () => {
  const refused = await watch('query @live { note }');
  expect(await refused.ended).toBe('NOT_LIVE');
  const client = await begun(`query @live { items { nodes { id note ${padding} } } }`);
  expect(client.messages[0]?.extensions).toEqual({ live: { notFollowed: ['notes'] } });
  live.world.note = 'second';
  live.world.setValue('a', 5);
  await shows(client, { items: { nodes: [node('a', { note: 'second a' }), node('b', { note: 'second b' })] } });
});

test('whoever may not see a root field is refused, and what it depends on is nobody’s to ask', async () => {
  expect(await (await watch('query @live { secrets { nodes { id } } }')).ended).toBe('FORBIDDEN');
  expect((await post('{ items { listKeys } }')).error?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED');
  expect(JSON.stringify((await begun()).messages)).not.toContain('Keys');
});

test('it counts as a live stream of its viewer', async () => {
  const limited = await startLiveQueries({ MAX_STREAMS_PER_VIEWER: '1' });
  const token = await limited.token();
  const first = watchLiveQuery(limited.webSocketUrl, token, { query: list });
  await vi.waitFor(() => expect(first.states).toHaveLength(1));
  const second = watchLiveQuery(limited.webSocketUrl, token, { query: list });
  expect(await second.ended).toBe('TOO_MANY_REQUESTS');
  for (const client of [first, second]) client.leave();
  await limited.close();
});

test.each([false, true])(
  'comes as server-sent events, in the mode of a single connection: %s',
  async (singleConnection) => {
    const client = createSseClient({
      url: `${live.url}/stream`,
      singleConnection,
      headers: { authorization: await live.token() },
      retryAttempts: 0,
    });
    const results = client.iterate({ query: list }) as AsyncIterableIterator<LiveMessage>;
    const states = applyLiveQueryJSONPatch<LiveMessage>(results)[Symbol.asyncIterator]();
    expect((await states.next()).value).toMatchObject({ data: { items: { nodes: [{ price: 10 }, {}] } } });
    live.world.setPrice('a', 1);
    expect((await states.next()).value).toMatchObject({ data: { items: { nodes: [{ price: 1 }, {}] } } });
    client.dispose();
  },
);

test('comes in parts to those who accept them', async () => {
  const abort = new AbortController();
  const response = await fetch(live.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'multipart/mixed;subscriptionSpec="1.0", application/json',
      authorization: await live.token(),
    },
    body: JSON.stringify({ query: list }),
    signal: abort.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (part: string) => {
    while (!text.includes(part)) text += (await reader?.read())?.value ?? '';
  };
  await until('"revision":1');
  live.world.setPrice('a', 1);
  await until('{"payload":{"patch":[{"op":"replace","path":"/items/nodes/0/price","value":1}],"revision":2}}');
  expect(response.headers.get('content-type')).toContain('multipart/mixed');
  abort.abort();
});
