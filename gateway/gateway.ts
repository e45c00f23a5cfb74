// Wires a gateway together: configuration → clients → pipeline → transports. In one process with its subgraphs or on
// its own, it is the same gateway.
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { parse } from 'graphql';
import type { Logger } from 'pino';
import { z } from 'zod';
import { createTokenVerifier, type TokenVerification } from '../schema/viewer.ts';
import { createAuthenticator } from './auth/authenticator.ts';
import { followRevocations, noRevocations, type Revocations } from './auth/follow-revocations.ts';
import { openRevocationSource } from './auth/revocation-source.ts';
import type { Config } from './config.ts';
import { createLiveGroups, type LiveGroups } from './live/live-groups.ts';
import type { IsLabelActive } from './operation/active-overrides.ts';
import { withPersistedQueries } from './persisted-queries.ts';
import { createGateway } from './pipeline.ts';
import { createReloadableGraph, type GraphVersion, type ReloadableGraph } from './reload/reloadable-graph.ts';
import { watchSupergraphFile } from './reload/watch-supergraph-file.ts';
import { type CallbackReceiver, createCallbackReceiver } from './subgraph-client/callback-receiver.ts';
import { connectSubgraphs, type ConnectOptions } from './subgraph-client/connect-subgraphs.ts';
import type { LocalSubgraph } from './subgraph-client/in-process.ts';
import type { HoldsPolicy } from './supergraph/access-rules.ts';
import { readJoinDirectives } from './supergraph/join-directives.ts';
import { hasContract } from './supergraph/supergraph.ts';
import { createReadinessCheck, type Readiness } from './telemetry/health.ts';
import { createLogger } from './telemetry/logger.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { type Admission, createAdmission } from './transport/admission.ts';
import { type Connections, takeConnections } from './transport/connections.ts';
import { openDoor } from './transport/forward.ts';
import { createHttpServer, graphqlPath } from './transport/http-server.ts';
import type { SharedPort } from './workers/shared-port.ts';
import { createOperations, type Operations } from './transport/operations.ts';
import { createRenewals } from './transport/renewals.ts';
import { createResponseCache } from './transport/response-cache.ts';
import { createSubgraphRoutes, type LocalRoute, type SubgraphRoutes } from './transport/subgraph-routes.ts';
import { attachWebSockets, type WebSocketTransport } from './transport/websocket.ts';

export interface GatewayOptions {
  readonly config: Config;
  /** Where it logs; standard output by default. */
  readonly logger?: Logger;
  /** The composed supergraph; by default it is read from the configured file, and again when that changes. */
  readonly supergraphSdl?: string;
  /** Subgraphs that run in this process, and the paths they serve. The others are called over the network. */
  readonly subgraphs?: readonly (LocalSubgraph & { readonly name: string; readonly routes?: readonly LocalRoute[] })[];
  /** Where remote subgraphs are, by name; before the configured addresses and those of the supergraph. */
  readonly subgraphUrls?: Readonly<Record<string, string>>;
  /** The other processes on the same port; by default there are none. */
  readonly sharedPort?: SharedPort;
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
  /** What this process counted, as JSON to be added to that of others. */
  collectMetrics(): Promise<unknown>;
  /** Whether this process should be sent requests. */
  checkReadiness(): Promise<Readiness>;
  /** Takes no more requests, lets running operations finish for the configured time, ends streams, frees everything. */
  close(): Promise<void>;
}

/** How long clients have to read the end of their streams before the connection is cut. */
const farewellMs = 1_000;
const sweepIntervalMs = 20;

/** Starts a gateway. Rejects when the supergraph cannot be read or the port cannot be had. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { config, sharedPort, logger = createLogger(config.logLevel) } = options;
  const supergraphSdl = options.supergraphSdl ?? (await readFile(config.supergraphFile, 'utf8'));
  const metrics = createMetrics();
  const groups = createLiveGroups({ ...groupLimits(config), logger });
  const callbackReceiver = config.callbackUrl && createCallbackReceiver(config.callbackUrl, sharedPort?.name);
  const documents = await readTrustedDocuments(config);
  const versions = createVersions(options, { metrics, logger, callbackReceiver, groups }, documents);
  const graph = createReloadableGraph(supergraphSdl, versions, { groups, logger });
  const gateway = withPersistedQueries(graph.view(''), config.persistedQueriesBytes);
  const tokenVerification = options.tokenVerification ?? config.tokenVerification;
  const verifyToken = tokenVerification && createTokenVerifier(tokenVerification);
  const revocations = await openRevocations(config, logger);
  if (revocations.state) metrics.observeRevocations(() => revocations.ageMs);
  const authenticate = createAuthenticator({ verifyToken, logger, revocations });
  const admission = createAdmission(config);
  const operating = { admission, revocations, config, metrics, logger };
  const operations = createOperations({ gateway, ...operating });
  const views = new Map(
    config.contracts.map((tag) => {
      const view = withPersistedQueries(graph.view(tag), config.persistedQueriesBytes);
      return [tag, createOperations({ gateway: view, ...operating })] as const;
    }),
  );
  const checkSubgraphs = createReadinessCheck(() => [...graph.subgraphs.values()].flatMap(({ probe }) => probe ?? []));
  let isStopping = false;
  const checkReadiness = async () =>
    isStopping ? { ready: false, subgraphs: {} } : withRevocations(await checkSubgraphs(), revocations);
  const responses = createResponseCache({
    maxBytes: config.responseCacheBytes,
    // Two numbers that only grow: their sum is another one when either is.
    version: () => graph.version + revocations.version,
    onHit: metrics.responseReused,
  });
  const subgraphRoutes = createSubgraphRoutes({
    local: options.subgraphs?.flatMap(({ routes = [] }) => routes) ?? [],
    remote: config.subgraphPaths,
    addressOf: (name) => graph.subgraphs.get(name)?.address,
    authenticate,
    revocations,
    logger,
  });
  const renewals = createRenewals(sharedPort?.name);
  const serving = { operations, views, admission, authenticate, responses, renewals, sharedPort, config, logger };
  const ofAll = {
    metrics: { render: sharedPort?.renderMetrics ?? metrics.render },
    checkReadiness: sharedPort?.checkReadiness ?? checkReadiness,
  };
  const server = createHttpServer({ ...serving, ...ofAll, callbackReceiver, subgraphRoutes });
  const connections = takeConnections(server);
  const webSockets = attachWebSockets(server, serving);
  const door = sharedPort && (await openDoor(server, sharedPort.socketPathOf(sharedPort.name)));
  const port = await listen(server, config);
  const reloading = createReload(graph, options, logger);

  const close = async (): Promise<void> => {
    isStopping = true;
    reloading.stop();
    await stopServing(
      {
        server,
        connections,
        webSockets,
        admission,
        callbackReceiver,
        subgraphRoutes,
        operations: [operations, ...views.values()],
      },
      config,
    );
    await door?.close();
    await graph.close();
    revocations.close();
    metrics.close();
  };
  let closed: Promise<void> | undefined;
  const authority = `${hostInUrl(config.host)}:${port}`;
  return {
    url: `http://${authority}${graphqlPath}`,
    webSocketUrl: `ws://${authority}${graphqlPath}`,
    port,
    reload: reloading.reload,
    collectMetrics: metrics.collect,
    checkReadiness,
    close: () => (closed ??= close()),
  };
}

/** Makes a version of the graph out of supergraph SDL, again and again. */
function createVersions(
  options: GatewayOptions,
  context: Pick<ConnectOptions, 'metrics' | 'logger' | 'callbackReceiver'> & { readonly groups: LiveGroups },
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
        groups: context.groups,
        liveQueries: {
          intervalMs: config.liveQueryIntervalMs,
          runTimeoutMs: config.operationTimeoutMs,
          onRun: context.metrics.liveQueryRan,
        },
        logger: context.logger,
      });
    const contracts = config.contracts.filter((tag) => hasContract(supergraphSdl, tag));
    const views = new Map([['', createView()], ...contracts.map((tag) => [tag, createView(tag)] as const)]);
    return { sdl: supergraphSdl, views, subgraphs: connected };
  };
}

async function openRevocations(config: Config, logger: Logger): Promise<Revocations> {
  const { revocationsUrl: url, revocationsPollMs: pollMs, revocationsMaxStaleMs: maxStaleMs } = config;
  return url ? await followRevocations({ read: openRevocationSource(url), pollMs, maxStaleMs, logger }) : noRevocations;
}

/** Who takes no token should not be sent any. */
function withRevocations(readiness: Readiness, { state }: Revocations): Readiness {
  return state ? { ...readiness, ready: readiness.ready && state === 'current', revocations: state } : readiness;
}

/** What may wait for one client of a shared stream, and for how long a broken one is opened again. */
function groupLimits({ maxStreamBacklog, maxStreamBacklogBytes, streamRetryMs }: Config) {
  return { limits: { maxEvents: maxStreamBacklog, maxBytes: maxStreamBacklogBytes }, retryMs: streamRetryMs };
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
  readonly connections: Connections;
  readonly webSockets: WebSocketTransport;
  readonly admission: Admission;
  readonly callbackReceiver: CallbackReceiver | undefined;
  readonly subgraphRoutes: SubgraphRoutes;
  readonly operations: readonly Operations[];
}

/** In the order that loses nothing: new work is refused, running work finishes, then streams end one by one, then connections. */
async function stopServing(
  { server, connections, webSockets, admission, callbackReceiver, subgraphRoutes, operations }: Serving,
  { drainTimeoutMs, drainSpreadMs }: Pick<Config, 'drainTimeoutMs' | 'drainSpreadMs'>,
): Promise<void> {
  subgraphRoutes.drain();
  const drained = within(drainTimeoutMs, admission.drain());
  const serverClosed = new Promise<void>((resolve) => server.once('close', resolve));
  const releasePort = (): void => {
    if (server.listening) server.close();
  };
  const closeUnused = (): void => {
    // What is asked from now on is refused; but streams by callback go on until their end, and need the port for it.
    if (!callbackReceiver?.size) releasePort();
    // Clients keep their connections for a next request that must not come.
    server.closeIdleConnections();
    connections.closeIdle();
  };
  closeUnused();
  const sweep = setInterval(closeUnused, sweepIntervalMs);
  await drained;
  // First the sockets: their clients take 1001 as "connect elsewhere", but an error as the end of a subscription.
  webSockets.close(drainSpreadMs);
  for (const each of operations) each.endStreams(drainSpreadMs);
  await within(drainSpreadMs + farewellMs, serverClosed);
  clearInterval(sweep);
  for (const each of operations) each.cutStreams();
  webSockets.terminate();
  releasePort();
  server.closeAllConnections();
  connections.closeAll();
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
