import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createTestEventLog,
  logSchema,
  nameOf,
  newEvent,
  take,
  type TestEventLog,
} from '../../../../test/support/event-log.ts';
import { hasNatsServer } from '../../../../test/support/nats-server.ts';
import { comparePositions, startOfLog } from '../event-log.ts';
import { decodeEvent, idHeader } from './event-message.ts';
import { streamOf } from './event-stream.ts';
import { readLogId, readRelayed } from './relay-store.ts';

let logged: TestEventLog;

beforeAll(async () => {
  if (hasNatsServer) logged = await createTestEventLog('nats');
});
afterAll(() => logged?.close());

const filter = { types: ['moved'], advertiserIds: ['adv_1'] };

async function append(from: number, count: number): Promise<void> {
  for (let number = from; number < from + count; number += 1) {
    await logged.log.append(logged.database.db, [newEvent('k', number)]);
  }
}

const namesFrom = (from: number, count: number) => Array.from({ length: count }, (_, index) => `k:${from + index}`);

/** What the stream holds, from its beginning. */
async function readStream() {
  const connection = await connect({ servers: logged.nats?.url ?? '' });
  try {
    const manager = await jetstreamManager(connection);
    const { name } = streamOf(logSchema, await readLogId(logged.database.db, logSchema));
    const { state } = await manager.streams.info(name);
    if (state.messages === 0) return [];
    const messages = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      const message = await manager.streams.getMessage(name, { seq });
      if (message)
        messages.push({
          id: message.header.get(idHeader),
          ...decodeEvent({ headers: message.header, json: () => message.json() }),
        });
    }
    return messages;
  } finally {
    await connection.close();
  }
}

const streamedNames = async () => (await readStream()).flatMap(({ event }) => (event ? [nameOf(event)] : []));

test.skipIf(!hasNatsServer)('the stream has every event once, in order, each naming the one before it', async () => {
  // The first relay of a log begins with what is written from then on.
  await expect.poll(() => readRelayed(logged.database.db, logSchema)).toBeDefined();
  await append(1, 20);
  await expect.poll(streamedNames).toEqual(namesFrom(1, 20));
  const messages = await readStream();
  for (const [index, { event, previous }] of messages.entries()) {
    const before = messages[index - 1]?.event?.position;
    if (before) expect(previous).toEqual(before);
    expect(comparePositions(previous ?? startOfLog, event?.position ?? startOfLog)).toBe(-1);
  }
});

test.skipIf(!hasNatsServer)(
  'killed and started again, with writers and readers at it: nothing is lost, repeated or out of order',
  async () => {
    const other = await logged.reopen();
    // A tail that begins now begins where its reader is, which may not have read yet what earlier tests wrote.
    const begun = { ...filter, after: await logged.log.head() };
    const tails = [logged.log.tail(begun), other.tail(begun)];
    await append(101, 10);
    const before = await Promise.all(tails.map((tail) => take(tail, 10)));
    await logged.nats?.kill();
    await append(111, 10);
    const during = await Promise.all(tails.map((tail) => take(tail, 10)));
    await logged.nats?.start();
    await append(121, 10);
    const after = await Promise.all(tails.map((tail) => take(tail, 10)));
    for (const index of [0, 1]) {
      const seen = [...(before[index] ?? []), ...(during[index] ?? []), ...(after[index] ?? [])];
      expect(seen.map(nameOf)).toEqual(namesFrom(101, 30));
    }
    await expect.poll(streamedNames).toEqual([...namesFrom(1, 20), ...namesFrom(101, 30)]);
    const resumed = other.tail({ ...filter, after: before[0]?.[4]?.position });
    expect((await take(resumed, 25)).map(nameOf)).toEqual(namesFrom(106, 25));
    await Promise.all([...tails, resumed].map((tail) => tail.return?.()));
    await other.close();
  },
  60_000,
);

test.skipIf(!hasNatsServer)(
  'started again without anything it had stored: nothing is lost, repeated or out of order, and events come by it again',
  async () => {
    const other = await logged.reopen();
    const begun = { ...filter, after: await logged.log.head() };
    const tails = [logged.log.tail(begun), other.tail(begun)];
    await append(151, 10);
    const before = await Promise.all(tails.map((tail) => take(tail, 10)));
    await expect.poll(async () => (await streamedNames()).at(-1)).toBe('k:160');
    await logged.nats?.kill();
    await append(161, 10);
    await logged.nats?.emptyStore();
    await logged.nats?.start();
    await append(171, 10);
    const after = await Promise.all(tails.map((tail) => take(tail, 20)));
    for (const index of [0, 1]) {
      expect([...(before[index] ?? []), ...(after[index] ?? [])].map(nameOf)).toEqual(namesFrom(151, 30));
    }
    // What was relayed before is gone; what is written from then on is there, once and in order.
    await append(181, 10);
    await expect.poll(async () => (await streamedNames()).slice(-10)).toEqual(namesFrom(181, 10));
    const ids = (await readStream()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await Promise.all(tails.map((tail) => take(tail, 10)))).map((events) => events.map(nameOf))).toEqual([
      namesFrom(181, 10),
      namesFrom(181, 10),
    ]);
    await Promise.all(tails.map((tail) => tail.return?.()));
    await other.close();
  },
  60_000,
);

test.skipIf(!hasNatsServer)(
  'another process relays on when the connection of the one that did is cut',
  async () => {
    const other = await logged.reopen();
    await append(201, 5);
    await sql`/* cutRelay */ select pg_terminate_backend(pid) from pg_locks
    join pg_stat_activity using (pid)
    where locktype = 'advisory' and datname = current_database() and query like '/* listen */%'`.execute(
      logged.database.db,
    );
    await append(206, 5);
    await expect.poll(async () => (await streamedNames()).slice(-10)).toEqual(namesFrom(201, 10));
    const ids = (await readStream()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    await other.close();
  },
  60_000,
);

test.skipIf(!hasNatsServer)(
  'an event too large for a message arrives all the same, and the next one after it',
  async () => {
    const tail = logged.log.tail({ ...filter, after: await logged.log.head() });
    const payload = { number: 301, text: 'x'.repeat(2 * 1024 * 1024) };
    await logged.log.append(logged.database.db, [{ ...newEvent('k', 301), payload }, newEvent('k', 302)]);
    expect((await take(tail, 2)).map(nameOf)).toEqual(['k:301', 'k:302']);
    await expect.poll(async () => (await streamedNames()).at(-1)).toBe('k:302');
    await tail.return?.();
  },
  60_000,
);

test.skipIf(!hasNatsServer)(
  'a database put back to before what was relayed empties the stream, and goes on',
  async () => {
    await append(401, 3);
    await expect.poll(async () => (await streamedNames()).at(-1)).toBe('k:403');
    await sql`/* putBack */ delete from ${sql.id(logSchema, 'event')} where payload->>'number' = '403'`.execute(
      logged.database.db,
    );
    await logged.log.close();
    const other = await logged.reopen();
    await expect.poll(streamedNames).not.toContain('k:403');
    await append(404, 1);
    await expect.poll(async () => (await streamedNames()).at(-1)).toBe('k:404');
    await other.close();
  },
  60_000,
);
