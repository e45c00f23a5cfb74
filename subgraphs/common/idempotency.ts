// Exactly one effect for one intention. The key and the effect are committed together under a unique index, so a
// request that is sent again, even at the same moment, finds the first one's answer instead of doing the work again.
import { createHash } from 'node:crypto';
import { type QueryExecutorProvider, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { JsonValue } from './json.ts';

/** Which intention: a key is the sender's choice, one for each operation of an advertiser. */
export interface IdempotencyKey {
  readonly advertiserId: string;
  readonly operation: string;
  readonly key: string;
  /** What the sender wants done, from `fingerprintOf`; the same key with another fingerprint is refused. */
  readonly fingerprint: string;
  readonly now: Date;
}

export type IdempotentOutcome<Answer> =
  /** The work was done now. */
  | { readonly kind: 'done'; readonly answer: Answer }
  /** It had been done before; the answer is the first one's, as JSON gave it back. */
  | { readonly kind: 'replayed'; readonly answer: JsonValue }
  /** The key was used for something else. */
  | { readonly kind: 'reused' };

/** Creates the table of keys; each subgraph that uses `runIdempotent` runs it among its migrations. */
export const idempotencyMigration: Migration = {
  async up(db) {
    await sql`/* createIdempotencyKey */
      create table idempotency_key (
        advertiser_id text not null,
        operation text not null,
        key text not null,
        fingerprint text not null,
        answer jsonb,
        created_at timestamptz not null,
        primary key (advertiser_id, operation, key)
      )`.execute(db);
  },
};

interface StoredKey {
  readonly fingerprint: string;
  readonly answer: JsonValue;
}

/**
 * Does `work` once for its key, in the caller's transaction, which must be READ COMMITTED (the default). While another
 * transaction holds the key this waits; it replays that one's answer when it commits, and does the work itself when it
 * rolls back. The answer is kept as JSON: write 64-bit integers as strings.
 */
export async function runIdempotent<Answer extends JsonValue>(
  trx: QueryExecutorProvider,
  request: IdempotencyKey,
  work: () => Promise<Answer>,
): Promise<IdempotentOutcome<Answer>> {
  if (!(await claimKey(trx, request))) return await replay(trx, request);
  const answer = await work();
  await storeAnswer(trx, request, answer);
  return { kind: 'done', answer };
}

/** Whether the key was free. Waits for a transaction under way that has claimed it. */
async function claimKey(trx: QueryExecutorProvider, request: IdempotencyKey): Promise<boolean> {
  const { advertiserId, operation, key, fingerprint, now } = request;
  const { rows } = await sql`/* claimIdempotencyKey */
    insert into idempotency_key (advertiser_id, operation, key, fingerprint, created_at)
    values (${advertiserId}, ${operation}, ${key}, ${fingerprint}, ${now})
    on conflict do nothing
    returning 1`.execute(trx);
  return rows.length > 0;
}

async function replay(
  trx: QueryExecutorProvider,
  { advertiserId, operation, key, fingerprint }: IdempotencyKey,
): Promise<{ readonly kind: 'replayed'; readonly answer: JsonValue } | { readonly kind: 'reused' }> {
  const { rows } = await sql<StoredKey>`/* selectIdempotencyKey */
    select fingerprint, answer from idempotency_key
    where advertiser_id = ${advertiserId} and operation = ${operation} and key = ${key}`.execute(trx);
  const stored = rows[0];
  if (!stored) throw new Error(`The idempotency key of ${operation} is held and cannot be seen.`);
  return stored.fingerprint === fingerprint ? { kind: 'replayed', answer: stored.answer } : { kind: 'reused' };
}

async function storeAnswer(
  trx: QueryExecutorProvider,
  { advertiserId, operation, key }: IdempotencyKey,
  answer: JsonValue,
): Promise<void> {
  await sql`/* storeIdempotentAnswer */
    update idempotency_key set answer = ${JSON.stringify(answer)}::jsonb
    where advertiser_id = ${advertiserId} and operation = ${operation} and key = ${key}`.execute(trx);
}

/** What a fingerprint may be taken of: the input of a mutation as its resolver gets it. */
export type Fingerprinted =
  JsonValue | bigint | Date | undefined | readonly Fingerprinted[] | { readonly [name: string]: Fingerprinted };

/**
 * A SHA-256 of a value, the same for equal values: the order of an object's fields does not matter, nor does a field
 * that is undefined.
 */
export function fingerprintOf(value: Fingerprinted): string {
  return createHash('sha256').update(canonicalText(value)).digest('hex');
}

// Not JSON, but in its manner; a bigint and a Date are marked so that no string reads like them.
function canonicalText(value: Fingerprinted): string {
  if (value === undefined) return 'null';
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Date) return `@${value.toISOString()}`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalText).join(',')}]`;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const sorted = fields.toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${sorted.map(([name, field]) => `${JSON.stringify(name)}:${canonicalText(field)}`).join(',')}}`;
}

function isList(value: object): value is readonly Fingerprinted[] {
  return Array.isArray(value);
}
