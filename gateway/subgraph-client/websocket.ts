// Subscriptions to a subgraph over graphql-transport-ws. Those that carry the same token share a connection.
import { openStream } from './open-stream.ts';
import type { SubgraphCallContext } from './subgraph-client.ts';
import type { SubgraphStreams } from './subgraph-streams.ts';
import { type ConnectionPlace, openConnection, type StreamConnection } from './websocket-connection.ts';

/** A lost connection fails its streams and is never opened again in silence: events in between would be missed. */
export function createWebSocketStreams(options: ConnectionPlace): SubgraphStreams {
  const url = new URL(options.url);
  url.protocol = url.protocol.replace(/^http/, 'ws');
  const byToken = new Map<string | undefined, Set<StreamConnection>>();

  function connectionFor({ authorization, requestId }: SubgraphCallContext): StreamConnection {
    const ofToken = byToken.get(authorization) ?? new Set();
    for (const connection of ofToken) if (connection.hasRoom) return connection;
    const connection = openConnection({
      ...options,
      url,
      authorization,
      requestId,
      onOver() {
        ofToken.delete(connection);
        if (ofToken.size === 0) byToken.delete(authorization);
      },
    });
    byToken.set(authorization, ofToken.add(connection));
    return connection;
  }
  return {
    subscribe: (request) =>
      openStream({
        subgraph: options.name,
        signal: request.context.signal,
        connect: (end) => connectionFor(request.context).carry(request, end),
      }),
    // Each connection closes with its last stream.
    close: () => Promise.resolve(),
  };
}
