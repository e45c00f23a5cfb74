// The law the whole log stands on: whatever the order in which transactions get their numbers, write and commit,
// a reader that goes on from the last event it got sees each event once, skips none, and sees a key's events in order.
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { type ControlledTransaction, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestEventLog, logSchema, nameOf, newEvent, type TestEventLog } from '../../../test/support/event-log.ts';
import { type LoggedEvent, type Position, startOfLog } from './event-log.ts';

let logged: TestEventLog;

beforeAll(async () => {
  logged = await createTestEventLog();
});

afterAll(() => logged.close());

/** A step of one of the writers, or a look of the reader. Every writer has at most one open transaction. */
type Step = readonly ['begin' | 'write' | 'commit' | 'rollback', writer: number] | readonly ['read'];

const writer = fc.nat(4);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constant('begin' as const), writer) },
  { weight: 5, arbitrary: fc.tuple(fc.constant('write' as const), writer) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('commit' as const), writer) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('rollback' as const), writer) },
  { weight: 3, arbitrary: fc.constant(['read'] as const) },
);

/** Reads on after a position. */
type Read = (after: Position) => Promise<readonly LoggedEvent[]>;

interface OpenTransaction {
  readonly trx: ControlledTransaction<unknown>;
  readonly written: string[];
}

/** Plays the steps one after another and tells what was committed and what the reader saw. */
async function play(steps: readonly Step[], read: Read) {
  const open = new Map<number, OpenTransaction>();
  const committed: string[] = [];
  const seen: LoggedEvent[] = [];
  let position = startOfLog;
  let number = 0;
  await sql`/* clearLog */ truncate ${sql.id(logSchema, 'event')}`.execute(logged.database.db);

  const readAll = async () => {
    for (let events = await read(position); events.length > 0; events = await read(position)) {
      seen.push(...events);
      position = events.at(-1)?.position ?? position;
    }
  };
  const begin = async (by: number) => {
    const trx = await logged.database.db.startTransaction().execute();
    // The transaction gets its number now; whoever gets a later one may well commit earlier.
    await sql`/* takeNumber */ select pg_current_xact_id()`.execute(trx);
    const transaction = { trx, written: [] };
    open.set(by, transaction);
    return transaction;
  };
  const write = async (by: number) => {
    const { trx, written } = open.get(by) ?? (await begin(by));
    const event = newEvent(`writer ${by}`, (number += 1));
    await logged.log.append(trx, [event]);
    written.push(nameOf(event));
  };
  const end = async (by: number, how: 'commit' | 'rollback') => {
    const transaction = open.get(by);
    if (!transaction) return;
    open.delete(by);
    await transaction.trx[how]().execute();
    if (how === 'commit') committed.push(...transaction.written);
  };

  for (const [kind, by = -1] of steps) {
    if (kind === 'read') await readAll();
    else if (kind === 'write') await write(by);
    else if (kind !== 'begin') await end(by, kind);
    else if (!open.has(by)) await begin(by);
  }
  for (const by of [...open.keys()]) await end(by, 'commit');
  await untilReadable();
  await readAll();
  return { committed, seen: seen.map(nameOf), keys: seen };
}

/** Waits for transactions of other test files in the same server, which hold back readers of this log too. */
async function untilReadable(): Promise<void> {
  const { rows } = await sql<{ readonly tx: bigint | null }>`/* newestTransaction */
    select max(tx) as tx from ${sql.id(logSchema, 'event')}`.execute(logged.database.db);
  while ((await logged.log.head()).tx < (rows[0]?.tx ?? 0n)) await delay(2);
}

const readLog: Read = (after) => logged.log.read(after, 3);

/** What the log would be without its predicate: events by their numbers, as soon as they are committed. */
const readByNumber: Read = async ({ seq: last }) => {
  const { rows } = await sql<LoggedEvent & Position>`/* readByNumber */
    select tx, seq, advertiser_id as "advertiserId", type, key, payload, recorded_at as "recordedAt"
    from ${sql.id(logSchema, 'event')} where seq > ${last} order by seq limit 3`.execute(logged.database.db);
  return rows.map((row) => ({ ...row, position: { tx: row.tx, seq: row.seq } }));
};

test('a reader skips no event, sees none twice, and sees the events of a key in order', async () => {
  const property = fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 40 }), async (steps) => {
    const { committed, seen, keys } = await play(steps, readLog);
    expect(seen.toSorted()).toEqual(committed.toSorted());
    for (const key of new Set(keys.map((event) => event.key))) {
      const ofKey = (name: string) => name.startsWith(`${key}:`);
      expect(seen.filter(ofKey)).toEqual(committed.filter(ofKey));
    }
  });
  await fc.assert(property, { numRuns: 150 });
});

// The slow one writes first and commits last; the reader looks in between.
const lateCommit: readonly Step[] = [
  ['begin', 0],
  ['write', 0],
  ['write', 1],
  ['commit', 1],
  ['read'],
  ['commit', 0],
  ['read'],
];

test('an event that is committed late is read, and in its place', async () => {
  expect((await play(lateCommit, readLog)).seen).toEqual(['writer 0:1', 'writer 1:2']);
});

test('a reader that follows the numbers of events alone would skip it, so these tests can fail', async () => {
  expect((await play(lateCommit, readByNumber)).seen).toEqual(['writer 1:2']);
});
