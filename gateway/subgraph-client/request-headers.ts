import type { SubgraphCallContext } from './subgraph-client.ts';

/** What every request to a subgraph says of itself; `accept` is for an answer in one piece. */
export function requestHeaders({ authorization, requestId }: SubgraphCallContext): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json;q=0.9',
    'x-request-id': requestId,
    ...(authorization !== undefined && { authorization }),
  };
}
