// The live queries of one supergraph: whoever asks the same with the same rights shares one.
import type { SubgraphCallContext } from '../subgraph-client/subgraph-client.ts';
import { createLiveQuery, type LiveQuery, type LiveQueryOptions, type LiveQuerySource } from './live-query.ts';
import type { SharedStream } from './member.ts';

export interface LiveQueries {
  /** `key` is equal for those who are answered the same. */
  join(key: string, source: LiveQuerySource, context: SubgraphCallContext): SharedStream;
}

export function createLiveQueries(options: Omit<LiveQueryOptions, 'source' | 'onOver'>): LiveQueries {
  const queries = new Map<string, LiveQuery>();
  return {
    join(key, source, context) {
      const known = queries.get(key);
      if (known) return known.join(context);
      const made = createLiveQuery({ ...options, source, onOver: () => void queries.delete(key) });
      queries.set(key, made);
      return made.join(context);
    },
  };
}
