// What the tests of streams from subgraphs have in common: a server on a free port, and one subscription.
import type { Server } from 'node:http';
import type { SubgraphResponse } from './subgraph-client.ts';
import type { SubgraphStreams } from './subgraph-streams.ts';

export interface ListeningServer {
  readonly url: URL;
  /** Cuts every connection. */
  close(): Promise<void>;
}

export async function listenOn(server: Server): Promise<ListeningServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  return {
    url: new URL(`http://127.0.0.1:${address.port}/graphql`),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Opens the subscription of a viewer with a token. */
export function openSubscription(
  streams: SubgraphStreams,
  document = 'subscription { a }',
  signal: AbortSignal = new AbortController().signal,
): AsyncIterator<SubgraphResponse> {
  const context = { viewer: undefined, authorization: 'Bearer token', requestId: 'request-1', signal };
  return streams.subscribe({ document, kind: 'subscription', variables: {}, context })[Symbol.asyncIterator]();
}
