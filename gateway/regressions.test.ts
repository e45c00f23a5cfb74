// What users of other gateways reported and missed, and no test of a single part would notice.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type GatewayFixture, startFixture } from './transport/gateway-fixture.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture();
});
afterAll(() => gateway.close());

test('an event stream on which nothing happens is kept open by a comment', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const controller = new AbortController();
  const response = await fetch(gateway.streamUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: 'subscription { channel(name: "idle") }' }),
    signal: controller.signal,
  });
  await vi.waitFor(() => expect(gateway.world.channels.has('idle')).toBe(true));
  await vi.advanceTimersByTimeAsync(2 * 12_000);
  vi.useRealTimers();
  // One opens the stream, two are of what follows.
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.length >= 3 * ':\n\n'.length) break;
  }
  expect(text).toBe(':\n\n'.repeat(3));
  controller.abort();
});

test('what a client is not told of an error stands whole in the log, under the name of the request', async () => {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'the-one-that-failed' },
    body: JSON.stringify({ query: '{ fails }' }),
  });
  expect(await response.text()).not.toContain('db-7.internal');
  const entries: unknown[] = gateway.log.map((line) => JSON.parse(line));
  expect(entries).toContainEqual(
    expect.objectContaining({
      requestId: 'the-one-that-failed',
      subgraph: 'things',
      errors: [expect.objectContaining({ message: 'Connection to db-7.internal refused', path: ['fails'] })],
    }),
  );
});

test('operations that are over leave no timer behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const ask = async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query: '{ hello fails }' });
    await (await fetch(gateway.url, { method: 'POST', headers, body })).text();
  };
  await ask();
  const before = timers();
  for (let count = 0; count < 100; count += 1) await ask();
  expect(timers()).toBeLessThan(before + 20);
});
