// What the soak stands on: PostgreSQL with the sample data, an issuer, two subgraphs with servers of their own that can
// be started anew, and the gateway with the other two in its process.
import { type ChildProcess, fork } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { z } from 'zod';
import { openDemo } from '../../../stack/demo.ts';
import type { DemoTokens } from '../../../stack/dev-issuer/demo-tokens.ts';
import { openDevIssuer } from '../../../stack/dev-issuer/dev-issuer.ts';
import { serveJwks } from '../../../stack/dev-issuer/jwks-server.ts';
import { startEmbeddedPostgres } from '../../../stack/postgres/embedded-postgres.ts';
import { loadSampleData } from '../../../stack/sample-data/load-sample-data.ts';
import { closeSubgraphs, openSubgraphs } from '../../../stack/subgraphs.ts';
import { endWithUs, startPinned, stop } from '../federation/measure.ts';
import type { Sample } from './sample.ts';

const ports = { gateway: 5_430, spend: 5_431, experiments: 5_432 } as const;

export interface World {
  readonly url: string;
  readonly tokens: DemoTokens;
  /** What the gateway's process holds. */
  sample(): Promise<Sample>;
  /** Ends the spend subgraph and starts it anew. */
  restartSpend(): Promise<void>;
  /** Gives the gateway a supergraph that differs from the one before; false when it did not take over. */
  reload(): Promise<boolean>;
  close(): Promise<void>;
}

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
  const tokens = await fillDatabase(server.url, folder, issuer);
  const serve = (name: 'spend' | 'experiments'): ChildProcess =>
    startPinned(undefined, [process.execPath, path(`../../../subgraphs/${name}/main.ts`)], {
      ...environment,
      PORT: String(ports[name]),
    });
  let spend = serve('spend');
  const experiments = serve('experiments');
  const supergraph = await supergraphVersions(folder);
  const forked = fork(path('gateway.ts'), {
    execArgv: ['--expose-gc'],
    env: {
      ...process.env,
      ...environment,
      PORT: String(ports.gateway),
      HOST: '127.0.0.1',
      SUPERGRAPH_FILE: await supergraph.writeNext(),
      SUPERGRAPH_POLL_MS: '0',
      TRUSTED_DOCUMENTS_MODE: 'allow',
      DEDUPLICATION: 'operation',
    },
  });
  const gateway = endWithUs(forked);
  const { url } = z.object({ url: z.string() }).parse(await nextMessage(gateway));
  return {
    url,
    tokens,
    async sample() {
      gateway.send('sample');
      // The process is our own program: what it sends under that name is a sample.
      const { sample } = (await nextMessage(gateway)) as { readonly sample: Sample };
      return sample;
    },
    async restartSpend() {
      await stop(spend);
      spend = serve('spend');
    },
    async reload() {
      await supergraph.writeNext();
      gateway.send('reload');
      return z.object({ hasReloaded: z.boolean() }).parse(await nextMessage(gateway)).hasReloaded;
    },
    async close() {
      await stop(gateway);
      await Promise.all([stop(spend), stop(experiments)]);
      await jwks.close();
      await server.stop();
    },
  };
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`The gateway has ended with ${String(code)}.`));
    child.once('exit', onExit).once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

async function fillDatabase(
  url: string,
  folder: string,
  issuer: Awaited<ReturnType<typeof openDevIssuer>>,
): Promise<DemoTokens> {
  const urls = { campaigns: url, spend: url, attribution: url, experiments: url };
  const subgraphs = await openSubgraphs({ urls, logger: pino({ level: 'error' }), now: () => new Date() });
  try {
    await loadSampleData(subgraphs, new Date());
    return (await openDemo(issuer, folder, subgraphs.campaigns)).tokens;
  } finally {
    await closeSubgraphs(subgraphs);
  }
}

/** Supergraphs that differ in a comment, and every other time in a type that nobody has asked for yet. */
async function supergraphVersions(folder: string) {
  let sdl = await readFile(path('../../../schema/supergraph.graphql'), 'utf8');
  for (const name of ['spend', 'experiments'] as const)
    sdl = sdl.replace(`http://${name}.invalid/graphql`, `http://127.0.0.1:${ports[name]}/graphql`);
  const file = join(folder, 'supergraph.graphql');
  let version = 0;
  return {
    async writeNext(): Promise<string> {
      version += 1;
      const addition = version % 2 === 0 ? '\nscalar Soaked @join__type(graph: SPEND)\n' : '\n';
      await writeFile(file, `${sdl}${addition}# ${version}\n`);
      return file;
    },
  };
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
