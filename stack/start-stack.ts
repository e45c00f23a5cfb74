// Everything under one roof: database, migrations, sample data, four subgraphs and the gateway, started in order and
// stopped in reverse.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pino } from 'pino';
import { type Config, readConfig } from '../gateway/config.ts';
import { startGateway } from '../gateway/gateway.ts';
import { closers } from './closers.ts';
import { type DatabaseUrls, openDatabases } from './databases.ts';
import { openDemo, type OpenDemo } from './demo.ts';
import { lockFolder } from './folder-lock.ts';
import { assertPortIsFree } from './port.ts';
import { type Progress, silentProgress } from './progress.ts';
import { isEmpty, loadSampleData } from './sample-data/load-sample-data.ts';
import { serveSubgraphs } from './serve-subgraphs.ts';
import { closeSubgraphs, openSubgraphs, type Subgraphs } from './subgraphs.ts';

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
}

/** A stack that runs. */
export interface Stack {
  readonly url: string;
  readonly webSocketUrl: string;
  readonly streamUrl: string;
  readonly port: number;
  readonly logFile: string;
  /** Where each subgraph is served; empty when they run inside the gateway's process. */
  readonly subgraphUrls: Readonly<Record<string, string>>;
  /** The people of the demonstration; undefined when the environment names a token issuer. */
  readonly demo: OpenDemo | undefined;
  readonly subgraphs: Subgraphs;
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
    await closing.run();
    throw error;
  }
}
