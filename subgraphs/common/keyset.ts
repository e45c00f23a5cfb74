// Pages by keyset: a cursor holds the sort key of a row, so a page costs the same however far into the list it is, and
// rows that come and go between two pages neither repeat nor hide others.
import { badInput } from './access.ts';

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

export interface Page {
  /** How many rows to show; fetch one more, so that `toConnection` can tell whether another page follows. */
  readonly limit: number;
  /** The sort key of the last row of the page before; undefined for the first page. */
  readonly after: readonly string[] | undefined;
}

export interface Edge<Row> {
  readonly cursor: string;
  readonly node: Row;
}

export interface Connection<Row> {
  readonly edges: readonly Edge<Row>[];
  readonly nodes: readonly Row[];
  readonly pageInfo: {
    readonly startCursor: string | null;
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
  };
}

const defaultFirst = 20;
const maxFirst = 100;
const maxCursorLength = 2_000;

/**
 * Reads the arguments of a connection. Throws `BAD_USER_INPUT` when `first` is not from 1 to 100 or `after` is not a
 * cursor; give `keyLength` where it is known, and a cursor of another list is refused too.
 */
export function readPage({ first, after }: PageArguments, keyLength?: number): Page {
  const limit = first ?? defaultFirst;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxFirst) {
    throw badInput(`first is ${limit}; it must be from 1 to ${maxFirst}.`);
  }
  return { limit, after: after == null ? undefined : readCursor(after, keyLength) };
}

/** Makes a connection of rows that were fetched with `limit + 1`. `cursorOf` gives the sort key of a row. */
export function toConnection<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => readonly string[],
): Connection<Row> {
  const nodes = rows.slice(0, limit);
  const edges = nodes.map((node) => ({ cursor: writeCursor(cursorOf(node)), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: rows.length > limit,
    },
  };
}

function writeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

function readCursor(cursor: string, keyLength: number | undefined): readonly string[] {
  const key = cursor.length > maxCursorLength ? undefined : parseKey(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!key || (keyLength !== undefined && key.length !== keyLength)) {
    throw badInput('after is not a cursor of this list; pass the endCursor of a page of it.');
  }
  return key;
}

function parseKey(text: string): readonly string[] | undefined {
  try {
    const key: unknown = JSON.parse(text);
    // PostgreSQL has no text with a NUL in it and would fail on one.
    const isKey = Array.isArray(key) && key.every((part) => typeof part === 'string' && !part.includes('\0'));
    return isKey ? key : undefined;
  } catch {
    return undefined;
  }
}
