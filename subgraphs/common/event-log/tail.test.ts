import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createTestEventLog,
  eventLogEngines,
  nameOf,
  newEvent,
  take,
  type TestEventLog,
} from '../../../test/support/event-log.ts';
import { encodeCursor, startOfLog } from './event-log.ts';

describe.each(eventLogEngines)('on %s', (engine) => {
  let logged: TestEventLog;

  beforeAll(async () => {
    logged = await createTestEventLog(engine);
  });

  afterAll(() => logged.close());

  /** Wants the events of one test, by an advertiser of its own. */
  function filterOf(advertiserId: string) {
    return { types: ['moved'], advertiserIds: [advertiserId] };
  }

  async function append(advertiserId: string, from: number, count: number): Promise<void> {
    const numbers = Array.from({ length: count }, (_, index) => from + index);
    await logged.log.append(
      logged.database.db,
      numbers.map((number) => newEvent('k', number, advertiserId)),
    );
  }

  function numbers(from: number, count: number): readonly string[] {
    return Array.from({ length: count }, (_, index) => `k:${from + index}`);
  }

  test('an event that is written the moment after the call is delivered', async () => {
    const tail = logged.log.tail(filterOf('adv_moment'));
    await append('adv_moment', 1, 1);
    expect((await take(tail, 1)).map(nameOf)).toEqual(['k:1']);
    await tail.return?.();
  });

  test('events that were handed out before the call are not delivered', async () => {
    await append('adv_before', 1, 1);
    await untilReaderIsPast('adv_before_mark');
    const tail = logged.log.tail(filterOf('adv_before'));
    await append('adv_before', 2, 1);
    expect((await take(tail, 1)).map(nameOf)).toEqual(['k:2']);
    await tail.return?.();
  });

  /** Returns when the shared reader has handed out an event that is written now. */
  async function untilReaderIsPast(advertiserId: string): Promise<void> {
    const live = logged.log.tail(filterOf(advertiserId));
    await append(advertiserId, 1, 1);
    await take(live, 1);
    await live.return?.();
  }

  test('delivers what it wants and nothing else: by type, by key, by advertiser', async () => {
    const tail = logged.log.tail({
      types: ['moved', 'turned'],
      keys: new Set(['a', 'b']),
      advertiserIds: ['adv_x', 'adv_y'],
    });
    await logged.log.append(logged.database.db, [
      newEvent('a', 1, 'adv_x', 'moved'),
      newEvent('a', 2, 'adv_x', 'stopped'),
      newEvent('c', 3, 'adv_x', 'moved'),
      newEvent('b', 4, 'adv_z', 'moved'),
      newEvent('b', 5, 'adv_y', 'turned'),
    ]);
    expect((await take(tail, 2)).map(nameOf)).toEqual(['a:1', 'b:5']);
    await tail.return?.();
  });

  test('goes on after a cursor, from what was missed to what is written now, each event once', async () => {
    await append('adv_resume', 1, 300);
    const first = logged.log.tail({ ...filterOf('adv_resume'), after: startOfLog });
    const last = (await take(first, 10)).at(-1);
    await first.return?.();
    const writing = (async () => {
      for (let from = 301; from <= 400; from += 10) await append('adv_resume', from, 10);
    })();
    const second = logged.log.tail({ ...filterOf('adv_resume'), after: last?.position });
    expect((await take(second, 390)).map(nameOf)).toEqual(numbers(11, 390));
    await writing;
    await second.return?.();
  });

  test('a consumer that is slow gets every event, in order, when it reads on', async () => {
    const slow = logged.log.tail(filterOf('adv_slow'));
    await append('adv_slow', 1, 1);
    await take(slow, 1);
    for (let from = 2; from <= 1_500; from += 100) await append('adv_slow', from, 100);
    // The shared reader has handed out all of it by now, far more than a tail may hold.
    await untilReaderIsPast('adv_slow_mark');
    expect((await take(slow, 1_400)).map(nameOf)).toEqual(numbers(2, 1_400));
    await append('adv_slow', 1_502, 1);
    expect((await take(slow, 101)).at(-1)?.payload['number']).toBe(1_502);
    await slow.return?.();
  });

  test('events of a transaction that is rolled back never exist', async () => {
    const tail = logged.log.tail(filterOf('adv_rollback'));
    const trx = await logged.database.db.startTransaction().execute();
    await logged.log.append(trx, [newEvent('k', 1, 'adv_rollback')]);
    await trx.rollback().execute();
    await append('adv_rollback', 2, 1);
    expect((await take(tail, 1)).map(nameOf)).toEqual(['k:2']);
    await tail.return?.();
  });

  test('an event comes as it was written, with its time and its position', async () => {
    const tail = logged.log.tail(filterOf('adv_whole'));
    const payload = {
      text: 'ü "quoted" \\ \u{1f680}',
      nested: { list: [1, null, true] },
      micros: '9223372036854775807',
    };
    await logged.log.append(logged.database.db, [{ advertiserId: 'adv_whole', type: 'moved', key: "it's", payload }]);
    const [event] = await take(tail, 1);
    expect(event).toMatchObject({ advertiserId: 'adv_whole', type: 'moved', key: "it's", payload });
    expect(event?.recordedAt).toBeInstanceOf(Date);
    expect(encodeCursor(event?.position ?? startOfLog)).toMatch(/^1\./);
    await tail.return?.();
  });

  test('ends on abort while it waits for an event', async () => {
    const controller = new AbortController();
    const tail = logged.log.tail({ ...filterOf('adv_abort'), signal: controller.signal });
    const waiting = tail.next();
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await tail.next()).toEqual({ done: true, value: undefined });
  });

  test('ends on return while it waits for an event', async () => {
    const tail = logged.log.tail(filterOf('adv_return'));
    const waiting = tail.next();
    await tail.return?.();
    expect((await waiting).done).toBe(true);
  });

  test('a signal that is aborted already gives a tail that has ended', async () => {
    const tail = logged.log.tail({ ...filterOf('adv_aborted'), signal: AbortSignal.abort() });
    expect((await tail.next()).done).toBe(true);
  });

  test('a hundred tails stand on one connection that listens', async () => {
    const tails = Array.from({ length: 100 }, () => logged.log.tail(filterOf('adv_many')));
    await append('adv_many', 1, 1);
    const events = await Promise.all(tails.map((tail) => take(tail, 1)));
    expect(events.flat().map(nameOf)).toEqual(Array.from({ length: 100 }, () => 'k:1'));
    const { rows } = await sql<{ readonly count: bigint }>`/* countListeners */
    select count(*) as count from pg_stat_activity
    where datname = current_database() and query like '/* listen */%'`.execute(logged.database.db);
    expect(rows[0]?.count).toBe(1n);
    await Promise.all(tails.map((tail) => tail.return?.()));
  });

  test('closing the log ends its tails', async () => {
    const other = await createTestEventLog(engine);
    const tail = other.log.tail(filterOf('adv_close'));
    const waiting = tail.next();
    await other.close();
    expect((await waiting).done).toBe(true);
  });

  test('a position that the log has not reached is refused, not waited for', async () => {
    const { tx } = await logged.log.head();
    const ahead = logged.log.tail({ ...filterOf('adv_ahead'), after: { tx: tx + 1_000_000n, seq: 1n } });
    await expect(ahead.next()).rejects.toMatchObject({ extensions: { code: 'RESYNC_REQUIRED' } });
  });

  test('a position at the end of the log is gone on from', async () => {
    await append('adv_end', 1, 1);
    const [last] = await take(logged.log.tail({ ...filterOf('adv_end'), after: startOfLog }), 1);
    const resumed = logged.log.tail({ ...filterOf('adv_end'), after: last?.position });
    await append('adv_end', 2, 1);
    expect((await take(resumed, 1)).map(nameOf)).toEqual(['k:2']);
    await resumed.return?.();
  });
});
