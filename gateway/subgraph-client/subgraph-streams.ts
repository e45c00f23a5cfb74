// The ways a subscription can take to a remote subgraph.
import type { SubgraphRequest, SubgraphResponse } from './subgraph-client.ts';

/** As the configuration names them. */
export const streamTransports = ['graphql-ws', 'sse', 'callback'] as const;
export type StreamTransport = (typeof streamTransports)[number];

/**
 * Subscriptions to one remote subgraph; `subscribe` is that of `SubgraphClient`. A stream fails with a
 * `RetryableFailure` when the subgraph is gone: another attempt may find it. It fails with another `SubgraphFailure` when
 * it would fail again, and what the subgraph refuses comes as an answer with errors and without data.
 */
export interface SubgraphStreams {
  subscribe(request: SubgraphRequest): AsyncIterable<SubgraphResponse>;
  close(): Promise<void>;
}

/** Events that may wait while the gateway resolves the ones before them. */
export const maxWaitingEvents = 1_000;

/** The largest event a subgraph may send. */
export const maxEventBytes = 16 * 1024 * 1024;
