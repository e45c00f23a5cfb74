// Where each subgraph keeps its rows: in a database that the environment names, or in the embedded PostgreSQL.
import { join } from 'node:path';
import { ConfigError } from '../gateway/config.ts';
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

/** Throws a `ConfigError` that names every variable that is no URL of a PostgreSQL. */
function checkDatabaseUrls(environment: Environment): void {
  const names = ['DATABASE_URL', ...subgraphNames.map((name) => `${name.toUpperCase()}_DATABASE_URL`)];
  const wrong = names.filter((name) => environment[name] && !isPostgresUrl(environment[name]));
  // Not the value: it may hold a password.
  if (wrong.length > 0) throw new ConfigError(wrong.map((name) => `${name}: expected a postgres:// URL`));
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol);
}

/**
 * Starts the embedded server where at least one subgraph has no database of its own. Throws a `ConfigError` where the
 * environment names something that is no database.
 */
export async function openDatabases(environment: Environment, dataFolder: string): Promise<Databases> {
  checkDatabaseUrls(environment);
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
