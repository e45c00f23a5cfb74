import type { Kysely } from 'kysely';
import type { EventLog } from '../common/event-log/event-log.ts';
import type { SubgraphContext } from '../common/subgraph.ts';
import type { Loaders } from './loaders.ts';
import type { Tables } from './tables.ts';

/** What resolvers of one request work with. */
export interface Context extends SubgraphContext {
  readonly db: Kysely<Tables>;
  readonly eventLog: EventLog;
  readonly now: () => Date;
  readonly loaders: Loaders;
  /** Forgets what was loaded: the next event of a subscription must see the rows as they are then. */
  renewLoaders(): void;
}
