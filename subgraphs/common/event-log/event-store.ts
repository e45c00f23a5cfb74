// The SQL of the event log.
//
// A transaction gets its number (xid) with its first write and may commit long after a transaction with a higher one,
// so neither `seq` nor `tx` alone is the order of commits. The lowest number still running (the snapshot's xmin)
// divides the log: below it nothing can appear any more. Readers stop there. An event is thus delayed by write
// transactions older than itself, anywhere in the same PostgreSQL server: keep them short. Transactions that only read
// have no number and delay nobody.
import { type QueryExecutorProvider, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { JsonObject } from '../json.ts';
import { type EventFilter, type LoggedEvent, maxSeq, type NewEvent, type Position } from './event-log.ts';

/** Creates the log's table; each subgraph runs it as its first migration. */
export const eventLogMigration: Migration = {
  async up(db) {
    await sql`/* createEvent */
      create table event (
        tx xid8 not null default pg_current_xact_id(),
        seq bigint not null generated always as identity,
        advertiser_id text not null,
        type text not null,
        key text not null,
        payload jsonb not null,
        recorded_at timestamptz not null default clock_timestamp(),
        primary key (tx, seq)
      )`.execute(db);
    // For readers that resume far back: they want one advertiser's events, not to walk over everybody's.
    await sql`/* createEventByAdvertiser */ create index event_by_advertiser on event (advertiser_id, type, tx, seq)`.execute(
      db,
    );
  },
};

/** A part of the log as one snapshot shows it. */
export interface Batch {
  readonly events: readonly LoggedEvent[];
  /** Whether the snapshot shows events that are not readable yet, because an older transaction is still running. */
  readonly isHeldBack: boolean;
  /** Events up to here are no longer kept. A batch after an earlier position lacks them. */
  readonly prunedTo: Position;
  /** How far the log goes in the same snapshot: a batch with room left holds everything up to its head. */
  readonly extent: Extent;
}

interface EventRow {
  readonly tx: bigint;
  readonly seq: bigint;
  readonly advertiserId: string;
  readonly type: string;
  readonly key: string;
  readonly payload: JsonObject;
  readonly recordedAt: Date;
  readonly isReadable: boolean;
}

/** Each row of a batch says how far the log goes, back and forth; where there is no event, one row says only that. */
type BatchRow = {
  readonly prunedTx: bigint;
  readonly prunedSeq: bigint;
  readonly xmin: bigint;
  readonly xmax: bigint;
} & (EventRow | { readonly tx: null });

/** The channel that wakes the readers of a schema's log. */
export function channelOf(schema: string): string {
  return `event_${schema}`;
}

/** Inserts events in their order and wakes the readers when the transaction commits. */
export async function insertEvents(
  trx: QueryExecutorProvider,
  schema: string,
  events: readonly NewEvent[],
): Promise<void> {
  await sql`/* insertEvents */
    with inserted as (
      insert into ${eventTable(schema)} (advertiser_id, type, key, payload)
      select advertiser_id, type, key, payload::jsonb
      from unnest(
        ${events.map(({ advertiserId }) => advertiserId)}::text[],
        ${events.map(({ type }) => type)}::text[],
        ${events.map(({ key }) => key)}::text[],
        ${events.map(({ payload }) => JSON.stringify(payload))}::text[]
      ) with ordinality as new_event (advertiser_id, type, key, payload, position)
      order by position
      returning 1
    )
    select pg_notify(${channelOf(schema)}, '') from (select count(*) from inserted) as counted`.execute(trx);
}

/** The first `limit` events after a position that the filter lets through, as far as they are readable. */
export async function selectEvents(
  db: QueryExecutorProvider,
  schema: string,
  after: Position,
  limit: number,
  filter?: EventFilter,
): Promise<Batch> {
  const { rows } = await sql<BatchRow>`/* selectEvents */
    select retention.pruned_tx as "prunedTx", retention.pruned_seq as "prunedSeq",
      pg_snapshot_xmin(pg_current_snapshot()) as xmin, pg_snapshot_xmax(pg_current_snapshot()) as xmax, found.*
    from ${sql.id(schema, 'event_retention')} as retention
    left join lateral (
      select tx, seq, advertiser_id as "advertiserId", type, key, payload, recorded_at as "recordedAt",
        tx < pg_snapshot_xmin(pg_current_snapshot()) as "isReadable"
      from ${eventTable(schema)}
      where (tx, seq) > (${String(after.tx)}::xid8, ${String(after.seq)}::bigint) ${filterCondition(filter)}
      order by tx, seq
      limit ${limit}
    ) as found on true
    order by found.tx, found.seq`.execute(db);
  const [first] = rows;
  if (!first) throw new Error(`The log of ${schema} does not say how far it was pruned.`);
  const events = rows.flatMap((row) => (row.tx === null ? [] : [row]));
  const readable = events.filter(({ isReadable }) => isReadable);
  return {
    events: readable.map(toLoggedEvent),
    isHeldBack: readable.length < events.length,
    prunedTo: { tx: first.prunedTx, seq: first.prunedSeq },
    extent: toExtent(first),
  };
}

/** How far the log goes, as one snapshot sees it. */
export interface Extent {
  /** The position that everything readable now is at or before, and everything that becomes readable later is after. */
  readonly head: Position;
  /** No transaction with this number or a higher one has begun: a position there is of no event of this database. */
  readonly firstUnusedTx: bigint;
}

export async function selectExtent(db: QueryExecutorProvider): Promise<Extent> {
  const { rows } = await sql<{ readonly xmin: bigint; readonly xmax: bigint }>`/* selectExtent */
    select pg_snapshot_xmin(pg_current_snapshot()) as xmin, pg_snapshot_xmax(pg_current_snapshot()) as xmax`.execute(
    db,
  );
  const row = rows[0];
  if (!row) throw new Error('PostgreSQL did not tell its snapshot.');
  return toExtent(row);
}

function toExtent({ xmin, xmax }: { readonly xmin: bigint; readonly xmax: bigint }): Extent {
  return { head: { tx: xmin - 1n, seq: maxSeq }, firstUnusedTx: xmax };
}

function eventTable(schema: string): RawBuilder<unknown> {
  return sql.id(schema, 'event');
}

function filterCondition(filter: EventFilter | undefined): RawBuilder<unknown> {
  if (!filter) return sql``;
  const { advertiserIds, types, keys } = filter;
  const byKey = keys ? sql`and key = any(${[...keys]}::text[])` : sql``;
  return sql`and advertiser_id = any(${[...advertiserIds]}::text[]) and type = any(${[...types]}::text[]) ${byKey}`;
}

function toLoggedEvent({ tx, seq, advertiserId, type, key, payload, recordedAt }: EventRow): LoggedEvent {
  return { advertiserId, type, key, payload, recordedAt, position: { tx, seq } };
}
