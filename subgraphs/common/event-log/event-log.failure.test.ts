import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestEventLog, nameOf, newEvent, take, type TestEventLog } from '../../../test/support/event-log.ts';

let logged: TestEventLog;

beforeAll(async () => {
  logged = await createTestEventLog();
});

afterAll(() => logged.close());

const filter = { types: ['moved'], advertiserIds: ['adv_1'] };

async function terminateListener(): Promise<bigint> {
  const { rows } = await sql<{ readonly count: bigint }>`/* terminateListener */
    select count(pg_terminate_backend(pid)) as count from pg_stat_activity
    where datname = current_database() and query like '/* listen */%'`.execute(logged.database.db);
  return rows[0]?.count ?? 0n;
}

async function countListeners(): Promise<bigint> {
  const { rows } = await sql<{ readonly count: bigint }>`/* countListeners */
    select count(*) as count from pg_stat_activity
    where datname = current_database() and query like '/* listen */%'`.execute(logged.database.db);
  return rows[0]?.count ?? 0n;
}

test('loses nothing when the connection that listens is killed, and listens again', async () => {
  const tail = logged.log.tail(filter);
  await logged.log.append(logged.database.db, [newEvent('k', 1)]);
  expect((await take(tail, 1)).map(nameOf)).toEqual(['k:1']);
  expect(await terminateListener()).toBe(1n);
  await logged.log.append(logged.database.db, [newEvent('k', 2)]);
  expect((await take(tail, 1)).map(nameOf)).toEqual(['k:2']);
  await expect.poll(countListeners).toBe(1n);
  await logged.log.append(logged.database.db, [newEvent('k', 3)]);
  expect((await take(tail, 1)).map(nameOf)).toEqual(['k:3']);
  await tail.return?.();
});

test('every connection of the pool may be killed: the next events still arrive', async () => {
  const tail = logged.log.tail(filter);
  await sql`/* terminateAll */
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(logged.database.db);
  await expect
    .poll(() =>
      logged.log.append(logged.database.db, [newEvent('k', 1)]).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  expect((await take(tail, 1)).map(nameOf)).toEqual(['k:1']);
  await tail.return?.();
});

test('an event that an older transaction holds back is delivered when that one ends, though nobody says so', async () => {
  const { db } = logged.database;
  const tail = logged.log.tail(filter);
  const older = await db.startTransaction().execute();
  await sql`/* takeNumber */ select pg_current_xact_id()`.execute(older);
  await logged.log.append(db, [newEvent('k', 1)]);
  const next = tail.next();
  expect(await Promise.race([next, logged.log.read(await logged.log.head(), 10)])).toEqual([]);
  await older.rollback().execute();
  expect((await next).value).toMatchObject({ payload: { number: 1 } });
  await tail.return?.();
});
