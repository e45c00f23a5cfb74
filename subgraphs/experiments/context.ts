import type { ExperimentDb } from './experiment-store.ts';
import type { SubgraphContext } from '../common/subgraph.ts';
import type { Loaders } from './loaders.ts';

/** What the resolvers of one request work with. */
export interface Context extends SubgraphContext {
  readonly db: ExperimentDb;
  readonly loaders: Loaders;
}
