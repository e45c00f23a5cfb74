// The client libraries that people use, against a gateway on a real port: queries, mutations, subscriptions, errors, and
// going on after a token has expired.
import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  CombinedProtocolErrors,
  gql,
  HttpLink,
  InMemoryCache,
} from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { createHash } from 'node:crypto';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { holdClock } from '../../test/support/held-clock.ts';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture();
});
afterAll(() => gateway.close());

const countToThree = 'subscription { countTo(last: 3) }';
const deferring = '{ hello ... @defer(label: "slow") { slow } }';
const counted = [{ countTo: 1 }, { countTo: 2 }, { countTo: 3 }];

describe('graphql-ws', () => {
  const connect = (authorization?: () => Promise<string>) =>
    createWebSocketClient({
      url: gateway.webSocketUrl,
      webSocketImpl: WebSocket,
      retryWait: () => Promise.resolve(),
      ...(authorization && { connectionParams: async () => ({ authorization: await authorization() }) }),
    });

  test('queries, mutates and subscribes', async () => {
    const client = connect();
    const { total } = gateway.world;
    expect(await all(client.iterate({ query: '{ hello }' }))).toEqual([{ data: { hello: 'Hello, world!' } }]);
    expect(await all(client.iterate({ query: 'mutation { add(by: 3) }' }))).toEqual([{ data: { add: total + 3 } }]);
    expect(await all(client.iterate({ query: countToThree }))).toEqual(counted.map((data) => ({ data })));
    await client.dispose();
  });

  test('is told of request errors and of fields that fail', async () => {
    const client = connect();
    await expect(all(client.iterate({ query: '{ nothing }' }))).rejects.toMatchObject([
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
    expect(await all(client.iterate({ query: '{ hello fails }' }))).toMatchObject([
      { data: { hello: 'Hello, world!', fails: null }, errors: [{ path: ['fails'] }] },
    ]);
    await client.dispose();
  });

  test('is told of deferred fragments part by part', async () => {
    const client = connect();
    const results = client.iterate({ query: deferring });
    const { value: first } = await results.next();
    expect(first).toEqual({ data: { hello: 'Hello, world!' }, hasNext: true });
    gateway.world.releaseSlow();
    expect(await all(results)).toEqual([
      { incremental: [{ data: { slow: 'at last' }, path: [], label: 'slow' }], hasNext: false },
    ]);
    await client.dispose();
  });

  test('subscribes again with a fresh token when the first has expired', async () => {
    const client = connect(expiringFirst());
    const query = 'subscription { secrets }';
    await expect(all(client.iterate({ query }))).rejects.toMatchObject([{ extensions: { code: 'TOKEN_EXPIRED' } }]);
    const results = client.iterate({ query });
    const first = results.next();
    await say('secrets', { secrets: 'after' });
    expect((await first).value).toEqual({ data: { secrets: 'after' } });
    await results.return?.();
    await client.dispose();
  });

  test('connects again by itself when the gateway has closed for an expired token', async () => {
    const closeCodes: unknown[] = [];
    const authorization = expiringFirst();
    const client = createWebSocketClient({
      url: gateway.webSocketUrl,
      webSocketImpl: WebSocket,
      lazy: false,
      retryWait: () => Promise.resolve(),
      connectionParams: async () => ({ authorization: await authorization() }),
    });
    client.on('closed', (event) => closeCodes.push(event));
    await expect(all(client.iterate({ query: 'subscription { secrets }' }))).rejects.toBeDefined();
    expect(await all(client.iterate({ query: '{ secret }' }))).toEqual([{ data: { secret: 'the secret' } }]);
    expect(closeCodes).toMatchObject([{ code: 4403, reason: 'The token has expired' }]);
    await client.dispose();
  });
});

describe.each([
  ['distinct connections', false],
  ['a single connection', true],
])('graphql-sse over %s', (_, singleConnection) => {
  const connect = (authorization?: () => Promise<string>) =>
    createSseClient({
      url: gateway.streamUrl,
      singleConnection,
      retryAttempts: 0,
      ...(authorization && { headers: async () => ({ authorization: await authorization() }) }),
    });

  test('queries, mutates and subscribes', async () => {
    const client = connect();
    const { total } = gateway.world;
    expect(await all(client.iterate({ query: '{ hello }' }))).toEqual([{ data: { hello: 'Hello, world!' } }]);
    expect(await all(client.iterate({ query: 'mutation { add(by: 3) }' }))).toEqual([{ data: { add: total + 3 } }]);
    expect(await all(client.iterate({ query: countToThree }))).toEqual(counted.map((data) => ({ data })));
    client.dispose();
  });

  test('runs several subscriptions at once, and releases the one that is left', async () => {
    const client = connect();
    const names = [`left-${singleConnection}`, `kept-${singleConnection}`] as const;
    const [left, kept] = names.map((name) => client.iterate({ query: `subscription { channel(name: "${name}") }` }));
    const received = [left?.next(), kept?.next()];
    for (const name of names) await say(name, { channel: name });
    expect((await Promise.all(received)).map((result) => result?.value)).toEqual(
      names.map((name) => ({ data: { channel: name } })),
    );
    await left?.return?.();
    await vi.waitFor(() => expect(gateway.world.channels.has(names[0])).toBe(false));
    expect(gateway.world.channels.has(names[1])).toBe(true);
    client.dispose();
    await vi.waitFor(() => expect(gateway.world.channels.has(names[1])).toBe(false));
  });

  test('is told of deferred fragments part by part', async () => {
    const client = connect();
    const results = client.iterate({ query: deferring });
    const { value: first } = await results.next();
    expect(first).toEqual({ data: { hello: 'Hello, world!' }, hasNext: true });
    gateway.world.releaseSlow();
    expect(await all(results)).toMatchObject([{ incremental: [{ data: { slow: 'at last' } }], hasNext: false }]);
    client.dispose();
  });

  test('is told of fields that fail', async () => {
    const client = connect();
    expect(await all(client.iterate({ query: '{ hello fails }' }))).toMatchObject([
      { data: { hello: 'Hello, world!', fails: null }, errors: [{ path: ['fails'] }] },
    ]);
    client.dispose();
  });

  test('subscribes again with a fresh token when the first has expired', async () => {
    const authorization = expiringFirst();
    const client = connect(authorization);
    const query = 'subscription { secrets }';
    expect(await all(client.iterate({ query }))).toMatchObject([
      { errors: [{ extensions: { code: 'TOKEN_EXPIRED' } }] },
    ]);
    const results = client.iterate({ query });
    const first = results.next();
    await say('secrets', { secrets: 'after' });
    expect((await first).value).toEqual({ data: { secrets: 'after' } });
    client.dispose();
    await vi.waitFor(() => expect(gateway.world.channels.has('secrets')).toBe(false));
  });
});

describe('@apollo/client', () => {
  const passOn = new ApolloLink((operation, forward) => forward(operation));
  const connect = (authorization?: () => Promise<string>, first: ApolloLink = passOn) => {
    const http = new HttpLink({
      uri: gateway.url,
      fetch: async (input, init) => {
        const headers = new Headers(init?.headers);
        if (authorization) headers.set('authorization', await authorization());
        return fetch(input, { ...init, headers });
      },
    });
    return new ApolloClient({
      cache: new InMemoryCache(),
      link: ApolloLink.from([first, http]),
      incrementalHandler: new Defer20220824Handler(),
    });
  };

  test('queries and mutates', async () => {
    const client = connect();
    const { total } = gateway.world;
    expect((await client.query({ query: gql('{ hello }') })).data).toEqual({ hello: 'Hello, world!' });
    expect((await client.mutate({ mutation: gql('mutation { add(by: 3) }') })).data).toEqual({ add: total + 3 });
    client.stop();
  });

  test('is told of request errors and of fields that fail', async () => {
    const client = connect();
    const invalid = await client.query({ query: gql('{ nothing }') }).catch((error: unknown) => error);
    expect(codesOf(invalid)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    const partial = await client.query({ query: gql('{ hello fails }'), errorPolicy: 'all' });
    expect(partial).toMatchObject({ data: { hello: 'Hello, world!', fails: null } });
    expect(codesOf(partial.error)).toEqual(['SUBGRAPH_ERROR']);
    client.stop();
  });

  test('shows the first part of an answer before the deferred rest, below lists too', async () => {
    const client = connect();
    const query = gql`
      query Deferring {
        hello
        tariff {
          name
          ...More @defer
        }
        ... @defer(label: "slow") {
          slow
        }
      }
      fragment More on Tariff {
        name
        price
      }
    `;
    const shown: unknown[] = [];
    const subscription = client
      .watchQuery({ query, fetchPolicy: 'no-cache' })
      .subscribe(({ data }) => shown.push(data));
    const before = { hello: 'Hello, world!', tariff: { name: 'standard', price: 7 } };
    await vi.waitFor(() => expect(shown.at(-1)).toMatchObject(before));
    expect(shown.at(-1)).not.toHaveProperty('slow');
    gateway.world.releaseSlow();
    await vi.waitFor(() => expect(shown.at(-1)).toMatchObject({ ...before, slow: 'at last' }));
    subscription.unsubscribe();
    client.stop();
  });

  test('is told of errors of a deferred part, and keeps what came before', async () => {
    const client = connect();
    const query = gql('query Failing { hello ... @defer { fails } }');
    const result = await client.query({ query, errorPolicy: 'all' });
    expect(result.data).toMatchObject({ hello: 'Hello, world!', fails: null });
    expect(codesOf(result.error)).toEqual(['SUBGRAPH_ERROR']);
    client.stop();
  });

  test('persists its queries automatically, and then gets them by their hash', async () => {
    const persist = () =>
      new PersistedQueryLink({
        sha256: (text) => createHash('sha256').update(text).digest('hex'),
        useGETForHashedQueries: true,
      });
    const query = gql('query Persisted($n: Int!) { count(of: $n) }');
    const before = gateway.log.length;
    for (const n of [1, 2]) {
      const client = connect(undefined, persist());
      const { data } = await client.query({ query, variables: { n } });
      expect(data).toEqual({ count: n });
      client.stop();
    }
    const codes = gateway.log.slice(before).map((line): unknown => JSON.parse(line).codes);
    expect(codes).toEqual([['PERSISTED_QUERY_NOT_FOUND'], [], []]);
  });

  test('subscribes over multipart HTTP', async () => {
    const client = connect();
    expect(await lastValueFrom(client.subscribe({ query: gql(countToThree) }).pipe(toArray()))).toMatchObject(
      counted.map((data) => ({ data })),
    );
    const [refused] = await lastValueFrom(client.subscribe({ query: gql('subscription { secrets }') }).pipe(toArray()));
    expect(codesOf(refused?.error)).toEqual(['UNAUTHENTICATED']);
    client.stop();
  });

  test('subscribes again with a fresh token when the first has expired', async () => {
    const client = connect(expiringFirst());
    const query = gql('subscription { secrets }');
    const [cut] = await lastValueFrom(client.subscribe({ query, fetchPolicy: 'no-cache' }).pipe(toArray()));
    expect(cut?.error).toBeInstanceOf(CombinedProtocolErrors);
    expect(codesOf(cut?.error)).toEqual(['TOKEN_EXPIRED']);
    const received: unknown[] = [];
    const subscription = client.subscribe({ query }).subscribe(({ data }) => received.push(data));
    await say('secrets', { secrets: 'after' });
    await vi.waitFor(() => expect(received).toEqual([{ secrets: 'after' }]));
    subscription.unsubscribe();
    await vi.waitFor(() => expect(gateway.world.channels.has('secrets')).toBe(false));
    client.stop();
  });

  function codesOf(error: unknown): unknown[] {
    if (!CombinedGraphQLErrors.is(error) && !CombinedProtocolErrors.is(error)) return [error];
    return error.errors.map(({ extensions }) => extensions?.['code']);
  }
});

describe('@urql/core', () => {
  const connect = (authorization?: () => Promise<string>) =>
    new Client({
      url: gateway.url,
      exchanges: [fetchExchange],
      preferGetMethod: false,
      fetchSubscriptions: true,
      fetch: async (input, init) => {
        const headers = new Headers(init?.headers);
        if (authorization) headers.set('authorization', await authorization());
        return fetch(input, { ...init, headers });
      },
    });
  // At the end of a stream urql says its last result once more, with `hasNext` false.
  const codesOf = (error: { readonly graphQLErrors: readonly { readonly extensions: object }[] } | undefined) =>
    error?.graphQLErrors.map(({ extensions }) => ('code' in extensions ? extensions.code : undefined));

  test('queries and mutates', async () => {
    const client = connect();
    const { total } = gateway.world;
    expect((await client.query('{ hello }', {})).data).toEqual({ hello: 'Hello, world!' });
    expect((await client.mutation('mutation { add(by: 3) }', {})).data).toEqual({ add: total + 3 });
  });

  test('is told of request errors and of fields that fail', async () => {
    const client = connect();
    expect(codesOf((await client.query('{ nothing }', {})).error)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    const partial = await client.query('{ hello fails }', {});
    expect(partial.data).toMatchObject({ hello: 'Hello, world!', fails: null });
    expect(codesOf(partial.error)).toEqual(['SUBGRAPH_ERROR']);
  });

  test('shows the first part of an answer before the deferred rest', async () => {
    const shown: unknown[] = [];
    const query = '{ hello tariff { name ... @defer { price } } ... @defer { slow fails } }';
    connect()
      .query(query, {})
      .subscribe(({ data, error, hasNext }) => shown.push({ data, codes: codesOf(error), hasNext }));
    const before = { hello: 'Hello, world!', tariff: { name: 'standard', price: 7 } };
    await vi.waitFor(() => expect(shown.at(-1)).toMatchObject({ data: before, hasNext: true }));
    gateway.world.releaseSlow();
    await vi.waitFor(() =>
      expect(shown.at(-1)).toEqual({
        data: { ...before, slow: 'at last', fails: null },
        codes: ['SUBGRAPH_ERROR'],
        hasNext: false,
      }),
    );
  });

  test('subscribes over server-sent events', async () => {
    const received: unknown[] = [];
    connect()
      .subscription(countToThree, {})
      .subscribe(({ data, hasNext }) => hasNext && received.push(data));
    await vi.waitFor(() => expect(received).toEqual(counted));
  });

  test('subscribes again with a fresh token when the first has expired', async () => {
    const client = connect(expiringFirst());
    const codes: unknown[] = [];
    const query = 'subscription { secrets }';
    client.subscription(query, {}).subscribe(({ error, hasNext }) => hasNext && codes.push(codesOf(error)));
    await vi.waitFor(() => expect(codes).toEqual([['TOKEN_EXPIRED']]));
    const received: unknown[] = [];
    const { unsubscribe } = client
      .subscription('subscription { again: secrets }', {})
      .subscribe(({ data }) => received.push(data));
    await say('secrets', { secrets: 'after' });
    await vi.waitFor(() => expect(received).toEqual([{ again: 'after' }]));
    unsubscribe();
    await vi.waitFor(() => expect(gateway.world.channels.has('secrets')).toBe(false));
  });
});

async function all<Result>(source: AsyncIterable<Result>): Promise<Result[]> {
  const collected: Result[] = [];
  for await (const result of source) collected.push(result);
  return collected;
}

/** Says something on a channel as soon as somebody listens to it. */
async function say(name: string, event: Record<string, string>): Promise<void> {
  await vi.waitFor(() => expect(gateway.world.channels.has(name)).toBe(true));
  gateway.world.channels.get(name)?.push(event);
}

/** What an application knows of its tokens: the first expires when it has subscribed; the next ones are fresh then. */
function expiringFirst(): () => Promise<string> {
  const clock = holdClock();
  const expiresAt = Math.floor(Date.now() / 1_000) + 3_600;
  const { channels } = gateway.world;
  const earlier = channels.get('secrets');
  const isSubscribed = () => expect([undefined, earlier]).not.toContain(channels.get('secrets'));
  void vi.waitFor(isSubscribed).then(() => clock.passMinutes(60));
  return async () => {
    const hasExpired = Date.now() >= expiresAt * 1_000;
    return `Bearer ${await gateway.token(hasExpired ? {} : { expiresIn: expiresAt })}`;
  };
}
