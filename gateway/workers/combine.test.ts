import { expect, test } from 'vitest';
import { createMetrics } from '../telemetry/metrics.ts';
import { combineMetrics, combineReadiness } from './combine.ts';

const reachable = { ready: true, subgraphs: { spend: 'reachable', campaigns: 'reachable' } };
const cut = { ready: false, subgraphs: { spend: 'unreachable', campaigns: 'reachable' } };

test('is ready when each worker is, and says what any of them cannot reach', () => {
  expect(combineReadiness([reachable, reachable], 2)).toEqual({ ...reachable, workers: { wanted: 2, ready: 2 } });
  expect(combineReadiness([cut, reachable], 2)).toEqual({ ...cut, workers: { wanted: 2, ready: 1 } });
  expect(combineReadiness([reachable, cut], 2)).toMatchObject(cut);
});

test('where tokens can be revoked, the worker with the oldest list is the one to tell of', () => {
  const [current, stale] = [
    { ...reachable, revocations: 'current' },
    { ...reachable, ready: false, revocations: 'stale' },
  ];
  expect(combineReadiness([current, current], 2)).toMatchObject({ ready: true, revocations: 'current' });
  expect(combineReadiness([current, stale], 2)).toMatchObject({ ready: false, revocations: 'stale' });
});

test('a worker that is being replaced takes no connections; one that does not answer does', () => {
  expect(combineReadiness([reachable], 2)).toMatchObject({ ready: true, workers: { wanted: 2, ready: 1 } });
  expect(combineReadiness([reachable, undefined], 2)).toMatchObject({ ready: false, workers: { wanted: 2, ready: 1 } });
  expect(combineReadiness([], 2)).toMatchObject({ ready: false });
});

test('adds what workers counted, takes the worst of what they measured, and leaves out who did not answer', async () => {
  const workers = [createMetrics(), createMetrics()];
  for (const [index, metrics] of workers.entries()) {
    metrics.subgraphCalled({ subgraph: 'spend', outcome: 'OK', durationMs: 1 });
    metrics.circuitChanged('spend', index === 0 ? 'open' : 'closed');
    metrics.streamOpened('sse');
  }
  // As it comes from another process.
  const collected: unknown[] = [];
  for (const metrics of workers) collected.push(JSON.parse(JSON.stringify(await metrics.collect())));
  const { text } = await combineMetrics([...collected, undefined], { wanted: 3, restarted: 4 });
  expect(text).toMatch(/^gateway_subgraph_calls_total\{subgraph="spend",outcome="OK"\} 2$/m);
  expect(text).toMatch(/^gateway_circuit_state\{subgraph="spend"\} 2$/m);
  expect(text).toMatch(/^gateway_live_streams\{transport="sse"\} 2$/m);
  expect(text).toMatch(/^gateway_workers_wanted 3$/m);
  expect(text).toMatch(/^gateway_workers 2$/m);
  expect(text).toMatch(/^gateway_worker_restarts_total 4$/m);
  for (const metrics of workers) metrics.close();
});
