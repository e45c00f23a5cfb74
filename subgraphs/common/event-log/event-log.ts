// One event log per subgraph: an event is committed with the rows it tells of, and read in an order that no later
// commit can disturb. The engine is PostgreSQL's (postgres-event-log.ts); readers know only what stands here.
import type { QueryExecutorProvider } from 'kysely';
import type { JsonObject } from '../json.ts';

/**
 * Where an event stands: the transaction that wrote it, then its number. Transactions are numbered when they first
 * write, which is not the order in which they commit; see `EventLog.read`.
 */
export interface Position {
  readonly tx: bigint;
  readonly seq: bigint;
}

export interface NewEvent {
  readonly advertiserId: string;
  readonly type: string;
  /**
   * What the event is about. Events of one key arrive in the order they were written, provided that their writers take
   * turns from before their first write: by pg_advisory_xact_lock, for instance. Locking the row they tell of is not
   * enough, because a transaction that waits for a row may get its number before its turn comes.
   */
  readonly key: string;
  readonly payload: JsonObject;
}

export interface LoggedEvent extends NewEvent {
  readonly position: Position;
  readonly recordedAt: Date;
}

/** Which events a reader wants: those of one of the types, one of the advertisers, and, where given, one of the keys. */
export interface EventFilter {
  readonly types: readonly string[];
  readonly keys?: ReadonlySet<string>;
  readonly advertiserIds: readonly string[];
}

export interface TailOptions extends EventFilter {
  /** The last event already seen; events after it follow. Left out: events from now on. */
  readonly after?: Position | undefined;
  /** Ends the tail when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

export interface EventLog {
  /** Writes events in the caller's transaction: they exist when it commits, and never if it does not. */
  append(trx: QueryExecutorProvider, events: readonly NewEvent[]): Promise<void>;
  /**
   * At most `limit` events after a position, in order. Never returns an event that a later commit could precede, so a
   * reader that goes on from the last one it got skips nothing and sees nothing twice. Rejects with `RESYNC_REQUIRED`
   * when events after the position were removed, so that what is missing is never passed over in silence.
   */
  read(after: Position, limit: number): Promise<readonly LoggedEvent[]>;
  /** The end of what is readable: every event at or before it can be read now, and every later commit comes after it. */
  head(): Promise<Position>;
  /**
   * Live events, without an end of its own. Whatever is committed after this call has returned is delivered. A consumer
   * that is slow reads what it missed from the log and loses nothing. One connection and one reader of this process
   * stand behind all tails. Ends on abort, on `return` and when the log is closed. Rejects with `RESYNC_REQUIRED` when
   * `after` lies ahead of the log, as it does after the database was put back to an earlier state, and when events that
   * it has not delivered were removed, also while it runs.
   */
  tail(options: TailOptions): AsyncIterableIterator<LoggedEvent>;
  /** Ends all tails and the connection that listens. */
  close(): Promise<void>;
}

/** Before the first event of any log. */
export const startOfLog: Position = { tx: 0n, seq: 0n };

/** Negative when `left` is before `right`, 0 when they are the same. */
export function comparePositions(left: Position, right: Position): number {
  if (left.tx !== right.tx) return left.tx < right.tx ? -1 : 1;
  return left.seq === right.seq ? 0 : left.seq < right.seq ? -1 : 1;
}

export const maxTx = 2n ** 64n - 1n;
export const maxSeq = 2n ** 63n - 1n;

/** Version 1 of a cursor: transaction and number in base 36. */
const cursorPattern = /^1\.(0|[1-9a-z][0-9a-z]{0,12})\.(0|[1-9a-z][0-9a-z]{0,12})$/;

/** A position as clients carry it from one connection to the next. */
export function encodeCursor({ tx, seq }: Position): string {
  return `1.${tx.toString(36)}.${seq.toString(36)}`;
}

/** The position of a cursor; undefined when it is not a cursor of ours. */
export function decodeCursor(cursor: string): Position | undefined {
  const match = cursorPattern.exec(cursor);
  if (!match) return undefined;
  const position = { tx: readBase36(match[1] ?? ''), seq: readBase36(match[2] ?? '') };
  return position.tx <= maxTx && position.seq <= maxSeq ? position : undefined;
}

function readBase36(digits: string): bigint {
  return [...digits].reduce((value, digit) => value * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
}
