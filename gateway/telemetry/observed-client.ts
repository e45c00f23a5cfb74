import { SubgraphFailure } from '../errors.ts';
import type { SubgraphClient } from '../subgraph-client/subgraph-client.ts';
import type { Metrics } from './metrics.ts';

/** The same client, with every call counted and timed. Streams are counted where clients see them, not here. */
export function observeClient(client: SubgraphClient, metrics: Metrics): SubgraphClient {
  const subgraph = client.name;
  return {
    name: subgraph,
    async execute(request) {
      const startedAt = performance.now();
      let outcome = 'FAILED';
      try {
        const response = await client.execute(request);
        outcome = response.errors ? 'ERRORS' : 'OK';
        return response;
      } catch (error) {
        if (error instanceof SubgraphFailure) outcome = error.kind;
        throw error;
      } finally {
        metrics.subgraphCalled({ subgraph, outcome, durationMs: performance.now() - startedAt });
      }
    },
    subscribe: (request) => client.subscribe(request),
    close: () => client.close(),
  };
}
