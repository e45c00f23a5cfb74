// Every environment variable of the gateway: what it means, its default, and how it is read. The README's table, the
// messages and the parser are made of this one.
import { z } from 'zod';
import {
  callbackUrl,
  httpOrFileUrl,
  httpUrl,
  integer,
  list,
  milliseconds,
  onOff,
  pathsOfSubgraphs,
  text,
  viewTags,
} from './config-values.ts';
import { defaultOperationLimits } from './operation/operation-limits.ts';

/** One variable. */
export interface Setting<Value> {
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

/** By the names of the variables; those that name a subgraph are read apart, see `configurationTable`. */
export const settings = {
  PORT: setting('Port for HTTP and WebSocket; 0 takes a free one.', integer(0, 65_535), '4000'),
  GATEWAY_WORKERS: setting(
    'Processes that share the port, each with limits and caches of its own. More than one: `npm run gateway` only.',
    integer(1, 256),
    '1',
  ),
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
  CONTRACTS: setting('Tags served as views of their own at /graphql/<tag>, separated by commas.', viewTags, 'mobile'),
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
  REVOCATIONS_URL: optional(
    'Where revoked tokens are listed: an http, https or file URL. Unset: none is ever revoked.',
    httpOrFileUrl,
  ),
  REVOCATIONS_POLL_MS: setting('How often that list is looked at.', integer(10, 60_000), '1000'),
  REVOCATIONS_MAX_STALE_MS: setting(
    'How old the list may become while it cannot be read; then no token is taken until it can. 0: as old as it gets.',
    integer(0, 86_400_000),
    '60000',
  ),
  HEADERS_TIMEOUT_MS: setting(
    'How long the head of a request, or of the upgrade to a WebSocket, may take to arrive.',
    milliseconds,
    '10000',
  ),
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
  MAX_DEFERRED_FRAGMENTS: setting(
    'Fragments with @defer in one operation; 0 refuses them.',
    integer(0, 1_000),
    String(defaultOperationLimits.maxDeferredFragments),
  ),
  OPERATION_TIMEOUT_MS: setting('How long a query or mutation may take, with all its parts.', milliseconds, '30000'),
  SUBGRAPH_TIMEOUT_MS: setting(
    'How long one call to a subgraph may take, with its retries; also to open a stream.',
    milliseconds,
    '10000',
  ),
  SUBGRAPH_RETRIES: setting(
    'How often a query to a remote subgraph is asked again when the connection was lost before an answer, or on a 503 with Retry-After.',
    integer(0, 10),
    '2',
  ),
  SUBGRAPH_PATHS: setting(
    'Paths beside GraphQL that are passed on to a remote subgraph as they stream, as path=subgraph, separated by commas.',
    pathsOfSubgraphs,
    '/ingest/spend=spend',
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
  CALLBACK_URL: optional(
    'Where subgraphs whose subscriptions go by `callback` reach this very process; its path is served. Required for those.',
    callbackUrl,
  ),
  CALLBACK_HEARTBEAT_MS: setting(
    'How often such a subgraph must say that it is there; its streams end when it was missed twice. 0: never.',
    integer(0, 3_600_000),
    '5000',
  ),
  MAX_OPERATIONS_PER_VIEWER: setting('Queries and mutations of one viewer at once.', integer(1, 100_000), '100'),
  MAX_STREAMS_PER_VIEWER: setting('Live streams of one viewer at once.', integer(1, 100_000), '100'),
  MAX_STREAM_BACKLOG: setting(
    'Events kept for a client that reads slowly; then its stream ends with SLOW_CONSUMER, or does what its @delivery says.',
    integer(1, 100_000),
    '256',
  ),
  MAX_STREAM_BACKLOG_BYTES: setting(
    'The same in bytes of JSON, for a stream with @delivery.',
    integer(1, 1_073_741_824),
    '8388608',
  ),
  LIVE_QUERY_INTERVAL_MS: setting(
    'The least time from one run of a live query to the next; its own `throttle` may be longer.',
    milliseconds,
    '200',
  ),
  STREAM_RETRY_MS: setting(
    'For how long the upstream of a stream with @delivery is opened again before its clients are told that it broke.',
    integer(0, 86_400_000),
    '60000',
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
  RESPONSE_CACHE_BYTES: setting(
    'How much is kept of answers by GET whose Cache-Control has a max-age, for the next GET of the same URL with the same token; 0: nothing.',
    integer(0, 17_179_869_184),
    '16777216',
  ),
  CORS_ORIGINS: setting('Origins that may call from a browser, separated by commas, or `*`.', list, ''),
  DEDUPLICATION: setting(
    'Identical queries of one viewer that are under way at once: `off`; `subgraph`: each call to a subgraph is made once; `operation`: each operation is executed once.',
    z.enum(['off', 'subgraph', 'operation']),
    'off',
  ),
  KEPT_ANSWERS_BYTES: setting(
    'How much is kept of what each subgraph in this process answered; it is asked each time whether that still holds. 0: nothing is kept.',
    integer(0, 17_179_869_184),
    '67108864',
  ),
  DRAIN_TIMEOUT_MS: setting('How long a stopping gateway lets running operations finish.', milliseconds, '10000'),
  DRAIN_SPREAD_MS: setting(
    'A stopping gateway tells clients of live streams to reconnect spread over this time, and they do so spread over it again.',
    integer(0, 3_600_000),
    '2000',
  ),
} as const satisfies Record<string, Setting<unknown>>;

/** The value of each variable, as it was parsed. */
export type Settings = { readonly [Name in keyof typeof settings]: SettingValue<(typeof settings)[Name]> };
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
  {
    name: 'SUBGRAPH_<NAME>_SUBSCRIPTIONS',
    default: undefined,
    description:
      'How the remote subgraph <NAME> is subscribed to: `graphql-ws`, `sse` or `callback`; without it, `graphql-ws`.',
  },
];
