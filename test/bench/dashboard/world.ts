// What all contenders of the dashboard bench stand on: one PostgreSQL with the sample data, one issuer of tokens, and
// each subgraph as a server in a process of its own.
import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { subgraphNames } from '../../../stack/databases.ts';
import { openDemo } from '../../../stack/demo.ts';
import { openDevIssuer } from '../../../stack/dev-issuer/dev-issuer.ts';
import { serveJwks } from '../../../stack/dev-issuer/jwks-server.ts';
import { startEmbeddedPostgres } from '../../../stack/postgres/embedded-postgres.ts';
import { loadSampleData } from '../../../stack/sample-data/load-sample-data.ts';
import { closeSubgraphs, openSubgraphs } from '../../../stack/subgraphs.ts';
import { openDatabase } from '../../../subgraphs/common/database.ts';
import { startPinned, stop } from '../federation/measure.ts';

export interface World {
  /** What a server of ours needs to know: the database and the issuer. */
  readonly environment: Readonly<Record<string, string>>;
  /** The supergraph, with the addresses of the subgraphs' servers. */
  readonly supergraphFile: string;
  /** May read everything of the sample data. */
  readonly token: string;
  /** Counts a change of everything, as whoever writes does, without making one: the answers stay comparable. */
  countChanges(): Promise<void>;
  close(): Promise<void>;
}

const firstPort = 4_510;

/** Starts the database, fills it, and serves the four subgraphs. */
export async function openWorld(folder: string): Promise<World> {
  const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), durable: true });
  const issuer = await openDevIssuer(folder);
  const jwks = await serveJwks(issuer.verification.jwks);
  const environment = {
    DATABASE_URL: server.url,
    JWKS_URL: String(jwks.url),
    TOKEN_ISSUER: issuer.verification.issuer,
    TOKEN_AUDIENCE: issuer.verification.audience,
    NODE_ENV: 'production',
    PREVIEW_SECRET: 'a secret of this bench, used nowhere else',
    LOG_LEVEL: 'error',
  };
  const token = await fillDatabase(server.url, folder, issuer);
  const database = openDatabase({ url: server.url, schema: 'public', poolSize: 1 });
  const children = serveSubgraphs(environment);
  return {
    environment,
    supergraphFile: await writeSupergraph(folder),
    token,
    countChanges: async () => {
      await database.pool.query(countEverything);
    },
    close: async () => {
      await Promise.all(children.map(stop));
      await database.close();
      await jwks.close();
      await server.stop();
    },
  };
}

/** In spend a load counts itself; what it keeps of its own follows from loads alone. */
const countEverything = `
  /* countEverything */
  with load as (update spend.spend_load set loads = loads + 1 returning advertiser_id),
    changed as (
      insert into campaigns.change_count as known (advertiser_id, slot, changes)
      select distinct advertiser_id, 0, 1 from load
      on conflict (advertiser_id, slot) do update set changes = known.changes + 1
    ),
    credited as (
      insert into attribution.change_count as known (advertiser_id, slot, changes)
      select distinct advertiser_id, 0, 1 from load
      on conflict (advertiser_id, slot) do update set changes = known.changes + 1
    )
  insert into experiments.change_count as known (advertiser_id, slot, changes)
  select distinct advertiser_id, 0, 1 from load
  on conflict (advertiser_id, slot) do update set changes = known.changes + 1`;

async function fillDatabase(
  url: string,
  folder: string,
  issuer: Awaited<ReturnType<typeof openDevIssuer>>,
): Promise<string> {
  const urls = { campaigns: url, spend: url, attribution: url, experiments: url };
  const subgraphs = await openSubgraphs({ urls, logger: pino({ level: 'error' }), now: () => new Date() });
  try {
    await loadSampleData(subgraphs, new Date());
    await mkdir(folder, { recursive: true });
    return (await openDemo(issuer, folder, subgraphs.campaigns)).tokens.analyst;
  } finally {
    await closeSubgraphs(subgraphs);
  }
}

function serveSubgraphs(environment: World['environment']): readonly ChildProcess[] {
  return subgraphNames.map((name, place) =>
    startPinned(undefined, [process.execPath, path(`../../../subgraphs/${name}/main.ts`)], {
      ...environment,
      PORT: String(firstPort + place),
    }),
  );
}

async function writeSupergraph(folder: string): Promise<string> {
  let sdl = await readFile(path('../../../schema/supergraph.graphql'), 'utf8');
  for (const [place, name] of subgraphNames.entries()) {
    sdl = sdl.replace(`http://${name}.invalid/graphql`, `http://127.0.0.1:${firstPort + place}/graphql`);
  }
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, sdl);
  return file;
}

/** A file beside this one. */
export function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
