import type { Migration } from 'kysely/migration';
import { type Database, openDatabase } from '../common/database.ts';
import type { EventLog } from '../common/event-log/event-log.ts';
import { createPostgresEventLog, eventLogMigration } from '../common/event-log/postgres-event-log.ts';
import { idempotencyMigration } from '../common/idempotency.ts';
import { migrate } from '../common/migrate.ts';
import { buildSchema, type Subgraph, type SubgraphContext, type SubgraphOptions } from '../common/subgraph.ts';
import { type Context, createContext } from './context.ts';
import { structureMigration } from './migrations/0002-structure.ts';
import { appliedChangeMigration } from './migrations/0003-applied-change.ts';
import { resolvers } from './resolvers.ts';
import type { Tables } from './tables.ts';

export const schemaName = 'campaigns';

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-event-log': eventLogMigration,
  '0002-structure': structureMigration,
  '0003-applied-change': appliedChangeMigration,
  '0004-idempotency': idempotencyMigration,
};

export interface CampaignsSubgraph extends Subgraph {
  readonly database: Database<Tables>;
  readonly eventLog: EventLog;
  createContext(request: SubgraphContext): Context;
}

/** Opens the database, brings its schema up to date and starts to follow its event log. */
export async function createCampaignsSubgraph(options: SubgraphOptions): Promise<CampaignsSubgraph> {
  const { databaseUrl: url, logger, now = () => new Date() } = options;
  const database = openDatabase<Tables>({ url, schema: schemaName, logger });
  try {
    await migrate(database, schemaName, migrations);
    const eventLog = await createPostgresEventLog({ database, schema: schemaName, url, logger });
    return {
      name: 'campaigns',
      schema: buildSchema(new URL('schema.graphql', import.meta.url), resolvers, logger),
      database,
      eventLog,
      createContext: (request) => createContext(request, { db: database.db, eventLog, now }),
      async close() {
        await eventLog.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
