// The attribution subgraph: which ads customers met before they bought, and how the credit for it is shared.
import { createVersionReader } from '../common/answer-version.ts';
import { changeCountMigration, readChangeCounts } from '../common/change-count.ts';
import { type Database, openDatabase } from '../common/database.ts';
import { migrate } from '../common/migrate.ts';
import { buildSchema, type Subgraph, type SubgraphContext, type SubgraphOptions } from '../common/subgraph.ts';
import type { Context } from './context.ts';
import { createLoaders } from './loaders.ts';
import { createAttribution } from './migrations/0001-create-attribution.ts';
import { resolvers } from './resolvers/resolvers.ts';
import type { AttributionTables } from './tables.ts';

/** The PostgreSQL schema of this subgraph. */
export const schemaName = 'attribution';

export interface AttributionSubgraph extends Subgraph {
  readonly database: Database<AttributionTables>;
}

/** Opens the database, brings its schema up to date and builds the graph's part. */
export async function createAttributionSubgraph(options: SubgraphOptions): Promise<AttributionSubgraph> {
  const { databaseUrl: url, logger, now = () => new Date() } = options;
  const database = openDatabase<AttributionTables>({ url, schema: schemaName, logger });
  try {
    await migrate(database, schemaName, {
      '0001-create-attribution': createAttribution,
      '0002-change-count': changeCountMigration,
    });
    return {
      name: schemaName,
      database,
      schema: buildSchema(new URL('schema.graphql', import.meta.url), resolvers, logger),
      createContext: (request: SubgraphContext): Context => ({
        ...request,
        database,
        now,
        loaders: createLoaders(database.db, request.viewer?.advertiserIds ?? []),
      }),
      readVersion: createVersionReader({ readCounts: (ids) => readChangeCounts(database.db, ids), now }),
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
