import { type QueryExecutorProvider, sql } from 'kysely';
import type { Position } from '../event-log.ts';

interface PositionRow {
  readonly tx: bigint;
  readonly seq: bigint;
}

/** What tells this log from any other, also from one that a database of the same name had before. */
export async function readLogId(db: QueryExecutorProvider, schema: string): Promise<string> {
  const { rows } = await sql<{ readonly id: string }>`/* readLogId */
    select log_id::text as id from ${sql.id(schema, 'event_retention')}`.execute(db);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`The log of ${schema} has no identifier.`);
  return id;
}

/** How far events were relayed, at least; undefined where none was. */
export async function readRelayed(db: QueryExecutorProvider, schema: string): Promise<Position | undefined> {
  const { rows } = await sql<PositionRow>`/* readRelayed */
    select relayed_tx as tx, relayed_seq as seq from ${sql.id(schema, 'event_relay')}`.execute(db);
  return rows[0];
}

export async function saveRelayed(db: QueryExecutorProvider, schema: string, { tx, seq }: Position): Promise<void> {
  await sql`/* saveRelayed */
    insert into ${sql.id(schema, 'event_relay')} (relayed_tx, relayed_seq)
    values (${String(tx)}::xid8, ${String(seq)}::bigint)
    on conflict (is_only_row) do update set relayed_tx = excluded.relayed_tx, relayed_seq = excluded.relayed_seq`.execute(
    db,
  );
}

/** Whether the log has, or had and removed, an event at a position. */
export async function knowsEvent(db: QueryExecutorProvider, schema: string, position: Position): Promise<boolean> {
  const { rows } = await sql<{ readonly isKnown: boolean }>`/* knowsEvent */
    select exists (
      select from ${sql.id(schema, 'event')}
      where tx = ${String(position.tx)}::xid8 and seq = ${String(position.seq)}::bigint
    ) or (pruned_tx, pruned_seq) >= (${String(position.tx)}::xid8, ${String(position.seq)}::bigint) as "isKnown"
    from ${sql.id(schema, 'event_retention')}`.execute(db);
  return rows[0]?.isKnown ?? false;
}
