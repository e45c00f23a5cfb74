// Where each subgraph keeps its rows: in a database that the environment names, or in the embedded PostgreSQL.
import { join } from 'node:path';
import { startEmbeddedPostgres } from './postgres/embedded-postgres.ts';

export const subgraphNames = ['campaigns', 'spend', 'attribution', 'experiments'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

export type DatabaseUrls = Readonly<Record<SubgraphName, string>>;

export interface Databases {
  readonly urls: DatabaseUrls;
  /** Whether any subgraph is in the embedded server. */
  readonly isEmbedded: boolean;
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The database that the environment names for a subgraph: `SPEND_DATABASE_URL`, or `DATABASE_URL` for all. */
export function databaseUrlOf(name: SubgraphName, environment: Environment): string | undefined {
  // An empty variable is how shells and compose files say "not set".
  return environment[`${name.toUpperCase()}_DATABASE_URL`] || environment['DATABASE_URL'] || undefined;
}

/** The folder of the embedded server's data, which the import command looks into as well. */
export function postgresFolder(dataFolder: string): string {
  return join(dataFolder, 'postgres');
}

/** Starts the embedded server where at least one subgraph has no database of its own. */
export async function openDatabases(environment: Environment, dataFolder: string): Promise<Databases> {
  const given = subgraphNames.map((name) => databaseUrlOf(name, environment));
  const isEmbedded = given.includes(undefined);
  const server = isEmbedded
    ? await startEmbeddedPostgres({ dataFolder: postgresFolder(dataFolder), durable: true })
    : { url: '', stop: async () => {} };
  const urlOf = (name: SubgraphName) => databaseUrlOf(name, environment) ?? server.url;
  return {
    urls: {
      campaigns: urlOf('campaigns'),
      spend: urlOf('spend'),
      attribution: urlOf('attribution'),
      experiments: urlOf('experiments'),
    },
    isEmbedded,
    stop: () => server.stop(),
  };
}
