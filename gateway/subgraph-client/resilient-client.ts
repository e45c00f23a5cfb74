import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { breakCircuit } from './circuit-client.ts';
import { retryQueries } from './retry-client.ts';
import type { SubgraphClient } from './subgraph-client.ts';

export interface ResilienceOptions {
  readonly config: Pick<Config, 'subgraphRetries' | 'subgraphRetryPercent' | 'circuitOpenMs'>;
  /** Of one call with its retries. */
  readonly timeoutMs: number;
  readonly metrics: Pick<Metrics, 'subgraphRetried' | 'circuitChanged'>;
  readonly logger: Logger;
}

/** A remote subgraph with retries around its circuit breaker: each attempt is judged, and none is made when it is open. */
export function createResilientClient(
  client: SubgraphClient,
  { config, timeoutMs, metrics, logger }: ResilienceOptions,
): SubgraphClient {
  const guarded =
    config.circuitOpenMs === 0
      ? client
      : breakCircuit(client, {
          openMs: config.circuitOpenMs,
          onChange(state) {
            metrics.circuitChanged(client.name, state);
            logger.warn({ subgraph: client.name, state }, 'the circuit of a subgraph changed');
          },
        });
  return retryQueries(guarded, {
    maxRetries: config.subgraphRetries,
    budgetPercent: config.subgraphRetryPercent,
    timeoutMs,
    onRetry: metrics.subgraphRetried,
  });
}
