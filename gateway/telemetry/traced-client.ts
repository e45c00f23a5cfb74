import { SubgraphFailure } from '../errors.ts';
import type { SubgraphClient, SubgraphRequest } from '../subgraph-client/subgraph-client.ts';

/** The same client; calls of a request that wants to know are told to it. Costs nothing for any other. */
export function traceClient(client: SubgraphClient): SubgraphClient {
  async function executeTraced(request: SubgraphRequest, trace: NonNullable<SubgraphRequest['context']['trace']>) {
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
      const { document } = request;
      trace({ subgraph: client.name, document, outcome, startedAt, endedAt: performance.now() });
    }
  }
  return {
    name: client.name,
    execute(request) {
      const { trace } = request.context;
      return trace ? executeTraced(request, trace) : client.execute(request);
    },
    subscribe: (request) => client.subscribe(request),
    close: () => client.close(),
  };
}
