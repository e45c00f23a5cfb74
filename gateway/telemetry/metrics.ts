import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import { errorCodes } from '../errors.ts';
import type { LiveOutcome } from '../live/live-query.ts';
import type { CircuitState } from '../subgraph-client/circuit.ts';

/** How a request came in. */
export type TransportName = 'http' | 'multipart' | 'sse' | 'websocket';

export const renderedMetricsShape = z.object({ contentType: z.string(), text: z.string() });

/** The text Prometheus reads, and its media type. */
export type RenderedMetrics = Readonly<z.infer<typeof renderedMetricsShape>>;

/** What the gateway counts. Labels come from fixed sets only: a client must not be able to grow the registry. */
export interface Metrics {
  /** A query, mutation or refused subscription was answered; `code` is that of its first error, if any. */
  operationAnswered(labels: {
    transport: TransportName;
    kind: string;
    code: string | undefined;
    durationMs: number;
  }): void;
  /** A GET was answered from the response cache, without an operation. */
  responseReused(): void;
  /** A call to a subgraph in this process was answered with what is kept of it. */
  answerReused(subgraph: string): void;
  /** A call to a subgraph ended, in `ok`, `errors` or the kind of its failure. */
  subgraphCalled(labels: { subgraph: string; outcome: string; durationMs: number }): void;
  /** A query was asked again. */
  subgraphRetried(subgraph: string): void;
  circuitChanged(subgraph: string, state: CircuitState): void;
  /** A live query was run. */
  liveQueryRan(outcome: LiveOutcome): void;
  streamOpened(transport: TransportName): void;
  /** `code` is what ended it early; undefined when it ran out or the client left. */
  streamClosed(transport: TransportName, code: string | undefined): void;
  /** There is a list of revocations; how old it is. */
  observeRevocations(ageMs: () => number): void;
  render(): Promise<RenderedMetrics>;
  /** The same as JSON, to be added to that of other processes. */
  collect(): Promise<unknown>;
  close(): void;
}

const durationBucketsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const circuitValues: Readonly<Record<CircuitState, number>> = { closed: 0, 'half-open': 1, open: 2 };

export function createMetrics(): Metrics {
  const registry = new Registry();
  const instruments = createInstruments(registry);
  const eventLoop = monitorEventLoopDelay({ resolution: 10 });
  eventLoop.enable();
  observeEventLoop(registry, eventLoop);

  return {
    operationAnswered({ transport, kind, code, durationMs }) {
      instruments.operations.inc({ transport, kind, code: knownCode(code) });
      instruments.operationSeconds.observe({ kind }, durationMs / 1_000);
    },
    responseReused: () => instruments.responsesReused.inc(),
    answerReused: (subgraph) => instruments.answersReused.inc({ subgraph }),
    subgraphCalled({ subgraph, outcome, durationMs }) {
      instruments.subgraphCalls.inc({ subgraph, outcome });
      instruments.subgraphSeconds.observe({ subgraph }, durationMs / 1_000);
    },
    subgraphRetried: (subgraph) => instruments.subgraphRetries.inc({ subgraph }),
    circuitChanged: (subgraph, state) => instruments.circuits.set({ subgraph }, circuitValues[state]),
    liveQueryRan: (outcome) => instruments.liveQueryRuns.inc({ outcome }),
    streamOpened: (transport) => instruments.liveStreams.inc({ transport }),
    streamClosed(transport, code) {
      instruments.liveStreams.dec({ transport });
      instruments.streamsEnded.inc({ transport, code: knownCode(code) });
    },
    observeRevocations: (ageMs) => observeRevocations(registry, ageMs),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    collect: () => registry.getMetricsAsJSON(),
    close: () => void eventLoop.disable(),
  };
}

function createInstruments(registry: Registry) {
  const registers = [registry];
  const buckets = durationBucketsSeconds;
  return {
    operations: new Counter({
      name: 'gateway_operations_total',
      help: 'Operations answered, by the code of their first error.',
      labelNames: ['transport', 'kind', 'code'],
      registers,
    }),
    operationSeconds: new Histogram({
      name: 'gateway_operation_duration_seconds',
      help: 'Time from a parsed request to its result.',
      labelNames: ['kind'],
      buckets,
      registers,
    }),
    responsesReused: new Counter({
      name: 'gateway_responses_reused_total',
      help: 'GETs answered from the response cache; no operation is executed for them.',
      registers,
    }),
    answersReused: new Counter({
      name: 'gateway_subgraph_answers_reused_total',
      help: 'Calls to subgraphs in this process that were answered with what is kept, as nothing has changed since.',
      labelNames: ['subgraph'],
      registers,
    }),
    liveQueryRuns: new Counter({
      name: 'gateway_live_query_runs_total',
      help: 'Runs of live queries, for all of their clients together; unchanged ones told nobody anything.',
      labelNames: ['outcome'],
      registers,
    }),
    subgraphCalls: new Counter({
      name: 'gateway_subgraph_calls_total',
      help: 'Calls to subgraphs, by outcome.',
      labelNames: ['subgraph', 'outcome'],
      registers,
    }),
    subgraphSeconds: new Histogram({
      name: 'gateway_subgraph_call_duration_seconds',
      help: 'Time of one call to a subgraph.',
      labelNames: ['subgraph'],
      buckets,
      registers,
    }),
    subgraphRetries: new Counter({
      name: 'gateway_subgraph_retries_total',
      help: 'Queries asked again.',
      labelNames: ['subgraph'],
      registers,
    }),
    circuits: new Gauge({
      name: 'gateway_circuit_state',
      help: 'Whether a subgraph is called: 0 as usual, 1 on trial, 2 not at all.',
      aggregator: 'max',
      labelNames: ['subgraph'],
      registers,
    }),
    liveStreams: new Gauge({
      name: 'gateway_live_streams',
      help: 'Subscriptions open now.',
      labelNames: ['transport'],
      registers,
    }),
    streamsEnded: new Counter({
      name: 'gateway_streams_ended_total',
      help: 'Subscriptions that ended, by what ended them early.',
      labelNames: ['transport', 'code'],
      registers,
    }),
  };
}

function observeRevocations(registry: Registry, ageMs: () => number): void {
  const gauge: Gauge = new Gauge({
    name: 'gateway_revocations_age_seconds',
    help: 'How long ago the list of revoked tokens was read.',
    aggregator: 'max',
    registers: [registry],
    collect: () => gauge.set(ageMs() / 1_000),
  });
}

/** Quantiles since the last time they were read. */
function observeEventLoop(registry: Registry, delay: ReturnType<typeof monitorEventLoopDelay>): void {
  const gauge: Gauge = new Gauge({
    name: 'gateway_event_loop_delay_seconds',
    help: 'How late the event loop ran since the previous scrape.',
    aggregator: 'max',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const quantile of [50, 99, 100]) {
        gauge.set({ quantile: String(quantile / 100) }, delay.percentile(quantile) / 1e9);
      }
      delay.reset();
    },
  });
}

function knownCode(code: string | undefined): string {
  if (code === undefined) return 'OK';
  return Object.hasOwn(errorCodes, code) ? code : 'OTHER';
}
