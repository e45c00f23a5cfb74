import { SubgraphFailure } from '../errors.ts';
import { createInFlight, viewerKey } from '../share-in-flight.ts';
import type { SubgraphClient, SubgraphRequest, SubgraphResponse } from './subgraph-client.ts';

/**
 * The same client, asked once for what several requests of one viewer ask at the same time. Only queries: a mutation
 * is meant each time. The log of the subgraph has the identifier of the first of the requests.
 */
export function shareQueries(client: SubgraphClient): SubgraphClient {
  const inFlight = createInFlight<SubgraphResponse>(structuredClone);
  return {
    name: client.name,
    async execute(request) {
      const { kind, context } = request;
      if (kind !== 'query') return client.execute(request);
      const ask = (signal: AbortSignal) => client.execute({ ...request, context: { ...context, signal } });
      return inFlight.share(keyOf(request), context.signal, ask).catch((error: unknown) => {
        if (error instanceof SubgraphFailure) throw error;
        throw new SubgraphFailure(client.name, 'TIMEOUT', error);
      });
    },
    subscribe: (request) => client.subscribe(request),
    close: () => client.close(),
  };
}

function keyOf({ document, variables, variablesText = JSON.stringify(variables), context }: SubgraphRequest): string {
  return JSON.stringify([viewerKey(context), document, variablesText]);
}
