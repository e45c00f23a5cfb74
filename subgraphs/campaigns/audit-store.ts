// The SQL of the audit trail. What keeps it whole stands in the migration: constraints, which bind whoever writes.
import { type Kysely, sql } from 'kysely';
import { insertEvents } from '../common/event-log/event-store.ts';
import { type AuditEntry, type AuditFact, chainFacts, type ChainLink, startOfChain } from './audit.ts';
import { auditAppended } from './change-events.ts';
import type { Tables } from './tables.ts';

/**
 * Adds entries to the advertiser's chain, and returns their numbers in the order of the facts. Until the transaction ends
 * no other can add to the chain: to be called late, after every other lock but that of `countChange`. One event tells of it.
 */
export async function appendAudit(
  trx: Kysely<Tables>,
  advertiserId: string,
  facts: readonly AuditFact[],
): Promise<readonly bigint[]> {
  if (facts.length === 0) return [];
  await sql`/* awaitAuditTurn */
    select pg_advisory_xact_lock(hashtextextended(${`audit ${advertiserId}`}, 0))`.execute(trx);
  const entries = chainFacts(await readAuditHead(trx, advertiserId), facts);
  await sql`/* insertAuditEntries */
    insert into audit_entry (advertiser_id, seq, prev_hash, hash, body)
    select ${advertiserId}, e.*
    from unnest(${entries.map(({ seq }) => seq)}::bigint[], ${entries.map(({ prevHash }) => prevHash)}::text[],
      ${entries.map(({ hash }) => hash)}::text[], ${entries.map(({ body }) => body)}::text[]) as e`.execute(trx);
  const head = entries.at(-1) ?? startOfChain;
  await sql`/* moveAuditHead */
    insert into audit_head (advertiser_id, seq, hash) values (${advertiserId}, ${head.seq}, ${head.hash})
    on conflict (advertiser_id) do update set seq = excluded.seq, hash = excluded.hash`.execute(trx);
  await insertEvents(trx, 'campaigns', [auditAppended(advertiserId, facts)]);
  return entries.map(({ seq }) => seq);
}

/** Which entries are read: all of an advertiser's, or those about one entity, or about one other thing. */
export interface AuditFilter {
  readonly advertiserId: string;
  readonly entityId: string | undefined;
  readonly subject: string | undefined;
}

/** Entries, newest first, one more than `limit`; those before `before` where that is given. */
export async function listAuditEntries(
  db: Kysely<Tables>,
  { advertiserId, entityId, subject }: AuditFilter,
  { limit, before }: { readonly limit: number; readonly before: bigint | undefined },
): Promise<readonly AuditEntry[]> {
  const { rows } = await sql<AuditEntry>`/* listAuditEntries */
    select seq, prev_hash as "prevHash", hash, body from audit_entry
    where advertiser_id = ${advertiserId}
      and (${before ?? null}::bigint is null or seq < ${before ?? null}::bigint)
      and (${entityId ?? null}::text is null or entity_id = ${entityId ?? null}::text)
      and (${subject ?? null}::text is null or subject = ${subject ?? null}::text)
    order by seq desc limit ${limit + 1}`.execute(db);
  return rows;
}

/** Where the advertiser's chain ends. */
export async function readAuditHead(db: Kysely<Tables>, advertiserId: string): Promise<ChainLink> {
  const { rows } = await sql<ChainLink>`/* selectAuditHead */
    select seq, hash from audit_head where advertiser_id = ${advertiserId}`.execute(db);
  return rows[0] ?? startOfChain;
}

/** Those who have an audit trail. */
export async function listAuditedAdvertisers(db: Kysely<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`/* listAuditedAdvertisers */
    select distinct advertiser_id as id from audit_entry order by id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Entries in their order, from the one after `seq` on. */
export async function listEntriesAfter(
  db: Kysely<Tables>,
  advertiserId: string,
  seq: bigint,
  limit: number,
): Promise<readonly AuditEntry[]> {
  const { rows } = await sql<AuditEntry>`/* listEntriesAfter */
    select seq, prev_hash as "prevHash", hash, body from audit_entry
    where advertiser_id = ${advertiserId} and seq > ${seq} order by seq limit ${limit}`.execute(db);
  return rows;
}

/** How many steps of requests name an entry that is not about them. */
export async function countUnaudited(db: Kysely<Tables>, advertiserId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`/* countUnaudited */
    select count(*)::integer as count from change_transition as t
    left join audit_entry as a on a.advertiser_id = t.advertiser_id and a.seq = t.audit_seq
    where t.advertiser_id = ${advertiserId} and (a.body::jsonb->>'subject') is distinct from t.request_id`.execute(db);
  return rows[0]?.count ?? 0;
}
