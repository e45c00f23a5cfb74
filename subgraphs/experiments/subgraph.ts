// The experiments subgraph: what was tried on campaigns, and what it says of the value they cause.
import { createVersionReader } from '../common/answer-version.ts';
import { changeCountMigration, readChangeCounts } from '../common/change-count.ts';
import { type Database, openDatabase } from '../common/database.ts';
import { migrate } from '../common/migrate.ts';
import { buildSchema, type Subgraph, type SubgraphContext, type SubgraphOptions } from '../common/subgraph.ts';
import type { Context } from './context.ts';
import { createLoaders } from './loaders.ts';
import { createExperiments } from './migrations/0001-create-experiments.ts';
import { resolvers } from './resolvers/resolvers.ts';
import type { ExperimentTables } from './tables.ts';

/** The PostgreSQL schema of this subgraph. */
export const schemaName = 'experiments';

export interface ExperimentsSubgraph extends Subgraph {
  readonly database: Database<ExperimentTables>;
}

/** Opens the database, brings its schema up to date and builds the graph's part. */
export async function createExperimentsSubgraph(options: SubgraphOptions): Promise<ExperimentsSubgraph> {
  const { databaseUrl: url, logger, now = () => new Date() } = options;
  const database = openDatabase<ExperimentTables>({ url, schema: schemaName, logger });
  try {
    await migrate(database, schemaName, {
      '0001-create-experiments': createExperiments,
      '0002-change-count': changeCountMigration,
    });
    return {
      name: schemaName,
      database,
      schema: buildSchema(new URL('schema.graphql', import.meta.url), resolvers, logger),
      createContext: (request: SubgraphContext): Context => ({
        ...request,
        db: database.db,
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
