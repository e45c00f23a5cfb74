// One PostgreSQL server for the whole run; each test file makes databases of its own in it (database.ts).
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../stack/postgres/embedded-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The superuser's url of the run's server. */
    postgresUrl: string;
  }
}

/** Starts the server, or takes the one of TEST_DATABASE_URL, whose user must be allowed to create databases. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) {
    project.provide('postgresUrl', given);
    return async () => {};
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mg-test-'));
  const server = await startEmbeddedPostgres({ dataFolder: path.join(folder, 'data'), durable: false });
  project.provide('postgresUrl', server.url);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
