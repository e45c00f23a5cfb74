// A small subgraph of its own, run in process and behind HTTP and WebSocket: it must behave the same.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { execute, parse, subscribe } from 'graphql';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Viewer } from '../../schema/viewer.ts';
import { holdClock } from '../../test/support/held-clock.ts';
import { badInput, requireAdvertiser, requireScopes, requireViewer } from './access.ts';
import { serveSubgraph, type ServedSubgraph } from './serve.ts';
import { buildSchema, type Subgraph, type SubgraphContext } from './subgraph.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar Micros
  scalar Count
  type Thing @key(fields: "id") { id: ID! cost: Micros count: Count }
  type Query {
    thing(id: ID!, least: Micros): Thing
    brokenThing: Thing
    brokenPromise: String
    refused: String
    mine: String
    write: String
  }
  type Subscription { ticks(breakAfter: Int): Int! silence: Int! }
`;

const secret = 'the table thing does not exist at 10.0.0.1';

async function* countTo(last: number): AsyncGenerator<{ readonly ticks: number }> {
  for (let ticks = 1; ticks <= last; ticks += 1) yield { ticks };
  throw new Error(secret);
}

/** A stream on which nothing ever happens. */
const silence: AsyncIterableIterator<never> = {
  next: () => new Promise(() => {}),
  return: async () => ({ done: true, value: undefined }),
  [Symbol.asyncIterator]: () => silence,
};

const resolvers = {
  Query: {
    thing: (_: unknown, { id, least }: { id: string; least?: bigint }) => ({ id, cost: least ?? 5n }),
    // What the scalar cannot write is a bug of the resolver's.
    brokenThing: () => ({ id: 'broken', cost: 1.5 }),
    brokenPromise: () => Promise.reject(new Error(secret)),
    refused: () => {
      throw badInput('No.');
    },
    mine: (_: unknown, __: unknown, context: SubgraphContext) => requireViewer(context).subject,
    write: (_: unknown, __: unknown, context: SubgraphContext) => {
      requireAdvertiser(requireScopes(context, 'changes:write'), 'adv_2');
    },
  },
  Thing: {
    __resolveReference: ({ id }: { id: string }) => {
      if (id === 'broken') throw new Error(secret);
      if (id === 'absent') return undefined;
      return { id, cost: 7n };
    },
    count: () => 3n,
  },
  Subscription: {
    ticks: { subscribe: (_: unknown, { breakAfter }: { breakAfter: number }) => countTo(breakAfter) },
    silence: { subscribe: () => silence },
  },
};

const viewer: Viewer = {
  subject: 'ada',
  tokenId: 't1',
  advertiserIds: ['adv_1'],
  scopes: new Set(['changes:write']),
  expiresAtMs: Date.now() + 3_600_000,
};

const folder = mkdtempSync(path.join(os.tmpdir(), 'mg-schema-'));
const schemaFile = path.join(folder, 'schema.graphql');
const logged: string[] = [];
const logger = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) });
let subgraph: Subgraph;
let served: ServedSubgraph;

beforeAll(async () => {
  writeFileSync(schemaFile, sdl);
  subgraph = {
    name: 'things',
    schema: buildSchema(pathToFileURL(schemaFile), resolvers, logger),
    createContext: (request) => request,
    close: async () => {},
  };
  const verifyToken = async (token: string): Promise<Viewer> => {
    if (token === 'short') return { ...viewer, expiresAtMs: Date.now() + 3_600_000 };
    if (token !== 'good') throw new Error('bad signature');
    return viewer;
  };
  served = await serveSubgraph(subgraph, { port: 0, verifyToken, logger, production: true });
});

beforeEach(() => {
  logged.length = 0;
});

afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

type Way = (query: string, as?: Viewer, variables?: Record<string, unknown>) => Promise<unknown>;

const inProcess: Way = async (query, as, variables = {}) => {
  const result = await execute({
    schema: subgraph.schema,
    document: parse(query),
    contextValue: subgraph.createContext({ viewer: as, requestId: 'r' }),
    variableValues: variables,
  });
  return plain(result);
};

const overHttp: Way = async (query, as, variables = {}) => {
  const headers = { 'content-type': 'application/json', ...(as && { authorization: 'Bearer good' }) };
  const response = await fetch(served.url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return plain(await response.json());
};

/** Without places in the document, which the gateway has no use for. */
function plain(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result, (name, value: unknown) => (name === 'locations' ? undefined : value)));
}

const masked = { message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('%s', (_, run) => {
  test('scalars are read and written', async () => {
    expect(
      await run('query ($m: Micros) { thing(id: "1", least: $m) { id cost count } }', viewer, {
        m: '9223372036854775807',
      }),
    ).toEqual({
      data: { thing: { id: '1', cost: '9223372036854775807', count: 3 } },
    });
  });

  test('entities are resolved by their keys', async () => {
    const representations = [{ __typename: 'Thing', id: 'a' }];
    const query =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Thing { cost } } }';
    expect(await run(query, viewer, { representations })).toEqual({ data: { _entities: [{ cost: '7' }] } });
  });

  test('what a resolver throws is masked and logged, and the rest is answered', async () => {
    const answer = await run('{ brokenPromise thing(id: "1") { id } }');
    expect(answer).toEqual({
      data: { brokenPromise: null, thing: { id: '1' } },
      errors: [{ ...masked, path: ['brokenPromise'] }],
    });
    expect(logged.join()).toContain(secret);
    expect(logged.join()).toContain('Query.brokenPromise');
  });

  test('an entity that cannot be resolved is masked and logged, and the others of its batch are answered', async () => {
    const representations = ['a', 'broken', 'absent'].map((id) => ({ __typename: 'Thing', id }));
    const query =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Thing { id } } }';
    expect(await run(query, viewer, { representations })).toEqual({
      data: { _entities: [{ id: 'a' }, null, null] },
      errors: [{ ...masked, path: ['_entities', 1] }],
    });
    expect(logged.join()).toContain(secret);
  });

  test('what a scalar cannot write is masked and logged', async () => {
    expect(await run('{ brokenThing { cost } }')).toEqual({
      data: { brokenThing: { cost: null } },
      errors: [{ ...masked, path: ['brokenThing', 'cost'] }],
    });
    expect(logged.join()).toContain('Micros cannot represent 1.5');
  });

  test('a coded error is for the client to read, and is not logged', async () => {
    expect(await run('{ refused }')).toEqual({
      data: { refused: null },
      errors: [{ message: 'No.', path: ['refused'], extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(logged).toEqual([]);
  });

  test('an anonymous request is told that it needs a token', async () => {
    expect(await run('{ mine }')).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await run('{ mine }', viewer)).toEqual({ data: { mine: 'ada' } });
  });

  test('the rows of another advertiser are refused', async () => {
    expect(await run('{ write }', viewer)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });
});

test('a scope that is missing is named', () => {
  const context = { viewer: { ...viewer, scopes: new Set<string>() }, requestId: 'r' };
  expect(() => requireScopes(context, 'spend:read')).toThrow('The token lacks the scope spend:read.');
});

test('a stream that breaks tells a code and nothing else, then ends', async () => {
  const events = await subscribe({
    schema: subgraph.schema,
    document: parse('subscription { ticks(breakAfter: 1) }'),
    contextValue: { viewer, requestId: 'r' },
  });
  if (!(Symbol.asyncIterator in events)) throw new Error('The subscription did not begin.');
  expect(await events.next()).toEqual({ done: false, value: { data: { ticks: 1 } } });
  // In an answer, and not by a rejection: of those no protocol tells the code.
  const { value: last } = await events.next();
  expect(JSON.parse(JSON.stringify(last))).toMatchObject({
    data: null,
    errors: [{ message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  });
  expect(await events.next()).toEqual({ done: true, value: undefined });
  expect(logged.join()).toContain(secret);
});

test('what is no resolver is refused when the schema is built', () => {
  const build = () => buildSchema(pathToFileURL(schemaFile), { Query: { mine: 'ada' } }, logger);
  expect(build).toThrow('Query.mine is not a resolver.');
});

describe('HTTP', () => {
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(served.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

  test.each([
    ['JSON that is none', '{"query":', 400, 'BAD_REQUEST'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 400, 'BAD_REQUEST'],
    ['a body over the limit', `"${'x'.repeat(9 * 1024 * 1024)}"`, 413, 'PAYLOAD_TOO_LARGE'],
    ['a query that cannot be parsed', '{"query":"{ mine"}', 400, 'GRAPHQL_PARSE_FAILED'],
    ['a field that does not exist', '{"query":"{ yours }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a query of 150,000 tokens',
      JSON.stringify({ query: `{ ${'mine '.repeat(150_000)} }` }),
      400,
      'GRAPHQL_PARSE_FAILED',
    ],
    ['introspection in production', '{"query":"{ __schema { types { name } } }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
  ])('refuses %s', async (_, body, status, code) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(await overHttp('{ thing(id: "1") { id } }')).toEqual({ data: { thing: { id: '1' } } });
  });

  test.each(['Bearer bad', 'Bearer', 'Basic good', 'good'])('refuses the token %j', async (authorization) => {
    const response = await post('{"query":"{ mine }"}', { authorization });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  test('refuses other methods, paths and media types', async () => {
    expect((await fetch(served.url)).status).toBe(405);
    expect((await fetch(new URL('/admin', served.url), { method: 'POST' })).status).toBe(404);
    expect((await post('query=1', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  });
});

describe('WebSocket', () => {
  function connect(connectionParams?: Record<string, unknown>) {
    return createClient({
      url: served.webSocketUrl,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...(connectionParams && { connectionParams }),
    });
  }

  test('delivers events, and masks the error that ends a stream', async () => {
    const client = connect({ authorization: 'Bearer good' });
    const events = client.iterate({ query: 'subscription { ticks(breakAfter: 2) }' });
    expect((await events.next()).value).toEqual({ data: { ticks: 1 } });
    expect((await events.next()).value).toEqual({ data: { ticks: 2 } });
    const end = await events.next().then(JSON.stringify, (error: unknown) => String(error) + JSON.stringify(error));
    expect(end).not.toContain(secret);
    await client.dispose();
  });

  test('knows the viewer by the token of the connection', async () => {
    const client = connect({ authorization: 'Bearer good' });
    expect((await client.iterate({ query: '{ mine }' }).next()).value).toEqual({ data: { mine: 'ada' } });
    await client.dispose();
  });

  test('refuses a connection with a token that is not valid', async () => {
    const refused = connect({ authorization: 'Bearer bad' }).iterate({ query: '{ mine }' }).next();
    await expect(refused).rejects.toMatchObject({ code: 4403 });
  });

  test('ends a connection when its token expires', async () => {
    const clock = holdClock();
    const client = connect({ authorization: 'Bearer short' });
    const closed = new Promise<unknown>((resolve) => client.on('closed', resolve));
    const connected = new Promise<unknown>((resolve) => client.on('connected', resolve));
    const ended = expect(client.iterate({ query: 'subscription { silence }' }).next()).rejects.toMatchObject({
      code: 4403,
    });
    await connected;
    await clock.passMinutes(60);
    await ended;
    expect(await closed).toMatchObject({ code: 4403 });
  });

  test('survives a client that sends nonsense', async () => {
    const socket = new WebSocket(served.webSocketUrl, 'graphql-transport-ws');
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.on('open', () => socket.send('\0 nonsense'));
    expect(await closed).toBe(4400);
    expect(await overHttp('{ thing(id: "1") { id } }')).toEqual({ data: { thing: { id: '1' } } });
  });
});
