import { existsSync } from 'node:fs';
import { postgresFolder } from '../databases.ts';
import { findRunningPostgres } from './connection-file.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/** The embedded server of a data folder: the one that `npm start` runs already, or one for as long as it is needed. */
export async function openServer(
  dataFolder: string,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const folder = postgresFolder(dataFolder);
  const running = existsSync(folder) ? findRunningPostgres(folder) : undefined;
  if (running !== undefined) return { url: running, stop: async () => {} };
  return await startEmbeddedPostgres({ dataFolder: folder, durable: true });
}
