// Wires a gateway together: configuration → clients → pipeline → transports. In one process with its subgraphs or on
// its own, it is the same gateway.
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { parse } from 'graphql';
import type { Logger } from 'pino';
import { z } from 'zod';
import { createTokenVerifier, type TokenVerification } from '../schema/viewer.ts';
import { createAuthenticator } from './auth/authenticator.ts';
import type { Config } from './config.ts';
import { ClientError } from './errors.ts';
import { withPersistedQueries } from './persisted-queries.ts';
import { createGateway } from './pipeline.ts';
import { createHttpClient } from './subgraph-client/http.ts';
import { createInProcessClient, type LocalSubgraph } from './subgraph-client/in-process.ts';
import { createResilientClient } from './subgraph-client/resilient-client.ts';
import { shareQueries } from './subgraph-client/sharing-client.ts';
import type { SubgraphClient } from './subgraph-client/subgraph-client.ts';
import { readJoinDirectives } from './supergraph/join-directives.ts';
import { createReadinessCheck } from './telemetry/health.ts';
import { createLogger } from './telemetry/logger.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { observeClient } from './telemetry/observed-client.ts';
import { createHttpServer, graphqlPath } from './transport/http-server.ts';
import { createOperations, type Operations } from './transport/operations.ts';
import { attachWebSockets, type WebSocketTransport } from './transport/websocket.ts';

export interface GatewayOptions {
  readonly config: Config;
  /** Where it logs; standard output by default. */
  readonly logger?: Logger;
  /** The composed supergraph; by default it is read from the configured file. */
  readonly supergraphSdl?: string;
  /** Subgraphs that run in this process. The others are called over the network. */
  readonly subgraphs?: readonly (LocalSubgraph & { readonly name: string })[];
  /** Where remote subgraphs are, by name; before the configured addresses and those of the supergraph. */
  readonly subgraphUrls?: Readonly<Record<string, string>>;
  /** Whose tokens count; by default as configured. Without either everybody is anonymous. */
  readonly tokenVerification?: TokenVerification;
}

/** A gateway that listens. */
export interface RunningGateway {
  readonly url: string;
  readonly webSocketUrl: string;
  readonly port: number;
  /** Takes no more requests, lets running operations finish for the configured time, ends streams, frees everything. */
  close(): Promise<void>;
}

/** How long clients have to read the end of their streams before the connection is cut. */
const farewellMs = 1_000;
const sweepIntervalMs = 20;

/** Starts a gateway. Rejects when the supergraph cannot be read or the port cannot be had. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { config, logger = createLogger(config.logLevel) } = options;
  const supergraphSdl = options.supergraphSdl ?? (await readFile(config.supergraphFile, 'utf8'));
  const metrics = createMetrics();
  const { clients, remoteClients } = createClients(supergraphSdl, options, { metrics, logger });
  const share = config.deduplication === 'subgraph' ? shareQueries : (client: SubgraphClient) => client;
  const planned = createGateway({
    supergraphSdl,
    clients: new Map([...clients].map(([name, client]) => [name, share(observeClient(client, metrics))])),
    sharesQueries: config.deduplication === 'operation',
    limits: config.operationLimits,
    introspection: config.introspection,
    ...(await readTrustedDocuments(config)),
    logger,
  });
  const gateway = withPersistedQueries(planned, config.persistedQueriesBytes);
  const tokenVerification = options.tokenVerification ?? config.tokenVerification;
  const verifyToken = tokenVerification && createTokenVerifier(tokenVerification);
  const authenticate = createAuthenticator({ verifyToken, logger });
  const operations = createOperations({ gateway, config, metrics, logger });
  const checkSubgraphs = createReadinessCheck(remoteClients);
  let isStopping = false;
  const checkReadiness = async () => (isStopping ? { ready: false, subgraphs: {} } : await checkSubgraphs());
  const server = createHttpServer({ operations, authenticate, config, metrics, checkReadiness, logger });
  const webSockets = attachWebSockets(server, { operations, authenticate, config, logger });
  const port = await listen(server, config);

  const close = async (): Promise<void> => {
    isStopping = true;
    await stopServing({ server, webSockets, operations }, config.drainTimeoutMs);
    await Promise.all([...clients.values()].map((client) => client.close()));
    metrics.close();
  };
  let closed: Promise<void> | undefined;
  const authority = `${hostInUrl(config.host)}:${port}`;
  return {
    url: `http://${authority}${graphqlPath}`,
    webSocketUrl: `ws://${authority}${graphqlPath}`,
    port,
    close: () => (closed ??= close()),
  };
}

function createClients(
  supergraphSdl: string,
  { config, subgraphs = [], subgraphUrls = {} }: GatewayOptions,
  observers: { readonly metrics: Metrics; readonly logger: Logger },
) {
  const clients = new Map<string, SubgraphClient>();
  const remoteClients: SubgraphClient[] = [];
  const { subgraphs: locations } = readJoinDirectives(parse(supergraphSdl, { noLocation: true }));
  for (const { name, url } of locations.values()) {
    const local = subgraphs.find((subgraph) => subgraph.name === name);
    const variable = name.toLowerCase().replaceAll('-', '_');
    const timeoutMs = config.subgraphTimeoutsMs.get(variable) ?? config.subgraphTimeoutMs;
    if (local) {
      clients.set(name, createInProcessClient(name, local, { timeoutMs }));
      continue;
    }
    const client = createHttpClient({
      name,
      url: subgraphUrls[name] ?? config.subgraphUrls.get(variable) ?? url,
      timeoutMs,
    });
    clients.set(name, createResilientClient(client, { config, timeoutMs, ...observers }));
    remoteClients.push(client);
  }
  return { clients, remoteClients };
}

async function readTrustedDocuments({ trustedDocumentsMode, trustedDocumentsFile }: Config) {
  if (trustedDocumentsMode === 'off') return { trustedDocumentsMode };
  const manifest = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(trustedDocumentsFile, 'utf8')));
  const entries = Object.entries(manifest).map(([id, text]) => [id.replace(/^(?!sha256:)/, 'sha256:'), text] as const);
  return { trustedDocumentsMode, trustedDocuments: new Map(entries) };
}

interface Serving {
  readonly server: Server;
  readonly webSockets: WebSocketTransport;
  readonly operations: Operations;
}

/** In the order that loses nothing: new work is refused, running work finishes, then streams end, then connections. */
async function stopServing({ server, webSockets, operations }: Serving, drainTimeoutMs: number): Promise<void> {
  const serverClosed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Clients keep their connections for a next request that must not come.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepIntervalMs);
  await within(drainTimeoutMs, operations.drain());
  // First the sockets: their clients take 1001 as "connect elsewhere", but an error as the end of a subscription.
  webSockets.close();
  operations.endStreams(new ClientError('SERVICE_UNAVAILABLE', 'The gateway is stopping; subscribe again elsewhere.'));
  await within(farewellMs, serverClosed);
  clearInterval(sweep);
  webSockets.terminate();
  server.closeAllConnections();
  await serverClosed;
}

/** Waits for the promise, but no longer than that. */
async function within(timeoutMs: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}

async function listen(server: Server, { port, host }: Config): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gateway listens on no port.');
  return address.port;
}

/** An address that can be called, where the gateway listens on every one. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
