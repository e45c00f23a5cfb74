import { SubgraphFailure } from '../errors.ts';
import type { SubgraphClient, SubgraphRequest, SubgraphResponse } from '../subgraph-client/subgraph-client.ts';

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
  /** An event has no length of its own: it is told when it comes, before what is fetched for it. */
  function noteEvent({ document, context }: SubgraphRequest, { done, value }: IteratorResult<SubgraphResponse>): void {
    const nowMs = performance.now();
    if (done) return;
    const outcome = value.errors ? 'ERRORS' : 'EVENT';
    context.trace?.({ subgraph: client.name, document, outcome, startedAt: nowMs, endedAt: nowMs });
  }
  function subscribeTraced(request: SubgraphRequest): AsyncIterable<SubgraphResponse> {
    const events = client.subscribe(request)[Symbol.asyncIterator]();
    const iterator: AsyncIterator<SubgraphResponse> = {
      async next() {
        const next = await events.next();
        noteEvent(request, next);
        return next;
      },
      return: () => events.return?.() ?? Promise.resolve({ done: true, value: undefined }),
    };
    return { [Symbol.asyncIterator]: () => iterator };
  }
  return {
    name: client.name,
    execute(request) {
      const { trace } = request.context;
      return trace ? executeTraced(request, trace) : client.execute(request);
    },
    subscribe: (request) => (request.context.trace ? subscribeTraced(request) : client.subscribe(request)),
    close: () => client.close(),
  };
}
