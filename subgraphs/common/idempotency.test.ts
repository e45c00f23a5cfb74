import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { type Database, openDatabase } from './database.ts';
import { fingerprintOf, type IdempotencyKey, idempotencyMigration, runIdempotent } from './idempotency.ts';
import { migrate } from './migrate.ts';

let server: TestDatabase;
let database: Database<unknown>;

beforeAll(async () => {
  server = await createTestDatabase();
  database = openDatabase<unknown>({ url: server.url, schema: 'keyed' });
  await migrate(database, 'keyed', { '0001-idempotency': idempotencyMigration });
});

afterAll(async () => {
  await database.close();
  await server.drop();
});

function request(key: string, changes: Partial<IdempotencyKey> = {}): IdempotencyKey {
  const now = new Date('2026-11-22T12:00:00Z');
  return { advertiserId: 'adv_1', operation: 'changeBudget', key, fingerprint: 'f', now, ...changes };
}

function never(): never {
  throw new Error('The work was done again.');
}

const begin = () => database.db.startTransaction().execute();
const answer = { id: 'chg_1', amountMicros: '9007199254740993', steps: [1, null, true] };

/** Until `count` sessions wait for another one's lock. */
async function untilWaiting(count: number): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await sql<{ readonly count: bigint }>`/* countWaiting */
        select count(*) as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(database.db);
      return Number(rows[0]?.count);
    })
    .toBe(count);
}

test('does the work once and gives its answer again for the same key and payload', async () => {
  const first = await database.db
    .transaction()
    .execute((trx) => runIdempotent(trx, request('once'), async () => answer));
  expect(first).toEqual({ kind: 'done', answer });
  const second = await database.db.transaction().execute((trx) => runIdempotent(trx, request('once'), never));
  expect(second).toEqual({ kind: 'replayed', answer });
});

test('refuses a key that was used for something else', async () => {
  await database.db.transaction().execute((trx) => runIdempotent(trx, request('other'), async () => answer));
  const other = request('other', { fingerprint: 'g' });
  expect(await runIdempotent(database.db, other, never)).toEqual({ kind: 'reused' });
});

test.each([{ advertiserId: 'adv_2' }, { operation: 'changeBid' }])('a key of %o is another key', async (changes) => {
  await runIdempotent(database.db, request(JSON.stringify(changes)), async () => answer);
  const outcome = await runIdempotent(database.db, request(JSON.stringify(changes), changes), async () => 'new');
  expect(outcome).toEqual({ kind: 'done', answer: 'new' });
});

test('a duplicate at the same moment waits for the first one and replays its answer', async () => {
  const first = await begin();
  await runIdempotent(first, request('duplicate'), async () => answer);
  const second = await begin();
  const waiting = runIdempotent(second, request('duplicate'), never);
  await untilWaiting(1);
  await first.commit().execute();
  expect(await waiting).toEqual({ kind: 'replayed', answer });
  await second.commit().execute();
});

test('a duplicate that waited does the work when the first one is rolled back', async () => {
  const first = await begin();
  await runIdempotent(first, request('rolled back'), async () => answer);
  const second = await begin();
  const waiting = runIdempotent(second, request('rolled back'), async () => 'second');
  await untilWaiting(1);
  await first.rollback().execute();
  expect(await waiting).toEqual({ kind: 'done', answer: 'second' });
  await second.commit().execute();
});

test('work that fails frees its key', async () => {
  const failing = database.db
    .transaction()
    .execute((trx) => runIdempotent(trx, request('failing'), () => Promise.reject(new Error('no budget'))));
  await expect(failing).rejects.toThrow('no budget');
  expect((await runIdempotent(database.db, request('failing'), async () => 1)).kind).toBe('done');
});

test('of many duplicates at once exactly one does the work', async () => {
  let runs = 0;
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () =>
      database.db.transaction().execute((trx) => runIdempotent(trx, request('many'), async () => (runs += 1))),
    ),
  );
  expect(runs).toBe(1);
  expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['done', ...Array.from({ length: 7 }, () => 'replayed')]);
});

test('a fingerprint does not depend on the order of fields nor on undefined ones', () => {
  expect(fingerprintOf({ a: 1, b: { c: [1n], d: undefined } })).toBe(fingerprintOf({ b: { c: [1n] }, a: 1 }));
});

test('values that differ have different fingerprints', () => {
  const moment = new Date('2026-11-22T12:00:00Z');
  const values = [
    1,
    1n,
    '1',
    '1n',
    [1],
    [[1]],
    { a: 1 },
    { a: 1n },
    null,
    '',
    [],
    {},
    moment,
    moment.toISOString(),
    true,
  ];
  expect(new Set(values.map((value) => fingerprintOf(value))).size).toBe(values.length);
});
