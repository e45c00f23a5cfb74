// One pool per subgraph. What PostgreSQL's types become in JavaScript is decided here and nowhere else, per pool:
// `pg.types` is global, and another library in the same process may want it otherwise.
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type Logger, pino } from 'pino';

/** A subgraph's schema in its database. */
export interface Database<Tables> {
  readonly db: Kysely<Tables>;
  /** The pool under `db`, for COPY and other things that kysely does not know. */
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** The PostgreSQL schema that unqualified names mean; nothing else is on the search path. */
  readonly schema: string;
  /** The most connections to hold; 8 where it is left out. */
  readonly poolSize?: number;
  /** Where the pool says that a connection broke. */
  readonly logger?: Logger;
}

/** A statement that runs longer is cancelled by the server: whoever waited for it is gone by then. */
const statementTimeoutMs = 30_000;

/** An open write transaction holds back every reader of the event log, so none may idle for long. */
const idleInTransactionTimeoutMs = 10_000;

const connectTimeoutMs = 10_000;

/**
 * Opens a pool whose connections see `schema` and whose values are exact: int8 and xid8 are bigint, numeric is a
 * string, date is 'YYYY-MM-DD', timestamptz is a Date. Connects when first used.
 */
export function openDatabase<Tables>(options: DatabaseOptions): Database<Tables> {
  const logger = options.logger ?? pino({ name: options.schema });
  const pool = new pg.Pool({
    ...connectionConfig(options.url, options.schema),
    max: options.poolSize ?? 8,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    types: { getTypeParser },
  });
  // A connection may break while no statement waits for it: between the statements of a transaction, or idle in the pool.
  // Without both listeners that would end the process. The next statement is refused, and the pool drops the connection.
  pool.on('connect', (client) => {
    client.on('error', (error) => logger.warn({ err: error }, 'a database connection broke'));
  });
  pool.on('error', () => {});
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, close: () => db.destroy() };
}

/** How to connect so that unqualified names mean those of `schema`; settings in the url's own `options` stay. */
export function connectionConfig(url: string, schema: string): pg.ClientConfig {
  const parsed = new URL(url);
  const given = parsed.searchParams.get('options');
  parsed.searchParams.delete('options');
  return {
    connectionString: parsed.href,
    options: [given, `-c search_path=${schema}`].filter((option) => option !== null).join(' '),
    application_name: `marketing-graph ${schema}`,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  };
}

type ParseText = (text: string) => unknown;

// pg would make floats of numeric[] and local midnights of dates; it leaves int8 and xid8 as text.
const parserOfOid = new Map<number, ParseText>([
  [20, BigInt], // int8
  [5069, BigInt], // xid8
  [1700, String], // numeric
  [1082, String], // date
  [1016, parseArrayOf(BigInt)], // int8[]
  [1231, parseArrayOf(String)], // numeric[]
  [1182, parseArrayOf(String)], // date[]
]);

/** Integers, decimals and dates need no quotes in an array, so its text is split at the commas. */
function parseArrayOf(parse: ParseText): ParseText {
  return (text) => {
    const elements = text === '{}' ? [] : text.slice(1, -1).split(',');
    return elements.map((element) => (element === 'NULL' ? null : parse(element)));
  };
}

function getTypeParser(oid: number, format?: 'text' | 'binary'): ParseText {
  const parse = format === 'binary' ? undefined : parserOfOid.get(oid);
  return parse ?? pg.types.getTypeParser(oid, format === 'binary' ? 'binary' : 'text');
}
