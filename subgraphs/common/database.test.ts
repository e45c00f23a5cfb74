import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { type Database, openDatabase } from './database.ts';
import { migrate } from './migrate.ts';

let server: TestDatabase;
let database: Database<unknown>;

beforeAll(async () => {
  server = await createTestDatabase();
  database = openDatabase<unknown>({ url: server.url, schema: 'tested' });
});

afterAll(async () => {
  await database.close();
  await server.drop();
});

async function selectOne(expression: string): Promise<unknown> {
  const { rows } = await sql<{ readonly value: unknown }>`select ${sql.raw(expression)} as value`.execute(database.db);
  return rows[0]?.value;
}

test.each([
  ['9223372036854775807::int8', 9_223_372_036_854_775_807n],
  ["'18446744073709551615'::xid8", 18_446_744_073_709_551_615n],
  ['1.10::numeric', '1.10'],
  ['12345678901234567890.123456789::numeric', '12345678901234567890.123456789'],
  ["date '2026-03-29'", '2026-03-29'],
  ["timestamptz '2026-03-29 01:30:00.123+00'", new Date('2026-03-29T01:30:00.123Z')],
  ['array[1, null, -2]::int8[]', [1n, null, -2n]],
  ["'{}'::int8[]", []],
  ['array[0.10, 2]::numeric[]', ['0.10', '2']],
  ["array[date '2026-01-01']", ['2026-01-01']],
  ['7::int4', 7],
  ['\'{"a": 1}\'::jsonb', { a: 1 }],
  ['null::int8', null],
])('%s becomes %o', async (expression, value) => {
  expect(await selectOne(expression)).toEqual(value);
});

test('a bigint and a day go in as they come out', async () => {
  const { rows } = await sql`select ${-9_223_372_036_854_775_808n}::int8 as a, ${'2026-11-01'}::date as b`.execute(
    database.db,
  );
  expect(rows).toEqual([{ a: -9_223_372_036_854_775_808n, b: '2026-11-01' }]);
});

test('unqualified names mean those of the schema and no other', async () => {
  expect(await selectOne("current_setting('search_path')")).toBe('tested');
});

test('what the url itself sets stays', async () => {
  const url = new URL(server.url);
  url.searchParams.set('options', '-c work_mem=9MB');
  const other = openDatabase<unknown>({ url: url.href, schema: 'other' });
  const { rows } = await sql`select current_setting('work_mem') as a, current_setting('search_path') as b`.execute(
    other.db,
  );
  expect(rows).toEqual([{ a: '9MB', b: 'other' }]);
  await other.close();
});

test('no statement runs for ever', async () => {
  expect(await selectOne("current_setting('statement_timeout')")).toBe('30s');
  expect(await selectOne("current_setting('idle_in_transaction_session_timeout')")).toBe('10s');
});

test('survives that the server ends its idle connections, and says so', async () => {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  const other = openDatabase<unknown>({ url: server.url, schema: 'idle', logger });
  await sql`select 1`.execute(other.db);
  await sql`/* terminate */ select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'marketing-graph idle' and datname = current_database()`.execute(database.db);
  await expect.poll(() => lines.length).toBe(1);
  expect((await sql`select 1 as one`.execute(other.db)).rows).toEqual([{ one: 1 }]);
  await other.close();
});

test('processes that start at once migrate once', async () => {
  const runs: string[] = [];
  const counted = {
    '0001-create-thing': {
      async up(db: typeof database.db) {
        runs.push('ran');
        await sql`create table thing (id bigint primary key)`.execute(db);
      },
    },
  };
  const databases = Array.from({ length: 12 }, () => openDatabase<unknown>({ url: server.url, schema: 'raced' }));
  await Promise.all(databases.map(({ db }) => sql`select 'connected'`.execute(db)));
  await Promise.all(databases.map((each) => migrate(each, 'raced', counted)));
  expect(runs).toEqual(['ran']);
  const { rows } = await sql`select to_regclass('raced.thing')::text as thing`.execute(database.db);
  expect(rows).toEqual([{ thing: 'raced.thing' }]);
  await Promise.all(databases.map((each) => each.close()));
});

test('a migration that fails leaves nothing of the run behind, and the next run starts again', async () => {
  const failing = openDatabase<unknown>({ url: server.url, schema: 'failing' });
  const first = {
    async up(db: typeof database.db) {
      await sql`create table one (id bigint primary key)`.execute(db);
    },
  };
  const broken = {
    async up(db: typeof database.db) {
      await sql`create table two (id no_such_type)`.execute(db);
    },
  };
  const attempt = migrate(failing, 'failing', { '0001': first, '0002': broken });
  await expect(attempt).rejects.toThrow('The migration of failing failed.');
  const { rows } = await sql`select to_regclass('failing.one') as one`.execute(failing.db);
  expect(rows).toEqual([{ one: null }]);
  await migrate(failing, 'failing', { '0001': first });
  expect((await sql`select count(*) as count from one`.execute(failing.db)).rows).toEqual([{ count: 0n }]);
  expect((await sql`select current_setting('statement_timeout') as t`.execute(failing.db)).rows).toEqual([
    { t: '30s' },
  ]);
  await failing.close();
});

test('a connection that breaks in the middle of a transaction fails the transaction and nothing else', async () => {
  const client = await database.pool.connect();
  const ended = new Promise((resolve) => client.once('end', resolve));
  await client.query('begin');
  const { rows } = await client.query<{ readonly pid: number }>('select pg_backend_pid() as pid');
  await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.db);
  await ended;
  await expect(client.query('select 1')).rejects.toThrow();
  client.release(true);
  expect(await selectOne("'still here'")).toBe('still here');
});
