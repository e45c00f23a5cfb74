import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createTestEventLog,
  eventLogEngines,
  logSchema,
  nameOf,
  newEvent,
  take,
  type TestEventLog,
} from '../../../test/support/event-log.ts';
import { comparePositions, startOfLog } from './event-log.ts';
import { pruneEvents } from './retention-store.ts';

describe.each(eventLogEngines)('on %s', (engine) => {
  let logged: TestEventLog;

  beforeEach(async () => {
    logged = await createTestEventLog(engine);
  });

  afterEach(() => logged.close());

  const filter = { types: ['moved'], advertiserIds: ['adv_1'] };
  const resync = { extensions: { code: 'RESYNC_REQUIRED' } };

  async function append(from: number, count: number): Promise<void> {
    const events = Array.from({ length: count }, (_, index) => newEvent('k', from + index));
    await logged.log.append(logged.database.db, events);
  }

  const prune = (bounds: { maxAgeMs?: number; maxRows?: number }, limit = 1_000) =>
    pruneEvents(logged.database.db, logSchema, bounds, limit);

  /** Every event of the log from its beginning, before anything is removed. */
  const readAll = () => logged.log.read(startOfLog, 1_000);

  /** Waits for transactions of other test files in the same server, before which nothing is readable. */
  async function untilReadable(count: number): Promise<void> {
    await expect.poll(async () => (await readAll()).length).toBe(count);
  }

  test('keeps the newest rows and refuses what is older, by read and by tail', async () => {
    await append(1, 10);
    await untilReadable(10);
    const all = await readAll();
    expect(await prune({ maxRows: 4 })).toBe(6);
    await expect(logged.log.read(startOfLog, 10)).rejects.toMatchObject(resync);
    await expect(logged.log.read(all[4]?.position ?? startOfLog, 10)).rejects.toMatchObject(resync);
    await expect(logged.log.tail({ ...filter, after: all[4]?.position }).next()).rejects.toMatchObject(resync);
    expect((await logged.log.read(all[5]?.position ?? startOfLog, 10)).map(nameOf)).toEqual([
      'k:7',
      'k:8',
      'k:9',
      'k:10',
    ]);
    const tail = logged.log.tail({ ...filter, after: all[5]?.position });
    expect((await take(tail, 4)).map(nameOf)).toEqual(['k:7', 'k:8', 'k:9', 'k:10']);
    await tail.return?.();
  });

  test('removes by age, the oldest first and never past one that is young', async () => {
    await append(1, 6);
    await untilReadable(6);
    await sql`/* makeOld */ update ${sql.id(logSchema, 'event')} set recorded_at = recorded_at - interval '2 hours'
    where payload->>'number' in ('1', '2', '3', '5')`.execute(logged.database.db);
    const all = await readAll();
    expect(await prune({ maxAgeMs: 3_600_000 })).toBe(3);
    expect((await logged.log.read(all[2]?.position ?? startOfLog, 10)).map(nameOf)).toEqual(['k:4', 'k:5', 'k:6']);
    expect(await prune({ maxAgeMs: 3_600_000 })).toBe(0);
  });

  test('a transaction removes no more than it is told', async () => {
    await append(1, 10);
    await untilReadable(10);
    expect([await prune({ maxRows: 0 }, 4), await prune({ maxRows: 0 }, 4), await prune({ maxRows: 0 }, 4)]).toEqual([
      4, 4, 2,
    ]);
  });

  test('whoever does not get the turn does nothing, and writers wait for nobody', async () => {
    await append(1, 10);
    await untilReadable(10);
    const pruning = await logged.database.db.startTransaction().execute();
    expect(await pruneEvents(pruning, logSchema, { maxRows: 2 }, 5)).toBe(5);
    expect(await prune({ maxRows: 2 }, 5)).toBeUndefined();
    await append(11, 1);
    await pruning.commit().execute();
    expect(await prune({ maxRows: 2 })).toBe(4);
  });

  test('never passes an event that is not committed yet', async () => {
    const { db } = logged.database;
    const late = await db.startTransaction().execute();
    await logged.log.append(late, [newEvent('late', 1)]);
    await append(1, 5);
    expect(await prune({ maxRows: 0 })).toBe(0);
    await late.commit().execute();
    await untilReadable(6);
    expect((await readAll()).map(nameOf)).toEqual(['late:1', 'k:1', 'k:2', 'k:3', 'k:4', 'k:5']);
  });

  test('a live tail that is overtaken is told so, after what it had', async () => {
    const tail = logged.log.tail(filter);
    await append(1, 1);
    expect((await take(tail, 1)).map(nameOf)).toEqual(['k:1']);
    // In one transaction: the shared reader cannot see the events before they are gone.
    await logged.database.db.transaction().execute(async (trx) => {
      await logged.log.append(trx, [newEvent('k', 2), newEvent('k', 3)]);
      await sql`/* pruneUnseen */ with gone as (delete from ${sql.id(logSchema, 'event')} returning tx, seq)
      select 1 from gone`.execute(trx);
      await sql`/* moveLine */ update ${sql.id(logSchema, 'event_retention')}
      set pruned_tx = pg_current_xact_id(), pruned_seq = 9000`.execute(trx);
    });
    await expect(tail.next()).rejects.toMatchObject(resync);
    expect((await tail.next()).done).toBe(true);
    const next = logged.log.tail(filter);
    await append(4, 1);
    expect((await take(next, 1)).map(nameOf)).toEqual(['k:4']);
    await next.return?.();
  });

  test('a consumer that is slower than the retention gets what is in memory, in order, and is then told', async () => {
    const slow = logged.log.tail(filter);
    const quick = logged.log.tail({ ...filter, keys: new Set(['end']) });
    for (let from = 1; from <= 1_000; from += 100) await append(from, 100);
    await logged.log.append(logged.database.db, [newEvent('end', 1)]);
    await take(quick, 1);
    await prune({ maxRows: 0 });
    const seen: string[] = [];
    await expect(
      (async () => {
        for await (const event of slow) seen.push(nameOf(event));
      })(),
    ).rejects.toMatchObject(resync);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => `k:${index + 1}`));
  });

  test('a log that is opened with bounds removes by itself', async () => {
    await append(1, 5);
    await untilReadable(5);
    const all = await readAll();
    const other = await logged.reopen({ maxRows: 2 });
    await expect
      .poll(() => other.read(all[0]?.position ?? startOfLog, 1).then(() => '', String))
      .toMatch(/no longer kept/);
    await expect
      .poll(async () => (await other.read(all[2]?.position ?? startOfLog, 10)).map(nameOf))
      .toEqual(['k:4', 'k:5']);
    await other.close();
  });

  test('the line is kept when everything is gone', async () => {
    await append(1, 3);
    await untilReadable(3);
    const all = await readAll();
    await prune({ maxRows: 0 });
    await expect(logged.log.read(all[1]?.position ?? startOfLog, 1)).rejects.toMatchObject(resync);
    expect(await logged.log.read(all[2]?.position ?? startOfLog, 1)).toEqual([]);
    expect(comparePositions(all[2]?.position ?? startOfLog, startOfLog)).toBe(1);
  });
});
