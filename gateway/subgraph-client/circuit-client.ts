import { SubgraphFailure } from '../errors.ts';
import { type CircuitOptions, createCircuit } from './circuit.ts';
import type { SubgraphClient, SubgraphRequest } from './subgraph-client.ts';

/** The same client behind a circuit breaker: while the subgraph is given up, calls fail at once as UNREACHABLE. */
export function breakCircuit(client: SubgraphClient, options: CircuitOptions): SubgraphClient {
  const circuit = createCircuit(options);
  const refusal = (): SubgraphFailure =>
    new SubgraphFailure(client.name, 'UNREACHABLE', new Error('Too many calls failed; it is left alone for a while.'));

  function judge(error: unknown, { context }: SubgraphRequest): void {
    // A client that left, or a request whose time was up before the call's, says nothing about the subgraph.
    if (context.signal.aborted || !(error instanceof SubgraphFailure)) circuit.abandoned();
    // An answer came, if a useless one: whoever is up is not helped by being left alone.
    else if (error.kind === 'MALFORMED_RESPONSE') circuit.succeeded();
    else circuit.failed();
  }
  return {
    name: client.name,
    async execute(request) {
      if (!circuit.admit()) throw refusal();
      try {
        const response = await client.execute(request);
        circuit.succeeded();
        return response;
      } catch (error) {
        judge(error, request);
        throw error;
      }
    },
    // A stream may live for hours: it neither probes nor judges, it is only spared a subgraph that is down.
    subscribe: (request) => (circuit.isRefusing ? failing(refusal()) : client.subscribe(request)),
    close: () => client.close(),
  };
}

function failing(error: SubgraphFailure): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
}
