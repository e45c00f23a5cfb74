import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { holdClock } from '../../test/support/held-clock.ts';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture({ MAX_STREAM_BACKLOG: '3', MAX_STREAMS_PER_VIEWER: '2' });
});
afterAll(() => gateway.close());

test('streams the events of a subscription, then completes and closes', async () => {
  const stream = await open({ query: 'subscription { countTo(last: 3) }' });
  expect(stream.type).toBe('text/event-stream; charset=utf-8');
  expect(await stream.all()).toEqual([
    ['next', { data: { countTo: 1 } }],
    ['next', { data: { countTo: 2 } }],
    ['next', { data: { countTo: 3 } }],
    ['complete', undefined],
  ]);
});

test('sends the head before there is any event', async () => {
  const stream = await open(channel('head'));
  expect(stream.status).toBe(200);
  await vi.waitFor(() => expect(gateway.world.channels.has('head')).toBe(true));
  stream.leave();
});

test('an event is on its way as soon as it has happened', async () => {
  const stream = await open(channel('live'));
  await vi.waitFor(() => expect(gateway.world.channels.has('live')).toBe(true));
  push('live', 'first');
  expect(await stream.next()).toEqual(['next', { data: { channel: 'first' } }]);
  push('live', 'second');
  expect(await stream.next()).toEqual(['next', { data: { channel: 'second' } }]);
  stream.leave();
});

test('a client that leaves releases the upstream', async () => {
  const stream = await open(channel('left'));
  await vi.waitFor(() => expect(gateway.world.channels.has('left')).toBe(true));
  stream.leave();
  await vi.waitFor(() => expect(gateway.world.channels.has('left')).toBe(false));
  await vi.waitFor(async () => expect(await liveStreams()).toBe(0));
});

test('answers a query with one result, also by GET', async () => {
  const byPost = await open({ query: '{ hello }' });
  const expected = [
    ['next', { data: { hello: 'Hello, world!' } }],
    ['complete', undefined],
  ];
  expect(await byPost.all()).toEqual(expected);
  const headers = { accept: 'text/event-stream', 'apollo-require-preflight': '1' };
  const byGet = await fetch(`${gateway.streamUrl}?query={hello}`, { headers });
  expect(await readEvents(byGet).all()).toEqual(expected);
});

test('tells a request error as the only result', async () => {
  const stream = await open({ query: 'subscription { nothing }' });
  expect(await stream.all()).toMatchObject([
    ['next', { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }],
    ['complete', undefined],
  ]);
});

test('refuses by status what is wrong before the stream begins', async () => {
  const status = async (body: string, headers: Record<string, string>) =>
    (await fetch(gateway.streamUrl, { method: 'POST', body, headers: { ...jsonHeaders, ...headers } })).status;
  expect(await status('{', {})).toBe(400);
  expect(await status('{"query":"{ hello }"}', { authorization: 'Bearer nonsense' })).toBe(401);
  expect(await status('{"query":"{ hello }"}', { accept: 'application/json' })).toBe(406);
});

test('a subscription that needs a token is refused without one', async () => {
  const stream = await open({ query: 'subscription { secrets }' });
  const [first] = await stream.all();
  expect(first).toMatchObject(['next', { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]);
  expect(first?.[1]).not.toHaveProperty('data');
});

test('a stream ends with a code when the token expires, and the upstream is released', async () => {
  const clock = holdClock();
  const authorization = `Bearer ${await gateway.token({ expiresIn: '1 hour' })}`;
  const stream = await open({ query: 'subscription { secrets }' }, { authorization });
  await vi.waitFor(() => expect(gateway.world.channels.has('secrets')).toBe(true));
  await clock.passMinutes(60);
  expect(await stream.all()).toMatchObject([
    ['next', { errors: [{ extensions: { code: 'TOKEN_EXPIRED' } }] }],
    ['complete', undefined],
  ]);
  expect(gateway.world.channels.has('secrets')).toBe(false);
});

test('a viewer has so many streams at once, and one more when one has ended', async () => {
  const streams = [await open(channel('a')), await open(channel('b'))];
  await vi.waitFor(() => expect(gateway.world.channels.size).toBe(2));
  const refused = await open(channel('c'));
  expect(await refused.next()).toMatchObject(['next', { errors: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }] }]);
  streams[0]?.leave();
  await vi.waitFor(() => expect(gateway.world.channels.has('a')).toBe(false));
  const another = await open(channel('d'));
  await vi.waitFor(() => expect(gateway.world.channels.has('d')).toBe(true));
  streams[1]?.leave();
  another.leave();
  await vi.waitFor(() => expect(gateway.world.channels.size).toBe(0));
});

test('a client that does not read is cut off with a code, and everything before that was delivered in order', async () => {
  const stream = await open(channel('flood'));
  await vi.waitFor(() => expect(gateway.world.channels.has('flood')).toBe(true));
  const padding = 'x'.repeat(200_000);
  for (let number = 0; gateway.world.channels.has('flood'); number += 1) {
    push('flood', `${number} ${padding}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const events = await stream.all();
  expect(events.pop()).toEqual(['complete', undefined]);
  expect(events.pop()).toMatchObject(['next', { errors: [{ extensions: { code: 'SLOW_CONSUMER' } }] }]);
  const numbers = events.map(([, body]) => Number.parseInt(String(body?.data?.channel), 10));
  expect(numbers).toEqual(numbers.map((_, index) => index));
});

const jsonHeaders = { 'content-type': 'application/json', accept: 'text/event-stream' };

type Event = readonly [string, { data?: { channel?: string }; errors?: unknown } | undefined];

function channel(name: string) {
  return { query: 'subscription($name: String!) { channel(name: $name) }', variables: { name } };
}

function push(name: string, text: string): void {
  gateway.world.channels.get(name)?.push({ channel: text });
}

async function open(body: unknown, headers: Record<string, string> = {}) {
  const controller = new AbortController();
  const init = { method: 'POST', body: JSON.stringify(body), signal: controller.signal };
  const response = await fetch(gateway.streamUrl, { ...init, headers: { ...jsonHeaders, ...headers } });
  return { ...readEvents(response), leave: () => controller.abort() };
}

/** Reads the events of a stream one by one, or all to its end. */
function readEvents(response: Response) {
  const events = parseEvents(response);
  const next = async (): Promise<Event | undefined> => (await events.next()).value ?? undefined;
  const all = async (): Promise<Event[]> => {
    const collected: Event[] = [];
    for await (const event of events) collected.push(event);
    return collected;
  };
  return { status: response.status, type: response.headers.get('content-type'), next, all };
}

async function* parseEvents(response: Response): AsyncGenerator<Event, undefined> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, name, data] = /^event: (\w+)\ndata:(.*)$/s.exec(block) ?? [];
      if (name !== undefined) yield [name, data?.trim() ? JSON.parse(data) : undefined];
    }
  }
  return undefined;
}

async function liveStreams(): Promise<number> {
  const metrics = await (await fetch(`${gateway.origin}/metrics`)).text();
  return Number(/gateway_live_streams\{transport="sse"\} (\d+)/.exec(metrics)?.[1]);
}
