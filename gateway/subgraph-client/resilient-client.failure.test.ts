import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { holdClock } from '../../test/support/held-clock.ts';
import { type Config, readConfig } from '../config.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { minCalls } from './circuit.ts';
import { createHttpClient } from './http.ts';
import { createResilientClient } from './resilient-client.ts';
import { savedRetries } from './retry-budget.ts';
import { retryQueries } from './retry-client.ts';
import { RetryableFailure } from './retryable-failure.ts';
import type { OperationKind, SubgraphClient, SubgraphRequest } from './subgraph-client.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const answered = { data: { a: 1 }, isPlain: true };
const cutOff: RequestListener = (incoming) => void incoming.socket.destroy();
const succeed: RequestListener = (incoming, response) => {
  incoming.resume();
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"a":1}}');
};

test('a query is asked again when its connection was closed before any byte came', async () => {
  const subgraph = await serve([cutOff, cutOff, succeed]);
  expect(await subgraph.client.execute(request())).toEqual(answered);
  expect(subgraph.calls()).toBe(3);
  expect(await subgraph.metrics()).toMatch('gateway_subgraph_retries_total{subgraph="spend"} 2');
});

test('a query is not asked more often than it may', async () => {
  const subgraph = await serve([cutOff]);
  await expect(subgraph.client.execute(request())).rejects.toMatchObject({ kind: 'UNREACHABLE' });
  expect(subgraph.calls()).toBe(3);
});

test.each(['mutation', 'subscription'] as const)('a %s is never sent twice', async (kind) => {
  const subgraph = await serve([cutOff, succeed]);
  await expect(subgraph.client.execute(request({ kind }))).rejects.toMatchObject({ kind: 'UNREACHABLE' });
  expect(subgraph.calls()).toBe(1);
});

test('a mutation is not sent again when the subgraph asks for it', async () => {
  const subgraph = await serve([unavailable('0'), succeed]);
  await expect(subgraph.client.execute(request({ kind: 'mutation' }))).rejects.toMatchObject({ kind: 'HTTP_ERROR' });
  expect(subgraph.calls()).toBe(1);
});

test('a query whose answer had begun is not asked again', async () => {
  const begin: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"data"', () => response.destroy());
  };
  const subgraph = await serve([begin, succeed]);
  await expect(subgraph.client.execute(request())).rejects.toMatchObject({ kind: 'UNREACHABLE' });
  expect(subgraph.calls()).toBe(1);
});

test('a query that had its time is not asked again', async () => {
  const subgraph = await serve([(incoming) => void incoming.resume(), succeed], {}, 50);
  await expect(subgraph.client.execute(request())).rejects.toMatchObject({ kind: 'TIMEOUT' });
  expect(subgraph.calls()).toBe(1);
});

test('a subgraph that is down is asked again when it is back', async () => {
  const subgraph = await serve([succeed]);
  const { port } = addressOf(subgraph.server);
  await subgraph.stop();
  // The pause before the second retry is long enough to come back in: the first two attempts met nobody.
  const running = subgraph.client.execute(request());
  const back = createServer(succeed);
  await new Promise<void>((resolve) => back.listen(port, '127.0.0.1', resolve));
  cleanups.push(() => close(back));
  expect(await running).toEqual(answered);
});

test('a 503 with Retry-After is heeded, and one without is an HTTP_ERROR at once', async () => {
  const polite = await serve([unavailable('1'), succeed]);
  const startedAt = performance.now();
  expect(await polite.client.execute(request())).toEqual(answered);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(999);
  const rude = await serve([unavailable(undefined), succeed]);
  await expect(rude.client.execute(request())).rejects.toMatchObject({ kind: 'HTTP_ERROR' });
  expect(rude.calls()).toBe(1);
});

test('a Retry-After beyond the time of the call fails at once', async () => {
  const anHour = 3_600_000;
  const subgraph = await serve([unavailable('7200'), succeed], {}, anHour);
  await expect(subgraph.client.execute(request())).rejects.toMatchObject({ kind: 'HTTP_ERROR' });
  expect(subgraph.calls()).toBe(1);
});

test('a client that leaves during the pause ends the call', async () => {
  const controller = new AbortController();
  let calls = 0;
  const failure = new RetryableFailure('spend', 'HTTP_ERROR', new Error('HTTP 503'), 3_600_000);
  const busy: SubgraphClient = {
    name: 'spend',
    execute() {
      calls += 1;
      // By then the pause has begun.
      setImmediate(() => controller.abort());
      return Promise.reject(failure);
    },
    subscribe: () => {
      throw failure;
    },
    close: () => Promise.resolve(),
  };
  const client = retryQueries(busy, { maxRetries: 2, budgetPercent: 10, timeoutMs: 7_200_000 });
  await expect(client.execute(request({ signal: controller.signal }))).rejects.toBe(failure);
  expect(calls).toBe(1);
});

test('retries stay within their budget when every call fails', async () => {
  const subgraph = await serve([cutOff], { CIRCUIT_OPEN_MS: '0' });
  for (let call = 0; call < 100; call += 1) await expect(subgraph.client.execute(request())).rejects.toThrow();
  // What was saved up, and ten per hundred calls; the first one found the budget full and earned nothing.
  expect(subgraph.calls()).toBe(100 + savedRetries + 10 - 1);
});

test('a subgraph that keeps failing is left alone, and asked again later', async () => {
  const clock = holdClock();
  const failing = Array.from({ length: minCalls }, () => cutOff);
  const subgraph = await serve([...failing, succeed], { SUBGRAPH_RETRIES: '0', CIRCUIT_OPEN_MS: '60000' });
  for (let call = 0; call < minCalls; call += 1) await expect(subgraph.client.execute(request())).rejects.toThrow();
  for (let call = 0; call < 5; call += 1) {
    await expect(subgraph.client.execute(request())).rejects.toMatchObject({ kind: 'UNREACHABLE' });
  }
  const stream = subgraph.client.subscribe(request({ kind: 'subscription' }))[Symbol.asyncIterator]();
  await expect(stream.next()).rejects.toMatchObject({ kind: 'UNREACHABLE' });
  expect(subgraph.calls()).toBe(minCalls);
  expect(await subgraph.metrics()).toMatch('gateway_circuit_state{subgraph="spend"} 2');
  await clock.passMinutes(1);
  expect(await subgraph.client.execute(request())).toEqual(answered);
  expect(subgraph.calls()).toBe(minCalls + 1);
  expect(await subgraph.metrics()).toMatch('gateway_circuit_state{subgraph="spend"} 0');
});

test('clients that leave do not count against a subgraph', async () => {
  const controller = new AbortController();
  const hang: RequestListener = (incoming) => void incoming.resume().once('end', () => controller.abort());
  const subgraph = await serve([hang]);
  const calls = Array.from({ length: minCalls * 2 }, () =>
    subgraph.client.execute(request({ signal: controller.signal })),
  );
  for (const outcome of await Promise.allSettled(calls)) expect(outcome.status).toBe('rejected');
  expect(await subgraph.metrics()).not.toMatch('gateway_circuit_state{subgraph="spend"} 2');
});

function unavailable(retryAfter: string | undefined): RequestListener {
  return (incoming, response) => {
    incoming.resume();
    response.writeHead(503, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end('Come back later.');
  };
}

function request(changes: { kind?: OperationKind; signal?: AbortSignal } = {}): SubgraphRequest {
  const { kind = 'query', signal = new AbortController().signal } = changes;
  const context = { viewer: undefined, authorization: undefined, requestId: 'request-1', signal };
  return { document: '{ a }', kind, variables: {}, context };
}

/** A subgraph that answers its calls by the listeners in their order, and the last for all that follow. */
async function serve(
  listeners: readonly RequestListener[],
  environment: Record<string, string> = {},
  timeoutMs = 5_000,
) {
  let calls = 0;
  const server = createServer((incoming, response) => {
    const listener = listeners[Math.min(calls, listeners.length - 1)];
    calls += 1;
    listener?.(incoming, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<void> => close(server);
  cleanups.push(stop);
  const http = createHttpClient({ name: 'spend', url: `http://127.0.0.1:${addressOf(server).port}/`, timeoutMs });
  const config: Config = readConfig(environment);
  const metrics = createMetrics();
  const client = createResilientClient(http, { config, timeoutMs, metrics, logger: pino({ level: 'silent' }) });
  cleanups.push(async () => {
    metrics.close();
    await client.close();
  });
  return { client, server, stop, calls: () => calls, metrics: async () => (await metrics.render()).text };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  return address;
}
