// Numbers of a subgraph for Prometheus, at a path of their own beside the gateway's `/metrics`: the gateway serves it of a subgraph
// in its process, and a subgraph's server serves it by itself.
import type { SubgraphRoute } from './subgraph-route.ts';

/** The text Prometheus reads, and its media type. */
export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

/** GET alone is answered; whoever may reach the server may read it, so nothing in it names a tenant. */
export function createMetricsRoute(path: string, render: () => Promise<MetricsText>): SubgraphRoute {
  return {
    path,
    drain() {},
    async serve({ request, response }) {
      request.resume();
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET', 'content-length': 0 }).end();
        return;
      }
      const { contentType, text } = await render();
      response.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) });
      response.end(request.method === 'HEAD' ? undefined : text);
    },
  };
}
