import type { Database } from '../common/database.ts';
import type { EventLog } from '../common/event-log/event-log.ts';
import type { SubgraphContext } from '../common/subgraph.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { SpendTables } from './tables.ts';

/** What the resolvers of one request get. */
export interface Context extends SubgraphContext {
  readonly database: Database<SpendTables>;
  readonly eventLog: EventLog;
  readonly now: () => Date;
  readonly loaders: Loaders;
}

/** Makes contexts: each has loaders of its own, which see the rows of its viewer's advertisers and no others. */
export function contextFactory(
  parts: Pick<Context, 'database' | 'eventLog' | 'now'>,
): (request: SubgraphContext) => Context {
  return (request) => {
    const advertiserIds = request.viewer?.advertiserIds ?? [];
    const loaders = createLoaders({ db: parts.database.db, advertiserIds, now: parts.now() });
    return { ...request, ...parts, loaders };
  };
}
