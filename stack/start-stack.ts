// Everything under one roof: the database, and on it the graph; started in order and stopped in reverse.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import { type Config, ConfigError, readConfig } from '../gateway/config.ts';
import { readPreviewSecret } from '../subgraphs/campaigns/preview-token.ts';
import type { Graph } from './assemble-graph.ts';
import { type Closers, closers } from './closers.ts';
import { type Databases, type DatabaseUrls, openDatabases } from './databases.ts';
import { openDevIssuer } from './dev-issuer/dev-issuer.ts';
import { readEventLogs } from './event-logs.ts';
import { lockFolder } from './folder-lock.ts';
import { readPlatformSettings } from './platform-settings.ts';
import { assertPortIsFree } from './port.ts';
import { type Progress, silentProgress } from './progress.ts';
import type { PlatformWays } from './subgraphs.ts';

export interface StackOptions {
  /** Where the database, keys, tokens and the log are kept; made where it is not there. */
  readonly dataFolder: string;
  /** What the gateway and the databases are configured by; see the table in README.md. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Every subgraph behind a server of its own, and the gateway over HTTP and WebSocket. */
  readonly isRemote?: boolean;
  /** Whether an empty database is filled; true where it is left out. Never done in production. */
  readonly isSampleDataWanted?: boolean;
  readonly progress?: Progress;
  readonly now?: () => Date;
  /** The ways to ad platforms, or those that the environment names; left out, none is told or asked anything. */
  readonly platforms?: PlatformWays | 'ENVIRONMENT';
}

/** A stack that runs. */
export interface Stack extends Graph {
  readonly logFile: string;
  readonly databaseUrls: DatabaseUrls;
  /** Lets running operations finish, then stops everything. */
  close(): Promise<void>;
}

/** Starts everything. What was started is stopped again when a later step fails. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const closing = closers();
  try {
    return await start(options, closing);
  } catch (error) {
    // Why it did not start is what to tell; what then cannot be stopped either has the same cause.
    await closing.run().catch(() => {});
    throw error;
  }
}

async function start(options: StackOptions, closing: Closers): Promise<Stack> {
  const { environment, progress = silentProgress } = options;
  const config = readConfig({ ...defaults, ...withoutEmpty(environment) });
  refuseWorkers(config);
  const eventLogs = readEventLogs(environment);
  const platforms = options.platforms === 'ENVIRONMENT' ? readPlatformSettings(environment) : options.platforms;
  await assertPortIsFree(config.port, config.host);
  const dataFolder = resolve(options.dataFolder);
  const lock = await lockFolder(dataFolder);
  closing.add(() => lock.release());
  // Without an issuer in the environment there is one for development, and people and data to look at.
  const issuer = config.tokenVerification ? undefined : await openDevIssuer(dataFolder, environment['NODE_ENV']);
  const previewKey = readPreviewKey(environment);
  const logFile = join(dataFolder, 'stack.log');
  const logger = openLog(logFile, config, closing);
  const opening = progress.step('database', () => openDatabases(environment, dataFolder), describeDatabases);
  // The code of the graph is loaded while the database starts: the two take half a second each on a machine with two cores.
  const loading = import('./assemble-graph.ts');
  const databases = await opening;
  closing.add(() => databases.stop());
  const { assembleGraph } = await loading;
  const { urls } = databases;
  const graph = await assembleGraph(
    { ...options, platforms, progress, config, dataFolder, issuer, logger, eventLogs, previewKey, urls },
    closing,
  );
  return { ...graph, logFile, databaseUrls: databases.urls, close: () => closing.run() };
}

const schemaFolder = new URL('../schema/', import.meta.url);

/** What is different from the gateway on its own: files are found from any folder, and trusted documents are known. */
const defaults = {
  SUPERGRAPH_FILE: fileURLToPath(new URL('supergraph.graphql', schemaFolder)),
  TRUSTED_DOCUMENTS_FILE: fileURLToPath(new URL('client/persisted-documents.json', schemaFolder)),
  TRUSTED_DOCUMENTS_MODE: 'allow',
};

/** Database, subgraphs and gateway are one process here; copies of it would be copies of the database too. */
function refuseWorkers({ workers }: Config): void {
  if (workers === 1) return;
  throw new ConfigError([
    `GATEWAY_WORKERS="${workers}": npm start is one process; run the gateway alone (npm run gateway)`,
  ]);
}

function readPreviewKey(environment: StackOptions['environment']): string | undefined {
  try {
    return readPreviewSecret(environment);
  } catch (error) {
    throw new ConfigError([error instanceof Error ? error.message : String(error)]);
  }
}

/** An empty variable is how shells and compose files say "not set". */
function withoutEmpty(environment: StackOptions['environment']): StackOptions['environment'] {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

/** Logs go to a file, so that the terminal keeps what a newcomer needs. */
function openLog(logFile: string, config: Config, closing: Closers): Logger {
  const destination = pino.destination({ dest: logFile, mkdir: true, sync: false });
  closing.add(async () => destination.flushSync());
  return pino({ level: config.logLevel }, destination);
}

function describeDatabases({ isEmbedded }: Databases): string {
  return isEmbedded ? 'embedded PostgreSQL' : 'of the environment';
}
