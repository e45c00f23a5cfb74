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
import type { IsLabelActive } from './operation/active-overrides.ts';
import { withPersistedQueries } from './persisted-queries.ts';
import { createGateway } from './pipeline.ts';
import { createReloadableGraph, type GraphVersion, type ReloadableGraph } from './reload/reloadable-graph.ts';
import { watchSupergraphFile } from './reload/watch-supergraph-file.ts';
import { connectSubgraphs, type ConnectOptions } from './subgraph-client/connect-subgraphs.ts';
import type { LocalSubgraph } from './subgraph-client/in-process.ts';
import type { HoldsPolicy } from './supergraph/access-rules.ts';
import { readJoinDirectives } from './supergraph/join-directives.ts';
import { hasContract } from './supergraph/supergraph.ts';
import { createReadinessCheck } from './telemetry/health.ts';
import { createLogger } from './telemetry/logger.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createHttpServer, graphqlPath } from './transport/http-server.ts';
import { createOperations, type Operations } from './transport/operations.ts';
import { attachWebSockets, type WebSocketTransport } from './transport/websocket.ts';

export interface GatewayOptions {
  readonly config: Config;
  /** Where it logs; standard output by default. */
  readonly logger?: Logger;
  /** The composed supergraph; by default it is read from the configured file, and again when that changes. */
  readonly supergraphSdl?: string;
  /** Subgraphs that run in this process. The others are called over the network. */
  readonly subgraphs?: readonly (LocalSubgraph & { readonly name: string })[];
  /** Where remote subgraphs are, by name; before the configured addresses and those of the supergraph. */
  readonly subgraphUrls?: Readonly<Record<string, string>>;
  /** Whose tokens count; by default as configured. Without either everybody is anonymous. */
  readonly tokenVerification?: TokenVerification;
  /** Decides @policy. Without it no policy holds. */
  readonly holdsPolicy?: HoldsPolicy;
  /** Decides labels of progressive @override other than percentages. Without it none is active. */
  readonly isLabelActive?: IsLabelActive;
}

/** A gateway that listens. */
export interface RunningGateway {
  readonly url: string;
  readonly webSocketUrl: string;
  readonly port: number;
  /**
   * Reads the supergraph file and serves what it holds from now on; false when that is not new or was refused, which is
   * logged. Done by itself when the file changes.
   */
  reload(): Promise<boolean>;
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
  const versions = createVersions(options, { metrics, logger }, await readTrustedDocuments(config));
  const graph = createReloadableGraph(supergraphSdl, versions, logger);
  const gateway = withPersistedQueries(graph.view(''), config.persistedQueriesBytes);
  const tokenVerification = options.tokenVerification ?? config.tokenVerification;
  const verifyToken = tokenVerification && createTokenVerifier(tokenVerification);
  const authenticate = createAuthenticator({ verifyToken, logger });
  const operations = createOperations({ gateway, config, metrics, logger });
  const views = new Map(
    config.contracts.map((tag) => {
      const view = withPersistedQueries(graph.view(tag), config.persistedQueriesBytes);
      return [tag, createOperations({ gateway: view, config, metrics, logger })] as const;
    }),
  );
  const checkSubgraphs = createReadinessCheck(() => [...graph.subgraphs.values()].flatMap(({ probe }) => probe ?? []));
  let isStopping = false;
  const checkReadiness = async () => (isStopping ? { ready: false, subgraphs: {} } : await checkSubgraphs());
  const server = createHttpServer({ operations, views, authenticate, config, metrics, checkReadiness, logger });
  const webSockets = attachWebSockets(server, { operations, authenticate, config, logger });
  const port = await listen(server, config);
  const reloading = createReload(graph, options, logger);

  const close = async (): Promise<void> => {
    isStopping = true;
    reloading.stop();
    await stopServing({ server, webSockets, operations: [operations, ...views.values()] }, config.drainTimeoutMs);
    await graph.close();
    metrics.close();
  };
  let closed: Promise<void> | undefined;
  const authority = `${hostInUrl(config.host)}:${port}`;
  return {
    url: `http://${authority}${graphqlPath}`,
    webSocketUrl: `ws://${authority}${graphqlPath}`,
    port,
    reload: reloading.reload,
    close: () => (closed ??= close()),
  };
}

/** Makes a version of the graph out of supergraph SDL, again and again. */
function createVersions(
  options: GatewayOptions,
  context: Pick<ConnectOptions, 'metrics' | 'logger'>,
  documents: Awaited<ReturnType<typeof readTrustedDocuments>>,
) {
  const { config, subgraphs, subgraphUrls, holdsPolicy, isLabelActive } = options;
  return (supergraphSdl: string, previous: GraphVersion['subgraphs']): GraphVersion => {
    const { subgraphs: locations } = readJoinDirectives(parse(supergraphSdl, { noLocation: true }));
    const connected = connectSubgraphs(locations.values(), { config, subgraphs, subgraphUrls, ...context }, previous);
    const createView = (contract?: string) =>
      createGateway({
        supergraphSdl,
        ...(contract !== undefined && { contract }),
        clients: new Map([...connected].map(([name, { client }]) => [name, client])),
        sharesQueries: config.deduplication === 'operation',
        limits: config.operationLimits,
        introspection: config.introspection,
        ...documents,
        ...(holdsPolicy && { holdsPolicy }),
        ...(isLabelActive && { isLabelActive }),
        logger: context.logger,
      });
    const contracts = config.contracts.filter((tag) => hasContract(supergraphSdl, tag));
    const views = new Map([['', createView()], ...contracts.map((tag) => [tag, createView(tag)] as const)]);
    return { sdl: supergraphSdl, views, subgraphs: connected };
  };
}

/** How the configured file takes over when it changes. A gateway that was given its SDL reads no file. */
function createReload(graph: ReloadableGraph, { config, supergraphSdl }: GatewayOptions, logger: Logger) {
  const reload = async (): Promise<boolean> => {
    if (supergraphSdl !== undefined) return false;
    try {
      return await graph.reload(await readFile(config.supergraphFile, 'utf8'));
    } catch (err) {
      logger.error({ err, file: config.supergraphFile }, 'the new supergraph is refused; the one before stays');
      return false;
    }
  };
  const { supergraphPollMs: intervalMs, supergraphFile } = config;
  const isWatching = supergraphSdl === undefined && intervalMs > 0;
  const stop = isWatching ? watchSupergraphFile(supergraphFile, intervalMs, () => void reload()) : () => {};
  return { reload, stop };
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
  readonly operations: readonly Operations[];
}

/** In the order that loses nothing: new work is refused, running work finishes, then streams end, then connections. */
async function stopServing({ server, webSockets, operations }: Serving, drainTimeoutMs: number): Promise<void> {
  const serverClosed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Clients keep their connections for a next request that must not come.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepIntervalMs);
  await within(drainTimeoutMs, Promise.all(operations.map((each) => each.drain())));
  // First the sockets: their clients take 1001 as "connect elsewhere", but an error as the end of a subscription.
  webSockets.close();
  const reason = new ClientError('SERVICE_UNAVAILABLE', 'The gateway is stopping; subscribe again elsewhere.');
  for (const each of operations) each.endStreams(reason);
  await within(farewellMs, serverClosed);
  clearInterval(sweep);
  webSockets.terminate();
  server.closeAllConnections();
  await serverClosed;
}

/** Waits for the promise, but no longer than that. */
async function within(timeoutMs: number, promise: Promise<unknown>): Promise<void> {
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
