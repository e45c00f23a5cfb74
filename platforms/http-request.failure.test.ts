import { afterEach, expect, test, vi } from 'vitest';
import { holdClock } from '../test/support/held-clock.ts';
import { createHttp, type Http, type HttpOptions } from './http-request.ts';
import { scriptedFaults } from './twin-faults.ts';
import { startTwinServer, type TwinRequest, type TwinServerOptions } from './twin-server.ts';
import type { Fault } from './twin-faults.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const read = { method: 'GET', path: '/things', headers: {}, isWrite: false } as const;
const write = { method: 'POST', path: '/things', headers: {}, body: '{}', isWrite: true } as const;

/** A server that counts what it did, and a client of it. */
async function serverWith(fault: Fault | undefined, http: Partial<HttpOptions> = {}, server: TwinServerOptions = {}) {
  const applied: TwinRequest[] = [];
  const twin = await startTwinServer(
    {
      answer: (request) => {
        applied.push(request);
        return { status: 200, body: { done: applied.length } };
      },
      refuse: (refusal) => ({ status: 400, body: { refusal } }),
    },
    { faults: scriptedFaults([fault]), ...server },
  );
  cleanups.push(twin.close);
  return { applied, twin, http: clientOf(`${twin.url}/v1`, http) };
}

function clientOf(baseUrl: string, options: Partial<HttpOptions> = {}): Http {
  const http = createHttp({ baseUrl, timeoutMs: 5_000, ...options });
  cleanups.push(http.close);
  return http;
}

test('a platform that is not there has done nothing, whatever was asked', async () => {
  const { twin, http } = await serverWith(undefined);
  await twin.close();
  await expect(http.send(write)).rejects.toMatchObject({ failure: { kind: 'TRANSIENT' } });
});

test.each(['RESET_BEFORE_APPLY', 'RESET_AFTER_APPLY'] as const)(
  'a connection lost by %s leaves a write unknown and a read to be tried again',
  async (kind) => {
    const first = await serverWith({ kind });
    await expect(first.http.send(write)).rejects.toMatchObject({ failure: { kind: 'OUTCOME_UNKNOWN' } });
    const second = await serverWith({ kind });
    await expect(second.http.send(read)).rejects.toMatchObject({ failure: { kind: 'TRANSIENT' } });
  },
);

test('a write that is not answered in time is unknown, and was sent once', async () => {
  const { applied, http } = await serverWith({ kind: 'SILENT_AFTER_APPLY' }, { timeoutMs: 100 });
  await expect(http.send(write)).rejects.toMatchObject({ failure: { kind: 'OUTCOME_UNKNOWN' } });
  expect(applied).toHaveLength(1);
});

test('a write that is given up before it is sent has done nothing', async () => {
  const { applied, http } = await serverWith(undefined);
  const signal = AbortSignal.abort();
  await expect(http.send({ ...write, signal })).rejects.toMatchObject({ failure: { kind: 'TRANSIENT' } });
  expect(applied).toHaveLength(0);
});

test('a write that is given up while it is under way is unknown', async () => {
  const controller = new AbortController();
  const { http } = await serverWith(
    { kind: 'SILENT_AFTER_APPLY' },
    {},
    { onExchange: () => setImmediate(() => controller.abort()) },
  );
  await expect(http.send({ ...write, signal: controller.signal })).rejects.toMatchObject({
    failure: { kind: 'OUTCOME_UNKNOWN' },
  });
});

test('a write whose time is up while it waits for a connection never leaves', async () => {
  const { applied, twin, http } = await serverWith(undefined, { timeoutMs: 60_000 });
  let arrived = 0;
  twin.setFaults(() => {
    arrived += 1;
    return { kind: 'SILENT_BEFORE_APPLY' };
  });
  const reading = new AbortController();
  const silent = Array.from({ length: 16 }, () => http.send({ ...read, signal: reading.signal }).catch(() => {}));
  await vi.waitFor(() => expect(arrived).toBe(16));
  // The time of the reads is not by this clock: they have the connections until the write is over.
  const clock = holdClock();
  const refused = expect(http.send(write)).rejects.toMatchObject({ failure: { kind: 'TRANSIENT' } });
  await clock.passMinutes(1);
  await refused;
  vi.useRealTimers();
  twin.setFaults(() => undefined);
  reading.abort();
  await Promise.all(silent);
  await http.send(read);
  expect(applied.map(({ method }) => method)).toEqual(['GET']);
});

test('an answer beyond the limit is given up', async () => {
  const { http } = await serverWith(undefined, { maxResponseBytes: 5 });
  await expect(http.send(read)).rejects.toMatchObject({ failure: { kind: 'TRANSIENT' } });
});

test('a signal that outlives its call keeps nothing of it', async () => {
  const controller = new AbortController();
  const remove = vi.spyOn(controller.signal, 'removeEventListener');
  const { http } = await serverWith(undefined);
  await http.send({ ...read, signal: controller.signal });
  expect(remove).toHaveBeenCalledTimes(1);
});

test('what is asked arrives with the path of the base URL, the query and the body', async () => {
  const { applied, http } = await serverWith(undefined);
  const reply = await http.send({ ...write, query: new URLSearchParams({ a: '1 2' }), headers: { 'x-word': 'said' } });
  expect(reply).toMatchObject({ status: 200, body: '{"done":1}', isWrite: true });
  expect(applied[0]).toMatchObject({ method: 'POST', path: '/v1/things', body: '{}', headers: { 'x-word': 'said' } });
  expect(applied[0]?.query.get('a')).toBe('1 2');
});

test('a twin applies what is delivered twice twice, and answers once', async () => {
  const { applied, http } = await serverWith({ kind: 'DELIVERED_TWICE' });
  expect((await http.send(write)).body).toBe('{"done":2}');
  expect(applied).toHaveLength(2);
});
