// Environment → one frozen, checked `Config`. Variables are named in settings.ts alone.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { TokenVerification } from '../schema/viewer.ts';
import { httpUrl, milliseconds } from './config-values.ts';
import { defaultOperationLimits, type OperationLimits } from './operation/operation-limits.ts';
import type { TrustedDocumentsMode } from './operation/trusted-documents.ts';
import { type StreamTransport, streamTransports } from './subgraph-client/subgraph-streams.ts';
import { type Setting, type Settings, settings } from './settings.ts';

const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/** What the gateway runs on. Frozen. */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Processes that share the port. */
  readonly workers: number;
  readonly logLevel: string;
  readonly supergraphFile: string;
  /** Tags that have a view of their own. */
  readonly contracts: readonly string[];
  /** 0: the file is not watched. */
  readonly supergraphPollMs: number;
  /** By the subgraph's name in lower case. */
  readonly subgraphUrls: ReadonlyMap<string, URL>;
  /** Undefined: the environment names no issuer. */
  readonly tokenVerification: (TokenVerification & { readonly jwks: URL }) | undefined;
  /** Undefined: nothing is ever revoked. */
  readonly revocationsUrl: URL | undefined;
  readonly revocationsPollMs: number;
  /** 0: the list may become as old as it gets. */
  readonly revocationsMaxStaleMs: number;
  readonly headersTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly bodyTimeoutMs: number;
  /** 0: batches are refused. */
  readonly maxBatchSize: number;
  /** 0: nothing is compressed. */
  readonly compressionMinBytes: number;
  readonly operationLimits: OperationLimits;
  readonly operationTimeoutMs: number;
  readonly subgraphTimeoutMs: number;
  /** For the subgraphs that have a time of their own, by name in lower case. */
  readonly subgraphTimeoutsMs: ReadonlyMap<string, number>;
  /** For the subgraphs that are not subscribed to by WebSocket, by name in lower case. */
  readonly subgraphSubscriptions: ReadonlyMap<string, StreamTransport>;
  /** Undefined: no subgraph can use callbacks. */
  readonly callbackUrl: URL | undefined;
  /** 0: none is asked for. */
  readonly callbackHeartbeatMs: number;
  readonly subgraphRetries: number;
  readonly subgraphRetryPercent: number;
  /** The name of the subgraph that serves a path. */
  readonly subgraphPaths: ReadonlyMap<string, string>;
  /** 0: calls are made however many fail. */
  readonly circuitOpenMs: number;
  readonly maxOperationsPerViewer: number;
  readonly maxStreamsPerViewer: number;
  readonly maxStreamBacklog: number;
  readonly maxStreamBacklogBytes: number;
  readonly streamRetryMs: number;
  readonly liveQueryIntervalMs: number;
  readonly maxOperationsPerSocket: number;
  readonly connectionInitTimeoutMs: number;
  readonly introspection: boolean;
  readonly trustedDocumentsMode: TrustedDocumentsMode;
  readonly trustedDocumentsFile: string;
  /** 0: automatic persisted queries are refused. */
  readonly persistedQueriesBytes: number;
  /** 0: no answer is kept. */
  readonly responseCacheBytes: number;
  readonly corsOrigins: readonly string[];
  readonly deduplication: 'off' | 'subgraph' | 'operation';
  /** Of each subgraph in this process; 0: nothing is kept. */
  readonly keptAnswersBytes: number;
  readonly drainTimeoutMs: number;
  readonly drainSpreadMs: number;
}

/** Everything that is wrong with an environment, one line for each variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Reads and checks the environment. Throws a `ConfigError` that names every problem at once. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, row] of Object.entries<Setting<unknown>>(settings)) {
    values[name] = readSetting(name, row, environment[name], problems);
  }
  const perSubgraph = {
    subgraphUrls: readPerSubgraph(environment, /^SUBGRAPH_(\w+)_URL$/, httpUrl, problems),
    subgraphTimeoutsMs: readPerSubgraph(environment, /^SUBGRAPH_(\w+)_TIMEOUT_MS$/, milliseconds, problems),
    subgraphSubscriptions: readPerSubgraph(
      environment,
      /^SUBGRAPH_(\w+)_SUBSCRIPTIONS$/,
      z.enum(streamTransports),
      problems,
    ),
  };
  const usesCallbacks = [...perSubgraph.subgraphSubscriptions.values()].includes('callback');
  if (usesCallbacks && !environment['CALLBACK_URL']) {
    problems.push('CALLBACK_URL must be set: a subgraph is subscribed to by callback');
  }
  checkTogether(values, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  // Every key of `settings` was read by its own parser just above, and none of them failed.
  return toConfig(values as Settings, perSubgraph);
}

function readSetting(name: string, row: Setting<unknown>, given: string | undefined, problems: string[]): unknown {
  // An empty variable is how shells and compose files say "not set".
  const written = given === undefined || given === '' ? row.default : given;
  if (written === undefined) return undefined;
  const parsed = row.parse.safeParse(written);
  if (parsed.success) return parsed.data;
  problems.push(problemWith(name, written, parsed.error));
  return undefined;
}

/** Variables that name a subgraph, by its name in lower case. */
function readPerSubgraph<Value>(
  environment: Readonly<Record<string, string | undefined>>,
  pattern: RegExp,
  parse: z.ZodType<Value, string>,
  problems: string[],
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const [variable, written] of Object.entries(environment)) {
    const name = pattern.exec(variable)?.[1];
    if (name === undefined || written === undefined || written === '') continue;
    const parsed = parse.safeParse(written);
    if (parsed.success) values.set(name.toLowerCase(), parsed.data);
    else problems.push(problemWith(variable, written, parsed.error));
  }
  return values;
}

function problemWith(variable: string, written: string, { issues }: z.ZodError): string {
  return `${variable}=${JSON.stringify(written)}: ${issues.map(({ message }) => message).join('; ')}`;
}

function checkTogether(values: Readonly<Record<string, unknown>>, problems: string[]): void {
  const tokenSettings = ['JWKS_URL', 'TOKEN_ISSUER', 'TOKEN_AUDIENCE'];
  const missing = tokenSettings.filter((name) => values[name] === undefined);
  if (missing.length > 0 && missing.length < tokenSettings.length) {
    problems.push(`${missing.join(' and ')} must be set too: ${tokenSettings.join(', ')} belong together`);
  }
}

type PerSubgraph = Pick<Config, 'subgraphUrls' | 'subgraphTimeoutsMs' | 'subgraphSubscriptions'>;

function toConfig(values: Settings, perSubgraph: PerSubgraph): Config {
  const production = values.NODE_ENV === 'production';
  return Object.freeze({
    production,
    host: values.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: values.PORT,
    workers: values.GATEWAY_WORKERS,
    logLevel: values.LOG_LEVEL,
    supergraphFile: resolve(projectFolder, values.SUPERGRAPH_FILE),
    contracts: Object.freeze(values.CONTRACTS),
    supergraphPollMs: values.SUPERGRAPH_POLL_MS,
    ...perSubgraph,
    tokenVerification: toTokenVerification(values),
    revocationsUrl: values.REVOCATIONS_URL,
    revocationsPollMs: values.REVOCATIONS_POLL_MS,
    revocationsMaxStaleMs: values.REVOCATIONS_MAX_STALE_MS,
    headersTimeoutMs: values.HEADERS_TIMEOUT_MS,
    maxBodyBytes: values.MAX_BODY_BYTES,
    bodyTimeoutMs: values.BODY_TIMEOUT_MS,
    maxBatchSize: values.MAX_BATCH_SIZE,
    compressionMinBytes: values.COMPRESSION_MIN_BYTES,
    operationLimits: Object.freeze({
      ...defaultOperationLimits,
      maxTokens: values.MAX_TOKENS,
      maxDepth: values.MAX_DEPTH,
      maxAliases: values.MAX_ALIASES,
      maxCost: values.MAX_COST,
      maxDeferredFragments: values.MAX_DEFERRED_FRAGMENTS,
    }),
    operationTimeoutMs: values.OPERATION_TIMEOUT_MS,
    subgraphTimeoutMs: values.SUBGRAPH_TIMEOUT_MS,
    subgraphRetries: values.SUBGRAPH_RETRIES,
    subgraphRetryPercent: values.SUBGRAPH_RETRY_PERCENT,
    subgraphPaths: values.SUBGRAPH_PATHS,
    circuitOpenMs: values.CIRCUIT_OPEN_MS,
    callbackUrl: values.CALLBACK_URL,
    callbackHeartbeatMs: values.CALLBACK_HEARTBEAT_MS,
    maxOperationsPerViewer: values.MAX_OPERATIONS_PER_VIEWER,
    maxStreamsPerViewer: values.MAX_STREAMS_PER_VIEWER,
    maxStreamBacklog: values.MAX_STREAM_BACKLOG,
    maxStreamBacklogBytes: values.MAX_STREAM_BACKLOG_BYTES,
    streamRetryMs: values.STREAM_RETRY_MS,
    liveQueryIntervalMs: values.LIVE_QUERY_INTERVAL_MS,
    maxOperationsPerSocket: values.MAX_OPERATIONS_PER_SOCKET,
    connectionInitTimeoutMs: values.CONNECTION_INIT_TIMEOUT_MS,
    introspection: values.INTROSPECTION ?? !production,
    trustedDocumentsMode: values.TRUSTED_DOCUMENTS_MODE,
    trustedDocumentsFile: resolve(projectFolder, values.TRUSTED_DOCUMENTS_FILE),
    persistedQueriesBytes: values.TRUSTED_DOCUMENTS_MODE === 'enforce' ? 0 : values.PERSISTED_QUERIES_BYTES,
    responseCacheBytes: values.RESPONSE_CACHE_BYTES,
    corsOrigins: Object.freeze(values.CORS_ORIGINS),
    deduplication: values.DEDUPLICATION,
    keptAnswersBytes: values.KEPT_ANSWERS_BYTES,
    drainTimeoutMs: values.DRAIN_TIMEOUT_MS,
    drainSpreadMs: values.DRAIN_SPREAD_MS,
  });
}

function toTokenVerification(values: Settings): Config['tokenVerification'] {
  const { JWKS_URL: jwks, TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience } = values;
  return jwks && issuer && audience ? Object.freeze({ jwks, issuer, audience }) : undefined;
}
