// What stands behind the contenders: PostgreSQL with a writer of restatements, an issuer of tokens, and the ticker, a
// subgraph that costs next to nothing. Everything but a contender runs on the second processor.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { openDevIssuer } from '../../../stack/dev-issuer/dev-issuer.ts';
import { serveJwks } from '../../../stack/dev-issuer/jwks-server.ts';
import { startEmbeddedPostgres } from '../../../stack/postgres/embedded-postgres.ts';
import { createSpendSubgraph } from '../../../subgraphs/spend/subgraph.ts';
import { stop } from '../federation/measure.ts';
import { nextMessage, type Rate, startTalking } from './messages.ts';
import { tickerSupergraph } from './ticker-schema.ts';

export interface Source {
  /** Makes so many events a second from now on; what topics there are, are used in turn. */
  run(rate: Rate): void;
}

export interface World {
  /** Who signs tokens, and where the database is. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of so many viewers who see the same. */
  readonly tokens: readonly string[];
  readonly writer: Source;
  readonly ticker: Source;
  readonly tickerPort: number;
  readonly tickerSupergraph: string;
  /** Our graph, of which only spend is there, at `spendPort`, for a contender that asks it by HTTP. */
  readonly spendSupergraph: string;
  close(): Promise<void>;
}

const tickerPort = 5_440;
export const spendPort = 5_441;
const viewers = 2_000;

export async function openWorld(folder: string): Promise<World> {
  const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), durable: true });
  const issuer = await openDevIssuer(folder);
  const jwks = await serveJwks(issuer.verification.jwks);
  const spend = await createSpendSubgraph({ databaseUrl: server.url, logger: pino({ level: 'error' }) });
  await spend.close();
  const mint = (_: unknown, number: number): Promise<string> =>
    issuer.mint({ subject: `viewer ${number}`, scopes: ['spend:read'], advertiserIds: ['adv_bench'] }, 12 * 60 * 60);
  const writer = startTalking(1, path('writer.ts'), { DATABASE_URL: server.url });
  const ticker = startTalking(1, path('ticker.ts'), { PORT: String(tickerPort) });
  await nextMessage(ticker);
  const supergraph = join(folder, 'ticker.graphql');
  writeFileSync(supergraph, tickerSupergraph(tickerPort));
  const spendSupergraph = join(folder, 'spend.graphql');
  const graph = readFileSync(path('../../../schema/supergraph.graphql'), 'utf8');
  writeFileSync(
    spendSupergraph,
    graph.replace('http://spend.invalid/graphql', `http://127.0.0.1:${spendPort}/graphql`),
  );
  return {
    environment: {
      DATABASE_URL: server.url,
      JWKS_URL: String(jwks.url),
      TOKEN_ISSUER: issuer.verification.issuer,
      TOKEN_AUDIENCE: issuer.verification.audience,
    },
    tokens: await Promise.all(Array.from({ length: viewers }, mint)),
    writer: { run: (rate) => void writer.send(rate) },
    ticker: { run: (rate) => void ticker.send(rate) },
    tickerPort,
    tickerSupergraph: supergraph,
    spendSupergraph,
    async close() {
      await Promise.all([stop(writer), stop(ticker)]);
      await jwks.close();
      await server.stop();
    },
  };
}

/** A file beside this one. */
export function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
