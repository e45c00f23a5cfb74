// The bytes of the multipart subscription protocol. That @apollo/client speaks it stands in clients.test.ts.
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { holdClock } from '../../test/support/held-clock.ts';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture();
});
afterAll(() => gateway.close());
afterEach(() => void vi.useRealTimers());

const accept = 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json';

test('sends a part for each event, each with its closing boundary, and ends with the last one', async () => {
  const response = await post('subscription { countTo(last: 2) }', { accept });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('multipart/mixed;boundary="graphql";subscriptionSpec="1.0"');
  expect(await response.text()).toBe(
    [
      '',
      '--graphql',
      'content-type: application/json',
      '',
      '{"payload":{"data":{"countTo":1}}}',
      '--graphql',
      'content-type: application/json',
      '',
      '{"payload":{"data":{"countTo":2}}}',
      '--graphql--',
      '',
    ].join('\r\n'),
  );
});

test('a silent stream shows that it stands', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const controller = new AbortController();
  const response = await post('subscription { channel(name: "silent") }', { accept }, controller.signal);
  await vi.waitFor(() => expect(gateway.world.channels.has('silent')).toBe(true));
  await vi.advanceTimersByTimeAsync(12_000);
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes('{}')) break;
  }
  expect(text).toBe('\r\n--graphql\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql');
  controller.abort();
  await vi.waitFor(() => expect(gateway.world.channels.has('silent')).toBe(false));
});

test('a stream that is cut says why beside a null payload', async () => {
  const clock = holdClock();
  const authorization = `Bearer ${await gateway.token({ expiresIn: '1 hour' })}`;
  const response = await post('subscription { secrets }', { accept, authorization });
  await vi.waitFor(() => expect(gateway.world.channels.has('secrets')).toBe(true));
  await clock.passMinutes(60);
  const [, part = ''] = /\r\n\r\n(.*)\r\n--graphql--\r\n$/s.exec(await response.text()) ?? [];
  expect(JSON.parse(part)).toMatchObject({ payload: null, errors: [{ extensions: { code: 'TOKEN_EXPIRED' } }] });
});

test('a subscription that is refused is told so in its only part', async () => {
  const text = await (await post('subscription { secrets }', { accept })).text();
  expect(text).toMatch(/\{"payload":\{"errors":\[.*"UNAUTHENTICATED".*\]\}\}\r\n--graphql--/);
});

test('queries, and what is no operation, are answered as ever by those who would take a stream', async () => {
  const query = await post('{ hello }', { accept });
  expect(query.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await query.json()).toEqual({ data: { hello: 'Hello, world!' } });
  const nonsense = await post('subscription { nothing }', { accept });
  expect(await nonsense.json()).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
});

test.each([['multipart/mixed'], ['multipart/mixed;deferSpec=20220824'], ['application/json']])(
  'a subscription is not streamed to those who accept %s alone',
  async (other) => {
    const response = await post('subscription { countTo(last: 1) }', { accept: `${other}, application/json` });
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] });
  },
);

test('counts its streams under its own name', async () => {
  await (await post('subscription { countTo(last: 1) }', { accept })).text();
  const metrics = await (await fetch(`${gateway.origin}/metrics`)).text();
  expect(metrics).toMatch(/gateway_streams_ended_total\{transport="multipart",code="OK"\} \d/);
});

function post(query: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  return fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
    ...(signal && { signal }),
  });
}
