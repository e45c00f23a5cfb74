// One subgraph, in process and behind a server: a caller must not be able to tell which.
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Viewer } from '../../schema/viewer.ts';
import { type ServedSubgraph, serveSubgraph } from '../../subgraphs/common/serve.ts';
import { createThings } from '../transport/gateway-fixture.ts';
import { createHttpClient } from './http.ts';
import { createInProcessClient } from './in-process.ts';
import type { SubgraphClient, SubgraphRequest, SubgraphResponse } from './subgraph-client.ts';

const viewer: Viewer = {
  subject: 'anna',
  tokenId: 't',
  advertiserIds: [],
  scopes: new Set(),
  expiresAtMs: Date.now() + 3_600_000,
};
const { things, world } = createThings();
/** The request that the served subgraph was told of last. */
let named: string | undefined;
let server: ServedSubgraph;
let clients: readonly SubgraphClient[];

beforeAll(async () => {
  server = await serveSubgraph(
    {
      ...things,
      createContext(request) {
        named = request.requestId;
        return request;
      },
      close: () => Promise.resolve(),
    },
    { port: 0, verifyToken: () => Promise.resolve(viewer), logger: pino({ level: 'silent' }) },
  );
  clients = [
    createInProcessClient('things', things),
    createHttpClient({ name: 'things', url: server.url, timeoutMs: 5_000 }),
  ];
});
afterAll(async () => {
  for (const client of clients) await client.close();
  await server.close();
});

test.each<[string, string, Record<string, unknown>?]>([
  ['data', '{ hello count(of: 3) node { name self { name } } }'],
  ['variables', 'query($name: String) { hello(name: $name) }', { name: 'Ada "L"\u2028' }],
  ['a variable that is undefined', 'query($name: String = "default") { hello(name: $name) }', { name: undefined }],
  ['the viewer', '{ whoAmI }'],
  ['an error beside data', '{ hello fails }'],
  ['a document that is not GraphQL', '{'],
  ['a field that does not exist', '{ nothing }'],
  ['a variable of the wrong type', 'query($n: Int!) { count(of: $n) }', { n: 'x' }],
  ['a missing variable', 'query($n: Int!) { count(of: $n) }'],
])('both clients answer alike: %s', async (_, document, variables = {}) => {
  const asked = request(document, 'query', variables);
  const answers = await Promise.all(clients.map(async (client) => answerOf(await client.execute(asked))));
  expect(answers[0]).toEqual(answers[1]);
  expect(JSON.stringify(answers[0])).toBe(JSON.stringify(answers[1]));
});

test('both clients carry mutations', async () => {
  for (const client of clients) {
    const before = world.total;
    const answer = answerOf(await client.execute(request('mutation { add(by: 2) }', 'mutation')));
    expect(answer).toEqual({ data: { add: before + 2 } });
  }
});

describe.each([0, 1])('subscriptions of client %i', (index) => {
  const open = (document: string, signal?: AbortSignal) => {
    const client = clients[index];
    if (!client) throw new Error('There is no such client.');
    return client.subscribe(request(document, 'subscription', {}, signal))[Symbol.asyncIterator]();
  };
  const channel = `subscription { channel(name: "c${index}") }`;
  const isOpen = () => world.channels.has(`c${index}`);

  test('yield each event and end with the source', async () => {
    const stream = open('subscription { countTo(last: 2) }');
    expect([await stream.next(), await stream.next(), await stream.next()]).toEqual([
      { done: false, value: { data: { countTo: 1 } } },
      { done: false, value: { data: { countTo: 2 } } },
      { done: true, value: undefined },
    ]);
  });

  test('yield the refusal of the subgraph and end', async () => {
    const stream = open('subscription { nothing }');
    const { value } = await stream.next();
    // The value of an iterator is untyped once it may have ended.
    expect((value as SubgraphResponse).errors?.[0]?.message).toMatch(/nothing/);
    expect((await stream.next()).done).toBe(true);
  });

  test('are released while they wait, by return', async () => {
    const stream = open(channel);
    const next = stream.next();
    await vi.waitFor(() => expect(isOpen()).toBe(true));
    await stream.return?.();
    expect((await next).done).toBe(true);
    await vi.waitFor(() => expect(isOpen()).toBe(false));
  });

  test('are released while they wait, by the signal', async () => {
    const controller = new AbortController();
    const stream = open(channel, controller.signal);
    const next = stream.next();
    await vi.waitFor(() => expect(isOpen()).toBe(true));
    controller.abort();
    expect((await next).done).toBe(true);
    await vi.waitFor(() => expect(isOpen()).toBe(false));
  });

  test('are not even opened for a client that has gone', async () => {
    const stream = open(channel, AbortSignal.abort());
    expect((await stream.next()).done).toBe(true);
    expect(isOpen()).toBe(false);
  });
});

test.each(['query', 'subscription'] as const)('a %s over the network says which request it is for', async (kind) => {
  const asked = request(kind === 'query' ? '{ hello }' : 'subscription { countTo(last: 1) }', kind);
  const client = clients[1];
  await (kind === 'query' ? client?.execute(asked) : client?.subscribe(asked)[Symbol.asyncIterator]().next());
  expect(named).toBe('request-1');
});

test('a call in process is cut off in time, as over the network', async () => {
  const impatient = createInProcessClient('things', things, { timeoutMs: 20 });
  await expect(impatient.execute(request('{ slow }'))).rejects.toMatchObject({ kind: 'TIMEOUT' });
  const gone = request('{ slow }', 'query', {}, AbortSignal.abort());
  await expect(clients[0]?.execute(gone)).rejects.toMatchObject({ kind: 'TIMEOUT' });
  world.releaseSlow();
});

function request(
  document: string,
  kind: SubgraphRequest['kind'] = 'query',
  variables: Record<string, unknown> = {},
  signal: AbortSignal = new AbortController().signal,
): SubgraphRequest {
  return {
    document,
    kind,
    variables,
    context: { viewer, authorization: 'Bearer token', requestId: 'request-1', signal },
  };
}

/** What was answered, without what only text that came over a network tells about it. */
function answerOf({ isPlain: _, ...answer }: SubgraphResponse): SubgraphResponse {
  return answer;
}
