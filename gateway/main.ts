// The gateway on its own, before subgraphs that run elsewhere: `npm run gateway -- [--supergraph <file>] [--port <n>]`.
import cluster from 'node:cluster';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { type Config, ConfigError, readConfig } from './config.ts';
import { startGateway } from './gateway.ts';
import { loadSupergraph } from './supergraph/supergraph.ts';
import { createLogger } from './telemetry/logger.ts';
import { runWorker } from './workers/run-worker.ts';
import { runWorkers } from './workers/run-workers.ts';

async function main(): Promise<void> {
  const config = readConfig({ ...process.env, ...readFlags() });
  const logger = createLogger(config.logLevel);
  if (cluster.isWorker) return runWorker(config, logger);
  refuseUnprotected(config, await readFile(config.supergraphFile, 'utf8'));
  if (config.workers > 1) process.exit(await runWorkers({ config, logger }));
  return serveAlone(config, logger);
}

async function serveAlone(config: Config, logger: Logger): Promise<void> {
  const gateway = await startGateway({ config, logger });
  logger.info({ url: gateway.url, webSocketUrl: gateway.webSocketUrl }, 'the gateway is ready');
  process.on('SIGHUP', () => void gateway.reload());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'the gateway is stopping');
      void gateway.close().then(() => process.exit(0));
    });
  }
}

/** Flags stand for the variables of the same meaning, and go before them. */
function readFlags(): Record<string, string> {
  const { values } = parseArgs({ options: { supergraph: { type: 'string' }, port: { type: 'string' } } });
  return {
    ...(values.supergraph !== undefined && { SUPERGRAPH_FILE: resolve(values.supergraph) }),
    ...(values.port !== undefined && { PORT: values.port }),
  };
}

/** Without an issuer nobody can prove who they are: fatal in production, and useless where the graph asks for it. */
function refuseUnprotected({ production, tokenVerification }: Config, supergraphSdl: string): void {
  if (tokenVerification) return;
  if (production) throw new ConfigError(['JWKS_URL, TOKEN_ISSUER and TOKEN_AUDIENCE must be set in production']);
  if (loadSupergraph(supergraphSdl).accessRules.size === 0) return;
  throw new ConfigError([
    'JWKS_URL, TOKEN_ISSUER and TOKEN_AUDIENCE must be set: this supergraph has fields that need a token',
  ]);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exit(1);
});
