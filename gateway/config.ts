// Environment → one frozen, checked `Config`. The table `settings` is the only place where a variable is named, so the
// README's table, the messages and the parser cannot drift apart.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { TokenVerification } from '../schema/viewer.ts';
import { httpUrl, integer, list, milliseconds, onOff, text } from './config-values.ts';
import { defaultOperationLimits, type OperationLimits } from './operation/operation-limits.ts';
import type { TrustedDocumentsMode } from './operation/trusted-documents.ts';

interface Setting<Value> {
  readonly description: string;
  /** As it would be written in the environment; absent when the variable is optional and has no default. */
  readonly default?: string;
  readonly parse: z.ZodType<Value, string>;
}

function setting<Value>(description: string, parse: z.ZodType<Value, string>, fallback: string) {
  return { description, parse, default: fallback };
}

function optional<Value>(description: string, parse: z.ZodType<Value, string>): Setting<Value> {
  return { description, parse };
}

const projectFolder = fileURLToPath(new URL('..', import.meta.url));

const settings = {
  PORT: setting('Port for HTTP and WebSocket; 0 takes a free one.', integer(0, 65_535), '4000'),
  HOST: optional(
    'Address to listen on. Unset: 127.0.0.1, and 0.0.0.0 in production, where a load balancer must reach it.',
    text,
  ),
  NODE_ENV: setting(
    '`production` makes the defaults strict.',
    z.enum(['development', 'test', 'production']),
    'development',
  ),
  LOG_LEVEL: setting(
    'The least severe level that is logged.',
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
  ),
  SUPERGRAPH_FILE: setting(
    'The composed supergraph. Relative paths start at the folder of this project.',
    text,
    'schema/supergraph.graphql',
  ),
  CONTRACTS: setting('Tags served as views of their own at /graphql/<tag>, separated by commas.', list, 'mobile'),
  SUPERGRAPH_POLL_MS: setting(
    'How often the supergraph file is looked at, to serve a new one without a restart; 0: only on SIGHUP.',
    integer(0, 86_400_000),
    '1000',
  ),
  JWKS_URL: optional(
    'Where the token issuer publishes its keys. Required by `npm run gateway` in production.',
    httpUrl,
  ),
  TOKEN_ISSUER: optional('The `iss` a token must have. Required with JWKS_URL.', text),
  TOKEN_AUDIENCE: optional('The `aud` a token must have. Required with JWKS_URL.', text),
  MAX_BODY_BYTES: setting('Largest request body or WebSocket message.', integer(1, 1_073_741_824), '1048576'),
  BODY_TIMEOUT_MS: setting('How long a request body may take to arrive.', milliseconds, '10000'),
  MAX_BATCH_SIZE: setting(
    'Operations in one HTTP request, sent as an array; 0 refuses arrays.',
    integer(0, 1_000),
    '0',
  ),
  COMPRESSION_MIN_BYTES: setting(
    'Smallest answer that is compressed, with br or gzip as the client accepts; 0: none is.',
    integer(0, 1_073_741_824),
    '1024',
  ),
  MAX_TOKENS: setting(
    'Lexical tokens in one document.',
    integer(1, 1_000_000),
    String(defaultOperationLimits.maxTokens),
  ),
  MAX_DEPTH: setting('Nesting of fields.', integer(1, 45), String(defaultOperationLimits.maxDepth)),
  MAX_ALIASES: setting(
    'Aliased fields in one operation.',
    integer(0, 100_000),
    String(defaultOperationLimits.maxAliases),
  ),
  MAX_COST: setting(
    'Cost of one operation by @cost and @listSize.',
    integer(1, 1_000_000_000),
    String(defaultOperationLimits.maxCost),
  ),
  OPERATION_TIMEOUT_MS: setting('How long a query or mutation may take.', milliseconds, '30000'),
  SUBGRAPH_TIMEOUT_MS: setting(
    'How long one call to a subgraph may take, with its retries; also to open a WebSocket.',
    milliseconds,
    '10000',
  ),
  SUBGRAPH_RETRIES: setting(
    'How often a query to a remote subgraph is asked again when the connection was lost before an answer, or on a 503 with Retry-After.',
    integer(0, 10),
    '2',
  ),
  SUBGRAPH_RETRY_PERCENT: setting(
    'Retries for every hundred queries to a subgraph, beyond ten saved up; what is over fails at once.',
    integer(0, 100),
    '10',
  ),
  CIRCUIT_OPEN_MS: setting(
    'How long a remote subgraph is left alone after half of at least ten calls within ten seconds failed; 0 never leaves it alone.',
    integer(0, 86_400_000),
    '5000',
  ),
  MAX_OPERATIONS_PER_VIEWER: setting('Queries and mutations of one viewer at once.', integer(1, 100_000), '100'),
  MAX_STREAMS_PER_VIEWER: setting('Live streams of one viewer at once.', integer(1, 100_000), '100'),
  MAX_STREAM_BACKLOG: setting(
    'Events kept for a client that reads slowly, before its stream ends with SLOW_CONSUMER.',
    integer(1, 100_000),
    '256',
  ),
  MAX_OPERATIONS_PER_SOCKET: setting(
    'Operations and live streams on one WebSocket at once.',
    integer(1, 100_000),
    '100',
  ),
  CONNECTION_INIT_TIMEOUT_MS: setting('How long a new WebSocket may take to introduce itself.', milliseconds, '5000'),
  INTROSPECTION: optional('`on` or `off`. Unset: on, and off in production.', onOff),
  TRUSTED_DOCUMENTS_MODE: setting(
    '`off`; `allow`: identifiers and free documents; `enforce`: trusted documents only.',
    z.enum(['off', 'allow', 'enforce']),
    'off',
  ),
  TRUSTED_DOCUMENTS_FILE: setting(
    'JSON object from SHA-256 to document; used unless the mode is off.',
    text,
    'schema/client/persisted-documents.json',
  ),
  PERSISTED_QUERIES_BYTES: setting(
    'How much text of automatic persisted queries is kept; 0: none, as when trusted documents are enforced.',
    integer(0, 1_073_741_824),
    '8388608',
  ),
  CORS_ORIGINS: setting('Origins that may call from a browser, separated by commas, or `*`.', list, ''),
  DEDUPLICATION: setting(
    'Identical queries of one viewer that are under way at once: `off`; `subgraph`: each call to a subgraph is made once; `operation`: each operation is executed once.',
    z.enum(['off', 'subgraph', 'operation']),
    'off',
  ),
  DRAIN_TIMEOUT_MS: setting('How long a stopping gateway lets running operations finish.', milliseconds, '10000'),
} as const satisfies Record<string, Setting<unknown>>;

type Settings = { readonly [Name in keyof typeof settings]: SettingValue<(typeof settings)[Name]> };
type SettingValue<S> =
  S extends Setting<infer Value> ? (S extends { readonly default: string } ? Value : Value | undefined) : never;

/** One row of the README's configuration table. */
export interface ConfigurationRow {
  readonly name: string;
  readonly default: string | undefined;
  readonly description: string;
}

/** Every variable the gateway reads, in the order of the README's table. */
export const configurationTable: readonly ConfigurationRow[] = [
  ...Object.entries<Setting<unknown>>(settings).map(([name, { default: fallback, description }]) => ({
    name,
    default: fallback,
    description,
  })),
  {
    name: 'SUBGRAPH_<NAME>_URL',
    default: undefined,
    description: 'Where the subgraph <NAME> is; without it, the URL in the supergraph.',
  },
  {
    name: 'SUBGRAPH_<NAME>_TIMEOUT_MS',
    default: undefined,
    description: 'The time of a call to the subgraph <NAME>; without it, SUBGRAPH_TIMEOUT_MS.',
  },
];

/** What the gateway runs on. Frozen. */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
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
  readonly subgraphRetries: number;
  readonly subgraphRetryPercent: number;
  /** 0: calls are made however many fail. */
  readonly circuitOpenMs: number;
  readonly maxOperationsPerViewer: number;
  readonly maxStreamsPerViewer: number;
  readonly maxStreamBacklog: number;
  readonly maxOperationsPerSocket: number;
  readonly connectionInitTimeoutMs: number;
  readonly introspection: boolean;
  readonly trustedDocumentsMode: TrustedDocumentsMode;
  readonly trustedDocumentsFile: string;
  /** 0: automatic persisted queries are refused. */
  readonly persistedQueriesBytes: number;
  readonly corsOrigins: readonly string[];
  readonly deduplication: 'off' | 'subgraph' | 'operation';
  readonly drainTimeoutMs: number;
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
  };
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

function toConfig(values: Settings, perSubgraph: Pick<Config, 'subgraphUrls' | 'subgraphTimeoutsMs'>): Config {
  const production = values.NODE_ENV === 'production';
  return Object.freeze({
    production,
    host: values.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: values.PORT,
    logLevel: values.LOG_LEVEL,
    supergraphFile: resolve(projectFolder, values.SUPERGRAPH_FILE),
    contracts: Object.freeze(values.CONTRACTS),
    supergraphPollMs: values.SUPERGRAPH_POLL_MS,
    ...perSubgraph,
    tokenVerification: toTokenVerification(values),
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
    }),
    operationTimeoutMs: values.OPERATION_TIMEOUT_MS,
    subgraphTimeoutMs: values.SUBGRAPH_TIMEOUT_MS,
    subgraphRetries: values.SUBGRAPH_RETRIES,
    subgraphRetryPercent: values.SUBGRAPH_RETRY_PERCENT,
    circuitOpenMs: values.CIRCUIT_OPEN_MS,
    maxOperationsPerViewer: values.MAX_OPERATIONS_PER_VIEWER,
    maxStreamsPerViewer: values.MAX_STREAMS_PER_VIEWER,
    maxStreamBacklog: values.MAX_STREAM_BACKLOG,
    maxOperationsPerSocket: values.MAX_OPERATIONS_PER_SOCKET,
    connectionInitTimeoutMs: values.CONNECTION_INIT_TIMEOUT_MS,
    introspection: values.INTROSPECTION ?? !production,
    trustedDocumentsMode: values.TRUSTED_DOCUMENTS_MODE,
    trustedDocumentsFile: resolve(projectFolder, values.TRUSTED_DOCUMENTS_FILE),
    persistedQueriesBytes: values.TRUSTED_DOCUMENTS_MODE === 'enforce' ? 0 : values.PERSISTED_QUERIES_BYTES,
    corsOrigins: Object.freeze(values.CORS_ORIGINS),
    deduplication: values.DEDUPLICATION,
    drainTimeoutMs: values.DRAIN_TIMEOUT_MS,
  });
}

function toTokenVerification(values: Settings): Config['tokenVerification'] {
  const { JWKS_URL: jwks, TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience } = values;
  return jwks && issuer && audience ? Object.freeze({ jwks, issuer, audience }) : undefined;
}
