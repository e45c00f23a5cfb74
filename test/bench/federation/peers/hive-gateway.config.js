import { unifiedGraphHandler } from '@graphql-hive/router-runtime';

// De-duplication is what most of this peer's published speed rests on, so it is said for each row. `subgraph` is the
// default of its executor, `operation` adds whole requests.
const deduplication = process.env.DEDUPLICATION ?? 'off';

/** Subscriptions of everybody carry this one token to the subgraph, where there is one. */
const authorization = process.env.UPSTREAM_AUTHORIZATION;
const upstream = authorization && { options: { connectionParams: { authorization } } };

export const gatewayConfig = {
  supergraph: process.env.SUPERGRAPH_FILE,
  port: Number(process.env.PORT),
  host: '127.0.0.1',
  fork: 1,
  logging: 'error',
  ...(process.env.PLANNER === 'native' && { unifiedGraphHandler }),
  ...(process.env.PLANNER === 'native' ? {} : { jit: true }),
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? undefined }),
  },
  inboundInflightRequestDeduplication: deduplication === 'operation',
  ...(deduplication === 'off' && {
    transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } },
  }),
  // Subscriptions by WebSocket, where all of them share one connection to the subgraph.
  ...(process.env.SUBSCRIPTIONS === 'ws' && {
    transportEntries: { '*.http': { options: { subscriptions: { kind: 'ws', location: '/graphql', ...upstream } } } },
  }),
  // One trusted document beside free ones, whatever identifier it is asked by.
  ...(process.env.TRUSTED_DOCUMENT && {
    persistedDocuments: { getPersistedOperation: () => process.env.TRUSTED_DOCUMENT, allowArbitraryDocuments: true },
  }),
  // Whole answers, for a minute, to each token its own.
  ...(process.env.RESPONSE_CACHE === 'on' && {
    responseCaching: { session: (request) => request.headers.get('authorization'), ttl: 60_000 },
  }),
};
