// The SQL by which old events are removed. How far they are removed is kept beside them, and changes in the statement
// that removes them: whoever reads both in one statement sees either the events or that they are gone.
import { type QueryExecutorProvider, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a log knows of itself; each subgraph with a log runs it after `eventLogMigration`. */
export const eventLogStateMigration: Migration = {
  async up(db) {
    // The identifier tells this log from one that another database, or an earlier life of this one, had.
    await sql`/* createEventRetention */
      create table event_retention (
        is_only_row boolean primary key default true check (is_only_row),
        log_id uuid not null default gen_random_uuid(),
        pruned_tx xid8 not null default '0',
        pruned_seq bigint not null default 0
      )`.execute(db);
    await sql`/* insertEventRetention */ insert into event_retention default values`.execute(db);
    // A row of its own: it is written while events are removed.
    await sql`/* createEventRelay */
      create table event_relay (
        is_only_row boolean primary key default true check (is_only_row),
        relayed_tx xid8 not null,
        relayed_seq bigint not null
      )`.execute(db);
  },
};

/** Which events may go: those that are older than `maxAgeMs`, and those beyond the newest `maxRows`. */
export interface RetentionBounds {
  readonly maxAgeMs?: number | undefined;
  readonly maxRows?: number | undefined;
}

/**
 * Removes at most `limit` of the oldest events that may go, and tells how many it removed; undefined when somebody else
 * is at it. Only what every reader could have read goes: an event that commits late must not be behind the line.
 */
export async function pruneEvents(
  db: QueryExecutorProvider,
  schema: string,
  { maxAgeMs, maxRows }: RetentionBounds,
  limit: number,
): Promise<number | undefined> {
  const event = sql.id(schema, 'event');
  const retention = sql.id(schema, 'event_retention');
  const isTooOld =
    maxAgeMs === undefined
      ? sql`false`
      : sql`recorded_at < clock_timestamp() - make_interval(secs => ${maxAgeMs / 1_000})`;
  // The last of those beyond the newest: found by walking the index back, without a row being read.
  const beyond =
    maxRows === undefined
      ? sql`(select null::xid8 as tx, null::bigint as seq)`
      : sql`(select tx, seq from ${event} order by tx desc, seq desc offset ${maxRows} limit 1)`;
  const { rows } = await sql<{ readonly isMine: boolean; readonly count: bigint }>`/* pruneEvents */
    with turn as materialized (
      select pg_try_advisory_xact_lock(hashtextextended(${`prune events of ${schema}`}, 0)) as is_mine
    ), beyond as materialized ${beyond}
    , oldest as materialized (
      select tx, seq,
        ${isTooOld} or coalesce((tx, seq) <= (select beyond.tx, beyond.seq from beyond), false) as may_go
      from ${event}
      where (select is_mine from turn)
        and (tx, seq) > ((select pruned_tx from ${retention}), (select pruned_seq from ${retention}))
        and tx < pg_snapshot_xmin(pg_current_snapshot())
      order by tx, seq
      limit ${limit}
    ), first_kept as materialized (
      select tx, seq from oldest where not may_go order by tx, seq limit 1
    ), doomed as materialized (
      select tx, seq from oldest
      where not exists (select from first_kept where (first_kept.tx, first_kept.seq) <= (oldest.tx, oldest.seq))
    ), removed as (
      delete from ${event} as gone using doomed where gone.tx = doomed.tx and gone.seq = doomed.seq returning 1
    ), moved as (
      update ${retention} as known set pruned_tx = last.tx, pruned_seq = last.seq
      from (select tx, seq from doomed order by tx desc, seq desc limit 1) as last
      -- Whoever had the turn before may have ended after this snapshot was taken; the line never moves back.
      where (known.pruned_tx, known.pruned_seq) < (last.tx, last.seq)
    )
    select is_mine as "isMine", (select count(*) from removed) as count from turn`.execute(db);
  const row = rows[0];
  return row?.isMine ? Number(row.count) : undefined;
}
