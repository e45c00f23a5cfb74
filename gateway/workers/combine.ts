// What several workers say, as if they were one.
import { AggregatorRegistry, Counter, Gauge, type MetricObject, Registry } from 'prom-client';
import { type Readiness, readinessShape } from '../telemetry/health.ts';
import type { RenderedMetrics } from '../telemetry/metrics.ts';

/** Sums of all workers, or what each metric says otherwise, with how many there are. Who did not answer is left out. */
export async function combineMetrics(
  answers: readonly unknown[],
  { wanted, restarted }: { readonly wanted: number; readonly restarted: number },
): Promise<RenderedMetrics> {
  // Each worker sends what its own registry gave it.
  const collected = answers.filter((answer): answer is MetricObject[] => Array.isArray(answer));
  const workers = new Registry();
  const registers = [workers];
  new Gauge({ name: 'gateway_workers_wanted', help: 'Processes that are to share the port.', registers }).set(wanted);
  new Gauge({ name: 'gateway_workers', help: 'Processes that share the port and answer.', registers }).set(
    collected.length,
  );
  new Counter({ name: 'gateway_worker_restarts_total', help: 'Workers replaced after a crash.', registers }).inc(
    restarted,
  );
  const texts = await Promise.all([AggregatorRegistry.aggregate(collected).metrics(), workers.metrics()]);
  return { contentType: workers.contentType, text: texts.join('\n') };
}

/** Ready when everyone who takes connections is; a subgraph is reachable when everyone reaches it. */
export function combineReadiness(answers: readonly unknown[], wanted: number): Readiness {
  const read = answers.map((answer) => readinessShape.safeParse(answer).data);
  const known = read.filter((each) => each !== undefined);
  const subgraphs: Record<string, 'reachable' | 'unreachable'> = {};
  for (const each of known) {
    for (const [name, state] of Object.entries(each.subgraphs)) {
      if (subgraphs[name] !== 'unreachable') subgraphs[name] = state;
    }
  }
  const states = known.flatMap(({ revocations }) => revocations ?? []);
  const revocations = states.includes('stale') ? 'stale' : states[0];
  const serving = known.filter(({ ready }) => ready).length;
  const workers = { wanted, ready: serving };
  return { ready: serving > 0 && serving === read.length, subgraphs, ...(revocations && { revocations }), workers };
}
