import type { Kysely } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { changeCountMigration, countChange, everyAdvertiser, readChangeCounts } from './change-count.ts';
import { type Database, openDatabase } from './database.ts';

let testDatabase: TestDatabase;
let database: Database<unknown>;
let db: Kysely<unknown>;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, schema: 'public' });
  db = database.db;
  await changeCountMigration.up(db);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

function gate() {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

test('a change is counted when its transaction ends well, and only then', async () => {
  const counted = gate();
  const ended = gate();
  const writing = db.transaction().execute(async (trx) => {
    await countChange(trx, ['adv_ends']);
    counted.open();
    await ended.opened;
  });
  await counted.opened;
  expect(await readChangeCounts(db, ['adv_ends'])).toEqual(new Map());
  ended.open();
  await writing;
  expect(await readChangeCounts(db, ['adv_ends'])).toEqual(new Map([['adv_ends', 1n]]));
  const undone = db.transaction().execute(async (trx) => {
    await countChange(trx, ['adv_ends']);
    throw new Error('changed my mind');
  });
  await expect(undone).rejects.toThrow('changed my mind');
  expect(await readChangeCounts(db, ['adv_ends'])).toEqual(new Map([['adv_ends', 1n]]));
});

test('each advertiser has a count of its own, and so has what all may see', async () => {
  await db.transaction().execute((trx) => countChange(trx, ['adv_a', 'adv_b', 'adv_a']));
  await db.transaction().execute((trx) => countChange(trx, ['adv_b', everyAdvertiser]));
  await db.transaction().execute((trx) => countChange(trx, []));
  expect(await readChangeCounts(db, ['adv_a', 'adv_none', everyAdvertiser])).toEqual(
    new Map([
      ['adv_a', 1n],
      [everyAdvertiser, 1n],
    ]),
  );
  expect(await readChangeCounts(db, ['adv_b'])).toEqual(new Map([['adv_b', 2n]]));
});

test('no change of many writers at once is lost, in whatever order they name their advertisers', async () => {
  const orders = [
    ['adv_x', 'adv_y', 'adv_z'],
    ['adv_z', 'adv_y', 'adv_x'],
    ['adv_y', 'adv_z'],
  ];
  const writers = Array.from({ length: 60 }, (_, index) =>
    db.transaction().execute((trx) => countChange(trx, orders[index % orders.length] ?? [])),
  );
  await Promise.all(writers);
  expect(await readChangeCounts(db, ['adv_x', 'adv_y', 'adv_z'])).toEqual(
    new Map([
      ['adv_x', 40n],
      ['adv_y', 60n],
      ['adv_z', 60n],
    ]),
  );
});
