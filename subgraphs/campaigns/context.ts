import type { Kysely } from 'kysely';
import type { EventLog } from '../common/event-log/event-log.ts';
import type { SubgraphContext } from '../common/subgraph.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { Tables } from './tables.ts';

/** What a subgraph lends to every request. */
export interface World {
  readonly db: Kysely<Tables>;
  readonly eventLog: EventLog;
  readonly now: () => Date;
}

/** What resolvers of one request work with. */
export interface Context extends SubgraphContext, World {
  readonly loaders: Loaders;
  /** What previews are signed with. */
  readonly previewKey: string;
  /** Forgets what was loaded: the next event of a subscription must see the rows as they are then. */
  renewLoaders(): void;
}

/** Makes the context of one request. An anonymous one has no advertisers, so its loaders find nothing. */
export function createContext(request: SubgraphContext, world: World & { readonly previewKey: string }): Context {
  const newLoaders = () => createLoaders(world.db, request.viewer?.advertiserIds ?? []);
  let loaders = newLoaders();
  return {
    ...request,
    ...world,
    get loaders() {
      return loaders;
    },
    renewLoaders() {
      loaders = newLoaders();
    },
  };
}
