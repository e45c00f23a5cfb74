import type { Database } from '../common/database.ts';
import type { SubgraphContext } from '../common/subgraph.ts';
import type { Loaders } from './loaders.ts';
import type { AttributionTables } from './tables.ts';

/** What the resolvers of one request work with. */
export interface Context extends SubgraphContext {
  readonly database: Database<AttributionTables>;
  readonly now: () => Date;
  readonly loaders: Loaders;
}
